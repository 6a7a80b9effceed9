"""The arguments of calls and the records of answers, on shapes of the tests' own."""

from __future__ import annotations

import datetime as dt
import inspect
import json
import math
import re
from typing import Any, ClassVar, Literal

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import UNSET, Struct, UnsetType

from ditio_async._codec import encode
from ditio_async._fields import Arguments, Fields, Model, described
from ditio_async._times import Day, Time
from ditio_async.errors import ArgumentError


class Common(Fields, kw_only=True):
    """What is common.

    Args:
        external_id: in the other system.
    """

    external_id: str | UnsetType | None = UNSET


class Change(Common, kw_only=True):
    """A change.

    Args:
        first_name: of the employee,
            as written.
    """

    cures: ClassVar[dict[str, str]] = {"surname": "it is part of first_name here"}

    first_name: str
    hour_qty: float | UnsetType | None = UNSET
    level: int | UnsetType = UNSET
    is_active: bool | UnsetType | None = UNSET
    kind: Literal["a", "b", 1] | UnsetType = UNSET
    from_time: Time | UnsetType | None = UNSET
    on_day: Day | UnsetType | None = UNSET

    def problem(self) -> str | None:
        return "level is above 9; use 9" if self.level is not UNSET and self.level > 9 else None


class Key(Struct):
    id: str
    section: str = "main"


CHANGE, KEY = Arguments(Change), Arguments(Key)


def written(**fields: Any) -> dict[str, Any]:
    return json.loads(encode(CHANGE.read("x.patch", (), {"first_name": "Åse", **fields})))


