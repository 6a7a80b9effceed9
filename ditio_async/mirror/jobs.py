"""Mirrors of many tenants, kept in step by workers on any number of machines.

A job is a tenant and a stream. Jobs wait in a queue that PostgreSQL holds (procrastinate), and know no secret: the
worker that takes one up asks for the tenant's session. What a job did before its worker died is in the mirror, and
whoever takes it up again goes on there.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Iterable
from contextlib import AsyncExitStack
from math import ceil
from types import TracebackType
from typing import Final, Self
from zlib import crc32

from .. import _checks
from .._clock import Clock
from .._tables.datasets import datasets
from ..errors import ArgumentError, ConfigurationError, DitioError
from ..tenants import Tenant, Tenants
from ._outages import LoggedError
from ._queue import AlreadyEnqueued, JobContext, Queue
from ._schedule import MINUTE, asked, is_due, pause
from ._sessions import Sessions
from ._tenants import checked, queue_of
from ._working import Working
from .mirror import Mirror
from .report import JobCounts, JobFailure, StreamReport
from .stores import store_at

__all__ = ["JobCounts", "JobFailure", "Jobs"]

_LOG: Final = logging.getLogger("ditio_async.mirror")
_NAME: Final = re.compile(r"[a-z_][a-z0-9_]{0,62}", re.ASCII)


class Jobs:
    """The queue: `async with Jobs(dsn, Tenants.load("ditio.toml")) as jobs: await jobs.work()`.

    Each tenant that says `every` is mirrored that often, stream by stream. A stream is never in two jobs at once, and
    no more than `lanes` jobs of a tenant run at once, on all machines together. One that is throttled goes back into
    the queue for as long as the server asks, and holds up only its own tenant.

    Args:
        dsn: of a PostgreSQL database, the same for all workers: `postgresql://user@host/database`.
        tenants: those that this worker works for. It takes up no jobs of others.
        schema: for the tables of the queue; made if need be.
        lanes: jobs of a tenant that may run at once, 1 to 16; the same for all workers.
        stalled_after: seconds of a worker's silence after which others take up what it was at; the same for all
            workers.
        chunk_limit: records a page, 1 to 10,000; the same for all workers.
    """

    def __init__(
        self,
        dsn: str,
        tenants: Tenants | Iterable[Tenant],
        *,
        schema: str = "ditio_jobs",
        lanes: int = 2,
        stalled_after: float = 30.0,
        chunk_limit: int = 5000,
    ) -> None:
        _checks.checked("Jobs", "lanes", lanes, _checks.whole(1, 16))
        _checks.checked("Jobs", "stalled_after", stalled_after, _checks.seconds)
        _checks.checked("Jobs", "chunk_limit", chunk_limit, _checks.whole(1, 10_000))
        if not isinstance(schema, str) or not _NAME.fullmatch(schema):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise ArgumentError(f"Jobs: schema takes a plain name in lower case, not {schema!r:.80}")
        self._tenants = checked(tenants)
        self._lanes = lanes
        self._chunk_limit = chunk_limit
        self._clock = Clock()
        self._queue = Queue(dsn, schema, stalled_after)
        self._stack = AsyncExitStack()
        self._sessions: Sessions | None = None
        self._given_up: dict[tuple[str, str], JobFailure] = {}
        app = self._queue.app
        self._task = app.task(name="ditio_async.mirror", pass_context=True)(self._mirror)
        self._later = app.task(name="ditio_async.later", pass_context=True)(self._again)
        self._ticks = app.task(name="ditio_async.tick")(self._tick)
        self._scheduled = False

    async def __aenter__(self) -> Self:
        await self._stack.enter_async_context(self._queue.opened())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    async def defer(self, tenant: str, streams: Iterable[str] | None = None) -> int:
        """Put a tenant's streams into the queue, to be done as soon as may be.

        Args:
            tenant: its name.
            streams: which of its streams; all of them unless given.

        Returns:
            How many are new in the queue: a stream that waits there already is not put there again.

        Raises:
            ConfigurationError: there is no such tenant.
            ArgumentError: there is no such stream.
            StoreError: the database cannot be used.
        """
        one = self._tenant(tenant)
        chosen = datasets("jobs.defer", one.streams if streams is None else streams)
        with self._queue.said():
            return sum([await self._put(one.name, dataset.name) for dataset in chosen])

    async def work(self, *, concurrency: int = 8, until_empty: bool = False, grace: float = 30.0) -> list[JobFailure]:
        """Work, until it is cancelled; jobs that do not end in time then finish their page, and go on elsewhere.

        What the schedule names is put into the queue when it begins. While the database is away it waits, and goes on.

        Args:
            concurrency: jobs at once in this process, 1 to 64.
            until_empty: put nothing into the queue, and stop as soon as nothing waits any more, also not for a pause,
                and nothing runs: for cron, and for tests.
            grace: seconds that jobs have to end by themselves.

        Returns:
            With `until_empty`, what failed in this process for good.
        """
        _checks.checked("jobs.work", "concurrency", concurrency, _checks.whole(1, 64))
        _checks.checked("jobs.work", "grace", grace, _checks.seconds)
        if self._sessions is not None:
            raise RuntimeError("it works already; concurrency= says at how many jobs at once")
        self._given_up.clear()
        try:
            async with Sessions() as self._sessions:
                if not until_empty:
                    self._schedule()
                queues = [*map(queue_of, self._tenants)]
                begin = _nothing if until_empty else self._defer_all
                with self._queue.said():
                    await Working(self._queue, queues, concurrency, begin, grace).run(forever=not until_empty)
            return [*self._given_up.values()]
        finally:
            self._sessions = None

    async def counts(self) -> list[JobCounts]:
        """How many jobs there are, by tenant."""
        with self._queue.said():
            found = await self._queue.counts([queue_of(name) for name in self._tenants])
        return [
            JobCounts(
                tenant=name,
                waiting=found.get((queue_of(name), "todo"), 0),
                running=found.get((queue_of(name), "doing"), 0),
                failed=found.get((queue_of(name), "failed"), 0),
            )
            for name in self._tenants
        ]

    def _tenant(self, name: str) -> Tenant:
        if name not in self._tenants:
            raise ConfigurationError(f"there is no tenant {name!r}; there are: {', '.join(self._tenants)}")
        return self._tenants[name]

    async def _put(self, tenant: str, stream: str, *, attempt: int = 0, after: float = 0.0, lane: bool = True) -> bool:
        """Put a job into the queue; False where the same waits there already.

        Streams of a lane come one after the other, so a stream is never in two jobs, and a tenant never in more jobs
        than it has lanes. One that waits for a throttled server holds up its lane, which is of the same tenant; one
        that waits because it failed is outside of it, and gets back in line when it has waited.
        """
        job = (self._task if lane else self._later).configure(
            queue=queue_of(tenant),
            lock=f"{tenant}/{crc32(stream.encode()) % self._lanes}" if lane else None,
            queueing_lock=f"{tenant}/{stream}",
            schedule_in={"milliseconds": ceil(after * 1000)} if after else None,
        )
        try:
            await job.defer_async(tenant=tenant, stream=stream, attempt=attempt)
        except AlreadyEnqueued:
            return False
        return True

    async def _mirror(self, context: JobContext, tenant: str, stream: str, attempt: int) -> None:
        """Bring a stream into step."""
        one = self._tenant(tenant)
        try:
            report = await self._run(one, stream)
        except asyncio.CancelledError:  # the worker ends: what it was at is for another one
            await self._queue.wholly(context.job.id, self._put(tenant, stream, attempt=attempt))
            raise
        self._given_up.pop((tenant, stream), None)
        if report.error is None:
            _LOG.info("%s: %s", tenant, report)
        elif (seconds := asked(report.error)) is not None:
            _LOG.info("%s: %s waits for %.1f s, because the server asks for it", tenant, stream, seconds)
            await self._queue.wholly(context.job.id, self._hold(tenant, stream, attempt, seconds))
        else:
            if (seconds := pause(report.error, attempt)) is None:
                _LOG.error("%s: %s", tenant, report)
                self._given_up[tenant, stream] = JobFailure(tenant=tenant, report=report)
            else:
                again = self._put(tenant, stream, attempt=attempt + 1, after=seconds, lane=False)
                await self._queue.wholly(context.job.id, again)
                _LOG.warning("%s: %s; again in %.0f s", tenant, report, seconds)
            raise LoggedError(f"{tenant}: {report}")

    async def _run(self, tenant: Tenant, stream: str) -> StreamReport:
        assert tenant.store is not None
        assert self._sessions is not None
        try:
            session = await self._sessions.of(tenant)
            async with Mirror(session, store_at(tenant.store), chunk_limit=self._chunk_limit) as mirror:
                return (await mirror.run([stream], since=tenant.since)).streams[0]
        except DitioError as error:
            return StreamReport(stream=stream, error=error)

    async def _hold(self, tenant: str, stream: str, attempt: int, seconds: float) -> None:
        """Put a throttled job back, and let all others of its tenant wait as well, on all machines."""
        await self._put(tenant, stream, attempt=attempt, after=seconds)
        await self._queue.hold(queue_of(tenant), self._task.name, seconds)

    async def _again(self, context: JobContext, tenant: str, stream: str, attempt: int) -> None:
        """A job that failed has waited for its next attempt."""
        await self._queue.wholly(context.job.id, self._put(tenant, stream, attempt=attempt))

    def _schedule(self) -> None:
        """Each minute, one of the workers looks at what is due."""
        for tenant in self._tenants.values():
            if tenant.every is not None and not self._scheduled:
                self._queue.app.periodic(
                    cron="* * * * *",
                    periodic_id=queue_of(tenant.name),
                    queue=queue_of(tenant.name),
                    queueing_lock=f"{tenant.name}/tick",
                    priority=1,  # a long line of jobs is no reason to be late
                    task_kwargs={"tenant": tenant.name},
                )(self._ticks)
        self._scheduled = True

    async def _tick(self, timestamp: int, tenant: str) -> None:
        """Put into the queue what is due; a tick that had to wait is in place of those that did not come meanwhile."""
        every = self._tenant(tenant).every
        now = int(self._clock.wall()) // MINUTE * MINUTE
        if every is not None and is_due(tenant, every, timestamp - MINUTE, max(timestamp, now)):
            await self._queue.wholly(None, self.defer(tenant))

    async def _defer_all(self) -> None:
        for tenant in self._tenants.values():
            if tenant.every is not None:
                await self.defer(tenant.name)


async def _nothing() -> None:
    pass
