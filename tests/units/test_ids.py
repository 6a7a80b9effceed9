"""Ids of two kinds: texts that must not be taken for one another."""

from __future__ import annotations

import json
import pickle
from typing import Any

import msgspec
import pytest

from ditio_async import _ids
from ditio_async._codec import Decoder, encode, query_pairs, segment
from ditio_async._fields import Model
from ditio_async._ids import CompanyProfileId, Id, IdentityId
from ditio_async.errors import ArgumentError

IDENTITY, PROFILE = IdentityId("auth0|abc"), CompanyProfileId("65f1")


class Person(Model):
    identity_id: IdentityId | None = None
    company_profile_id: CompanyProfileId | None = None
    employee_number: str | None = None


class Team(Model):
    leader: Person
    others: list[Person]
    ids: list[CompanyProfileId]


def test_an_id_is_the_text_that_it_is_and_shows_its_kind() -> None:
    assert IDENTITY == "auth0|abc"
    assert {IDENTITY: 1}["auth0|abc"] == 1
    assert f"{IDENTITY}" == str(IDENTITY) == "auth0|abc"
    assert repr(IDENTITY) == "IdentityId('auth0|abc')"
    assert repr(PROFILE) == "CompanyProfileId('65f1')"
    with pytest.raises(AttributeError):
        IDENTITY.more = 1


@pytest.mark.parametrize("made", [IDENTITY, PROFILE])
def test_an_id_keeps_its_kind_when_it_is_pickled(made: Id) -> None:
    again = pickle.loads(pickle.dumps(made))
    assert (again, type(again)) == (made, type(made))


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        (IdentityId, IDENTITY, None),
        (IdentityId, "auth0|abc", None),
        (IdentityId, "65f1", None),
        (CompanyProfileId, PROFILE, None),
        (CompanyProfileId, "65f1", None),
        (str, IDENTITY, None),
        (str, PROFILE, None),
        (str, "a|b", None),
        (IdentityId, PROFILE, "takes the IdentityId of a user, not the CompanyProfileId '65f1'"),
        (CompanyProfileId, IDENTITY, "takes the CompanyProfileId of a user, not the IdentityId 'auth0|abc'"),
        (CompanyProfileId, "a|b", "takes the CompanyProfileId of a user, and 'a|b' is an IdentityId"),
        (CompanyProfileId, CompanyProfileId("a|b"), "takes the CompanyProfileId of a user, and "),
        (CompanyProfileId, None, None),
        (IdentityId, 7, None),
    ],
)
def test_an_id_of_the_other_kind_is_refused(kind: type[str], value: object, words: str | None) -> None:
    wrong = _ids.id_refusal(kind, value)
    if words is None:
        assert wrong is None
    else:
        assert wrong is not None
        assert wrong.startswith(words)


@pytest.mark.parametrize(
    ("kind", "value", "written"),
    [
        (IdentityId, IDENTITY, "auth0%7Cabc"),
        (IdentityId, "abc", "abc"),
        (CompanyProfileId, PROFILE, "65f1"),
        (str, IDENTITY, "auth0%7Cabc"),
    ],
)
def test_an_id_is_a_part_of_a_path(kind: type[str], value: str, written: str) -> None:
    assert segment("users.x", "id", value, kind) == written


@pytest.mark.parametrize(
    ("kind", "value"), [(IdentityId, PROFILE), (CompanyProfileId, IDENTITY), (CompanyProfileId, "a|b")]
)
def test_an_id_of_the_other_kind_is_no_part_of_a_path(kind: type[str], value: str) -> None:
    with pytest.raises(ArgumentError, match=rf"^users\.x: id takes the {kind.__name__} of a user"):
        segment("users.x", "id", value, kind)


@pytest.mark.parametrize("body", [IDENTITY, {"id": PROFILE}, [IDENTITY, {"a": [PROFILE]}], {IDENTITY: 1}])
def test_an_id_is_written_as_a_text(body: Any) -> None:
    assert json.loads(encode(body)) == body


def test_an_id_in_a_query_is_a_text() -> None:
    assert query_pairs("request", {"ids": [IDENTITY, PROFILE]}) == "ids=auth0%7Cabc&ids=65f1"


def test_reading_makes_ids_of_the_kind_that_is_declared() -> None:
    person = Decoder(Person)(b'{"identityId": "auth0|abc", "companyProfileId": "65f1", "employeeNumber": "1"}')
    assert person == Person(identity_id=IDENTITY, company_profile_id=PROFILE, employee_number="1")
    assert [type(value) for value in msgspec.structs.astuple(person)] == [IdentityId, CompanyProfileId, str]
    assert json.loads(encode(person)) == {
        "identityId": "auth0|abc",
        "companyProfileId": "65f1",
        "employeeNumber": "1",
    }


@pytest.mark.parametrize("body", [b"{}", b'{"identityId": null, "companyProfileId": null}'])
def test_an_id_that_is_not_there_is_none(body: bytes) -> None:
    assert Decoder(Person)(body) == Person()


def test_ids_are_made_however_deep_they_are() -> None:
    body = b'{"leader": {"identityId": "a|1"}, "others": [{"companyProfileId": "2"}], "ids": ["3", ""]}'
    team = Decoder(Team)(body)
    assert type(team.leader.identity_id) is IdentityId
    assert type(team.others[0].company_profile_id) is CompanyProfileId
    assert [type(one) for one in team.ids] == [CompanyProfileId, CompanyProfileId]


@pytest.mark.parametrize("value", [b"7", b"true", b'["a"]', b'{"a": 1}'])
def test_an_id_that_is_no_text_is_refused(value: bytes) -> None:
    with pytest.raises(msgspec.ValidationError, match="IdentityId"):
        Decoder(Person)(b'{"identityId": ' + value + b"}")
