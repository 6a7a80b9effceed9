"""What is the same although it is written in another way, and what is not."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from ditio_async import DitioSession, FuelType, reconcile
from ditio_async._reconcile.compare import _equal

from ..support.faults import COMPANY, FaultServer, json_answer

NORWAY = dt.timezone(dt.timedelta(hours=2))
SAME: list[tuple[str, object, object]] = [
    ("startDate", "2026-03-01T00:00:00", dt.date(2026, 3, 1)),
    ("startDate", "2026-03-01T00:00:00Z", dt.date(2026, 3, 1)),
    ("startDate", "2026-03-01T00:00:00", "2026-03-01"),
    ("startDate", "2026-03-01", dt.date(2026, 3, 1)),
    ("startDate", "2026-03-01T06:30:00.1234567Z", dt.datetime(2026, 3, 1, 6, 30, 0, 123457, dt.UTC)),
    ("startDate", "2026-03-01T06:30:00.123Z", dt.datetime(2026, 3, 1, 6, 30, 0, 123999, dt.UTC)),
    ("startDate", "2026-03-01T06:30:00.1234567", "2026-03-01T06:30:00.1234567Z"),
    ("startDate", "2026-03-01T08:30:00+02:00", dt.datetime(2026, 3, 1, 6, 30, tzinfo=dt.UTC)),
    ("startDate", "2026-03-01T06:30:00Z", dt.datetime(2026, 3, 1, 8, 30, tzinfo=NORWAY)),
    ("startDate", "2026-03-01T06:30:00Z", "2026-03-01T08:30:00+02:00"),
    ("startDate", "0001-01-01T00:00:00", None),
    ("startDate", "0001-01-01T00:00:00Z", None),
    ("startDate", "", None),
    ("startDate", None, None),
    ("estimatedHourQty", 7, 7.0),
    ("estimatedHourQty", 7.0, 7),
    ("workBreakLunchLength", 30.0, 30),
    ("active", False, False),
    ("name", "Bru", "Bru"),
    ("name", None, None),
]
DIFFERENT: list[tuple[str, object, object]] = [
    ("startDate", "2026-03-01T00:00:00", dt.date(2026, 3, 2)),
    ("startDate", "2026-03-01T06:30:00.123Z", dt.datetime(2026, 3, 1, 6, 30, 0, 125000, dt.UTC)),
    ("startDate", "2026-03-01T06:30:00Z", "2026-03-01T06:30:00+02:00"),
    ("startDate", "0001-01-01T00:00:00", "2026-03-01"),
    ("startDate", "2026-03-01", None),
    ("estimatedHourQty", 0, None),
    ("estimatedHourQty", None, 0),
    ("active", None, False),
    ("name", "", None),
    ("name", None, ""),
    ("name", "Bru", "bru"),
    ("name", "Bru", "Bru "),
]


async def changes(server: FaultServer, ditio: DitioSession, api: str, there: object, wanted: object) -> list[str]:
    """The fields that a plan would change of a project."""
    shown = {"id": "p1", "companyId": COMPANY, "projectNumber": "X-1", api: there}
    server.script(json_answer([shown]))
    field = "".join(f"_{c.lower()}" if c.isupper() else c for c in api)
    plan = await reconcile(ditio.projects, [{"project_number": "X-1", field: wanted}])
    (entry,) = plan.entries
    assert entry.action == ("update" if entry.fields else "unchanged")
    return [*entry.fields]


@pytest.mark.parametrize(("api", "there", "wanted"), SAME)
async def test_the_same_is_left_alone(
    server: FaultServer, prompt: DitioSession, api: str, there: object, wanted: object
) -> None:
    assert await changes(server, prompt, api, there, wanted) == []


@pytest.mark.parametrize(("api", "there", "wanted"), DIFFERENT)
async def test_what_differs_is_changed(
    server: FaultServer, prompt: DitioSession, api: str, there: object, wanted: object
) -> None:
    assert len(await changes(server, prompt, api, there, wanted)) == 1


def test_a_flag_is_no_number() -> None:
    assert not _equal(1, True)
    assert not _equal(False, 0)
    assert _equal(1, FuelType.DIESEL)


async def test_only_fields_that_are_given_are_compared(server: FaultServer, prompt: DitioSession) -> None:
    shown = {"id": "p1", "companyId": COMPANY, "projectNumber": "X-1", "name": "Bru", "description": "lang"}
    server.script(json_answer([shown]))
    assert (await reconcile(prompt.projects, [{"project_number": "X-1"}])).empty


@pytest.mark.parametrize(("there", "wanted"), [(None, ""), ("", ""), ("stengt", "stengt")])
async def test_no_message_of_a_machine_is_written_in_two_ways(
    server: FaultServer, prompt: DitioSession, there: object, wanted: str
) -> None:
    shown = {"id": "m1", "companyId": COMPANY, "machineNumber": "X-1", "blockCheckInMessage": there}
    server.script(json_answer([shown]))
    assert (await reconcile(prompt.machines, [{"machine_number": "X-1", "block_check_in_message": wanted}])).empty


@pytest.mark.parametrize("there", [None, ""])
@pytest.mark.parametrize("wanted", [None, ""])
async def test_the_top_of_the_tree_is_written_in_two_ways(
    server: FaultServer, prompt: DitioSession, there: object, wanted: object
) -> None:
    shown = {"id": "w1", "companyId": COMPANY, "externalId": "X-1", "projectId": "p1", "parentActivityId": there}
    server.script(json_answer([shown]))
    row: dict[str, Any] = {"project_id": "p1", "external_id": "X-1", "parent_activity_id": wanted}
    assert (await reconcile(prompt.work_orders, [row])).empty


USERS = [
    {
        "identityId": "auth0|1",
        "companyProfileId": "profile-1",
        "employeeNumber": "1001",
        "firstName": "Åse",
        "lastName": "Rød",
        "mobileWork": "+4790010001",
    },
    {"identityId": "auth0|2", "employeeNumber": "1002", "firstName": "Ola", "lastName": "Nordmann"},
    {"identityId": "auth0|3", "employeeNumber": "1003", "firstName": "Ola", "lastName": "Nordmann"},
]


@pytest.mark.parametrize(
    ("there", "wanted", "same"),
    [
        ("auth0|1", "auth0|1", True),
        ("auth0|1", "+4790010001", True),
        ("auth0|1", "1001", True),
        ("auth0|1", "Åse Rød", True),
        ("auth0|1", "profile-1", True),
        ("profile-1", "auth0|1", True),
        ("auth0|1", "1002", False),
        ("auth0|1", "nobody", False),
        ("nobody", "1001", False),
        ("auth0|2", "Ola Nordmann", False),
        ("auth0|2", "1002", True),
        (None, "1001", False),
        ("auth0|1", None, False),
        ("", None, True),
    ],
)
async def test_people_are_the_same_by_any_of_their_names(
    server: FaultServer, prompt: DitioSession, there: object, wanted: object, same: bool
) -> None:
    shown = {"id": "p1", "companyId": COMPANY, "projectNumber": "X-1", "mainForemanId": there}
    server.script(json_answer([shown]), json_answer(USERS))
    plan = await reconcile(prompt.projects, [{"project_number": "X-1", "main_foreman_id": wanted}])
    assert plan.empty is same


async def test_people_are_read_once_and_not_at_all_where_nobody_differs(
    server: FaultServer, prompt: DitioSession
) -> None:
    shown = [
        {"id": f"p{n}", "companyId": COMPANY, "projectNumber": f"X-{n}", "projectLeaderId": "auth0|1"} for n in (1, 2)
    ]
    server.script(json_answer(shown), json_answer(USERS))
    rows = [{"project_number": f"X-{n}", "project_leader_id": "auth0|1"} for n in (1, 2)]
    assert (await reconcile(prompt.projects, rows)).empty
    assert len(server.calls) == 1
    server.script(json_answer(shown), json_answer(USERS))
    assert (await reconcile(prompt.projects, [{**row, "project_leader_id": "1001"} for row in rows])).empty
    assert len(server.calls) == 1 + 2


async def test_where_users_may_not_be_read_a_person_who_is_called_otherwise_is_written(
    server: FaultServer, prompt: DitioSession
) -> None:
    shown = {"id": "p1", "companyId": COMPANY, "projectNumber": "X-1", "mainForemanId": "auth0|1"}
    server.script(json_answer([shown]), json_answer({"message": "nei"}, 403))
    plan = await reconcile(prompt.projects, [{"project_number": "X-1", "main_foreman_id": "1001"}])
    assert plan.changes[0].fields.keys() == {"main_foreman_id"}