@pytest.mark.parametrize(
    ("fields", "more"),
    [
        ({}, {}),
        ({"external_id": UNSET, "hour_qty": UNSET, "kind": UNSET, "on_day": UNSET}, {}),
        ({"external_id": None, "hour_qty": None}, {"externalId": None, "hourQty": None}),
        ({"is_active": None, "from_time": None}, {"isActive": None, "fromTime": None}),
        ({"external_id": "", "hour_qty": 0, "level": 0}, {"externalId": "", "hourQty": 0, "level": 0}),
        ({"is_active": False, "kind": 1, "hour_qty": 7}, {"isActive": False, "kind": 1, "hourQty": 7}),
        (
            {"from_time": dt.date(2026, 1, 31), "on_day": "2026-01-31"},
            {"fromTime": "2026-01-31", "onDay": "2026-01-31"},
        ),
    ],
)
def test_only_what_is_given_is_sent_and_none_is_null(fields: dict[str, Any], more: dict[str, Any]) -> None:
    assert written(**fields) == {"firstName": "Åse", **more}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"firstname": "x"}, "has no argument 'firstname'; did you mean 'first_name'?"),
        ({"first_name": "x", "firstName": "x"}, "has no argument 'firstName'; did you mean 'first_name'?"),
        ({"first_name": "x", "hours_qty": 1}, "has no argument 'hours_qty'; did you mean 'hour_qty'?"),
        ({"first_name": "x", "surname": "x"}, "has no argument 'surname'; it is part of first_name here"),
        (
            {"first_name": "x", "zzz": 1},
            "has no argument 'zzz'; it takes external_id, first_name, from_time, hour_qty, is_active, kind, level,",
        ),
        ({}, "needs first_name="),
        ({"level": 1}, "needs first_name="),
        ({"first_name": None}, "first_name takes text, not NoneType None"),
        ({"first_name": 7}, "first_name takes text, not int 7"),
        ({"first_name": "a\ud800"}, "first_name holds half a character (a lone surrogate), which cannot be sent"),
        ({"first_name": "x", "level": None}, "level takes a whole number, not NoneType None; leave it out instead"),
        ({"first_name": "x", "level": 1.0}, "level takes a whole number, not float 1.0"),
        ({"first_name": "x", "level": True}, "level takes a whole number, not bool True"),
        ({"first_name": "x", "hour_qty": True}, "hour_qty takes a number, not bool True"),
        ({"first_name": "x", "hour_qty": math.inf}, "hour_qty takes a finite number, not inf"),
        ({"first_name": "x", "is_active": 1}, "is_active takes True or False, not int 1"),
        ({"first_name": "x", "kind": "c"}, "kind takes one of 'a', 'b', 1, not 'c'"),
        ({"first_name": "x", "kind": True}, "kind takes one of 'a', 'b', 1, not True"),
        ({"first_name": "x", "kind": []}, "kind takes one of 'a', 'b', 1, not []"),
        ({"first_name": "x", "on_day": dt.datetime(2026, 1, 31, tzinfo=dt.UTC)}, "on_day takes a plain date"),
        ({"first_name": "x", "level": 10}, "level is above 9; use 9"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_name_and_the_cure(fields: dict[str, Any], words: str) -> None:
    with pytest.raises(ArgumentError, match=rf"^x\.patch:? {re.escape(words)}"):
        CHANGE.read("x.patch", (), fields)


def test_an_argument_error_is_what_python_raises_for_wrong_arguments() -> None:
    for kind in (TypeError, ValueError):
        with pytest.raises(kind):
            CHANGE.read("x.patch", (), {})


def test_arguments_have_a_place_only_where_the_shape_gives_them_one() -> None:
    assert KEY.read("x.get", ("1",), {"section": "s"}) == KEY.read("x.get", ("1", "s"), {}) == Key("1", "s")
    with pytest.raises(ArgumentError, match=r"^x\.get takes id, section, and was given 3 arguments by position$"):
        KEY.read("x.get", ("1", "s", "more"), {})
    with pytest.raises(ArgumentError, match=r"^x\.patch takes its arguments by name: external_id, first_name,"):
        CHANGE.read("x.patch", ("Åse",), {})


VALUES = st.one_of(
    st.none(), st.just(UNSET), st.booleans(), st.integers(), st.floats(), st.text(), st.binary(), st.dates(),
    st.datetimes(), st.sampled_from(["a", "b", "2026-01-31"]), st.lists(st.none(), max_size=1),
)  # fmt: skip
NAMES_SENT = dict(zip(Change.__struct_fields__, Change.__struct_encode_fields__, strict=True))
NAMES = [name for name in Change.__struct_fields__ if name != "first_name"]


@settings(max_examples=200, deadline=None)
@given(st.fixed_dictionaries({"first_name": st.text()}, optional=dict.fromkeys(NAMES, VALUES)))
def test_whatever_is_given_is_refused_or_can_be_sent(fields: dict[str, object]) -> None:
    try:
        change = CHANGE.read("x.patch", (), fields)
    except ArgumentError:
        return
    sent = json.loads(encode(change))
    given = {name for name, value in fields.items() if value is not UNSET}
    assert set(sent) == {NAMES_SENT[name] for name in given}


def test_the_signature_and_the_help_are_those_of_the_shape() -> None:
    parameters = {parameter.name: parameter for parameter in CHANGE.parameters}
    assert set(parameters) == set(Change.__struct_fields__)
    assert all(parameter.kind is inspect.Parameter.KEYWORD_ONLY for parameter in parameters.values())
    assert parameters["first_name"].annotation is str
    assert parameters["first_name"].default is inspect.Parameter.empty
    assert described(Change) == (
        "Args:\n    external_id: in the other system.\n    first_name: of the employee,\n        as written.\n"
    )
    assert described(Key) == ""


def test_only_a_struct_is_a_shape() -> None:
    with pytest.raises(TypeError, match="is no Struct"):
        Arguments(lambda: Key("1"))


class Machine(Model):
    id: str
    machine_type_name: str | None = None
    is_active: bool | None = None


def test_a_record_has_our_names_and_the_api_has_its_own() -> None:
    machine = msgspec.json.decode(
        b'{"id": "1", "machineTypeName": "Hjullaster", "machine_type_name": "x"}', type=Machine
    )
    assert machine == Machine(id="1", machine_type_name="Hjullaster", is_active=None)
    assert json.loads(encode(machine)) == {"id": "1", "machineTypeName": "Hjullaster", "isActive": None}


def test_records_of_the_same_content_are_equal_and_show_it() -> None:
    assert Machine(id="1") == Machine(id="1", is_active=None) != Machine(id="2")
    assert repr(Machine(id="1")) == "Machine(id='1', machine_type_name=None, is_active=None)"
