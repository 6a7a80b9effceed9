"""The queue that jobs wait in: procrastinate's tables, in a schema of their own."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Generator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import Final

from .._whole import whole
from ..errors import ArgumentError, StoreError
from ._connector import Connector

try:
    import psycopg
    from procrastinate import App, exceptions
    from procrastinate.worker import Worker
    from psycopg import sql
    from psycopg.conninfo import conninfo_to_dict
except ModuleNotFoundError as error:
    raise ModuleNotFoundError(
        "a queue needs procrastinate: pip install 'ditio-async[queue,postgres]'", name=error.name
    ) from error

AlreadyEnqueued = exceptions.AlreadyEnqueued

_LOG: Final = logging.getLogger("ditio_async.mirror")
_MAKING: Final = 0x0D1711
"""The lock that is held while the tables are made, so that two workers that start at once do not do it side by side."""
_POLLING: Final = 0.2
"""Seconds between two looks into the queue: nobody tells when a lane is free again."""
_PAUSE: Final = 2.0
"""Seconds after which a worker that lost the database tries again."""
_PATIENCE: Final = 10.0
"""Seconds in which a connection must be there."""
_KEPT: Final = 7 * 24
"""Hours for which jobs that failed are kept, to be looked at."""
_CLEANING: Final = 3600.0
"""Seconds between two looks at which of them are older."""
_FAILURES: Final = (exceptions.ConnectorException, psycopg.Error, StoreError)

_STALLED: Final = """
    SELECT id, task_name, args FROM procrastinate_jobs AS job
    WHERE status = 'doing' AND NOT EXISTS (
        SELECT FROM procrastinate_workers AS worker
        WHERE worker.id = job.worker_id AND worker.last_heartbeat >= now() - %s * interval '1 second')
    ORDER BY id FOR UPDATE SKIP LOCKED"""
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
        try:
            conninfo_to_dict(dsn)
        except (psycopg.Error, AttributeError):  # which may quote the password; or it is no text
            raise ArgumentError("Jobs: dsn takes an address such as postgresql://user@host:5432/database") from None
        self._dsn = dsn
        self._schema = schema
        self._stalled_after = stalled_after
        self._options = f"-c search_path={schema}"
        self._connector = Connector(
            conninfo=dsn, min_size=1, max_size=8, timeout=_PATIENCE, kwargs={"options": self._options}
        )
        self.app = App(connector=self._connector)

    @asynccontextmanager
    async def opened(self) -> AsyncGenerator[None, None]:
        """Open it as long as the `async with` lasts; its tables are made if need be."""
        with self.said():
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
        except (exceptions.ConnectorException, psycopg.Error) as error:
            raise StoreError(
                f"the queue in schema {self._schema} cannot be used; see that PostgreSQL runs, the address, and the "
                f"rights ({type(error).__name__}: {error.__cause__ or error})"
            ) from error

    async def _make(self) -> None:
        """Make the tables, on a connection that says at once what is wrong, as the pool does not."""
        async with (
            await psycopg.AsyncConnection.connect(self._dsn, options=self._options) as connection,
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
        async with self._connector.pool.connection() as connection:
            found = await connection.execute(
                "SELECT queue_name, status::text, count(*) FROM procrastinate_jobs "
                "WHERE queue_name = ANY(%s) GROUP BY 1, 2",
                [[*queues]],
            )
            return {(queue, status): count for queue, status, count in await found.fetchall()}

    async def hold(self, queue: str, task: str, seconds: float) -> None:
        """Let all jobs that wait in a queue wait for so long, by the clock of the database."""
        with self.said():
            async with self._connector.pool.connection() as connection:
                await connection.execute(_HOLD, [seconds, queue, task])

    async def work(
        self,
        queues: Sequence[str],
        concurrency: int,
        *,
        begin: Callable[[], Awaitable[None]],
        forever: bool,
        grace: float,
    ) -> None:
        """Do what is there, and what comes; unless `forever`, until nothing is left.

        Args:
            queues: whose jobs.
            concurrency: jobs at once.
            begin: called first, and again after each outage.
            forever: wait for more.
            grace: seconds that jobs have when it is cancelled.
        """
        tasks = [
            asyncio.create_task(self._serve(queues, concurrency, begin, grace)),
            asyncio.create_task(self._revive()),
        ]
        if not forever:
            tasks.append(asyncio.create_task(self._emptied(queues)))
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await whole(asyncio.ensure_future(_ended(tasks)))
        for task in done:
            task.result()

    async def _serve(
        self, queues: Sequence[str], concurrency: int, begin: Callable[[], Awaitable[None]], grace: float
    ) -> None:
        """Work. An outage of the database ends procrastinate's worker, which is begun anew then."""
        while True:
            try:
                await begin()
                worker = Worker(
                    self.app,
                    queues=queues,
                    concurrency=concurrency,
                    install_signal_handlers=False,
                    delete_jobs="successful",
                    shutdown_graceful_timeout=grace,
                    fetch_job_polling_interval=_POLLING,
                    update_heartbeat_interval=self._stalled_after / 3,
                    stalled_worker_timeout=self._stalled_after,
                )
                running = asyncio.create_task(worker.run())  # type: ignore[no-untyped-call]  # procrastinate does not say what it gives
                try:
                    await asyncio.wait([running])
                finally:
                    await whole(asyncio.ensure_future(_stopped(worker, running)))
                running.result()
            except _FAILURES as error:
                _LOG.warning("the queue cannot be reached, trying again: %s", error.__cause__ or error)
            await asyncio.sleep(_PAUSE)

    async def _emptied(self, queues: Sequence[str]) -> None:
        """Wait until no job waits, and none is under way."""
        while True:
            try:
                if not any(status in {"todo", "doing"} for _, status in await self.counts(queues)):
                    return
            except _FAILURES as error:
                _LOG.warning("the queue cannot be looked into: %s", error.__cause__ or error)
            await asyncio.sleep(_POLLING)

    async def _revive(self) -> None:
        """Give what workers left behind that died to others, again and again."""
        loop = asyncio.get_running_loop()
        cleaning = loop.time()
        while True:
            try:
                await self.revive()
                if loop.time() >= cleaning:
                    await self.app.job_manager.delete_old_jobs(
                        nb_hours=_KEPT, include_failed=True, include_cancelled=True, include_aborted=True
                    )
                    cleaning = loop.time() + _CLEANING
            except _FAILURES as error:
                _LOG.warning("the queue cannot be looked over: %s", error.__cause__ or error)
            await asyncio.sleep(self._stalled_after / 3)

    async def revive(self) -> None:
        """Give what workers left behind that died to others; each job once, however many workers look."""
        async with self._connector.pool.connection() as connection:
            found = await connection.execute(_STALLED, [self._stalled_after])
            for id, task, arguments in await found.fetchall():
                _LOG.warning("%s %s is taken up again: its worker has died", task, arguments)
                try:
                    async with connection.transaction():
                        await connection.execute("SELECT procrastinate_retry_job_v2(%s, now(), NULL, NULL, NULL)", [id])
                except psycopg.errors.UniqueViolation:  # the same waits already
                    await connection.execute("SELECT procrastinate_finish_job_v1(%s, 'failed', false)", [id])


async def _stopped(worker: Worker, running: asyncio.Task[None]) -> None:
    """Let a worker end with its jobs, from which a cancellation would part it; some forget that they were told so."""
    while not running.done():
        worker.stop()  # type: ignore[no-untyped-call]  # the same
        await asyncio.wait([running], timeout=_POLLING)


async def _ended(tasks: Collection[asyncio.Task[None]]) -> None:
    """Cancel until all have ended: `asyncio.wait_for`, which pools use, may lose a cancellation before Python 3.12."""
    while tasks:
        for task in tasks:
            task.cancel()
        _, tasks = await asyncio.wait(tasks, timeout=_POLLING)
