"""One timer for many deadlines does what a timer for each would do."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from ditio_async._pipeline.deadlines import Deadline, Deadlines

from ..support.loops import VIRTUAL


@pytest.fixture
def anyio_backend() -> object:
    return VIRTUAL


def now() -> float:
    return asyncio.get_running_loop().time()


async def within(deadlines: Deadlines, seconds: float, step: Callable[[], Awaitable[object]]) -> str:
    """What becomes of a step, and when."""
    began = now()
    try:
        with Deadline(deadlines, began + seconds):
            await step()
    except TimeoutError:
        task = asyncio.current_task()
        assert task is not None
        assert task.cancelling() == 0, "the cancellation was taken back"
        return f"late at {now() - began:g}"
    return f"done at {now() - began:g}"


async def test_each_ends_at_its_own_time_whatever_the_order() -> None:
    deadlines = Deadlines()
    seconds = [5, 1, 3, 9, 3, 0.5]
    found = await asyncio.gather(*[within(deadlines, s, asyncio.Event().wait) for s in seconds])
    assert found == [f"late at {s:g}" for s in seconds]
    assert not deadlines.open


async def test_those_that_are_met_are_left_alone() -> None:
    deadlines = Deadlines()
    steps = [(5, 1), (2, 3), (4, 4.5), (4, 3.5)]
    found = await asyncio.gather(*[within(deadlines, s, lambda n=n: asyncio.sleep(n)) for s, n in steps])
    assert found == ["done at 1", "late at 2", "late at 4", "done at 3.5"]


async def test_one_timer_serves_many(monkeypatch: pytest.MonkeyPatch) -> None:
    deadlines, loop, timers = Deadlines(), asyncio.get_running_loop(), 0
    call_at = loop.call_at

    def counted(*args: object, **kwargs: object) -> asyncio.TimerHandle:
        nonlocal timers
        timers += 1
        return call_at(*args, **kwargs)  # type: ignore[arg-type]  # handed on

    monkeypatch.setattr(loop, "call_at", counted)
    for _ in range(1000):
        with Deadline(deadlines, now() + 60):
            await asyncio.sleep(0)
    assert timers == 1


async def test_a_cancellation_from_elsewhere_stays_one() -> None:
    deadlines = Deadlines()
    began = now()

    async def work() -> None:
        with Deadline(deadlines, began + 1):
            await asyncio.Event().wait()

    task = asyncio.create_task(work())
    asyncio.get_running_loop().call_at(began + 1, task.cancel)  # at the very moment at which the deadline passes
    with pytest.raises(asyncio.CancelledError):
        await task
    assert task.cancelled()


async def test_errors_and_results_pass_through() -> None:
    deadlines = Deadlines()
    with pytest.raises(LookupError), Deadline(deadlines, now() + 1):
        raise LookupError
    assert await within(deadlines, 1, lambda: asyncio.sleep(0.5)) == "done at 0.5"


async def test_deadlines_inside_one_another_end_the_inner_one_first() -> None:
    deadlines = Deadlines()
    assert await within(deadlines, 3, lambda: within(deadlines, 2, asyncio.Event().wait)) == "done at 2"
    assert await within(deadlines, 2, lambda: within(deadlines, 3, asyncio.Event().wait)) == "late at 2"


async def test_a_deadline_in_the_past_ends_at_the_first_wait() -> None:
    assert await within(Deadlines(), -1, asyncio.Event().wait) == "late at 0"


async def test_closing_leaves_no_timer() -> None:
    deadlines = Deadlines()
    with Deadline(deadlines, now() + 60):
        pass
    deadlines.close()
    timers = [handle for handle in asyncio.get_running_loop()._scheduled if not handle.cancelled()]  # type: ignore[attr-defined]  # there is no public way
    assert not [handle for handle in timers if "Deadlines" in repr(handle)]
