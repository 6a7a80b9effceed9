"""Mass transport: what excavators did, and what scales weighed, in order of arrival."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from ditio_async.sandbox import DitioSandbox

from .conftest import MACHINES, Api

STATES = "/mass-transport/api/external-excavator-state"
WEIGHTS = "/mass-transport/api/external-weight-measure"


@pytest.fixture
async def mass(api: Api) -> Api:
    """With a token for this surface alone."""
    await api.fetch_token("masstransportapiv1")
    return api


def state(sandbox: DitioSandbox, **fields: Any) -> dict[str, Any]:
    """An hour of work."""
    world = sandbox._state.world
    known = {
        "companyId": sandbox.company_id,
        "projectId": next(iter(world.projects)),
        "machineId": sandbox._state.machines()[0].id,
        "state": "Working",
        "startTime": "2026-03-02T07:00:00Z",
        "endTime": "2026-03-02T08:00:00Z",
    }
    return {**known, **fields}


def at(hour: int, minute: int = 0) -> str:
    return f"2026-03-02T{hour:02}:{minute:02}:00Z"


async def weigh(api: Api, **fields: Any) -> dict[str, Any]:
    project = next(iter(api.sandbox._state.world.projects))
    answer = await api("POST", WEIGHTS, json={"companyId": api.sandbox.company_id, "projectId": project, **fields})
    assert answer.status == 201
    return answer.json


async def test_the_surface_is_in_the_environment_and_has_its_own_scope(api: Api, sandbox: DitioSandbox) -> None:
    base = f"{sandbox.url}/mass-transport"
    assert (sandbox.environment.mass_transport, sandbox.environ["DITIO_MASSTRANSPORT_BASE"]) == (base, base)
    assert (await api("POST", STATES, json=state(sandbox))).status == 401
    await api.fetch_token("masstransportapiv1")
    assert (await api("POST", STATES, json=state(sandbox))).status == 201
    assert (await api("GET", MACHINES)).status == 401


async def test_what_is_sent_twice_is_there_twice(mass: Api, sandbox: DitioSandbox) -> None:
    first, second = state(sandbox), state(sandbox, state="Idle", somethingNew=1)
    created = await mass("POST", STATES, json=first)
    imported = await mass("POST", f"{STATES}/import", json=[second, first])
    assert (created.status, imported.status) == (201, 201)
    assert sandbox.excavator_states == [created.json, *imported.json]
    assert [kept["state"] for kept in sandbox.excavator_states] == ["Working", "Idle", "Working"]
    assert created.json == {**first, "id": created.json["id"]}
    assert len({kept["id"] for kept in sandbox.excavator_states}) == 3
    assert (await mass("GET", "/_sandbox/excavator-states")).json == sandbox.excavator_states


async def test_a_state_without_a_field_is_refused(mass: Api, sandbox: DitioSandbox) -> None:
    for missing in state(sandbox):
        answer = await mass("POST", STATES, json=state(sandbox, **{missing: None}))
        assert (answer.status, answer.json["message"]) == (400, f"{missing} is required")


@pytest.mark.parametrize(
    ("named", "value"),
    [
        ("companyId", "0" * 24),
        ("projectId", "0" * 24),
        ("machineId", "0" * 24),
        ("machineId", 5),
        ("startTime", at(8)),
        ("startTime", "2026-03-02T07:30:00-01:00"),
        ("endTime", "soon"),
    ],
)
async def test_an_import_ends_at_the_first_that_makes_no_sense(
    mass: Api, sandbox: DitioSandbox, named: str, value: object
) -> None:
    good, bad = state(sandbox), state(sandbox, **{named: value})
    assert (await mass("POST", STATES, json=bad)).status == 400
    answer = await mass("POST", f"{STATES}/import", json=[good, bad, good])
    assert (answer.status, [*answer.json["errors"]]) == (400, [f"[1].{named}"])
    assert len(sandbox.excavator_states) == 1


async def test_people_and_what_others_have_are_unknown_here(mass: Api, sandbox: DitioSandbox) -> None:
    world = sandbox._state.world
    human = next(id for id, resource in world.resources.items() if resource.fields["typeBaseName"] == "Human")
    hidden = next(id for id, p in world.projects.items() if p.fields["companyId"] == world.companies[2].id)
    wrong: tuple[Mapping[str, str], ...] = (
        {"machineId": human},
        {"projectId": hidden},
        {"companyId": world.companies[2].id},
    )
    for fields in wrong:
        answer = await mass("POST", STATES, json=state(sandbox, **fields))
        assert (answer.status, [*answer.json["errors"]]) == (400, [*fields])


async def test_the_newest_timestamp_is_the_newest_end_of_the_project(mass: Api, sandbox: DitioSandbox) -> None:
    project, other = [*sandbox._state.world.projects][:2]
    path = f"{STATES}/latest-timestamp/{sandbox.company_id}"
    await mass("POST", STATES, json=state(sandbox, endTime="2026-03-02T12:00:00+02:00"))
    await mass("POST", STATES, json=state(sandbox, endTime=at(9, 30)))
    answer = await mass("GET", f"{path}/{project}")
    assert (answer.status, answer.json) == (200, "2026-03-02T10:00:00.0000000Z")
    none = await mass("GET", f"{path}/{other}")
    assert (none.status, none.body) == (200, b"null")
    assert (await mass("GET", f"{path}/{'0' * 24}")).status == 404
    assert (await mass("GET", f"{STATES}/latest-timestamp/{'0' * 24}/{project}")).status == 403


async def test_utilisation_counts_the_time_that_was_asked_for(mass: Api, sandbox: DitioSandbox) -> None:
    project, other = [*sandbox._state.world.projects][:2]
    states = [
        state(sandbox),
        state(sandbox, startTime=at(9), endTime=at(12)),
        state(sandbox, state="Idle", startTime=at(8), endTime=at(9)),
        state(sandbox, projectId=other),
    ]
    assert (await mass("POST", f"{STATES}/import", json=states)).status == 201

    async def seconds(**asked: str) -> dict[str, float]:
        answer = await mass("POST", f"{STATES}/aggregated-data-per-state", json=asked)
        return {entry["state"]: entry["seconds"] for entry in answer.json}

    assert await seconds() == {"Working": 5 * 3600, "Idle": 3600}
    where = {"companyId": sandbox.company_id, "projectId": project}
    assert await seconds(**where) == {"Working": 4 * 3600, "Idle": 3600}
    assert await seconds(**where, **{"from": at(7, 30), "to": at(8, 30)}) == {"Working": 1800, "Idle": 1800}
    assert await seconds(machineId="0" * 24) == {}
    wrong = await mass("POST", f"{STATES}/aggregated-data-per-state", json={"from": "soon"})
    assert [*wrong.json["errors"]] == ["from"]


async def test_whatever_a_scale_says_is_kept(mass: Api, sandbox: DitioSandbox) -> None:
    record = await weigh(mass, weight=12_340, material={"name": "Pukk 0/32"}, status="invoiced")
    assert (record["weight"], record["material"], record["status"]) == (12_340, {"name": "Pukk 0/32"}, "new")
    again = await weigh(mass, weight=12_340)
    assert sandbox.weight_measures == [record, again]
    assert (await mass("GET", "/_sandbox/weight-measures")).json == sandbox.weight_measures


async def test_a_weight_needs_a_company_and_a_project_of_the_clients(mass: Api, sandbox: DitioSandbox) -> None:
    known = {"companyId": sandbox.company_id, "projectId": next(iter(sandbox._state.world.projects))}
    for fields, status in (
        ({"companyId": None}, 400),
        ({"projectId": ""}, 400),
        ({"projectId": 7}, 400),
        ({"companyId": "0" * 24}, 403),
        ({"projectId": "0" * 24}, 404),
    ):
        assert (await mass("POST", WEIGHTS, json={**known, **fields})).status == status
    assert (await mass("POST", WEIGHTS, json=[known])).status == 400
    assert sandbox.weight_measures == []


async def test_weights_are_asked_for_by_whatever_they_say(mass: Api) -> None:
    first, second = await weigh(mass, ticket="A", weight=1), await weigh(mass, ticket="B")

    async def found(**asked: object) -> list[object]:
        return (await mass("POST", f"{WEIGHTS}/query", json=asked)).json

    assert await found() == [first, second]
    assert await found(ticket="A") == [first]
    assert await found(ids=[second["id"]], status="new") == [second]
    assert await found(companyId="0" * 24) == []
    assert await found(fromDate="2026-03-01") == [first, second]
    assert (await mass("POST", f"{WEIGHTS}/query", json={"ids": "all"})).status == 400


async def test_weights_are_exported_with_a_column_for_each_field(mass: Api) -> None:
    first, second = await weigh(mass, ticket='A;"1"'), await weigh(mass, weight=7.5)
    answer = await mass("POST", f"{WEIGHTS}/export", json={})
    assert (answer.status, answer.headers["Content-Type"]) == (200, "text/csv; charset=utf-8")
    shared = f"{first['companyId']};{first['projectId']}"
    assert answer.body.decode().splitlines() == [
        "companyId;projectId;ticket;id;status;weight",
        f'{shared};"A;""1""";{first["id"]};new;',
        f"{shared};;{second['id']};new;7.5",
    ]
    only = await mass("POST", f"{WEIGHTS}/export", json={"weight": 7.5, "ids": [second["id"]]})
    assert len(only.body.decode().splitlines()) == 2


async def test_marks_lead_one_step_further_and_never_two(mass: Api, sandbox: DitioSandbox) -> None:
    first, second = (await weigh(mass))["id"], (await weigh(mass))["id"]

    async def mark(step: str, body: object) -> int:
        return (await mass("PUT", f"{WEIGHTS}/mark-{step}", json=body)).status

    def steps() -> list[object]:
        return [record["status"] for record in sandbox.weight_measures]

    assert await mark("approved", {"ids": [first]}) == 409
    assert await mark("verified", {"ids": [first]}) == 200
    assert await mark("verified", {"ids": [second, first]}) == 409
    assert steps() == ["verified", "new"]
    assert await mark("verified", [second]) == 200
    assert await mark("approved", {"ids": [first, second]}) == 200
    assert await mark("invoiced", {"ids": [first]}) == 200
    assert await mark("invoiced", {"ids": [first]}) == 409
    assert steps() == ["invoiced", "approved"]
    assert await mark("invoiced", {"ids": ["0" * 24]}) == 404
    assert [await mark("invoiced", body) for body in ({}, {"ids": "x"}, {"ids": [7]}, [7])] == [400] * 4
