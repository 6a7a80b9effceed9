"""Each tenant comes round as often as it says, by one of the workers; a stream that waits is not put there twice."""

from __future__ import annotations

import itertools
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from ditio_async import Clock
from ditio_async.mirror._schedule import is_due
from ditio_async.mirror.jobs import Jobs
from ditio_async.sandbox import DitioSandbox

from .common import ask, asked, in_step, jobs_there, nothing_is_left, tenant, until, working

QUARTER = 15 * 60.0
STREAMS = ("projects", "users")
MINUTES = st.integers(28_000_000, 40_000_000).map(lambda minute: minute * 60)


@given(name=st.text(), every=st.integers(1, 60).map(lambda m: m * 60.0), first=MINUTES, ticks=st.integers(1, 120))
def test_each_period_has_one_tick_that_is_its_own(name: str, every: float, first: int, ticks: int) -> None:
    times = [first + 60 * number for number in range(ticks)]
    due = [at for at in times if is_due(name, every, at - 60, at)]
    assert all(later - earlier == every for earlier, later in itertools.pairwise(due))
    assert len(due) in {int(ticks * 60 // every), int(ticks * 60 // every) + 1}


@given(
    name=st.text(),
    every=st.floats(0.5, 100_000),
    first=MINUTES,
    cuts=st.lists(st.integers(1, 3600), min_size=1, max_size=8),
)
def test_no_moment_is_lost_between_ticks_that_are_late(name: str, every: float, first: int, cuts: list[int]) -> None:
    """However the time is cut into pieces, one of them is due if all of it is."""
    times = [first]
    for cut in cuts:
        times.append(times[-1] + cut)
    pieces = [is_due(name, every, after, until) for after, until in itertools.pairwise(times)]
    assert any(pieces) == is_due(name, every, times[0], times[-1])


def test_tenants_do_not_all_come_at_the_same_minute() -> None:
    due = {next(at for at in range(0, 900, 60) if is_due(f"tenant {n}", QUARTER, at - 60, at)) for n in range(50)}
    assert len(due) > 10


async def test_a_worker_begins_with_what_has_a_schedule(database: str, sandbox: DitioSandbox, tmp_path: Path) -> None:
    tenants = [
        tenant("often", sandbox, tmp_path / "often.db", *STREAMS, every=QUARTER),
        tenant("never", sandbox, tmp_path / "never.db", *STREAMS),
    ]
    async with Jobs(database, tenants) as jobs, working(jobs):
        await until(lambda: _asked(sandbox))
        await until(lambda: nothing_is_left(database))
    assert await in_step(sandbox, tmp_path / "often.db") == {*STREAMS}
    assert not (tmp_path / "never.db").exists()


async def test_a_tick_puts_into_the_queue_what_is_due_and_what_does_not_wait_there(
    database: str, sandbox: DitioSandbox, tmp_path: Path
) -> None:
    async with Jobs(database, [tenant("a", sandbox, tmp_path / "a.db", *STREAMS, every=QUARTER)]) as jobs:
        due, *others = sorted(range(0, 900, 60), key=lambda at: not is_due("a", QUARTER, at - 60, at))
        jobs._clock = Clock(wall=lambda: 0.0)
        for timestamp in others:
            await jobs._tick(timestamp, "a")
        assert await jobs_there(database) == []
        assert await jobs.defer("a", ["users"]) == 1
        assert await jobs.defer("a", ["users"]) == 0
        await jobs._tick(due, "a")
        await jobs._tick(due + 900, "a")
        assert [(task, status) for task, _, status, _ in await jobs_there(database)] == 2 * [
            ("ditio_async.mirror", "todo")
        ]


async def test_a_tick_that_had_to_wait_stands_for_those_that_did_not_come(
    database: str, sandbox: DitioSandbox, tmp_path: Path
) -> None:
    """While it waits in a busy worker no other one is put there: what they would have found due must not be lost."""
    async with Jobs(database, [tenant("a", sandbox, tmp_path / "a.db", *STREAMS, every=QUARTER)]) as jobs:
        due = next(at for at in range(900, 1800, 60) if is_due("a", QUARTER, at - 60, at))
        jobs._clock = Clock(wall=lambda: due + 59.9)
        await jobs._tick(due - 120, "a")
        assert len(await jobs_there(database)) == 2


async def test_a_tick_comes_from_one_worker_only(database: str, sandbox: DitioSandbox, tmp_path: Path) -> None:
    one = tenant("a", sandbox, tmp_path / "a.db", "users", every=QUARTER)
    async with Jobs(database, [one]) as here, Jobs(database, [one]) as there, working(here), working(there):
        await until(lambda: _ticked(database))
        await until(lambda: nothing_is_left(database))
    assert len(await ask(database, "TABLE ditio_jobs.procrastinate_periodic_defers")) == 1


async def _asked(sandbox: DitioSandbox) -> bool:
    return len(asked(sandbox)) >= len(STREAMS)


async def _ticked(database: str) -> bool:
    return bool(await ask(database, "TABLE ditio_jobs.procrastinate_periodic_defers"))
