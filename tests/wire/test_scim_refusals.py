"""Users by SCIM: what is refused before anything is sent."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from ditio_async import ArgumentError, DitioSession
from ditio_async.scim import Add, Phone, Remove, Replace, attr

from ..support.faults import FaultServer
from .scim import scim_session

KARI: dict[str, Any] = {"user_name": "kari@fjell.no", "mobile_phone": "+4790000000"}


@pytest.fixture
async def ditio(server: FaultServer) -> AsyncIterator[DitioSession]:
    async with scim_session(server) as opened:
        yield opened


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"user_name": "kari", "work_phone": "1"}, "create_user: user_name is 'kari'; it takes an e-mail address"),
        ({"user_name": "a@b\nc", "work_phone": "1"}, "e-mail address"),
        ({"user_name": "", "work_phone": "1"}, "user_name is ''"),
        ({"work_phone": "1"}, "needs user_name="),
        ({"user_name": "a@b.no"}, "a phone number is missing: give work_phone= or mobile_phone="),
        ({"user_name": "a@b.no", "work_phone": None, "mobile_phone": None}, "a phone number is missing"),
        ({"user_name": "a@b.no", "phone_numbers": [Phone("1", "fax")]}, "a phone number is missing"),
        ({"user_name": "a@b.no", "work_phone": " "}, "work_phone is empty; leave it out"),
        ({"user_name": "a@b.no", "work_phone": 22334455}, "work_phone takes text, not int"),
        (
            {"user_name": "a@b.no", "work_phone": "1", "phone_numbers": [Phone("2", "WORK")]},
            "two phone numbers of the type 'work'",
        ),
        ({"user_name": "a@b.no", "phone_numbers": []}, "a phone number is missing"),
        ({"user_name": "a@b.no", "phone_numbers": [{"value": "1"}]}, "[0]: takes Phone(...), not dict"),
        ({"user_name": "a@b.no", "phone_numbers": [Phone(type="work")]}, "a Phone without a value"),
        ({"user_name": "a@b.no", "phone_numbers": [Phone(5, "work")]}, "[0]: value takes text, not int 5"),  # type: ignore[arg-type]  # that is what is wrong
        ({"user_name": "a@b.no", "phone_numbers": [Phone("\ud800", "work")]}, "half a character"),
        (
            {
                "user_name": "a@b.no",
                "phone_numbers": [Phone("1", "work", primary=True), Phone("2", "mobile", primary=True)],
            },
            "more than one that is primary",
        ),
        ({"user_name": "a@b.no", "work_phone": "1", "active": "yes"}, "active takes True or False"),
        ({"user_name": "a@b.no", "work_phone": "1", "userName": "x"}, "did you mean 'user_name'?"),
    ],
)
async def test_a_user_that_makes_no_sense_is_not_sent(
    server: FaultServer, ditio: DitioSession, arguments: dict[str, Any], words: str
) -> None:
    for call in (ditio.scim.create_user, lambda **given: ditio.scim.replace_user("u1", **given)):
        with pytest.raises(ArgumentError) as caught:
            await call(**arguments)
        assert words.removeprefix("create_user: ") in str(caught.value)
    assert not server.requests


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda scim: scim.get_user(""), "scim.get_user: id is '', which names nothing"),
        (lambda scim: scim.get_user("a/b"), "scim.get_user: id is 'a/b'; a slash"),
        (lambda scim: scim.delete_user(" "), "scim.delete_user: id is ' ', which names nothing"),
        (lambda scim: scim.delete_user("u1", if_match=""), "if_match takes the version of a user"),
        (lambda scim: scim.replace_user("u1", **KARI, if_match="a\r\nb"), "if_match takes the version of a user"),
        (lambda scim: scim.update_user("u1", [Remove("a")], if_match=7), "if_match takes the version of a user"),
        (lambda scim: scim.update_user("..", [Remove("a")]), "id is '..', which names nothing"),
        (lambda scim: scim.update_user("u1", []), "scim.update_user was given nothing to change"),
        (lambda scim: scim.update_user("u1", Remove("a")), "operations takes a list of Add, Replace and Remove"),
        (lambda scim: scim.update_user("u1", [{"op": "remove"}]), "operations[0] takes Add, Replace or Remove"),
        (lambda scim: scim.update_user("u1", [Replace(None, True)]), "value takes a dict of attributes, not True"),
        (lambda scim: scim.update_user("u1", [Add(None, {})]), "value takes a dict of attributes, not {}"),
        (lambda scim: scim.update_user("u1", [Remove("a"), Remove(None)]), "operations[1]: path takes text"),
        (lambda scim: scim.update_user("u1", [Remove("")]), "operations[0]: path is ''"),
        (lambda scim: scim.update_user("u1", [Remove('a[type eq "b"')]), "operations[0]: path is"),
        (lambda scim: scim.update_user("u1", [Remove(attr("a").eq(1))]), "operations[0]: path is 'a eq 1'"),
        (lambda scim: scim.update_user("u1", [Replace("a", object())]), "cannot be written as JSON"),
        (lambda scim: scim.update_user("u1", [Replace("a", "\ud800")]), "cannot be written as JSON"),
        (lambda scim: scim.update_user("u1", [Replace("a", float("nan"))]), "operations takes finite numbers"),
        (lambda scim: scim.users(filter="").collect(), "scim.users: filter is empty; leave it out"),
        (lambda scim: scim.users(filter=False).collect(), "filter takes text, not bool False; make it with attr"),
        (lambda scim: scim.users(filter="\ud800").collect(), "half a character"),
        (lambda scim: scim.users(count=0).collect(), "count takes a whole number of 1 or more"),
        (lambda scim: scim.users().collect(limit=0), "collect: limit takes a whole number of 1 or more"),
    ],
)
async def test_a_call_that_makes_no_sense_is_not_sent(
    server: FaultServer, ditio: DitioSession, call: Callable[[Any], Awaitable[object]], words: str
) -> None:
    with pytest.raises(ArgumentError) as caught:
        await call(ditio.scim)
    assert words in str(caught.value)
    assert not server.requests
