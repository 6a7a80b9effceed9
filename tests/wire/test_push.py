"""States of excavators are pushed over failures, without doubles."""

from __future__ import annotations

import datetime as dt
import random
from itertools import cycle

import pytest

from ditio_async import (
    AuthenticationError,
    BadRequestError,
    DitioError,
    OutcomeUnknownError,
    PermissionDeniedError,
    PushReport,
    ServerError,
)
from ditio_async.resources.mass_transport import ExcavatorStates

from ..support.faults import Step, answer, close, cut, json_answer, reset
from .common import now
from .pushes import START, Depot, Turn, state, states

LATER = {"Retry-After": "1"}
UNCLEAR = [reset(), close(), answer(500), answer(502), answer(503), answer(504), cut(b"[]", at=1), reset(b"HTTP/1.1 2")]


async def test_an_unclear_failure_is_settled_by_asking_and_the_rest_is_sent(
    excavators: ExcavatorStates, depot: Depot
) -> None:
    for step, stored in zip(UNCLEAR, cycle([0, 2, 3]), strict=False):
        depot.turns += [Turn(), Turn(stored, step), *[Turn()] * (stored < 3)]
    report = await excavators.push(states(46), chunk=3)
    assert depot.minutes == [*range(46)]
    assert (report.sent, report.skipped, report.latest["company-1", "p1"]) == (46, 0, START + dt.timedelta(minutes=45))
    assert depot.turns == []


async def test_a_clear_failure_is_over_before_anybody_asks(excavators: ExcavatorStates, depot: Depot) -> None:
    for step in (answer(429, headers=LATER), answer(429), answer(503, headers=LATER), answer(401)):
        depot.turns += [Turn(), Turn(0, step)]
    await excavators.push(states(9), chunk=2)
    assert (depot.minutes, depot.asked, depot.turns) == ([*range(9)], 2, [])


async def test_the_question_is_asked_again_when_it_fails(excavators: ExcavatorStates, depot: Depot) -> None:
    depot.turns = [Turn(), Turn(1, reset())]
    depot.says = [reset(), json_answer(None), answer(429, headers=LATER), json_answer("2026-03-02T08:00:00Z")]
    depot.says += [answer(500), answer(401)]
    await excavators.push(states(3))
    assert (depot.minutes, depot.asked) == ([0, 1, 2], 7)


@pytest.mark.parametrize(
    ("step", "error", "sends"),
    [
        (answer(401), AuthenticationError, 2),
        (answer(403), PermissionDeniedError, 1),
        (answer(500), OutcomeUnknownError, 4),
    ],
)
async def test_what_does_not_end_ends_the_push_and_the_next_one_goes_on(
    excavators: ExcavatorStates, depot: Depot, step: Step, error: type[DitioError], sends: int
) -> None:
    depot.turns = [Turn(), Turn(), *[Turn(0, step)] * sends]
    with pytest.raises(error):
        await excavators.push(states(5), chunk=2)
    assert (depot.minutes, depot.turns) == ([0, 1], [])
    report = await excavators.push(states(5), chunk=2)
    assert (depot.minutes, report.sent, report.skipped) == ([0, 1, 2, 3, 4], 3, 2)


async def test_all_of_a_chunk_that_arrived_in_its_last_try_is_no_failure(
    excavators: ExcavatorStates, depot: Depot
) -> None:
    depot.turns = [Turn(), *[Turn(0, reset())] * 3, Turn(2, reset())]
    assert (await excavators.push(states(3))).sent == 3
    assert depot.minutes == [0, 1, 2]


async def test_a_failure_is_given_time_to_settle(excavators: ExcavatorStates, depot: Depot) -> None:
    depot.turns = [Turn(1, reset())]
    began = now()
    await excavators.push(states(2), settle=70)
    assert 70 <= now() - began < 71


async def test_a_question_without_an_answer_sends_nothing(excavators: ExcavatorStates, depot: Depot) -> None:
    depot.says = [answer(500)] * 9
    with pytest.raises(ServerError):
        await excavators.push(states(2))
    assert depot.imports == []
    depot.says = []
    depot.turns = [Turn(1, reset())]
    depot.says = [json_answer(None), *[answer(500)] * 9]
    with pytest.raises(ServerError):
        await excavators.push(states(2))
    depot.says = []
    assert (await excavators.push(states(2))).skipped == 1
    assert depot.minutes == [0, 1]


@pytest.mark.parametrize("is_atomic", [False, True])
async def test_what_is_refused_is_found_and_left_out(
    excavators: ExcavatorStates, depot: Depot, is_atomic: bool
) -> None:
    depot.is_atomic, depot.unwanted = is_atomic, {"bad"}
    bad = {3, 4, 19}
    given = [state(minute, machine="bad" if minute in bad else "m1", minutes=0.5) for minute in range(20)]
    heard: list[tuple[int, int]] = []

    def told(report: PushReport) -> None:
        heard.append((report.sent, len(report.refused)))

    report = await excavators.push(given, chunk=20, collect_refused=True, on_pushed=told)
    assert depot.minutes == [minute for minute in range(20) if minute not in bad]
    assert [state.end_time for state, _ in report.refused] == [given[minute].end_time for minute in sorted(bad)]
    assert all(isinstance(error, BadRequestError) for _, error in report.refused)
    assert (report.sent, heard[-1], len(depot.imports) <= 24) == (17, (17, 3), True)


@pytest.mark.parametrize("is_atomic", [False, True])
async def test_the_first_that_is_refused_ends_it_and_is_named(
    excavators: ExcavatorStates, depot: Depot, is_atomic: bool
) -> None:
    depot.is_atomic, depot.unwanted = is_atomic, {"bad"}
    given = [state(0), state(1), state(2, machine="bad"), state(3)]
    with pytest.raises(BadRequestError, match=r"refused: \(project_id='p1', machine_id='bad'.*ugyldig"):
        await excavators.push(given)
    assert depot.minutes == [0, 1]


async def test_a_chunk_that_is_too_large_goes_in_halves(excavators: ExcavatorStates, depot: Depot) -> None:
    depot.turns = [Turn(), Turn(0, answer(413))]
    await excavators.push(states(5))
    assert (depot.imports, depot.minutes) == ([1, 4, 2, 2], [0, 1, 2, 3, 4])


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(1, 300))])
async def test_whatever_happens_nothing_is_there_twice_and_in_the_end_all_is_there(
    excavators: ExcavatorStates, depot: Depot, seed: int
) -> None:
    chance = random.Random(seed)
    given = [state(minute, minutes=chance.choice([0, 0.5, 1])) for minute in range(40)]

    def turn() -> Turn:
        kind = chance.choice(["taken", "unclear", "clear"])
        if kind == "taken":
            return Turn()
        return Turn(chance.randrange(8), chance.choice(UNCLEAR)) if kind == "unclear" else Turn(0, answer(403))

    for _ in range(100):
        depot.turns = [turn() for _ in range(6)]
        try:
            await excavators.push(given, chunk=chance.randint(1, 8))
        except (PermissionDeniedError, OutcomeUnknownError):
            assert depot.minutes == [*range(len(depot.states))]
        else:
            break
    assert depot.minutes == [*range(40)]
