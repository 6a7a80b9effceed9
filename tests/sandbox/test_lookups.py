"""Lookups: what is active and what is not, searches, and what others have is not found."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import MACHINES, Api

LOOKUP = "/core/api/projects"
RESOURCES = "/core/api/resources"


async def numbers(api: Api, path: str = "", **params: str) -> set[str]:
    return {project["projectNumber"] for project in (await api("GET", LOOKUP + path, params=params)).json}


@pytest.mark.parametrize(("wished", "found"), [("0", {"P-1"}), ("1", {"P-2"}), ("2", {"P-1", "P-2"}), ("", {"P-1"})])
async def test_projects_and_their_tasks_are_active_or_not(api: Api, wished: str, found: set[str]) -> None:
    id = await api.project("P-1", active=True)
    await api.project("P-2")
    assert await numbers(api, activeInactiveAll=wished) & {"P-1", "P-2"} == found
    await api.work_order(id, "P-1", active=True)
    await api.work_order(id, "P-2", active=False)
    tasks = (await api("GET", f"{LOOKUP}/{id}/tasks", params={"activeInactiveAll": wished})).json
    assert {task["externalId"] for task in tasks} == found


@pytest.mark.parametrize("text", ["BRU o", "p-77", "e 7"])
async def test_a_search_looks_at_numbers_and_names(api: Api, text: str) -> None:
    await api.project("P-77", name="Bru over Storelva 77", externalProjectNumber="E 77")
    assert "P-77" in await numbers(api, "/search", searchString=text)
    assert "P-77" not in await numbers(api, "/search", searchString=text, activeOnly="true")
    assert "P-77" not in await numbers(api, "/search", searchString="Tunnel")
    assert (await api("GET", f"{LOOKUP}/search")).status == 400


async def test_one_project_is_looked_up_by_its_id(api: Api) -> None:
    id = await api.project("P-1")
    assert (await api("GET", f"{LOOKUP}/{id}")).json["projectNumber"] == "P-1"


async def test_what_others_have_is_not_found(api: Api) -> None:
    world = api.sandbox._state.world
    hidden = next(p for p in world.projects.values() if p.fields["companyId"] == world.companies[2].id)
    for id in (hidden.id, "0" * 24):
        assert [(await api("GET", f"{LOOKUP}/{id}{rest}")).status for rest in ("", "/tasks")] == [404, 404]
    assert hidden.fields["projectNumber"] not in await numbers(api, activeInactiveAll="2")
    assert (await api("GET", LOOKUP, params={"activeInactiveAll": "3"})).status == 400


async def test_resources_are_those_of_the_stream(api: Api) -> None:
    rows = await api.rows("/reporting/v1/resource")
    machine = next(row for row in rows if row["typeBaseName"] == "Machine")
    for row in (rows[-1], machine):
        details: dict[str, Any] = (await api("GET", f"{RESOURCES}/details/{row['id']}")).json
        assert details == {name: row[name] for name in details}
        assert {"id", "name", "number", "typeBaseName"} <= set(details)
    await api("DELETE", f"{MACHINES}/{machine['id']}")
    assert (await api("GET", f"{RESOURCES}/details/{machine['id']}")).status == 404
    assert (await api("GET", f"{RESOURCES}/details/{'0' * 24}")).status == 404
    types = {kind["name"] for kind in (await api("GET", f"{RESOURCES}/types")).json}
    assert types == {row["typeName"] for row in rows if row["typeBaseName"] != "Human"}
