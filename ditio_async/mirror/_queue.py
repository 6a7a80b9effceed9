"""The queue that jobs wait in: procrastinate's tables, in a schema of their own."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Coroutine, Generator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import Final

from .. import _checks
from .._whole import whole
from ..errors import ArgumentError, StoreError
from ._addresses import ADDRESS, refusal
from ._connector import Connector
from ._outages import FAILURES, Told

try:
    import psycopg
    from procrastinate import App, JobContext, exceptions
    from psycopg import sql
    from psycopg.conninfo import conninfo_to_dict, make_conninfo
except ModuleNotFoundError as error:
    raise ModuleNotFoundError(
        "a queue needs procrastinate: pip install 'ditio-async[queue,postgres]'", name=error.name
    ) from error

__all__ = ["AlreadyEnqueued", "JobContext", "Queue"]

AlreadyEnqueued = exceptions.AlreadyEnqueued

_LOG: Final = logging.getLogger("ditio_async.mirror")
_MAKING: Final = 0x0D1711
"""The lock that is held while the tables are made, so that two workers that start at once do not do it side by side."""

_NOTICING: Final[Mapping[str, int]] = {
    "connect_timeout": 10,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}
"""How a connection on which nothing comes through any more is noticed, unless the address says otherwise."""
_STALLED: Final = """
    SELECT id, task_name, args FROM procrastinate_jobs AS job
    WHERE status = 'doing' AND NOT EXISTS (
        SELECT FROM procrastinate_workers AS worker
        WHERE worker.id = job.worker_id
        AND GREATEST(worker.last_heartbeat, pg_postmaster_start_time() + interval '3 seconds')
            >= now() - %s * interval '1 second')
    ORDER BY id FOR UPDATE SKIP LOCKED"""
"""As long as the server did not run, nobody could be heard; then workers need some seconds to reach it again."""
_COUNTS: Final = """
    SELECT queue_name, status::text, count(*) FROM procrastinate_jobs WHERE queue_name = ANY(%s) GROUP BY 1, 2"""
_HOLD: Final = """
    UPDATE procrastinate_jobs
    SET scheduled_at = GREATEST(scheduled_at, now() + %s * interval '1 second')
    WHERE id IN (
        SELECT id FROM procrastinate_jobs WHERE queue_name = %s AND task_name = %s AND status = 'todo'
        ORDER BY id FOR UPDATE SKIP LOCKED)"""


class Queue:
    """A queue.

    Args:
        dsn: of the database.
        schema: of its tables.
        stalled_after: seconds of a worker's silence after which others take up what it was at.
    """

    def __init__(self, dsn: str, schema: str, stalled_after: float) -> None:
        if not isinstance(dsn, str) or "://" in dsn:  # pyright: ignore[reportUnnecessaryIsInstance]
            _checks.checked("Jobs", "dsn", dsn, refusal)
        try:
            given = conninfo_to_dict(dsn)
        except (psycopg.Error, UnicodeDecodeError):  # which may quote the password
            raise ArgumentError(f"Jobs: dsn {ADDRESS}") from None
        noticing = {name: value for name, value in _NOTICING.items() if name not in given}
        options = f"{given.get('options') or ''} -c search_path={schema}".strip()
        self._dsn = make_conninfo(dsn, **noticing, options=options)
        self._schema = schema
        self.stalled_after = stalled_after
        self.connector = Connector(self._dsn, f"ditio_async {schema}")
        self.app = App(connector=self.connector)

    @asynccontextmanager
    async def opened(self) -> AsyncGenerator[None, None]:
        """Open it as long as the `async with` lasts; its tables are made if need be."""
        with self.said(), Told(self.connector.pool_name):
            await self._make()
            try:
                await self.app.open_async()
                yield
            finally:
                await self.app.close_async()

    @contextmanager
    def said(self) -> Generator[None, None, None]:
        """Raise errors of the database as ours."""
        try:
            yield
        except FAILURES as error:
            raise StoreError(
                f"the queue in schema {self._schema} cannot be used; see that PostgreSQL runs, the address, and the "
                f"rights ({type(error).__name__}: {error.__cause__ or error})"
            ) from error

    async def _make(self) -> None:
        """Make the tables, on a connection that says at once what is wrong, as the pool does not."""
        async with (
            await psycopg.AsyncConnection.connect(self._dsn) as connection,
            connection.transaction(),
        ):
            if await self._made(connection):
                return
            await connection.execute("SELECT pg_advisory_xact_lock(%s)", [_MAKING])
            if await self._made(connection):
                return
            await connection.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(self._schema)))
            await connection.execute(self.app.schema_manager.get_schema().encode())

    async def _made(self, connection: psycopg.AsyncConnection[tuple[object, ...]]) -> bool:
        found = await (await connection.execute("SELECT to_regclass('procrastinate_jobs')")).fetchone()
        return found is not None and found[0] is not None

    async def counts(self, queues: Sequence[str]) -> Mapping[tuple[str, str], int]:
        """How many jobs there are, by queue and status."""

        async def ask() -> Mapping[tuple[str, str], int]:
            async with self.connector.pool.connection() as connection:
                found = await connection.execute(_COUNTS, [[*queues]])
                return {(queue, status): count for queue, status, count in await found.fetchall()}

        return await self.connector.patiently(ask)

    async def hold(self, queue: str, task: str, seconds: float) -> None:
        """Let all jobs that wait in a queue wait for so long, by the clock of the database."""

        async def ask() -> None:
            async with self.connector.pool.connection() as connection:
                await connection.execute(_HOLD, [seconds, queue, task])

        with self.said():
            await self.connector.patiently(ask)

    async def wholly(self, job: int | None, work: Coroutine[object, object, object]) -> None:
        """What a job does to the queue is not broken off in the middle: the job would be lost.

        Args:
            job: which job; None for one that needs not be done again.
            work: what it does.
        """
        await whole(asyncio.ensure_future(self._kept(job, work)))

    async def _kept(self, job: int | None, work: Coroutine[object, object, object]) -> None:
        """Leave a job to others that cannot be put back, because all ends while the database is away."""
        try:
            await work
        except (*FAILURES, StoreError):
            if not self.connector.ending:
                raise
            if job is not None:
                self.connector.leave(job)

    async def revive(self) -> None:
        """Give what workers left behind that died to others; each job once, however many workers look.

        Not soon after an outage: nobody's heartbeat could be heard in it, and those who live are given time for one.
        """
        async with self.connector.pool.connection() as connection:
            if not self.connector.outages.quiet(self.stalled_after):
                return
            found = await connection.execute(_STALLED, [self.stalled_after])
            for id, task, arguments in await found.fetchall():
                _LOG.warning("%s %s is taken up again: its worker has died", task, arguments)
                try:
                    async with connection.transaction():
                        await connection.execute("SELECT procrastinate_retry_job_v2(%s, now(), NULL, NULL, NULL)", [id])
                except psycopg.errors.UniqueViolation:  # the same waits already
                    await connection.execute("SELECT procrastinate_finish_job_v1(%s, 'failed', false)", [id])
