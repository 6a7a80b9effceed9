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
from types import TracebackType
from typing import Final, Self
from zlib import crc32

from msgspec import Struct

from .. import _checks
from .._tables.datasets import datasets
from ..errors import (
    ArgumentError,
    ConfigurationError,
    DitioError,
    IdentityUnavailableError,
    MirrorError,
    RateLimitedError,
    RequestError,
    ServerError,
    StoreError,
    TransportError,
)
from ..tenants import Tenant, Tenants
from ._queue import AlreadyEnqueued, Queue
from ._sessions import Sessions
from ._whole import whole
from .mirror import Mirror
from .report import StreamReport
from .stores import store_at

__all__ = ["JobCounts", "Jobs"]

_LOG: Final = logging.getLogger("ditio_async.mirror")
_NAME: Final = re.compile(r"[a-z_][a-z0-9_]{0,62}", re.ASCII)
_QUEUE: Final = "ditio_async"
_MINUTE: Final = 60
_PASSING: Final = (RateLimitedError, ServerError, TransportError, IdentityUnavailableError, StoreError)
"""What may be better in a while. All else waits for the next time that the schedule names."""
_ATTEMPTS: Final = 8
_FIRST, _LONGEST = 15.0, 600.0
"""Seconds before a job is tried again: doubled each time, up to a limit, unless the server asks for more."""


class JobCounts(Struct, frozen=True, kw_only=True):
    """How many jobs of a tenant there are.

    Attributes:
        waiting: for their turn, or for a pause that the server asked for.
        running: at this moment.
        failed: in the last seven days; most are followed by another attempt.
    """

    tenant: str
    waiting: int = 0
    running: int = 0
    failed: int = 0


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
        stalled_after: seconds of a worker's silence after which others take up what it was at.
    """

    def __init__(
        self,
        dsn: str,
        tenants: Tenants | Iterable[Tenant],
        *,
        schema: str = "ditio_jobs",
        lanes: int = 2,
        stalled_after: float = 30.0,
    ) -> None:
        _checks.checked("Jobs", "lanes", lanes, _checks.whole(1, 16))
        _checks.checked("Jobs", "stalled_after", stalled_after, _checks.seconds)
        if not isinstance(schema, str) or not _NAME.fullmatch(schema):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise ArgumentError(f"Jobs: schema takes a plain name in lower case, not {schema!r:.80}")
        self._tenants = {tenant.name: tenant for tenant in tenants}
        if without := [tenant.name for tenant in self._tenants.values() if tenant.store is None]:
            raise ConfigurationError(f"{', '.join(without)}: say where the mirror is to be: store = ...")
        self._lanes = lanes
        self._queue = Queue(dsn, schema, stalled_after)
        self._stack = AsyncExitStack()
        self._sessions = Sessions()
        app = self._queue.app
        self._task = app.task(name="ditio_async.mirror")(self._mirror)
        tick = app.task(name="ditio_async.tick")(self._tick)
        for tenant in self._tenants.values():
            if tenant.every is not None:
                app.periodic(
                    cron="* * * * *",
                    periodic_id=tenant.name,
                    queue=_queue_of(tenant.name),
                    queueing_lock=f"{tenant.name}/tick",
                    task_kwargs={"tenant": tenant.name},
                )(tick)

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

    async def work(self, *, concurrency: int = 8, until_empty: bool = False, grace: float = 30.0) -> None:
        """Work, until it is cancelled; jobs that are under way then end at their next page, and go on elsewhere.

        Args:
            concurrency: jobs at once in this process, 1 to 64.
            until_empty: stop as soon as nothing waits any more, also not for a pause: for cron, and for tests.
            grace: seconds that jobs have to end by themselves.
        """
        _checks.checked("jobs.work", "concurrency", concurrency, _checks.whole(1, 64))
        queues = [*map(_queue_of, self._tenants)]
        async with Sessions() as self._sessions:
            if not until_empty:
                for tenant in self._tenants.values():
                    if tenant.every is not None:
                        await self.defer(tenant.name)
            await self._queue.work(queues, concurrency, forever=not until_empty, grace=grace)

    async def counts(self) -> list[JobCounts]:
        """How many jobs there are, by tenant."""
        with self._queue.said():
            found = await self._queue.counts([_queue_of(name) for name in self._tenants])
        return [
            JobCounts(
                tenant=name,
                waiting=found.get((_queue_of(name), "todo"), 0),
                running=found.get((_queue_of(name), "doing"), 0),
                failed=found.get((_queue_of(name), "failed"), 0),
            )
            for name in self._tenants
        ]

    def _tenant(self, name: str) -> Tenant:
        if name not in self._tenants:
            raise ConfigurationError(f"there is no tenant {name!r}; there are: {', '.join(self._tenants)}")
        return self._tenants[name]

    async def _put(self, tenant: str, stream: str, *, attempt: int = 0, after: float = 0.0) -> bool:
        """Put a job into the queue; False where the same waits there already.

        Streams of a lane come one after the other, so a stream is never in two jobs, and a tenant never in more jobs
        than it has lanes. One that waits for a throttled server holds up its lane, which is of the same tenant.
        """
        job = self._task.configure(
            queue=_queue_of(tenant),
            lock=f"{tenant}/{crc32(stream.encode()) % self._lanes}",
            queueing_lock=f"{tenant}/{stream}",
            schedule_in={"seconds": round(after)} if after >= 1 else None,
        )
        try:
            await job.defer_async(tenant=tenant, stream=stream, attempt=attempt)
        except AlreadyEnqueued:
            return False
        return True

    async def _mirror(self, tenant: str, stream: str, attempt: int) -> None:
        """Bring a stream into step."""
        one = self._tenant(tenant)
        try:
            report = await self._run(one, stream)
        except asyncio.CancelledError:  # the worker ends: what it was at is for another one
            await whole(asyncio.ensure_future(self._put(tenant, stream, attempt=attempt)))
            raise
        if report.error is None:
            _LOG.info("%s: %s", tenant, report)
            return
        if isinstance(report.error, _PASSING) and attempt + 1 < _ATTEMPTS:
            pause = _pause(report.error, attempt)
            _LOG.warning("%s: %s; again in %.0f s", tenant, report, pause)
            await self._put(tenant, stream, attempt=attempt + 1, after=pause)
        else:
            _LOG.error("%s: %s", tenant, report)
        raise MirrorError(f"{tenant}: {report}")  # what is behind it is in the log, and does not help the queue

    async def _run(self, tenant: Tenant, stream: str) -> StreamReport:
        assert tenant.store is not None
        try:
            session = await self._sessions.of(tenant)
            async with Mirror(session, store_at(tenant.store)) as mirror:
                return (await mirror.run([stream], since=tenant.since)).streams[0]
        except DitioError as error:
            return StreamReport(stream=stream, error=error)

    async def _tick(self, timestamp: int, tenant: str) -> None:
        """Each minute, in one of the workers: put into the queue what is due."""
        every = self._tenant(tenant).every
        if every is not None and is_due(tenant, every, timestamp):
            await self.defer(tenant)


def is_due(name: str, every: float, timestamp: int) -> bool:
    """Whether a moment that comes every so many seconds was in the last minute; names have theirs apart."""
    moved = timestamp - crc32(name.encode()) % max(1, round(every))
    return moved // every != (moved - _MINUTE) // every


def _queue_of(tenant: str) -> str:
    return f"{_QUEUE}.{tenant}"


def _pause(error: Exception, attempt: int) -> float:
    asked = error.retry_after if isinstance(error, RequestError) else None
    return asked or min(_LONGEST, _FIRST * 2**attempt)
