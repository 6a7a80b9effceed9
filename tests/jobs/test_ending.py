"""How work ends: at the end of all jobs, when it is cancelled, and not when the database goes away for a while."""

from __future__ import annotations

import asyncio
from pathlib import Path

import anyio
import pytest

from ditio_async import DitioSession
from ditio_async.mirror import _schedule, _working
from ditio_async.mirror.jobs import Jobs
from ditio_async.sandbox import DitioSandbox

from ..support.postgres import PostgresServer
from .common import ask, asked, in_step, jobs_there, nothing_is_left, tenant, until, working

STREAMS = ("time_registrations", "checklist_registrations", "projects", "users")


async def test_until_empty_does_what_waits_also_what_waits_for_its_lane(
    database: str, sandbox: DitioSandbox, tmp_path: Path
) -> None:
    async with Jobs(database, [tenant("a", sandbox, tmp_path / "a.db", *STREAMS, every=60.0)], lanes=1) as jobs:
        await jobs.work(until_empty=True)
        assert not asked(sandbox), "it puts nothing into the queue"
        assert await jobs.defer("a") == 4
        assert [count.waiting for count in await jobs.counts()] == [4]
        await jobs.work(until_empty=True)
        assert [(count.waiting, count.running, count.failed) for count in await jobs.counts()] == [(0, 0, 0)]
    assert await in_step(sandbox, tmp_path / "a.db") == {*STREAMS}


async def test_until_empty_lets_a_job_run_for_longer_than_the_grace(
    database: str, sandbox: DitioSandbox, tmp_path: Path
) -> None:
    sandbox.fault(path="/reporting/*", latency=0.4)
    async with Jobs(database, [tenant("a", sandbox, tmp_path / "a.db", "projects")]) as jobs:
        await jobs.defer("a")
        await jobs.work(until_empty=True, grace=0.01)
    assert len(asked(sandbox)) == 1


@pytest.mark.parametrize("again_and_again", [False, True])
async def test_work_that_is_cancelled_goes_back_and_on_elsewhere(
    database: str, sandbox: DitioSandbox, tmp_path: Path, again_and_again: bool
) -> None:
    """Scopes of anyio cancel until a task has ended, and so do impatient people."""
    sandbox.fault(path="/reporting/*", latency=0.1, times=None)
    one = tenant("a", sandbox, tmp_path / "a.db", "time_registrations")
    async with Jobs(database, [one], chunk_limit=20) as jobs:
        await jobs.defer("a")
        if again_and_again:
            async with anyio.create_task_group() as group:
                group.start_soon(lambda: jobs.work(grace=0.5))
                await until(lambda: _asked(sandbox, 3))
                group.cancel_scope.cancel()
        else:
            async with working(jobs, grace=0.01):
                await until(lambda: _asked(sandbox, 3))
        assert [(job[0], job[2]) for job in await jobs_there(database) if job[2] != "aborted"] == [
            ("ditio_async.mirror", "todo")
        ]
        assert not await ask(database, "TABLE ditio_jobs.procrastinate_workers")
    sandbox.clear_faults()
    async with Jobs(database, [one], chunk_limit=20) as jobs:
        await jobs.work(until_empty=True)
    assert await in_step(sandbox, tmp_path / "a.db") == {"time_registrations"}
    firsts = [r for r in sandbox.requests if "time-reg" in r.path and "ContinuationToken" not in r.query]
    assert len(firsts) == 1, "it went on where it was"


async def test_a_job_in_its_grace_ends_by_itself(database: str, sandbox: DitioSandbox, tmp_path: Path) -> None:
    sandbox.fault(path="/reporting/*", latency=0.1, times=None)
    async with Jobs(database, [tenant("a", sandbox, tmp_path / "a.db", "projects")]) as jobs:
        await jobs.defer("a")
        async with working(jobs):
            await until(lambda: _doing(database))
        assert await jobs_there(database) == []
    assert await in_step(sandbox, tmp_path / "a.db") == {"projects"}


@pytest.mark.long  # how soon a restarted server is reached again is up to the machine
async def test_work_goes_on_after_the_database_was_restarted(
    postgres: PostgresServer, database: str, sandbox: DitioSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both the queue and the mirror are in it; what runs out meanwhile is done again without anybody's help."""
    monkeypatch.setattr(_schedule, "_FIRST", 0.1)
    monkeypatch.setattr(_working, "_PAUSE", 0.1)
    sandbox.fault(path="/reporting/*", latency=0.03, times=None)
    store = f"{database}&schema=a"
    one = tenant("a", sandbox, store, *STREAMS, every=3600.0)
    async with Jobs(database, [one], stalled_after=1, chunk_limit=20) as jobs, working(jobs, grace=1) as work:
        await until(lambda: _asked(sandbox, 6))
        await asyncio.to_thread(postgres.restart)
        await until(lambda: _all_in_step(sandbox, store), patience=40)
        await until(lambda: nothing_is_left(database), patience=40)
        assert not work.done()
    async with DitioSession(**sandbox.credentials) as ditio:
        source = [row.id async for row in ditio.reporting.time_registrations()]
    assert {*source} == {id for (id,) in await ask(database, "SELECT id FROM a.time_registrations")}


async def _asked(sandbox: DitioSandbox, times: int) -> bool:
    return len(asked(sandbox)) >= times


async def _doing(database: str) -> bool:
    return any(job[2] == "doing" for job in await jobs_there(database))


async def _all_in_step(sandbox: DitioSandbox, store: str) -> bool:
    return await in_step(sandbox, store) == {*STREAMS}
