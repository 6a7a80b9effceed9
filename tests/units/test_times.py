"""Moments and days: what a caller may give, how they are written, and how they are compared."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import UNSET, UnsetType

from ditio_async import _times
from ditio_async._codec import encode, query
from ditio_async._fields import Arguments, Fields
from ditio_async._times import Day, Time
from ditio_async.errors import ArgumentError
from ditio_async.resources.reporting import WindowFilter

OSLO = ZoneInfo("Europe/Oslo")
NAIVE = dt.datetime(2026, 1, 31, 15)  # noqa: DTZ001  # what is wrong with it
ZONES = st.sampled_from([dt.UTC, OSLO, dt.timezone(dt.timedelta(hours=-9.5)), dt.timezone(dt.timedelta(hours=14))])
MOMENTS = st.datetimes(dt.datetime(1900, 1, 1), timezones=ZONES)  # noqa: DTZ001  # hypothesis adds the time zone


class Zoneless(dt.tzinfo):
    """A time zone that knows no offset, so that a time in it is naive all the same."""

    def utcoffset(self, moment: dt.datetime | None) -> None:
        return None


class Absence(Fields, kw_only=True):
    since: Time | UnsetType | None = UNSET
    on: Day | UnsetType | None = UNSET


ABSENCE, WINDOW = Arguments(Absence), Arguments(WindowFilter)


@pytest.mark.parametrize(
    "given",
    [
        dt.datetime(2026, 1, 31, 15, tzinfo=dt.UTC),
        dt.datetime(2026, 10, 25, 2, 30, tzinfo=OSLO),
        dt.date(2026, 1, 31),
        "2026-01-31",
        "2026-01-31T15:00",
        "2026-01-31T15:00:00",
        "2026-01-31 15:00:00.1234567",
        "2026-01-31T15:00:00Z",
        "2026-01-31t15:00:00z",
        "2026-01-31T15:00:00,5+01:00",
        "2026-01-31T15:00:00 +0100",
        None,
        UNSET,
    ],
)
def test_a_moment_may_be_given_in_many_ways_and_is_kept_as_it_is(given: Any) -> None:
    assert ABSENCE.read("x", (), {"since": given}) == Absence(since=given)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (
            NAIVE,
            "is a naive datetime (2026-01-31T15:00:00); say its time zone: .replace(tzinfo=...), or .astimezone()",
        ),
        (NAIVE.replace(tzinfo=Zoneless()), "is a naive datetime"),
        (
            dt.datetime.max.replace(tzinfo=dt.timezone(dt.timedelta(hours=-3))),
            "is 9999-12-31T23:59:59.999999-03:00, which is outside of what UTC can hold",
        ),
        (1769871600, "takes a date, an aware datetime or ISO 8601 text, not int 1769871600"),
        (dt.time(15), "takes a date, an aware datetime or ISO 8601 text, not time"),
        *(
            (text, f"is no ISO 8601 time: {text!r}; write it as 2026-01-31T15:00:00Z")
            for text in [
                "",
                "now",
                "2026-01-31 ",
                "2026-01-31T15:00:00Z\n",
                "31.01.2026",
                "2026-1-31",
                "2026-02-30",
                "2026-01-31T24:00:00Z",
                "2026-01-31T15:00:60Z",
                "2026-01-31T15:00:00+24:00",
                "9999-12-31T23:59:59-01:00",
                "0001-01-01T00:00:00Z",
                "٢٠٢٦-01-31",
                "2026-01-31T15:00:00.٥Z",
                "2026-01-31T15:00:00Z; DROP TABLE",
            ]
        ),
    ],
)
def test_what_is_no_moment_is_refused_with_the_cure(given: object, words: str) -> None:
    with pytest.raises(ArgumentError, match=re.escape(f"absences.list: since {words}")):
        ABSENCE.read("absences.list", (), {"since": given})


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (dt.date(2026, 1, 31), None),
        ("2026-01-31", None),
        (dt.datetime(2026, 1, 31, 15, tzinfo=dt.UTC), "takes a plain date, not a datetime"),
        (NAIVE, "takes a plain date, not a datetime (2026-01-31T15:00:00); use .date()"),
        ("2026-01-31T15:00:00Z", "is no plain date: '2026-01-31T15:00:00Z'; write it as 2026-01-31"),
        ("20260131", "is no plain date: '20260131'"),
        ("2026-02-30", "is no plain date: '2026-02-30'"),
        ("", "is no plain date: ''"),
        ("2026-W05-6", "is no plain date: '2026-W05-6'"),
        ("2026-1-31", "is no plain date"),
        (20260131, "takes a date or yyyy-MM-dd, not int 20260131"),
    ],
)
def test_a_day_is_a_date_without_a_time(given: Any, words: str | None) -> None:
    if words is None:
        assert ABSENCE.read("x", (), {"on": given}) == Absence(on=given)
    else:
        with pytest.raises(ArgumentError, match=re.escape(f"absences.create: on {words}")):
            ABSENCE.read("absences.create", (), {"on": given})


@settings(max_examples=100, deadline=None)
@given(MOMENTS)
def test_what_is_written_is_read_as_the_same_moment(moment: dt.datetime) -> None:
    assert _times.refusal(moment) is None
    written = _times.written(moment)
    assert written.endswith("Z"), "it is UTC"
    assert _times.read(written) == moment.astimezone(dt.UTC)
    assert _times.refusal(written) is None, "what we write, a caller may give"
    in_body = json.loads(encode(Absence(since=moment)))["since"]
    assert _times.read(in_body) == moment.astimezone(dt.UTC)


@settings(max_examples=50, deadline=None)
@given(st.dates(dt.date(1, 1, 2)))
def test_a_date_is_written_as_a_date(day: dt.date) -> None:
    assert query(WindowFilter(modified_since=day)) == f"ModifiedSince={day.isoformat()}"
    assert json.loads(encode(Absence(on=day))) == {"on": day.isoformat()}
    assert _times.read(_times.written(day)) == dt.datetime.combine(day, dt.time())


@settings(max_examples=100, deadline=None)
@given(MOMENTS, st.integers(0, 9), st.booleans())
def test_a_moment_of_the_servers_is_read_with_any_offset_and_any_number_of_digits(
    moment: dt.datetime, digits: int, colon: bool
) -> None:
    offset = moment.strftime("%z")
    fraction = f".{moment.microsecond:06}000"[: digits + 1] if digits else ""
    text = f"{moment:%Y-%m-%dT%H:%M:%S}{fraction}{f'{offset[:3]}:{offset[3:]}' if colon else offset}"
    read = _times.read(text)
    assert read is not None
    assert read.tzinfo is dt.UTC
    assert dt.timedelta(0) <= moment - read < dt.timedelta(seconds=max(10.0**-digits, 1e-6))


NEARLY = st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?)?([.,]5)?(Z|[+-][0-9]{2}:?00)?")


@settings(max_examples=100, deadline=None)
@given(st.text(st.sampled_from("0123456789-T:.Z+ ")) | NEARLY | st.text())
def test_no_text_leads_to_another_error_than_a_refusal(text: str) -> None:
    _times.day_refusal(text)
    try:
        moment = _times.read(text)
    except ValueError:
        moment = None
    assert (_times.refusal(text) is None) == (moment is not None)


AT = dt.datetime(2026, 1, 31, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("first", "second", "order"),
    [
        (AT, AT + dt.timedelta(microseconds=1), -1),
        (AT, AT.astimezone(OSLO), 0),
        (AT, "2026-01-31T13:00:00+01:00", 0),
        ("2026-01-31T13:00:00Z", AT, 1),
        ("2026-01-31", dt.date(2026, 1, 31), 0),
        ("2026-01-31T00:00:01", dt.date(2026, 1, 31), 1),
        (dt.date(2026, 1, 30), "2026-01-31", -1),
        (AT, dt.date(2020, 1, 1), 1),
        ("2026-01-31T12:00:00", "2020-01-31T12:00:00Z", 1),
        ("2026-01-31T12:00:00", AT, None),
        (AT, "2026-02-01T12:00:00", None),
        (AT, "2026-02-01T12:00:01", -1),
    ],
)
def test_moments_are_compared_where_anybody_can_tell(first: Any, second: Any, order: int | None) -> None:
    assert _times.compared(first, second) == order
    assert _times.compared(second, first) == (order if order is None else -order)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (
            {"from_date_time": "2026-02-01", "to_date_time": dt.date(2026, 1, 31)},
            "from_date_time (2026-02-01) is after to_date_time (2026-01-31)",
        ),
        ({"from_date_time": AT, "to_date_time": "2026-01-31T12:59:59+01:00"}, "is after to_date_time"),
        ({"from_date_time": AT, "to_date_time": AT}, None),
        ({"from_date_time": AT}, None),
        ({"from_date_time": AT, "to_date_time": dt.date(2020, 1, 1)}, "is after to_date_time"),
        ({"from_date_time": AT, "to_date_time": dt.date(2026, 1, 31)}, None),
        ({"modified_since": AT, "modified_before": AT}, "modified_before must be later than modified_since"),
        ({"modified_since": AT, "modified_before": "2026-01-31T11:00:00Z"}, "modified_before must be later"),
        ({"modified_since": AT, "modified_before": "2026-01-31T12:00:01Z"}, None),
        ({"modified_before": AT}, "modified_before needs modified_since"),
    ],
)
def test_a_window_that_ends_before_it_begins_is_refused(given: dict[str, Any], words: str | None) -> None:
    if words is None:
        WINDOW.read("x", (), given)
    else:
        with pytest.raises(ArgumentError, match=re.escape(words)):
            WINDOW.read("reporting.time", (), given)


def test_times_of_one_zone_are_compared_by_the_moment() -> None:
    oslo = ZoneInfo("Europe/Oslo")
    summer = dt.datetime(2026, 10, 25, 2, 50, tzinfo=oslo)
    winter = dt.datetime(2026, 10, 25, 2, 10, tzinfo=oslo, fold=1)  # 20 minutes later
    assert _times.compared(summer, winter) == -1
