"""How work ends: at the end of all jobs, when it is cancelled, and not when the database goes away for a while."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
import psycopg
import pytest

from ditio_async import DitioSession, MirrorError, StoreError
from ditio_async.mirror import _connector, _outages, _schedule, _working
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


async def test_work_goes_on_after_the_database_was_restarted(
    postgres: PostgresServer,
    database: str,
    sandbox: DitioSandbox,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
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
    assert not [record for record in caplog.records if record.exc_info and record.levelno >= logging.WARNING]
    assert "its worker has died" not in caplog.text


async def test_the_database_is_waited_for_with_one_line_when_it_goes_and_one_when_it_is_back(
    postgres: PostgresServer,
    database: str,
    sandbox: DitioSandbox,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A mirror that is elsewhere goes on meanwhile, and its job is not done again."""
    caplog.set_level(logging.INFO, "ditio_async.mirror")
    monkeypatch.setattr(_connector, "_ATTEMPT", 0.2)
    page = sandbox.fault(path="/reporting/*", latency=1.0)
    async with Jobs(database, [tenant("a", sandbox, tmp_path / "a.db", "projects")]) as jobs, working(jobs):
        await jobs.defer("a")
        await until(lambda: _hit(page))
        async with away(postgres):
            await until(lambda: _said(caplog, "the queue cannot be reached", "see that PostgreSQL runs"))
            await until(lambda: _said(caplog, "a: projects: full"))
        await until(lambda: nothing_is_left(database))
        assert await jobs_there(database) == []
        await until(lambda: _said(caplog, "the queue is reached again"))
    assert page.hits == len(asked(sandbox)) == 1
    lines = [record for record in caplog.records if record.levelno >= logging.WARNING and record.name != "asyncio"]
    assert len(lines) == 2, caplog.text  # asyncio's are about a slow machine


