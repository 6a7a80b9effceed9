"""Structs that a caller made, alone, in lists and inside others: they are looked at before they are sent."""

from __future__ import annotations

import json
from typing import Any, ClassVar

import pytest
from msgspec import UNSET, Struct, UnsetType

from ditio_async._codec import encode
from ditio_async._fields import Arguments, Fields, about
from ditio_async._times import Day
from ditio_async.errors import ArgumentError


class Load(Fields, kw_only=True):
    keys: ClassVar = ("number", "note")
    cures: ClassVar = {"note": "an empty text clears it"}

    number: str
    tons: float | UnsetType | None = UNSET
    note: str | UnsetType = UNSET
    on: Day | UnsetType = UNSET

    def problem(self) -> str | None:
        return "tons is below 0" if isinstance(self.tons, int | float) and self.tons < 0 else None


class Trip(Fields, kw_only=True):
    first: Load
    last: Load | UnsetType | None = UNSET
    others: list[Load] | UnsetType | None = UNSET
    more: list[Load] | UnsetType = UNSET


class Plain(Struct):
    number: str


LOAD, TRIP, PLAIN = Arguments(Load), Arguments(Trip), Arguments(Plain)


@pytest.mark.parametrize(
    "load",
    [
        Load(number="1"),
        Load(number="1", tons=None, note=""),
        Load(number="1", tons=0, note=UNSET, on="2026-01-31"),
    ],
)
def test_nothing_is_wrong_with_what_can_be_sent(load: Load) -> None:
    assert LOAD.verify(load) is None
    assert LOAD.inside(load) is None
    assert LOAD.each([load]) is None
    assert LOAD.each((load, load)) is None


@pytest.mark.parametrize(
    ("load", "words"),
    [
        (Load(number=7), "number takes text, not int 7"),
        (Load(number=None), "number takes text, not NoneType None"),
        (Load(number=""), "number is '', which names nothing"),
        (Load(number=" \n"), "number is ' \\n', which names nothing"),
        (Load(number="a\ud800"), "number holds half a character"),
        (Load(number="1", tons=True), "tons takes a number, not bool True"),
        (Load(number="1", note=None), "note takes text, not NoneType None; an empty text clears it"),
        (Load(number="1", on=None), "on takes a date or yyyy-MM-dd, not NoneType None; leave it out instead"),
        (Load(number="1", on="31.01.2026"), "on is no plain date: '31.01.2026'"),
        (Load(number="1", tons=-1), "tons is below 0"),
    ],
)
def test_what_is_wrong_with_one_is_said_wherever_it_is(load: Load, words: str) -> None:
    found = LOAD.verify(load)
    assert found is not None
    assert found.startswith(words)
    assert LOAD.inside(load) == f"cannot be sent: {found}"
    assert LOAD.each([Load(number="1"), load]) == f"cannot be sent: [1]{about(load)}: {found}"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"number": "1"}, "takes Load(...), not dict {'number': '1'}"),
        (None, "takes Load(...), not NoneType None"),
        ("1", "takes Load(...), not str '1'"),
        (Load, "takes Load(...), not StructMeta <class"),
        (Plain("1"), "takes Load(...), not Plain Plain(number='1')"),
        ([Load(number="1")], "takes Load(...), not list [Load("),
        ("x" * 200, f"takes Load(...), not str '{'x' * 79}"),
    ],
)
def test_what_is_no_such_struct_is_refused(value: object, words: str) -> None:
    for wrong in (LOAD.verify(value), LOAD.inside(value)):
        assert wrong is not None
        assert wrong.startswith(words)
    assert LOAD.each([value]) == f"cannot be sent: [0]: {LOAD.verify(value)}" or isinstance(value, Fields)


@pytest.mark.parametrize("value", [None, "1", {}, {"number": "1"}, 7, Load(number="1"), iter([Load(number="1")])])
def test_only_a_list_is_a_list(value: object) -> None:
    wrong = LOAD.each(value)
    assert wrong is not None
    assert wrong.startswith(f"takes a list of Load(...), not {type(value).__name__} ")


@pytest.mark.parametrize(
    ("item", "words"),
    [
        (Load(number="M-7"), " (number='M-7')"),
        (Load(number="M-7", note="æ"), " (number='M-7', note='æ')"),
        (Load(number=7, note=None), " (number=7, note=None)"),
        (Load(number=UNSET), ""),
        (Trip(first=Load(number="1")), ""),
        (Plain("1"), ""),
        ({"number": "1"}, ""),
        (None, ""),
    ],
)
def test_an_item_is_told_by_its_keys(item: object, words: str) -> None:
    assert about(item) == words


def test_a_struct_without_rules_of_ours_is_looked_at_as_well() -> None:
    assert PLAIN.verify(Plain("1")) is None
    assert PLAIN.verify(Plain(7)) == "number takes text, not int 7"


@pytest.mark.parametrize(
    ("fields", "written"),
    [
        ({}, {}),
        ({"last": None, "others": None}, {"last": None, "others": None}),
        ({"last": UNSET, "others": [], "more": ()}, {"others": [], "more": []}),
        ({"last": Load(number="2", tons=None)}, {"last": {"number": "2", "tons": None}}),
        (
            {"others": (Load(number="2"), Load(number="3", note=""))},
            {"others": [{"number": "2"}, {"number": "3", "note": ""}]},
        ),
    ],
)
def test_structs_inside_a_struct_are_sent_with_what_is_given_of_them(
    fields: dict[str, Any], written: dict[str, Any]
) -> None:
    trip = TRIP.read("trips.create", (), {"first": Load(number="1"), **fields})
    assert json.loads(encode(trip)) == {"first": {"number": "1"}, **written}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"first": None}, "first takes Load(...), not NoneType None"),
        ({"first": {"number": "1"}}, "first takes Load(...), not dict {'number': '1'}"),
        ({"first": Load(number="1", tons=-1)}, "first cannot be sent: tons is below 0"),
        ({"last": "2"}, "last takes Load(...), not str '2'"),
        ({"others": Load(number="1")}, "others takes a list of Load(...), not Load Load("),
        ({"others": [Load(number="1"), None]}, "others cannot be sent: [1]: takes Load(...), not NoneType None"),
        ({"others": [Load(number="")]}, "others cannot be sent: [0] (number=''): number is '', which names nothing"),
        ({"more": None}, "more takes a list of Load(...), not NoneType None; leave it out instead"),
    ],
)
def test_structs_inside_a_struct_are_refused_by_the_name_of_their_field(fields: dict[str, Any], words: str) -> None:
    with pytest.raises(ArgumentError) as caught:
        TRIP.read("trips.create", (), {"first": Load(number="1"), **fields})
    assert str(caught.value).startswith(f"trips.create: {words}")
