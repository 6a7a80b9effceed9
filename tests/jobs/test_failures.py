"""What fails is tried again if that may help; what a worker leaves behind is taken up once, and never left."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from ditio_async import DitioSession
from ditio_async.errors import (
    AuthenticationError,
    BadRequestError,
    ConfigurationError,
    ConnectError,
    CredentialsError,
    IdentityUnavailableError,
    MirrorLockedError,
    PaginationLoopError,
    PermissionDeniedError,
    RateLimitedError,
    ServerError,
    ServiceUnavailableError,
    StoreError,
    SuspiciousShrinkError,
)
from ditio_async.mirror import Mirror, _schedule, store_at
from ditio_async.mirror.jobs import Jobs
from ditio_async.sandbox import DitioSandbox
from ditio_async.tenants import Tenant

from ..support.postgres import PostgresServer
from .common import ask, asked, in_step, jobs_there, nothing_is_left, tenant, until, working

PASSING = [
    RateLimitedError(),
    ServerError(),
    ServiceUnavailableError(),
    ConnectError(),
    IdentityUnavailableError(),
    StoreError(),
    MirrorLockedError(),
]
PERMANENT = [
    BadRequestError(retry_after=5),
    AuthenticationError(),
    CredentialsError(),
    ConfigurationError(),
    PaginationLoopError("", token="t"),
    SuspiciousShrinkError(),
]
LATER = "ditio_async.later"
MIRROR = "ditio_async.mirror"
JOBS = "ditio_jobs.procrastinate_jobs"


@pytest.mark.parametrize("error", PASSING, ids=lambda error: type(error).__name__)
def test_what_may_pass_is_tried_again_after_pauses_that_grow_to_a_limit(error: Exception) -> None:
    pauses = [_schedule.pause(error, attempt) for attempt in range(9)]
    assert pauses == [15, 30, 60, 120, 240, 480, 600, None, None]


@pytest.mark.parametrize("error", PERMANENT, ids=lambda error: type(error).__name__)
def test_what_will_not_pass_waits_for_the_next_time_of_the_schedule(error: Exception) -> None:
    assert _schedule.pause(error, 0) is None
    assert _schedule.asked(error) is None


def test_the_pause_that_the_server_asks_for_is_taken_at_its_word() -> None:
    assert _schedule.asked(ServiceUnavailableError(retry_after=7.5)) == 7.5
    assert _schedule.asked(RateLimitedError(retry_after=0.0)) is None
    assert _schedule.asked(StoreError()) is None


@pytest.fixture
def one(sandbox: DitioSandbox, tmp_path: Path) -> Tenant:
    return tenant("a", sandbox, tmp_path / "a.db", "projects", "resources")  # of one lane


async def test_a_stream_that_fails_holds_up_no_other_of_its_lane(
    database: str, sandbox: DitioSandbox, one: Tenant
) -> None:
    sandbox.fault(path="*/project", status=501, times=None)
    async with Jobs(database, [one]) as jobs:
        await jobs.defer("a")
        async with working(jobs):
            await until(lambda: _in_step(sandbox, one, {"resources"}))
            await jobs.defer("a", ["resources"])
            before = len(asked(sandbox))
            await until(lambda: _asked(sandbox, before + 1))
        (waiting,) = [job for job in await jobs_there(database) if job[2] == "todo"]
        assert waiting[0] == LATER
        assert waiting[3] is None
        pause = f"SELECT extract(epoch FROM scheduled_at - now())::float FROM {JOBS} WHERE status = 'todo'"
        ((seconds,),) = await ask(database, pause)
        assert 10 < seconds <= 15
        assert await jobs.defer("a", ["projects"]) == 0, "it waits already"


async def test_attempts_come_to_an_end(
    database: str, sandbox: DitioSandbox, one: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_schedule, "_FIRST", 0.001)
    monkeypatch.setattr(_schedule, "_ATTEMPTS", 3)
    failing = sandbox.fault(path="*/project", status=501, times=None)
    async with Jobs(database, [one]) as jobs:
        await jobs.defer("a", ["projects"])
        (failure,) = await jobs.work(until_empty=True)
        assert (failure.tenant, failure.report.stream) == ("a", "projects")
        assert [count.failed for count in await jobs.counts()] == [3]
    assert failing.hits == 3


async def test_what_is_refused_for_good_is_tried_once(database: str, sandbox: DitioSandbox, one: Tenant) -> None:
    failing = sandbox.fault(path="*/project", status=403, times=None)
    async with Jobs(database, [one]) as jobs:
        await jobs.defer("a")
        (failure,) = await jobs.work(until_empty=True)
        assert isinstance(failure.report.error, PermissionDeniedError)
        assert [count.failed for count in await jobs.counts()] == [1]
        assert failing.hits == 1
        sandbox.clear_faults()
        await jobs.defer("a", ["projects"])
        assert await jobs.work(until_empty=True) == []


async def test_a_mirror_that_somebody_else_writes_to_is_tried_again(
    database: str, sandbox: DitioSandbox, one: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By somebody who dies, perhaps, and whose lock the database gives up later than the queue does."""
    monkeypatch.setattr(_schedule, "_FIRST", 0.2)
    slow = sandbox.fault(path="*/project", latency=0.4)
    async with (
        Jobs(database, [one]) as jobs,
        DitioSession(**sandbox.credentials) as ditio,
        Mirror(ditio, store_at(f"{one.store}")) as mirror,
    ):
        other = asyncio.create_task(mirror.run(["projects"]))
        await until(lambda: _hit(slow))
        await jobs.defer("a", ["projects"])
        assert await jobs.work(until_empty=True) == [], "the last attempt is what counts"
        (count,) = await jobs.counts()
        assert count.failed >= 1
        assert (await other).ok
    assert len(asked(sandbox)) == 2


