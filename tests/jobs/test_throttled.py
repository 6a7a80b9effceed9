"""One tenant's server asks for patience: that tenant waits, on every machine, and the others do not."""

from __future__ import annotations

from pathlib import Path

from ditio_async.mirror.jobs import Jobs
from ditio_async.sandbox import DitioSandbox

from .common import ask, asked, in_step, nothing_is_left, tenant, until, working

STREAMS = ("time_registrations", "payroll_lines", "projects", "users")  # two of each lane
PAUSE = 1.2


async def test_a_tenant_that_is_throttled_holds_nobody_else(database: str, tmp_path: Path) -> None:
    with DitioSandbox(records=100, seed=1) as slow, DitioSandbox(records=100, seed=2) as quick:
        throttled = slow.fault(path="/reporting/*", status=429, retry_after=3, times=None)
        tenants = [
            tenant("slow", slow, tmp_path / "slow.db", *STREAMS),
            tenant("quick", quick, tmp_path / "quick.db", *STREAMS),
        ]
        async with Jobs(database, tenants) as jobs:
            for one in tenants:
                await jobs.defer(one.name)
            async with working(jobs, concurrency=1):
                await until(lambda: _done(jobs, "quick"), patience=2.8)
                assert not await in_step(slow, tmp_path / "slow.db")
                assert throttled.hits == 1, "the other jobs of the tenant wait as well"
                slow.clear_faults()
                await until(lambda: nothing_is_left(database))
            assert await in_step(slow, tmp_path / "slow.db") == {*STREAMS}
            assert await in_step(quick, tmp_path / "quick.db") == {*STREAMS}
            assert [(count.waiting, count.failed) for count in await jobs.counts()] == [(0, 0), (0, 0)]
        first, *later = asked(slow)
        assert first + 3 <= later[0] < first + 4.5


async def test_no_machine_asks_before_the_pause_is_over(database: str, sandbox: DitioSandbox, tmp_path: Path) -> None:
    sandbox.fault(path="/reporting/*", status=503, retry_after=PAUSE, times=1)
    one = tenant("a", sandbox, tmp_path / "a.db", *STREAMS)
    async with Jobs(database, [one], lanes=1) as here, Jobs(database, [one], lanes=1) as there:
        await here.defer("a")
        async with working(here):
            await until(lambda: _waits(database))
        async with working(there):
            await until(lambda: nothing_is_left(database))
    first, *later = asked(sandbox)
    assert first + PAUSE <= later[0]
    assert await in_step(sandbox, tmp_path / "a.db") == {*STREAMS}


async def test_a_job_that_comes_in_the_pause_sends_nothing(
    database: str, sandbox: DitioSandbox, tmp_path: Path
) -> None:
    sandbox.fault(path="/reporting/*", status=429, retry_after=PAUSE, times=1)
    async with Jobs(database, [tenant("a", sandbox, tmp_path / "a.db")]) as jobs:
        await jobs.defer("a", ["projects"])
        async with working(jobs):
            await until(lambda: _waits(database))
            await jobs.defer("a", ["users"])  # of the other lane, in which nothing waits
            await until(lambda: nothing_is_left(database))
    first, *later = asked(sandbox)
    assert first + PAUSE <= later[0]
    assert await in_step(sandbox, tmp_path / "a.db") == {"projects", "users"}


async def test_patience_that_the_server_asks_for_is_no_attempt(
    database: str, sandbox: DitioSandbox, tmp_path: Path
) -> None:
    sandbox.fault(path="/reporting/*", status=429, retry_after=1.05, times=1)
    async with Jobs(database, [tenant("a", sandbox, tmp_path / "a.db")]) as jobs:
        await jobs._put("a", "projects", attempt=7)  # the last one
        await jobs.work(until_empty=True)
        assert [count.failed for count in await jobs.counts()] == [0]
    assert await in_step(sandbox, tmp_path / "a.db") == {"projects"}


async def _done(jobs: Jobs, name: str) -> bool:
    return [(c.waiting, c.running) for c in await jobs.counts() if c.tenant == name] == [(0, 0)]


async def _waits(database: str) -> bool:
    """A job waits for its time."""
    there = "SELECT FROM ditio_jobs.procrastinate_jobs WHERE status = 'todo' AND scheduled_at IS NOT NULL"
    return bool(await ask(database, there))
