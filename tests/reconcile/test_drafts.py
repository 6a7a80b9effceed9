"""Replacements that show what they would change and wipe before they are sent."""

from __future__ import annotations

import json

import pytest

from ditio_async import ArgumentError, DitioSession, RequestError
from ditio_async.sandbox import DitioSandbox

from ..support.faults import COMPANY, FaultServer, answer, json_answer

SHOWN = {
    "id": "p1",
    "companyId": COMPANY,
    "projectNumber": "P-1",
    "name": "Bru",
    "startDate": "2026-01-31T07:00:00.1234567",
}


async def test_a_draft_sends_nothing_but_the_read_until_it_is_told_to(
    sandbox: DitioSandbox, ditio: DitioSession, project: str
) -> None:
    await ditio.projects.update(project, name="Bru", description="gammel", estimated_hour_qty=7.5)
    sandbox.clear_requests()
    draft = await ditio.projects.draft(project, name="Ny bru", description=None)
    assert [request.method for request in sandbox.requests] == ["GET"]
    assert (draft.before.name, draft.changes["name"].before, draft.changes["name"].after) == ("Bru", "Bru", "Ny bru")
    assert draft.wiped == {"description": "gammel"}
    assert str(draft).splitlines() == [
        "name: 'Bru' -> 'Ny bru'",
        "description: 'gammel' -> None",
        "description: 'gammel' is wiped",
    ]
    after = await draft.replace()
    assert [request.method for request in sandbox.requests] == ["GET", "PUT"]
    assert (after.name, after.description, after.estimated_hour_qty) == ("Ny bru", None, 7.5)


async def test_fields_that_the_library_does_not_know_are_wiped_and_it_says_so(
    server: FaultServer, prompt: DitioSession
) -> None:
    new = {"costCentre": "42", "rating": 0, "crew": ["a"], "none": None, "blank": "", "empty": [], "nothing": {}}
    server.script(json_answer({**SHOWN, **new}), json_answer(SHOWN))
    draft = await prompt.projects.draft("p1", active=True)
    assert draft.wiped == {"costCentre": "42", "rating": 0, "crew": ["a"]}
    assert "costCentre: '42' is wiped" in str(draft)
    await draft.replace()
    assert json.loads(server.calls[1].body) == {
        "companyId": COMPANY,
        "projectNumber": "P-1",
        "name": "Bru",
        "startDate": "2026-01-31T07:00:00.1234567",  # as it was, to the last digit
        "active": True,
    }


async def test_none_for_what_has_no_value_wipes_nothing(server: FaultServer, prompt: DitioSession) -> None:
    server.script(json_answer({**SHOWN, "description": ""}), json_answer(SHOWN))
    draft = await prompt.projects.draft("p1", description=None, customer_number=None)
    assert draft.wiped == {}


async def test_an_answer_of_nothing_is_followed_by_a_read(server: FaultServer, prompt: DitioSession) -> None:
    draft = await drafted(server, prompt)
    server.script(answer(204), json_answer({**SHOWN, "name": "Ny"}))
    assert (await draft.replace()).name == "Ny"
    assert [(call.method, call.path) for call in server.calls[1:]] == [
        ("PUT", "/core/api/v4/integration/projects/p1"),
        ("GET", "/core/api/v4/integration/projects/p1"),
    ]


async def test_a_read_that_fails_after_an_answer_of_nothing_says_that_it_was_applied(
    server: FaultServer, prompt: DitioSession
) -> None:
    draft = await drafted(server, prompt)
    server.script(answer(204), json_answer({"message": "nei"}, 403))
    with pytest.raises(RequestError, match="was applied") as caught:
        await draft.replace()
    assert caught.value.applied is True


async def drafted(server: FaultServer, ditio: DitioSession):  # type: ignore[no-untyped-def]  # a Draft[Project]
    server.script(json_answer(SHOWN))
    return await ditio.projects.draft("p1", name="Ny")


async def test_users_are_read_by_employee_number_and_written_by_identity(
    sandbox: DitioSandbox, ditio: DitioSession
) -> None:
    await a_user(ditio)
    sandbox.clear_requests()
    draft = await ditio.users.draft("E-1", mobile_work="+4711111111")
    after = await draft.replace()
    assert (after.mobile_work, after.first_name, after.birth_date) == ("+4711111111", "Åse", "1990-05-17")
    assert [(r.method, r.path.rpartition("/")[2]) for r in sandbox.requests] == [
        ("GET", "E-1"),
        ("PUT", str(draft.before.identity_id)),
    ]


async def test_a_user_whose_replacement_is_not_shown_is_found_in_the_list(
    sandbox: DitioSandbox, ditio: DitioSession
) -> None:
    """There is no call that reads one by identity; and the employee number may be what was changed."""
    await a_user(ditio)
    draft = await ditio.users.draft("E-1", employee_number="E-2")
    sandbox.fault(method="PUT", status=204, body="", handle=True)
    assert (await draft.replace()).employee_number == "E-2"


async def test_a_draft_that_changes_nothing_is_refused_before_anything_is_read(
    server: FaultServer, prompt: DitioSession
) -> None:
    with pytest.raises(ArgumentError, match="nothing to change"):
        await prompt.work_orders.draft("w1")
    assert server.requests == []


async def a_user(ditio: DitioSession) -> None:
    await ditio.users.create(
        employee_number="E-1",
        first_name="Åse",
        last_name="Rød",
        mobile_work="+4798765432",
        birth_date="17.05.1990",
        employment_start_date="2026-02-01",
    )