async def test_a_job_of_a_dead_worker_is_taken_up_once_by_many(
    database: str, sandbox: DitioSandbox, one: Tenant
) -> None:
    """Whoever looks, and however many look at the same moment."""
    async with Jobs(database, [one]) as jobs, Jobs(database, [one]) as others:
        await jobs.defer("a")
        await ask(database, f"UPDATE {JOBS} SET status = 'doing' WHERE args->>'stream' = 'projects'")
        await asyncio.gather(*(one._queue.revive() for one in (jobs, others) * 3))
        assert await ask(database, f"SELECT args->>'stream', attempts FROM {JOBS} ORDER BY id") == [
            ("projects", 1),
            ("resources", 0),
        ]
        await ask(database, f"UPDATE {JOBS} SET status = 'doing' WHERE args->>'stream' = 'projects'")
        assert await jobs.defer("a", ["projects"]) == 1
        await jobs._queue.revive()
        assert sorted(job[2] for job in await jobs_there(database)) == ["failed", "todo", "todo"], "the same waits"
        await jobs.work(until_empty=True)
    assert len(asked(sandbox)) == 2


async def test_a_job_whose_end_could_not_be_noted_does_not_hold_its_lane(
    postgres: PostgresServer, database: str, sandbox: DitioSandbox, one: Tenant
) -> None:
    """The connection is lost at the very moment; its worker lives on, so that nobody takes it for stalled."""
    trap = f"""
        CREATE FUNCTION trap() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF nextval('springs') = 1 THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF; RETURN OLD;
        END $$;
        CREATE SEQUENCE springs;
        CREATE TRIGGER trap BEFORE DELETE ON {JOBS} FOR EACH ROW EXECUTE FUNCTION public.trap()"""
    async with Jobs(database, [one]) as jobs:
        for statement in trap.replace("'springs'", "'public.springs'").split(";\n        CREATE"):
            await ask(database, statement if statement.lstrip().startswith("CREATE") else f"CREATE{statement}")
        await jobs.defer("a")
        async with working(jobs):
            await until(lambda: nothing_is_left(database))
    assert await in_step(sandbox, f"{one.store}") == {"projects", "resources"}


async def test_a_server_that_speaks_another_language_is_understood(database: str, one: Tenant) -> None:
    """Procrastinate reads the English details of an error."""
    speaking = f"""
        CREATE FUNCTION ditio_jobs.speak() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF EXISTS (SELECT FROM {JOBS} WHERE queueing_lock = NEW.queueing_lock AND status = 'todo') THEN
                RAISE unique_violation USING CONSTRAINT = 'procrastinate_jobs_queueing_lock_idx_v1',
                    DETAIL = 'Schlüssel »(queueing_lock)=(a/projects)« existiert bereits.';
            END IF; RETURN NEW;
        END $$"""
    async with Jobs(database, [one]) as jobs:
        await ask(database, speaking)
        each = "FOR EACH ROW EXECUTE FUNCTION ditio_jobs.speak()"
        await ask(database, f"CREATE TRIGGER speak BEFORE INSERT ON {JOBS} {each}")
        assert await jobs.defer("a") == 2
        assert await jobs.defer("a") == 0


@pytest.mark.parametrize("name", ["å" * 14, "å" * 200, "Fjell & Bygg / Nord", "x" * 29])
async def test_a_tenant_may_have_any_name(database: str, sandbox: DitioSandbox, tmp_path: Path, name: str) -> None:
    """Names of PostgreSQL's channels are short."""
    one = tenant(name, sandbox, tmp_path / "a.db", "projects", every=900.0)
    async with Jobs(database, [one]) as jobs, working(jobs):
        await until(lambda: _asked(sandbox, 1))
        await until(lambda: nothing_is_left(database))


async def test_a_worker_takes_up_no_jobs_of_tenants_that_it_does_not_know(
    database: str, sandbox: DitioSandbox, one: Tenant, tmp_path: Path
) -> None:
    other = tenant("b", sandbox, tmp_path / "b.db", "projects")
    async with Jobs(database, [one, other]) as both:
        await both.defer("a")
        await both.defer("b")
        async with Jobs(database, [other]) as jobs:
            await jobs.work(until_empty=True)
            assert [count.tenant for count in await jobs.counts()] == ["b"]
        assert [count.waiting for count in await both.counts()] == [2, 0]


async def _in_step(sandbox: DitioSandbox, one: Tenant, streams: set[str]) -> bool:
    return Path(f"{one.store}").exists() and await in_step(sandbox, f"{one.store}") == streams


async def _asked(sandbox: DitioSandbox, times: int) -> bool:
    return len(asked(sandbox)) >= times


async def _hit(fault: Any) -> bool:
    return bool(fault.hits)
