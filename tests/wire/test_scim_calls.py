"""Users by SCIM: what is sent, what is made of the answers, and what is refused before anything is sent."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from ditio_async import (
    BadRequestError,
    ConflictError,
    DecodeError,
    Ditio,
    DitioSession,
    NotFoundError,
    OutcomeUnknownError,
    StatusError,
)
from ditio_async.scim import Add, Meta, Phone, Remove, Replace, User, attr

from ..support.faults import FaultServer, answer, json_answer, reset
from .common import SHORTEST_PAUSES
from .scim import SCHEMA, scim_session, sent, user

PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
MEDIA = "application/scim+json"
WORK = attr("phoneNumbers").where(attr("type").eq("work"))
KARI: dict[str, Any] = {"user_name": "kari@fjell.no", "mobile_phone": "+4790000000"}


@pytest.fixture
async def ditio(server: FaultServer) -> AsyncIterator[DitioSession]:
    async with scim_session(server, clock=SHORTEST_PAUSES) as opened:
        yield opened


async def test_what_has_no_call_of_its_own_is_reached_by_its_path(server: FaultServer, ditio: DitioSession) -> None:
    server.script(json_answer({"Resources": []}))
    answered = await ditio.request("POST", "/Users/.search", surface="scim", json={"count": 1}, replay=True)
    assert answered.json() == {"Resources": []}
    (call,) = server.calls
    assert (call.method, call.path) == ("POST", "/scim/Users/.search")
    assert (call.headers["content-type"], call.headers["accept"]) == (MEDIA, f"{MEDIA}, application/json")


async def test_a_new_user_is_sent_as_scim_has_it(server: FaultServer, ditio: DitioSession) -> None:
    server.script(json_answer(user(), 201))
    given = await ditio.scim.create_user(
        user_name="kåre@fjell.no",
        active=True,
        display_name="Kåre",
        work_phone="22 33 44 55",
        mobile_phone="+4790000000",
        phone_numbers=[Phone("99", "fax", primary=True, display="Fax")],
        external_id="x1",
    )
    assert given == User(id="u1", user_name="u1@fjell.no", schemas=[SCHEMA])
    (call,) = server.calls
    assert (call.method, call.path, call.query) == ("POST", "/scim/Users", {})
    assert (call.headers["content-type"], call.headers["accept"]) == (MEDIA, f"{MEDIA}, application/json")
    assert sent(call) == {
        "schemas": [SCHEMA],
        "userName": "kåre@fjell.no",
        "active": True,
        "displayName": "Kåre",
        "externalId": "x1",
        "phoneNumbers": [
            {"value": "22 33 44 55", "type": "work"},
            {"value": "+4790000000", "type": "mobile"},
            {"value": "99", "type": "fax", "primary": True, "display": "Fax"},
        ],
    }


async def test_what_is_left_out_is_not_sent_and_none_is_null(server: FaultServer, ditio: DitioSession) -> None:
    server.script(json_answer(user()))
    await ditio.scim.replace_user("u1", **KARI, display_name=None, work_phone=None)
    (call,) = server.calls
    assert (call.method, call.path) == ("PUT", "/scim/Users/u1")
    assert "if-match" not in call.headers
    assert sent(call) == {
        "schemas": [SCHEMA],
        "userName": "kari@fjell.no",
        "displayName": None,
        "phoneNumbers": [{"value": "+4790000000", "type": "mobile"}],
    }


async def test_operations_are_sent_in_order_in_lower_case(server: FaultServer, ditio: DitioSession) -> None:
    server.script(json_answer(user()))
    await ditio.scim.update_user(
        "auth0|1",
        [
            Replace("active", False),
            Add("phoneNumbers", [Phone("1", "work")]),
            Replace(WORK.sub("value"), "2"),
            Replace(None, {"displayName": "Kari", "phoneNumbers": []}),
            Add(None, {"displayName": None}),
            Replace(attr("displayName"), None),
            Remove('phoneNumbers[type eq "work"]'),
            Remove(WORK),
        ],
        if_match='W/"7"',
    )
    (call,) = server.calls
    assert (call.method, call.path) == ("PATCH", "/scim/Users/auth0%7C1")
    assert (call.headers["content-type"], call.headers["if-match"]) == (MEDIA, 'W/"7"')
    assert sent(call) == {
        "schemas": [PATCH],
        "Operations": [
            {"op": "replace", "path": "active", "value": False},
            {"op": "add", "path": "phoneNumbers", "value": [{"value": "1", "type": "work"}]},
            {"op": "replace", "path": 'phoneNumbers[type eq "work"].value', "value": "2"},
            {"op": "replace", "value": {"displayName": "Kari", "phoneNumbers": []}},
            {"op": "add", "value": {"displayName": None}},
            {"op": "replace", "path": "displayName", "value": None},
            {"op": "remove", "path": 'phoneNumbers[type eq "work"]'},
            {"op": "remove", "path": 'phoneNumbers[type eq "work"]'},
        ],
    }


@pytest.mark.parametrize("empty", [answer(204), answer(200)])
async def test_a_user_that_the_answer_does_not_show_is_read(
    server: FaultServer, ditio: DitioSession, empty: Any
) -> None:
    changes: list[Callable[[], Awaitable[User]]] = [
        lambda: ditio.scim.update_user("u1", [Replace("active", True)], if_match='"1"'),
        lambda: ditio.scim.replace_user("u1", **KARI, if_match='"1"'),
    ]
    for change in changes:
        server.script(empty, json_answer(user(active=True)))
        assert (await change()).active is True
    assert [call.method for call in server.calls] == ["PATCH", "GET", "PUT", "GET"]
    assert [call.headers.get("if-match") for call in server.calls] == ['"1"', None, '"1"', None]
    assert not server.calls[1].body


async def test_what_a_server_adds_does_not_matter(server: FaultServer, ditio: DitioSession) -> None:
    whole = user(
        displayName=None,
        active=True,
        phoneNumbers=[{"value": "1", "type": "Work", "$ref": 5}, {"type": "mobile"}],
        groups=[{"value": "g"}],
        meta={"created": "2026-01-31T12:00:00.1234567Z", "lastModified": "", "version": 'W/"3"', "odd": 1},
    )
    whole["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"] = {"employeeNumber": "7"}
    server.script(json_answer(whole, headers={"ETag": 'W/"4"'}))
    found = await ditio.scim.get_user("u1")
    created = dt.datetime(2026, 1, 31, 12, 0, 0, 123457, tzinfo=dt.UTC)
    assert found.meta == Meta(created=created, version='W/"3"')
    assert (found.work_phone, found.mobile_phone, found.active, found.version) == ("1", None, True, 'W/"3"')


async def test_null_lists_are_empty(server: FaultServer, ditio: DitioSession) -> None:
    server.script(json_answer(user(phoneNumbers=None, meta=None)))
    found = await ditio.scim.get_user("u1")
    assert (found.phone_numbers, found.work_phone, found.version) == ([], None, None)


@pytest.mark.parametrize("meta", [None, {"resourceType": "User"}])
async def test_a_version_may_be_in_the_header_alone(server: FaultServer, ditio: DitioSession, meta: object) -> None:
    server.script(json_answer(user(meta=meta), 201, headers={"ETag": 'W/"4"'}), json_answer(user(meta=meta)))
    assert (await ditio.scim.create_user(**KARI)).version == 'W/"4"'
    assert (await ditio.scim.get_user("u1")).version is None


async def test_a_version_that_was_passed_by_is_a_conflict(server: FaultServer, ditio: DitioSession) -> None:
    error = {"schemas": [ERROR], "status": "412", "detail": "changed meanwhile"}
    server.script(json_answer(error, 412))
    calls: list[Callable[[], Awaitable[object]]] = [
        lambda: ditio.scim.replace_user("u1", **KARI, if_match='"1"'),
        lambda: ditio.scim.update_user("u1", [Remove("displayName")], if_match='"1"'),
        lambda: ditio.scim.delete_user("u1", if_match='"1"'),
    ]
    for call in calls:
        with pytest.raises(ConflictError, match="changed meanwhile"):
            await call()
    assert [call.headers["if-match"] for call in server.calls] == ['"1"'] * 3
    server.script(reset(), json_answer(error, 412))
    with pytest.raises(OutcomeUnknownError, match=r"changed meanwhile\. Read it again before deciding") as caught:
        await calls[0]()
    assert caught.value.applied is None


@pytest.mark.parametrize(
    ("status", "kind", "error"),
    [(409, "uniqueness", ConflictError), (400, "invalidFilter", BadRequestError), (404, None, NotFoundError)],
)
async def test_an_error_has_the_code_and_the_words_of_the_server(
    server: FaultServer, ditio: DitioSession, status: int, kind: str | None, error: type[StatusError]
) -> None:
    body = {"schemas": [ERROR], "status": str(status), "detail": "userName er opptatt"}
    body |= {"scimType": kind} if kind else {}
    server.script(answer(status, json.dumps(body).encode(), {"Content-Type": f"{MEDIA}; charset=utf-8"}))
    with pytest.raises(error, match="userName er opptatt") as caught:
        await ditio.scim.create_user(**KARI)
    assert caught.value.code == kind
    assert (kind or "") in str(caught.value)
    assert len(server.calls) == 1


async def test_creating_is_never_repeated_after_an_unclear_failure(server: FaultServer, ditio: DitioSession) -> None:
    server.script(reset(), json_answer(user(), 201))
    with pytest.raises(OutcomeUnknownError, match=r"look with scim\.users\(filter=") as caught:
        await ditio.scim.create_user(**KARI)
    assert (caught.value.operation, len(server.calls)) == ("scim.create_user", 1)


@pytest.mark.parametrize(
    "call",
    [
        lambda ditio: ditio.scim.get_user("u1"),
        lambda ditio: ditio.scim.users().collect(),
        lambda ditio: ditio.scim.replace_user("u1", **KARI),
        lambda ditio: ditio.scim.update_user("u1", [Replace("active", True)]),
        lambda ditio: ditio.scim.delete_user("u1"),
    ],
)
async def test_the_others_are(
    server: FaultServer, ditio: DitioSession, call: Callable[[Ditio], Awaitable[object]]
) -> None:
    server.script(reset(), json_answer({**user(), "totalResults": 0}))
    await call(ditio)
    assert len(server.calls) == 2


async def test_a_write_whose_answer_cannot_be_read_was_applied(server: FaultServer, ditio: DitioSession) -> None:
    server.script(json_answer({"userName": "kari@fjell.no"}, 201))
    with pytest.raises(DecodeError, match="the write was applied"):
        await ditio.scim.create_user(**KARI)
