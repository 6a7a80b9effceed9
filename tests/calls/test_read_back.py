"""Changes whose answers do not show what was changed, which is then read."""

from __future__ import annotations

from typing import Any

import pytest

from ditio_async import DecodeError, DitioError, DitioSession, PermissionDeniedError, RequestError

from ..support.strict import Answer, StrictServer
from .table import CORE
from .test_answers import BY_CALL

PATHS = {
    "projects": f"{CORE}/projects/",
    "work_orders": f"{CORE}/tasks/",
    "machines": f"{CORE}/machines/",
    "employees": "/core/api/v5/integration/employees/",
}
SHOWN = {"id": "x", "employeeNumber": "x", "name": "Ny", "firstName": "Ny"}
OTHERS = [{"identityId": None}, {"identityId": "x|1", "companyProfileId": "y"}, {}]


@pytest.mark.parametrize(
    "call",
    [
        "projects.replace",
        "projects.update",
        "work_orders.replace",
        "work_orders.update",
        "machines.replace",
        "machines.update",
        "machines.update_esg",
        "employees.update",
    ],
)
async def test_a_change_that_is_not_shown_is_read_back(server: StrictServer, ditio: DitioSession, call: str) -> None:
    server.answer(Answer(status=204), Answer(SHOWN))
    shown: Any = await BY_CALL[call](ditio)
    assert "Ny" in {getattr(shown, "name", None), getattr(shown, "first_name", None)}
    (_, change), (_, read) = server.taken
    assert change.line.split(" ")[1].removesuffix("/esg") == read.line.split(" ")[1]
    assert read.line.startswith(f"GET {PATHS[call.partition('.')[0]]}")


@pytest.mark.parametrize(
    ("call", "found"),
    [
        ("users.replace", {"identityId": "auth0|abc", "companyProfileId": "y"}),
        ("users.update", {"identityId": "auth0|x", "companyProfileId": "65f1c0ffee65f1c0ffee65f1"}),
    ],
)
async def test_a_user_that_is_not_shown_is_read_from_the_list(
    server: StrictServer, ditio: DitioSession, call: str, found: dict[str, str]
) -> None:
    server.answer(Answer(status=204), Answer([*OTHERS, {**found, "firstName": "Ny"}, {"firstName": "En annen"}]))
    assert (await BY_CALL[call](ditio)).first_name == "Ny"
    assert [sent.line.partition(" ")[0] for _, sent in server.taken] == [server.taken[0][0].method, "GET"]
    assert server.taken[1][1].line == f"GET {CORE}/users"


@pytest.mark.parametrize("call", ["machines.update", "users.update"])
async def test_a_change_is_told_of_by_its_own_name_when_it_cannot_be_read_back(
    server: StrictServer, ditio: DitioSession, call: str
) -> None:
    server.answer(Answer(status=204), Answer({"error": "Nei", "message": "ikke din"}, 403))
    with pytest.raises(PermissionDeniedError, match="Nei: ikke din") as caught:
        await BY_CALL[call](ditio)
    assert (caught.value.operation, caught.value.method) == (call, "GET")


@pytest.mark.parametrize(
    "call", ["employees.create_employment", "employees.update_employment", "employees.end_employment", "users.disable"]
)
async def test_a_change_whose_answer_is_not_documented_is_not_read_back(
    server: StrictServer, ditio: DitioSession, call: str
) -> None:
    for answer in (Answer(status=204), Answer({}), Answer(b"<html>"), Answer([None], 201)):
        server.answer(answer)
        assert await BY_CALL[call](ditio) is None
    assert len(server.taken) == 4


@pytest.mark.parametrize("call", ["users.replace", "users.update"])
async def test_a_changed_user_that_is_not_in_the_list_is_an_error_of_ours(
    server: StrictServer, ditio: DitioSession, call: str
) -> None:
    server.answer(Answer(status=204), Answer(OTHERS))
    with pytest.raises(DitioError):
        await BY_CALL[call](ditio)


@pytest.mark.parametrize("call", ["machines.update", "users.update"])
async def test_a_change_that_cannot_be_read_back_was_applied_all_the_same(
    server: StrictServer, ditio: DitioSession, call: str
) -> None:
    server.answer(Answer(status=204), Answer({"error": "Nei", "message": "ikke din"}, 403))
    with pytest.raises(RequestError) as caught:
        await BY_CALL[call](ditio)
    assert caught.value.applied is True


@pytest.mark.parametrize("call", ["register", "mark_verified", "mark_approved", "mark_invoiced"])
async def test_a_write_whose_answer_is_a_text_was_applied(server: StrictServer, ditio: DitioSession, call: str) -> None:
    server.answer(Answer(b"OK", 201, {"Content-Type": "text/plain"}))
    try:
        await BY_CALL[f"mass_transport.weight_measures.{call}"](ditio)
    except DecodeError as error:
        assert error.applied is True  # noqa: PT017  # a text may be given as well


async def test_a_drafted_user_that_is_not_shown_is_read_where_users_can_be_read(
    server: StrictServer, ditio: DitioSession
) -> None:
    keys = {"employeeNumber": "1", "firstName": "A", "lastName": "B", "mobileWork": "1", "companyId": "c"}
    user = {**keys, "identityId": "auth0|a", "birthDate": "1990-01-31", "employmentStartDate": "2026-01-31"}
    server.answer(Answer(user), Answer(status=204), Answer([user]))
    draft = await ditio.users.draft("1", email="x")
    assert (await draft.replace()).employee_number == "1"
