"""Writing requests: JSON bodies, query strings, parts of a path."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any
from urllib.parse import parse_qsl, unquote
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import UNSET, UnsetType

from ditio_async._codec import encode, query, query_pairs, segment
from ditio_async._fields import Fields
from ditio_async._times import Time
from ditio_async.errors import ArgumentError
from ditio_async.resources.reporting import WindowFilter

OSLO = ZoneInfo("Europe/Oslo")
SINCE = dt.datetime(1900, 1, 1)  # noqa: DTZ001  # hypothesis adds the time zone


class Body(Fields, kw_only=True):
    first_name: str | UnsetType | None = UNSET
    active: bool | UnsetType | None = UNSET
    count: int | UnsetType | None = UNSET
    price: float | UnsetType | None = UNSET
    start_date: Time | UnsetType | None = UNSET


@pytest.mark.parametrize(
    ("fields", "written"),
    [
        ({}, {}),
        ({"first_name": UNSET, "count": UNSET}, {}),
        (
            {"first_name": None, "count": None, "start_date": None},
            {"firstName": None, "count": None, "startDate": None},
        ),
        ({"first_name": "", "active": False, "count": 0, "price": 0.0}, None),
        ({"first_name": 'Kåre "Æ" 🚧', "active": True, "count": -7, "price": 7.5}, None),
        ({"start_date": dt.date(2026, 1, 31)}, {"startDate": "2026-01-31"}),
        ({"start_date": "2026-01-31T15:00:00Z"}, {"startDate": "2026-01-31T15:00:00Z"}),
        ({"start_date": dt.datetime(2026, 1, 31, 15, tzinfo=dt.UTC)}, {"startDate": "2026-01-31T15:00:00Z"}),
    ],
)
def test_what_is_left_out_is_not_sent_and_none_is_null(fields: dict[str, Any], written: dict[str, Any] | None) -> None:
    plain = {"firstName" if name == "first_name" else name: value for name, value in fields.items()}
    assert json.loads(encode(Body(**fields))) == (plain if written is None else written)


@settings(max_examples=100, deadline=None)
@given(st.datetimes(SINCE, timezones=st.sampled_from([dt.UTC, OSLO, dt.timezone(dt.timedelta(hours=-9.5))])))
def test_a_moment_stays_the_same_moment_in_a_body(moment: dt.datetime) -> None:
    written = json.loads(encode(Body(start_date=moment)))["startDate"]
    assert dt.datetime.fromisoformat(written) == moment.astimezone(dt.UTC)


@pytest.mark.parametrize(
    ("fields", "written"),
    [
        ({}, ""),
        ({"project_id": None}, ""),
        ({"chunk_limit": 1}, "ChunkLimit=1"),
        ({"own_company_data_only": True}, "OwnCompanyDataOnly=true"),
        ({"own_company_data_only": False}, "OwnCompanyDataOnly=false"),
        ({"project_id": "a&b=c d/é+"}, "ProjectId=a%26b%3Dc%20d%2F%C3%A9%2B"),
        ({"modified_since": dt.date(2026, 1, 31)}, "ModifiedSince=2026-01-31"),
        ({"modified_since": "2026-01-31T15:00:00+01:00"}, "ModifiedSince=2026-01-31T15%3A00%3A00%2B01%3A00"),
        (
            {"modified_since": dt.datetime(2026, 7, 1, 2, 30, tzinfo=OSLO), "company_id": "c"},
            "CompanyId=c&ModifiedSince=2026-07-01T00%3A30%3A00Z",
        ),
        (
            {"from_date_time": "2026-01-01", "to_date_time": "2026-01-31"},
            "FromDateTime=2026-01-01&ToDateTime=2026-01-31",
        ),
    ],
)
def test_a_filter_becomes_a_query_string(fields: dict[str, Any], written: str) -> None:
    assert query(WindowFilter(**fields)) == written


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ({}, ""),
        ({"a": None, "b": ""}, "b="),
        ({"a": True, "b": False, "c": 0, "d": 7.5}, "a=true&b=false&c=0&d=7.5"),
        ({"ids": ["1", "2&3"], "t": ("x",), "none": []}, "ids=1&ids=2%263&t=x"),
        ({"navn på": "Ærfugl & sønn"}, "navn%20p%C3%A5=%C3%86rfugl%20%26%20s%C3%B8nn"),
        ({"at": dt.datetime(2026, 1, 31, 13, tzinfo=OSLO)}, "at=2026-01-31T12%3A00%3A00Z"),
        ({"on": dt.date(2026, 1, 31)}, "on=2026-01-31"),
    ],
)
def test_names_and_values_of_the_callers_own_become_a_query_string(given: dict[str, Any], written: str) -> None:
    assert query_pairs("request", given) == written


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (dt.datetime(2026, 1, 31), "naive"),  # noqa: DTZ001  # that is what is wrong with it
        (object(), "takes text"),
        ({"a": 1}, "takes text"),
        (b"bytes", "takes text"),
        ({1, 2}, "takes text"),
    ],
)
def test_a_value_that_has_no_place_in_a_query_string_is_refused(value: object, words: str) -> None:
    with pytest.raises(ArgumentError, match=rf"reporting\.stream: size .*{words}"):
        query_pairs("reporting.stream", {"size": value})


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.text(st.characters(codec="utf-8"), min_size=1), st.text(st.characters(codec="utf-8"))))
def test_any_text_comes_back_out_of_a_query_string(given: dict[str, str]) -> None:
    assert dict(parse_qsl(query_pairs("request", given), keep_blank_values=True)) == given


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("65f1c0ffee65f1c0ffee65f1", "65f1c0ffee65f1c0ffee65f1"),
        ("auth0|abc", "auth0%7Cabc"),
        ("P 1 æøå", "P%201%20%C3%A6%C3%B8%C3%A5"),
        ("100%?#&+;=", "100%25%3F%23%26%2B%3B%3D"),
    ],
)
def test_a_part_of_a_path_is_percent_encoded(value: str, written: str) -> None:
    assert segment("projects.get", "id", value) == written


@pytest.mark.parametrize("value", ["", " ", "\t", ".", "..", "a/b", "/", "a\\b", "\ud800", 7, None, b"x", ["x"]])
def test_what_names_nothing_or_another_thing_is_no_part_of_a_path(value: object) -> None:
    with pytest.raises(ArgumentError, match=r"^projects\.get: id "):
        segment("projects.get", "id", value)


@settings(max_examples=100, deadline=None)
@given(st.text())
def test_no_text_leaves_its_place_in_the_path(value: str) -> None:
    try:
        written = segment("projects.get", "id", value)
    except ArgumentError:
        return
    assert unquote(written) == value
    assert written not in {"", ".", ".."}
    assert not set(written) & set("/?#\\ ")
    assert written.isascii()
