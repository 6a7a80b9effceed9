"""Filters of SCIM, as they are written; what they mean is judged by the parser of others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scim2_models import ScimFilter
from scim2_models.path import AttrPath, CompareOperator, Comparison, Present
from scim2_models.path import ValuePath as TheirPath

from ditio_async import ArgumentError
from ditio_async.scim import Filter, attr

URN = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
A, B, C = attr("a").pr(), attr("b").pr(), attr("c").pr()
NOON = dt.datetime(2026, 1, 31, 12, tzinfo=dt.timezone(dt.timedelta(hours=1)))


@pytest.mark.parametrize(
    ("made", "written"),
    [
        (attr("userName").eq("kari@fjell.no"), 'userName eq "kari@fjell.no"'),
        (attr("userName").ne(""), 'userName ne ""'),
        (attr("displayName").co('a"b\\c'), 'displayName co "a\\"b\\\\c"'),
        (attr("displayName").sw("\n\x00\x1f"), 'displayName sw "\\n\\u0000\\u001f"'),
        (attr("displayName").ew("æøå 🚧"), 'displayName ew "æøå 🚧"'),
        (attr("active").eq(True), "active eq true"),
        (attr("active").ne(False), "active ne false"),
        (attr("externalId").eq(None), "externalId eq null"),
        (attr("x").gt(7), "x gt 7"),
        (attr("x").ge(-7.5), "x ge -7.5"),
        (attr("x").lt("m"), 'x lt "m"'),
        (attr("meta.lastModified").le(NOON), 'meta.lastModified le "2026-01-31T11:00:00Z"'),
        (attr(f"{URN}:employeeNumber").pr(), f"{URN}:employeeNumber pr"),
        (attr(f"{URN}:manager.$ref").pr(), f"{URN}:manager.$ref pr"),
        (attr("my-own_1").pr(), "my-own_1 pr"),
        (A & B | C, "a pr and b pr or c pr"),
        (A & (B | C), "a pr and (b pr or c pr)"),
        ((A | B) & C, "(a pr or b pr) and c pr"),
        (A | B & C, "a pr or b pr and c pr"),
        (A & (B & C), "a pr and b pr and c pr"),
        (A | (B | C), "a pr or b pr or c pr"),
        (~A & B, "not (a pr) and b pr"),
        (~(A & B) | ~~C, "not (a pr and b pr) or not (not (c pr))"),
        (
            attr("phoneNumbers").where(attr("type").eq("work") | B & C) & A,
            'phoneNumbers[type eq "work" or b pr and c pr] and a pr',
        ),
    ],
)
def test_a_filter_is_written_as_scim_writes_it(made: Filter, written: str) -> None:
    assert str(made) == made.text == written
    ScimFilter(written)


def test_a_part_of_chosen_values_is_a_path() -> None:
    assert attr("phoneNumbers").where(attr("type").eq("work")).sub("value") == 'phoneNumbers[type eq "work"].value'


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda: attr(""), "no name of an attribute"),
        (lambda: attr("user name"), "no name of an attribute"),
        (lambda: attr("1st"), "no name of an attribute"),
        (lambda: attr("a.b.c"), "no name of an attribute"),
        (lambda: attr('a eq "b" or c'), "no name of an attribute"),
        (lambda: attr("a\n"), "no name of an attribute"),
        (lambda: attr("brukernåvn"), "no name of an attribute"),
        (lambda: attr("urn:x"), "no name of an attribute"),
        (lambda: attr("phoneNumbers[type]"), "no name of an attribute"),
        (lambda: attr("Not"), "no name of an attribute"),
        (lambda: attr(7), "no name of an attribute"),
        (lambda: attr("a").eq([1]), "a eq: takes text or True or False or a whole number or a number"),
        (lambda: attr("a").eq(dt.date(2026, 1, 31)), "not date"),
        (lambda: attr("a").gt(True), "takes text or a whole number or a number, not bool"),
        (lambda: attr("a").lt(None), "not NoneType"),
        (lambda: attr("a").co(5), "a co: takes text"),
        (lambda: attr("a").sw(NOON), "a sw: takes text"),
        (lambda: attr("a").eq(float("nan")), "takes a finite number"),
        (lambda: attr("a").eq("\ud800"), "half a character"),
        (lambda: attr("a").ge(NOON.replace(tzinfo=None)), "is a naive datetime"),
        (lambda: A & False, "is joined with a filter"),
        (lambda: A | "b pr", "is joined with a filter"),
        (lambda: A and B, "neither true nor false"),
        (lambda: not A, "neither true nor false"),
        (lambda: attr("a").where("b pr"), "where takes a filter"),
        (lambda: attr("a").where(attr("b").where(C)), "inside of another"),
        (lambda: attr("a").where(~(attr("b").where(C) & A)), "inside of another"),
        (lambda: attr("a.b").where(C), "of a part"),
        (lambda: attr("a").where(C).sub("b.c"), "no name of a part"),
    ],
)
def test_what_is_no_filter_is_refused_where_it_is_written(wrong: Callable[[], Any], words: str) -> None:
    with pytest.raises(ArgumentError) as caught:
        wrong()
    assert words in str(caught.value)


NAMES = st.sampled_from(["userName", "active", "eq", "pr", "x-1", "name.familyName", f"{URN}:manager.displayName"])
PLAIN = st.text() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats(allow_nan=False, allow_infinity=False)


def their_name(name: str) -> AttrPath:
    uri, _, last = name.rpartition(":")
    first, _, sub = last.partition(".")
    return AttrPath(first, sub or None, uri or None)


@st.composite
def single(draw: st.DrawFn, names: st.SearchStrategy[str] = NAMES) -> tuple[Filter, Any]:
    name, operator = draw(names), draw(st.sampled_from(["eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le", "pr"]))
    if operator == "pr":
        return attr(name).pr(), Present(their_name(name))
    values = {"co": st.text(), "sw": st.text(), "ew": st.text(), "eq": PLAIN | st.none(), "ne": PLAIN | st.none()}
    value = draw(values.get(operator, PLAIN.filter(lambda value: not isinstance(value, bool))))
    return getattr(attr(name), operator)(value), Comparison(their_name(name), CompareOperator(operator), value)


def joined(inner: st.SearchStrategy[tuple[Filter, Any]]) -> st.SearchStrategy[tuple[Filter, Any]]:
    pairs = st.tuples(inner, inner)
    return (
        pairs.map(lambda pair: (pair[0][0] & pair[1][0], pair[0][1] & pair[1][1]))
        | pairs.map(lambda pair: (pair[0][0] | pair[1][0], pair[0][1] | pair[1][1]))
        | inner.map(lambda one: (~one[0], ~one[1]))
    )


def chosen(one: tuple[Filter, Any]) -> tuple[Filter, Any]:
    return attr("phoneNumbers").where(one[0]), TheirPath(AttrPath("phoneNumbers"), one[1])


PARTS = st.recursive(single(st.sampled_from(["type", "value"])), joined, max_leaves=4)
TREES = st.recursive(single() | PARTS.map(chosen), joined, max_leaves=8)


@given(TREES)
def test_what_is_written_is_read_by_others_as_it_was_meant(tree: tuple[Filter, Any]) -> None:
    ours, theirs = tree
    assert repr(ScimFilter(str(ours)).ast) == repr(theirs)
