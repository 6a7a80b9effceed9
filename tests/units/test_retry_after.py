"""Headers: how long the server asks to wait, its clock, and its name for a request."""

from __future__ import annotations

import datetime as dt
import math
import time
from email.utils import format_datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ditio_async._headers import date_of, request_id_of, retry_after_of

NOON = "Sat, 31 Jan 2026 12:00:00 GMT"
SECONDS = st.datetimes(dt.datetime(1970, 1, 1), dt.datetime(9999, 12, 30), timezones=st.just(dt.UTC)).map(  # noqa: DTZ001
    lambda moment: moment.replace(microsecond=0)
)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0.0),
        ("3", 3.0),
        (" 120 ", 120.0),
        ("007", 7.0),
        ("2.5", 2.5),
        ("0.001", 0.001),
        ("9" * 30, 1e30),
        ("Sat, 31 Jan 2026 12:00:10 GMT", 10.0),
        ("Sat, 31 Jan 2026 13:00:10 +0100", 10.0),
        ("Saturday, 31-Jan-26 12:00:10 GMT", 10.0),
        ("Sat Jan 31 12:00:10 2026", 10.0),
        ("Sat, 31 Jan 2026 12:00:00 GMT", 0.0),
        ("Sat, 31 Jan 2026 11:59:59 GMT", 0.0),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 251632439999.0),
    ],
)
def test_seconds_and_dates_are_read_against_the_servers_own_clock(text: str, seconds: float) -> None:
    assert retry_after_of({"Retry-After": text, "Date": NOON}) == seconds


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "-1",
        "+3",
        "nan",
        "inf",
        "1e2",
        "0x10",
        "1_0",
        "٣",
        "3,5",
        ".5",
        "5.",
        "3 s",
        "1 2",
        "1, 2",
        "1" * 31,
        "soon",
        "null",
        "2026-01-31T12:00:10Z",
        "12:00:10",
        "Sat, 32 Jan 2026 12:00:10 GMT",
        "Sat, 31 Jan 2026 12:00:10 +9999",
        "Fri, 31 Dec 9999 23:59:59 -0100",
    ],
)
def test_what_makes_no_sense_asks_nothing(text: str) -> None:
    assert retry_after_of({"Retry-After": text, "Date": NOON}) is None


def test_a_missing_header_asks_nothing() -> None:
    assert retry_after_of({"Date": NOON}) is None


@pytest.mark.parametrize("headers", [{}, {"Date": ""}, {"Date": "yesterday"}])
def test_a_date_is_read_against_our_clock_where_the_server_shows_none(
    headers: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = dt.datetime(2026, 1, 31, 11, 59, 30, tzinfo=dt.UTC)
    monkeypatch.setattr(time, "time", now.timestamp)
    assert retry_after_of({**headers, "Retry-After": NOON}) == 30.0


@settings(max_examples=200, deadline=None)
@given(SECONDS, SECONDS)
def test_any_date_is_as_far_away_as_it_is(now: dt.datetime, until: dt.datetime) -> None:
    headers = {"Date": format_datetime(now, usegmt=True), "Retry-After": format_datetime(until, usegmt=True)}
    assert date_of(headers) == now
    assert retry_after_of(headers) == max(0.0, (until - now).total_seconds())


NEARLY = st.text(st.sampled_from("0123456789 :,-+.JanSatGMTZ")) | st.sampled_from([NOON, "1.5"]).flatmap(
    lambda text: st.integers(0, len(text)).map(lambda size: text[:size])
)


@settings(max_examples=200, deadline=None)
@given(NEARLY | st.text(), NEARLY | st.text())
def test_no_header_leads_to_an_error_or_to_a_wait_that_is_no_number(text: str, date: str) -> None:
    seconds = retry_after_of({"Retry-After": text, "Date": date})
    assert seconds is None or (seconds >= 0 and math.isfinite(seconds))
    moment = date_of({"Date": date})
    assert moment is None or moment.tzinfo is dt.UTC


@pytest.mark.parametrize(
    ("headers", "found"),
    [
        ({}, None),
        ({"X-Request-Id": ""}, None),
        ({"X-Request-Id": "a", "Request-Id": "b", "X-Correlation-Id": "c"}, "a"),
        ({"X-Request-Id": "", "Request-Id": "b", "X-Correlation-Id": "c"}, "b"),
        ({"X-Correlation-Id": "c"}, "c"),
        ({"X-Request-Id": "x" * 10_000}, "x" * 200),
    ],
)
def test_the_servers_name_for_a_request_is_found_and_bounded(headers: dict[str, str], found: str | None) -> None:
    assert request_id_of(headers) == found
