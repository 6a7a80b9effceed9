"""Reading answers: numbers and times as .NET writes them."""

from __future__ import annotations

import datetime as dt
import json

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct

from ditio_async._codec import Decoder
from ditio_async._paging.decoding import PageReader

from .odd import READ, Odd, read, refused, response


@pytest.mark.parametrize("written", ["7", "7.0", "7e0", "70e-1"])
@pytest.mark.parametrize("name", ["count", "qty"])
def test_a_whole_number_may_be_written_in_any_way(name: str, written: str) -> None:
    odd = READ(response(f'{{"id": "1", "{name}": {written}}}'.encode()))
    assert getattr(odd, name) == 7
    assert isinstance(getattr(odd, name), int if name == "count" else float)


def test_half_a_number_is_refused_only_where_a_whole_one_is_needed() -> None:
    assert read(qty=7.5).qty == 7.5
    assert refused(b'{"id": "1", "count": 7.5}').path == "$.count"


@pytest.mark.parametrize("unset", [None, "", "0001-01-01T00:00:00", "0001-01-01T00:00:00Z", "0001-01-01"])
def test_an_unset_time_is_none_wherever_it_stands(unset: str | None) -> None:
    odd = read(startDate=unset, inner={"id": "2", "atTime": unset}, rows=[{"id": "3", "atTime": unset}])
    assert odd.inner is not None
    assert [odd.start_date, odd.inner.at_time, odd.rows[0].at_time] == [None] * 3


NOON = dt.datetime(2026, 1, 31, 12, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-01-31T12:00:00Z", NOON),
        ("2026-01-31T12:00:00.1234561Z", NOON.replace(microsecond=123456)),
        ("2026-01-31T12:00:00.1Z", NOON.replace(microsecond=100000)),
        ("2026-01-31T13:00:00+01:00", NOON),
        ("2026-01-31T13:00:00.1234561+01:00", NOON.replace(microsecond=123456)),
        ("2026-01-31T07:00:00-05:00", NOON),
        ("2026-01-31T12:00:00+00:00", NOON),
        ("2026-01-31T12:00:00", NOON.replace(tzinfo=None)),
        ("2026-01-31T12:00:00.1234561", NOON.replace(tzinfo=None, microsecond=123456)),
        ("2026-01-31", dt.datetime(2026, 1, 31)),  # noqa: DTZ001  # no offset is said
    ],
)
def test_a_time_is_utc_where_it_says_an_offset(text: str, moment: dt.datetime) -> None:
    odd = read(startDate=text, inner={"id": "2", "atTime": text})
    assert odd.inner is not None
    for found in (odd.start_date, odd.inner.at_time):
        assert found is not None
        assert (found, found.tzinfo) == (moment, moment.tzinfo)


@pytest.mark.parametrize("text", ["2026-01-31T13:00:00+01:00", "2026-01-31T14:00:00+02:00", "2026-01-31T12:00:00Z"])
def test_a_time_in_a_large_answer_is_utc_too(text: str) -> None:
    times = [row.at_time for row in read(rows=[{"id": str(n), "atTime": text} for n in range(3000)]).rows]
    assert {(time, time and time.tzinfo) for time in times} == {(NOON, dt.UTC)}


@pytest.mark.parametrize("unset", ["", "0001-01-01T00:00:00Z"])
def test_an_unset_time_in_a_large_answer_is_none(unset: str) -> None:
    rows = [{"id": str(n), "atTime": "2026-01-31T12:00:00Z"} for n in range(3000)]
    assert read(rows=[*rows, {"id": "last", "atTime": unset}]).rows[-1].at_time is None


def test_unknown_fields_pass_and_missing_ones_are_none() -> None:
    odd = read(somethingNew={"deep": [1, {"x": None}]}, alsoNew=7.25)
    assert odd == Odd(id="1")


@pytest.mark.parametrize("digits", ["1234561", "1234565", "123457", "9999999", "12345649", "5"])
def test_a_fraction_is_rounded_in_one_way(digits: str) -> None:
    fast = read(startDate=f"2026-01-31T12:00:00.{digits}Z", count=7)
    tolerant = READ(response(b'{"id": "1", "count": 7.0, "startDate": "2026-01-31T12:00:00.%sZ"}' % digits.encode()))
    assert tolerant == fast


async def test_raw_records_are_the_servers_bytes_whatever_they_hold() -> None:
    row = b'{"id": "1", "startDate": "0001-01-01T00:00:00", "count": 7.0, "new":  [1]}'
    page = PageReader(msgspec.Raw).read(response(b'{"data": [%s]}' % row))
    assert [bytes(raw) for raw in await page.batch() or []] == [row]


class Generic(Struct):
    data: list[Odd]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(["", "0001-01-01T00:00:00", "2026-01-31T13:00:00+01:00", "2026-01-31T12:00:00Z"])))
def test_the_tolerant_way_reads_what_the_fast_one_reads(times: list[str]) -> None:
    rows = [{"id": "1", "startDate": time or None, "count": 7} for time in times]
    fast = Decoder(Generic).decode(response(json.dumps({"data": rows}).encode()))
    tolerant = Decoder(Generic).decode(response(json.dumps({"data": [*rows, {"id": "1", "count": 7.0}]}).encode()))
    assert tolerant.data[:-1] == fast.data
