"""Which states of excavators are pushed, in which order and how many at once."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ditio_async import (
    ArgumentError,
    ExcavatorState,
)
from ditio_async.resources.mass_transport import ExcavatorStates

from ..support.faults import json_answer, reset
from .pushes import Depot, Turn, state, states


async def test_a_state_that_is_given_twice_is_sent_once(excavators: ExcavatorStates, depot: Depot) -> None:
    text = state(1, start_time="2026-03-02T09:00:00+01:00", end_time="2026-03-02T08:01:00.0000000Z")
    given = [state(0), state(1), text, state(1, state="Idle"), state(1)]
    report = await excavators.push(given, chunk=3)
    assert (depot.imports, report.sent, report.skipped) == ([1, 2], 3, 2)
    again = await excavators.push(given)
    assert (again.sent, again.skipped) == (0, 5)


async def test_times_of_any_zone_and_text_are_compared_by_the_moment(excavators: ExcavatorStates, depot: Depot) -> None:
    oslo = ZoneInfo("Europe/Oslo")
    summer = dt.datetime(2026, 10, 25, 2, 50, tzinfo=oslo)
    winter = dt.datetime(2026, 10, 25, 2, 10, tzinfo=oslo, fold=1)  # 20 minutes later

    def ended(time: dt.datetime | str) -> ExcavatorState:
        return state(0, start_time="2026-10-24T00:00:00Z", end_time=time)

    given = [ended(time) for time in ("2026-10-25T01:00:00+02:00", summer, winter, "2026-10-25T01:10:00.1239999Z")]
    assert (await excavators.push(given, chunk=2)).sent == 4
    assert (await excavators.push(given)).skipped == 4


async def test_seven_digits_are_cut_as_the_server_cuts_them(excavators: ExcavatorStates, depot: Depot) -> None:
    depot.says = [json_answer("2026-03-02T08:00:00.123Z")]
    given = [state(0, end_time="2026-03-02T08:00:00.1239999Z")]
    assert (await excavators.push(given)).skipped == 1


BAD: list[tuple[Any, str]] = [
    (state(1, end_time=dt.datetime(2026, 3, 2, 9)), "naive datetime"),  # noqa: DTZ001  # that is the point
    (state(1, end_time="2026-03-02T09:00:00"), r"states\[1\] \(project_id.* end_time says no time zone"),
    (state(1, end_time=dt.date(2026, 3, 3)), "end_time says no time zone"),
    (state(-1), r"states\[1\].* comes after one of 2026-03-02T08:00:00"),
    (state(1, minutes=-1), "is before start_time"),
    (state(1, project="a/b"), "slash"),
    (None, r"states\[1\].* not NoneType"),
    ({"machine_id": "m1"}, r"states\[1\].* not dict"),
]


async def test_a_state_that_cannot_be_sent_ends_it_after_what_came_before(
    excavators: ExcavatorStates, depot: Depot
) -> None:
    for bad, words in BAD:
        with pytest.raises(ArgumentError, match=words):
            await excavators.push([state(0), bad, state(2)])
        assert depot.minutes == [0]
        depot.states = []


async def test_a_start_that_says_no_zone_is_no_trouble(excavators: ExcavatorStates, depot: Depot) -> None:
    given = [state(minute, start_time="2026-03-01T09:00:00") for minute in range(3)]
    depot.turns = [Turn(1, reset())]
    assert (await excavators.push(given)).sent == 3


async def test_projects_and_companies_are_pushed_apart(excavators: ExcavatorStates, depot: Depot) -> None:
    mixed = [state(60 - n, project=f"p{n}") for n in range(3)] + [state(5, project="p3", company_id="c2"), state(61)]
    mixed += [state(62, project="p0"), state(63, project="p0")]
    depot.turns = [Turn(), Turn(0, reset()), Turn(1, reset())]
    report = await excavators.push(mixed, chunk=2)
    assert sorted(depot.minutes) == [5, 58, 59, 60, 61, 62, 63]
    assert {*report.latest} == {("company-1", f"p{n}") for n in range(3)} | {("c2", "p3")}
    again = await excavators.push(mixed)
    assert (again.skipped, again.latest) == (7, report.latest)


async def test_settings_are_looked_at(excavators: ExcavatorStates, depot: Depot) -> None:
    wrong: list[dict[str, Any]] = [{"chunk": 0}, {"linger": -1}, {"settle": "2"}, {"checkpoint": "end"}]
    for settings in wrong:
        with pytest.raises(ArgumentError, match=next(iter(settings))):
            await excavators.push(states(1), **settings)
    assert (depot.imports, depot.asked) == ([], 0)