async def test_work_can_end_while_the_database_is_away(
    postgres: PostgresServer, database: str, sandbox: DitioSandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it was at looks as if the worker had died."""
    monkeypatch.setattr(_connector, "_ATTEMPT", 0.2)
    monkeypatch.setattr(_connector, "_PATIENCE", 0.4)
    sandbox.fault(path="/reporting/*", latency=0.1, times=None)
    one = tenant("a", sandbox, tmp_path / "a.db", "time_registrations")
    async with Jobs(database, [one], chunk_limit=20) as jobs:
        await jobs.defer("a")
        work = asyncio.create_task(jobs.work(grace=0.01))
        await until(lambda: _asked(sandbox, 3))
        async with away(postgres):
            work.cancel()
            _, waits = await asyncio.wait([work], timeout=10)
            assert not waits
            assert work.cancelled()
        assert [job[2] for job in await jobs_there(database)] == ["doing"]


async def test_a_job_that_cannot_be_put_back_is_not_noted_as_ended(
    database: str, sandbox: DitioSandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The connection is lost each time, and is there for the note."""
    monkeypatch.setattr(_connector, "_PATIENCE", 0.1)
    sandbox.fault(path="/reporting/*", latency=0.1, times=None)
    one = tenant("a", sandbox, tmp_path / "a.db", "time_registrations")
    async with Jobs(database, [one], stalled_after=0.5, chunk_limit=20) as jobs:
        await jobs.defer("a")
        async with working(jobs, grace=0.01):
            await until(lambda: _asked(sandbox, 3))
            lost = "BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END"
            await ask(database, f"CREATE FUNCTION trap() RETURNS trigger LANGUAGE plpgsql AS $$ {lost} $$")
            each = "FOR EACH ROW EXECUTE FUNCTION public.trap()"
            await ask(database, f"CREATE TRIGGER trap BEFORE INSERT ON ditio_jobs.procrastinate_jobs {each}")
        await ask(database, "DROP FUNCTION trap CASCADE")
        sandbox.clear_faults()
        await jobs.work(until_empty=True)
    assert await in_step(sandbox, tmp_path / "a.db") == {"time_registrations"}


async def test_a_worker_is_heard_until_its_last_job_has_ended(
    database: str, sandbox: DitioSandbox, tmp_path: Path
) -> None:
    """Or others would take it for dead in its grace, and do the job as well."""
    page = sandbox.fault(path="/reporting/*", latency=1.0)
    heard = "SELECT last_heartbeat FROM ditio_jobs.procrastinate_workers"
    one = tenant("a", sandbox, tmp_path / "a.db", "projects")
    async with Jobs(database, [one], stalled_after=0.3) as jobs:
        await jobs.defer("a")
        work = asyncio.create_task(jobs.work())
        await until(lambda: _hit(page))
        work.cancel()
        times = set[object]()
        while not work.done():  # it ends when its job does
            times |= {*await ask(database, heard)}
            await asyncio.sleep(0.02)
    assert len(times) > 3
    assert len(asked(sandbox)) == 1


async def test_after_a_restart_nobody_is_taken_for_dead_who_could_not_be_heard(
    postgres: PostgresServer, database: str, sandbox: DitioSandbox, tmp_path: Path
) -> None:
    async with Jobs(database, [tenant("a", sandbox, tmp_path / "a.db", "projects")]) as jobs:
        await jobs.defer("a")
        await ask(
            database, "INSERT INTO ditio_jobs.procrastinate_workers (last_heartbeat) VALUES (now() - '1h'::interval)"
        )
        lives = "(SELECT id FROM ditio_jobs.procrastinate_workers)"
        await ask(database, f"UPDATE ditio_jobs.procrastinate_jobs SET status = 'doing', worker_id = {lives}")
        await asyncio.to_thread(postgres.restart)
        await jobs._queue.revive()
        assert await _doing(database)


async def test_a_job_that_others_have_taken_up_is_not_ended_by_who_was_silent(
    database: str, sandbox: DitioSandbox, tmp_path: Path
) -> None:
    """It waits again, because its worker was taken for dead, and would be lost if that one noted its end."""
    page = sandbox.fault(path="/reporting/*", latency=0.5)
    async with Jobs(database, [tenant("a", sandbox, tmp_path / "a.db", "projects")]) as jobs:
        await jobs.defer("a")
        async with working(jobs, concurrency=1):
            await until(lambda: _hit(page))
            await ask(database, "UPDATE ditio_jobs.procrastinate_jobs SET status = 'todo', worker_id = NULL")
            await until(lambda: _asked(sandbox, 2))
            await until(lambda: nothing_is_left(database))
    assert await jobs_there(database) == []


async def test_until_empty_ends_where_the_queue_is_gone_for_good(
    database: str, sandbox: DitioSandbox, tmp_path: Path
) -> None:
    """Who runs it each hour would have one more of them each hour."""
    async with Jobs(database, [tenant("a", sandbox, tmp_path / "a.db", "projects")]) as jobs:
        await ask(database, "DROP SCHEMA ditio_jobs CASCADE")
        async with asyncio.timeout(10):
            with pytest.raises(StoreError, match="the queue in schema ditio_jobs cannot be used"):
                await jobs.work(until_empty=True)


@pytest.mark.parametrize(
    ("error", "outage"),
    [
        (psycopg.OperationalError("server closed the connection"), True),
        (psycopg.errors.AdminShutdown(), True),
        (psycopg.errors.ConnectionFailure(), True),
        (psycopg.errors.DiskFull(), False),
        (psycopg.errors.QueryCanceled(), False),
        (psycopg.errors.UndefinedTable(), False),
    ],
    ids=lambda value: type(value).__name__,
)
async def test_only_a_server_that_is_away_is_an_outage(error: Exception, outage: bool) -> None:
    assert _outages.Outages().note(error) is outage


def test_the_log_has_what_others_raise() -> None:
    told = _outages.Told("pool")
    for error, kept in ((MirrorError("of somebody else's job"), True), (_outages.LoggedError("it is there"), False)):
        assert told.filter(logging.makeLogRecord({"exc_info": (type(error), error, None)})) is kept


@asynccontextmanager
async def away(server: PostgresServer) -> AsyncIterator[None]:
    """A server that is stopped, and started again."""
    await asyncio.to_thread(server.stop)
    try:
        yield
    finally:
        await asyncio.to_thread(server.start)


async def _said(caplog: pytest.LogCaptureFixture, *words: str) -> bool:
    return all(word in caplog.text for word in words)


async def _asked(sandbox: DitioSandbox, times: int) -> bool:
    return len(asked(sandbox)) >= times


async def _hit(fault: Any) -> bool:
    return bool(fault.hits)


async def _doing(database: str) -> bool:
    return any(job[2] == "doing" for job in await jobs_there(database))


async def _all_in_step(sandbox: DitioSandbox, store: str) -> bool:
    return await in_step(sandbox, store) == {*STREAMS}
