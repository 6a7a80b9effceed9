"""Plain dates, also as `dd.MM.yyyy`: which are taken, and which day they are."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import UNSET, UnsetType

from ditio_async import _times
from ditio_async._codec import encode
from ditio_async._fields import Arguments, Fields
from ditio_async._times import WrittenDay
from ditio_async.errors import ArgumentError

NAIVE = dt.datetime(2026, 1, 31, 15)  # noqa: DTZ001  # what is wrong with it


class Born(Fields, kw_only=True):
    on: WrittenDay
    until: WrittenDay | UnsetType | None = UNSET


BORN = Arguments(Born)


@pytest.mark.parametrize("value", [dt.date(2026, 1, 31), "2026-01-31", "31.01.2026"])
def test_a_day_may_be_given_in_three_ways_and_is_sent_as_it_is(value: Any) -> None:
    assert _times.written_day_refusal(value) is None
    assert _times.day_of(value) == dt.date(2026, 1, 31)
    assert json.loads(encode(BORN.read("x", (), {"on": value, "until": None}))) == {"on": str(value), "until": None}


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (NAIVE, "takes a plain date, not a datetime (2026-01-31T15:00:00); use .date()"),
        ("2026-01-31T15:00:00", "is no plain date: '2026-01-31T15:00:00'; write it as 2026-01-31 or 31.01.2026"),
        ("20260131", "is no plain date: '20260131'; write it as 2026-01-31 or 31.01.2026"),
        ("31.1.2026", "is no plain date: '31.1.2026'"),
        ("31.01.26", "is no plain date: '31.01.26'"),
        ("31-01-2026", "is no plain date: '31-01-2026'"),
        ("31.01.2026 ", "is no plain date: '31.01.2026 '"),
        ("31.01.2026\n", "is no plain date: '31.01.2026\\n'"),
        ("٣١.٠١.٢٠٢٦", "is no plain date: '٣١.٠١.٢٠٢٦'"),
        ("", "is no plain date: ''"),
        ("29.02.2026", "is no day of the calendar: '29.02.2026'"),
        ("31.04.2026", "is no day of the calendar: '31.04.2026'"),
        ("01.13.2026", "is no day of the calendar: '01.13.2026'"),
        ("00.01.2026", "is no day of the calendar: '00.01.2026'"),
        ("01.01.0000", "is no day of the calendar: '01.01.0000'"),
        ("2026-02-29", "is no plain date: '2026-02-29'"),
        (31012026, "takes a date or yyyy-MM-dd, not int 31012026"),
        (None, "takes a date or yyyy-MM-dd, not NoneType None"),
    ],
)
def test_what_is_no_day_is_refused_with_the_cure(value: Any, words: str) -> None:
    wrong = _times.written_day_refusal(value)
    assert wrong is not None
    assert wrong.startswith(words)
    with pytest.raises(ArgumentError, match=r"^users\.create: on "):
        BORN.read("users.create", (), {"on": value})


@settings(max_examples=100, deadline=None)
@given(st.dates())
def test_a_day_is_the_same_day_however_it_is_written(day: dt.date) -> None:
    for value in (day, day.isoformat(), f"{day.day:02}.{day.month:02}.{day.year:04}"):
        assert _times.written_day_refusal(value) is None
        assert _times.day_of(value) == day


@settings(max_examples=100, deadline=None)
@given(st.from_regex(r"[0-9]{2}\.[0-9]{2}\.[0-9]{4}|[0-9]{4}-[0-9]{2}-[0-9]{2}") | st.text())
def test_a_text_is_refused_or_is_a_day(text: str) -> None:
    if _times.written_day_refusal(text) is None:
        assert isinstance(_times.day_of(text), dt.date)
