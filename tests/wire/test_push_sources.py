"""Where pushed states come from, how long they wait, and what is left when a push is broken off."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any, ClassVar

import pytest

from ditio_async import ConnectionLostError, ExcavatorState, OutcomeUnknownError, PushReport
from ditio_async.resources.mass_transport import ExcavatorStates

from ..support.faults import Step, answer, hang, json_answer, reset, when
from ..support.stepping import Moment, cancelled_at_every_await
from .common import now
from .pushes import Depot, Turn, state, states


class Source:
    """States with pauses between them, of which is noted how many were asked for, and where its end was."""

    def __init__(self, *steps: ExcavatorState | float | BaseException | None) -> None:
        self.given = 0
        self.closed_in: asyncio.Task[Any] | None = None
        self.opened_in: asyncio.Task[Any] | None = None
        self.states = self._states(steps)

    async def _states(self, steps: tuple[Any, ...]) -> AsyncIterator[ExcavatorState]:
        self.opened_in = asyncio.current_task()
        try:
            for step in steps:
                if isinstance(step, float):
                    await asyncio.sleep(step)
                elif isinstance(step, BaseException):
                    raise step
                else:
                    self.given += 1
                    yield step
        finally:
            await asyncio.sleep(0)  # it can still wait for something
            self.closed_in = asyncio.current_task()

    @property
    def is_closed(self) -> bool:
        return self.closed_in is not None and self.closed_in is self.opened_in


class Clocked:
    """Notes when how many were sent."""

    def __init__(self) -> None:
        self.began = now()
        self.heard: list[tuple[float, int]] = []

    def __call__(self, report: PushReport) -> None:
        self.heard.append((round(now() - self.began, 1), report.sent))


async def test_a_state_waits_for_others_no_longer_than_it_may(excavators: ExcavatorStates, depot: Depot) -> None:
    clocked = Clocked()
    slow = Source(state(0), state(1), state(2), 20.0, state(3), 20.0)
    await excavators.push(slow.states, linger=5, on_pushed=clocked)
    assert clocked.heard == [(5.0, 1), (5.0, 3), (25.0, 4)]


async def test_others_that_keep_coming_do_not_make_it_wait(excavators: ExcavatorStates, depot: Depot) -> None:
    clocked = Clocked()
    others = [step for minute in range(1, 30) for step in (1.0, state(minute, project="p2"))]
    await excavators.push(Source(state(0), *others).states, linger=5, on_pushed=clocked)
    assert (depot.imports[:2], clocked.heard[0]) == ([1, 1], (5.0, 1))
    waits = [later - sooner for (sooner, _), (later, _) in zip(clocked.heard, clocked.heard[1:], strict=False)]
    assert max(waits) <= 6


async def test_each_project_waits_for_itself(excavators: ExcavatorStates, depot: Depot) -> None:
    clocked = Clocked()
    source = Source(state(0), 3.0, state(0, project="p2"), 20.0)
    await excavators.push(source.states, linger=5, on_pushed=clocked)
    assert clocked.heard == [(5.0, 1), (8.0, 2)]


async def test_a_source_that_never_pauses_does_not_make_others_wait(excavators: ExcavatorStates, depot: Depot) -> None:
    clocked = Clocked()
    quick = [state(minute, project="p2") for minute in range(40)]

    async def slow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(2)
        await json_answer([], 201).act(reader, writer)

    depot.turns = [Turn(step=Step(slow)) for _ in range(40)]
    await excavators.push([state(0), *quick], chunk=4, linger=5, on_pushed=clocked)
    assert depot.projects.index("p1") <= 3 * 4


async def test_without_linger_it_waits_until_there_are_enough(excavators: ExcavatorStates, depot: Depot) -> None:
    await excavators.push(Source(*[step for one in states(7) for step in (one, 1000.0)]).states, chunk=3)
    assert depot.imports == [1, 2, 3, 1]


async def test_what_is_ready_goes_together_however_short_it_may_wait(excavators: ExcavatorStates, depot: Depot) -> None:
    await excavators.push(Source(*states(10), 1.0, state(10)).states, chunk=4, linger=0.001)
    assert depot.minutes == [*range(11)]
    assert len(depot.imports) <= 6


async def test_a_source_is_not_read_faster_than_states_are_sent(excavators: ExcavatorStates, depot: Depot) -> None:
    held = asyncio.Event()
    depot.turns = [Turn(), Turn(step=when(held, json_answer([], 201)))]
    source = Source(*states(100))
    push = asyncio.create_task(excavators.push(source.states, chunk=4))
    await asyncio.sleep(5)
    assert source.given <= 4 + 1 + 4 + 1  # a chunk on its way and what ended it, a chunk that is read, one in hand
    held.set()
    assert (await push).sent == 100
    assert source.is_closed


@pytest.mark.parametrize(("linger", "error"), [(None, ValueError("no more")), (3, TimeoutError("too slow"))])
async def test_an_error_of_the_source_comes_out_and_what_came_before_is_sent(
    excavators: ExcavatorStates, depot: Depot, linger: float | None, error: Exception
) -> None:
    source = Source(state(0), state(1), 1.0, error)
    with pytest.raises(type(error)) as caught:
        await excavators.push(source.states, linger=linger)
    assert caught.value is error
    assert (depot.minutes, source.is_closed) == ([0, 1], True)


async def test_a_source_that_cannot_begin_says_so(excavators: ExcavatorStates, depot: Depot) -> None:
    class Closed:
        def __aiter__(self) -> Any:
            raise TimeoutError("no connection")

    with pytest.raises(TimeoutError, match="no connection"):
        await excavators.push(Closed(), linger=1)


async def test_an_error_of_a_plain_iterable_comes_out_as_well(excavators: ExcavatorStates, depot: Depot) -> None:
    def given() -> Any:
        yield state(0)
        raise KeyError("x")

    with pytest.raises(KeyError):
        await excavators.push(given())
    assert depot.minutes == [0]


async def test_what_is_no_state_is_no_end(excavators: ExcavatorStates, depot: Depot) -> None:
    source = Source(state(0), None, state(1))
    with pytest.raises(ValueError, match="NoneType"):
        await excavators.push(source.states)
    assert (depot.minutes, source.is_closed) == ([0], True)


def _boom(_: PushReport) -> None:
    raise LookupError("boom")


WAYS_OUT: list[tuple[list[Turn], dict[str, Any], type[BaseException]]] = [
    ([Turn(0, answer(403))], {}, Exception),
    ([Turn(0, answer(400))], {}, Exception),
    ([Turn(0, reset())] * 4, {}, OutcomeUnknownError),
    ([], {"on_pushed": _boom}, LookupError),
]


@pytest.mark.parametrize(("turns", "settings", "error"), WAYS_OUT)
async def test_the_source_is_closed_on_every_way_out(
    excavators: ExcavatorStates, depot: Depot, turns: list[Turn], settings: dict[str, Any], error: type[BaseException]
) -> None:
    depot.turns = turns
    source = Source(*states(50), 1000.0)
    with pytest.raises(error):
        await excavators.push(source.states, chunk=2, **settings)
    assert source.is_closed
    assert source.given < 10


@pytest.mark.parametrize("last", [1000.0, state(5)], ids=["waiting", "sending"])
async def test_a_cancelled_push_ends_at_once_and_closes_the_source(
    excavators: ExcavatorStates, depot: Depot, last: Any
) -> None:
    depot.turns = [Turn(), Turn(0, hang())]
    source = Source(*states(2), last, 1000.0) if isinstance(last, float) else Source(*states(4), last)
    began = now()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(10):
            await excavators.push(source.states, chunk=2)
    assert (now() - began, source.is_closed) == (pytest.approx(10), True)


@pytest.mark.parametrize("moment", ["waiting", "woken"])
async def test_cancelled_at_any_await_it_goes_on_where_it_was(
    excavators: ExcavatorStates, depot: Depot, moment: Moment
) -> None:
    sources: list[Source] = []
    runs = 0

    def push() -> Any:
        depot.states = []
        sources.append(Source(*states(5), 1.0, *states(0)))
        return excavators.push(sources[-1].states, chunk=2, linger=0.5)

    async for _ in cancelled_at_every_await(push, moment):
        runs += 1
        await asyncio.sleep(1)  # what is on its way arrives
        assert sources[-1].is_closed or not sources[-1].given
        await excavators.push(states(5), chunk=2)
        assert depot.minutes == [0, 1, 2, 3, 4]
    assert runs > 5


class Counted(ExcavatorState, kw_only=True):
    alive: ClassVar[set[int]] = set()

    def __post_init__(self) -> None:
        self.alive.add(id(self))

    def __del__(self) -> None:
        self.alive.discard(id(self))


async def test_a_long_push_holds_nothing_that_was_sent(excavators: ExcavatorStates, depot: Depot) -> None:
    def given() -> Iterator[ExcavatorState]:
        for one in states(300):
            yield Counted(**{name: getattr(one, name) for name in (*one.keys, "company_id")})

    most = 0

    def told(report: PushReport) -> None:
        nonlocal most
        most = max(most, len(Counted.alive))

    assert (await excavators.push(given(), chunk=20, on_pushed=told)).sent == 300
    assert 20 <= most <= 20 * 4  # those that are sent, without a company and with it, and those that are read


async def test_a_lost_connection_is_the_cause_of_what_nobody_can_tell(
    excavators: ExcavatorStates, depot: Depot
) -> None:
    depot.turns = [Turn(), Turn(2, reset())]
    with pytest.raises(OutcomeUnknownError) as caught:
        await excavators.push([state(0), state(1), state(1, machine="m2")])
    chain: list[BaseException | None] = [caught.value]
    while chain[-1] is not None:
        chain.append(chain[-1].__cause__)
    assert any(isinstance(error, ConnectionLostError) for error in chain)
