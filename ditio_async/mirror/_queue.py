"""The queue that jobs wait in: procrastinate's tables, in a schema of their own."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import Final

from ..errors import StoreError

try:
    import psycopg
    from procrastinate import App, PsycopgConnector, exceptions
    from procrastinate.jobs import Status
    from psycopg import sql
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
_KEPT: Final = 7 * 24
"""Hours for which jobs that failed are kept, to be looked at."""


class Queue:
    """A queue.

    Args:
        dsn: of the database.
        schema: of its tables.
        stalled_after: seconds of a worker's silence after which others take up what it was at.
    """

    def __init__(self, dsn: str, schema: str, stalled_after: float) -> None:
        self._schema = schema
        self._stalled_after = stalled_after
        self._connector = PsycopgConnector(
            conninfo=dsn, min_size=1, max_size=8, kwargs={"options": f"-c search_path={schema}"}
        )
        self.app = App(connector=self._connector)

    @asynccontextmanager
    async def opened(self) -> AsyncGenerator[None, None]:
        """Open it as long as the `async with` lasts; its tables are made if need be."""
        with self.said():
            await self.app.open_async()
            try:
                await self._make()
                yield
            finally:
                await self.app.close_async()

    @contextmanager
    def said(self) -> Iterator[None]:
        """Raise errors of the database as ours."""
        try:
            yield
        except (exceptions.ConnectorException, psycopg.Error) as error:
            raise StoreError(
                f"the queue in schema {self._schema} cannot be used; see that PostgreSQL runs, the address, and the "
                f"rights ({type(error).__name__}: {error.__cause__ or error})"
            ) from error

    async def _make(self) -> None:
        async with self._connector.pool.connection() as connection, connection.transaction():
            await connection.execute("SELECT pg_advisory_xact_lock(%s)", [_MAKING])
            await connection.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(self._schema)))
            found = await (await connection.execute("SELECT to_regclass('procrastinate_jobs')")).fetchone()
            if found is None or found[0] is None:
                await connection.execute(self.app.schema_manager.get_schema().encode())

    async def counts(self, queues: Sequence[str]) -> Mapping[tuple[str, str], int]:
        """How many jobs there are, by queue and status."""
        async with self._connector.pool.connection() as connection:
            found = await connection.execute(
                "SELECT queue_name, status::text, count(*) FROM procrastinate_jobs "
                "WHERE queue_name = ANY(%s) GROUP BY 1, 2",
                [[*queues]],
            )
            return {(queue, status): count for queue, status, count in await found.fetchall()}

    async def work(self, queues: Sequence[str], concurrency: int, *, forever: bool, grace: float) -> None:
        """Do what is there, and what comes; unless `forever`, until nothing waits any more.

        Args:
            queues: whose jobs.
            concurrency: jobs at once.
            forever: wait for more.
            grace: seconds that jobs have when it is cancelled.
        """
        revival = asyncio.create_task(self._revive())
        try:
            while True:
                try:
                    await self.app.run_worker_async(
                        queues=queues,
                        concurrency=concurrency,
                        wait=forever,
                        listen_notify=forever,
                        install_signal_handlers=False,
                        delete_jobs="successful",
                        shutdown_graceful_timeout=grace,
                        fetch_job_polling_interval=_POLLING,
                        update_heartbeat_interval=self._stalled_after / 3,
                        stalled_worker_timeout=self._stalled_after,
                    )
                except exceptions.ConnectorException as error:
                    _LOG.warning("the queue cannot be reached, trying again: %s", error.__cause__ or error)
                if not forever and not await self._waiting(queues):
                    return
                await asyncio.sleep(_PAUSE if forever else _POLLING)
        finally:
            revival.cancel()
            await asyncio.wait([revival])

    async def _waiting(self, queues: Sequence[str]) -> bool:
        counts = await self.counts(queues)
        return any(status == "todo" for _, status in counts)

    async def _revive(self) -> None:
        """Give what workers left behind that died to others, again and again."""
        while True:
            try:
                await self.revive()
                await self.app.job_manager.delete_old_jobs(
                    nb_hours=_KEPT, include_failed=True, include_cancelled=True, include_aborted=True
                )
            except (exceptions.ConnectorException, psycopg.Error) as error:
                _LOG.warning("the queue cannot be looked over: %s", error.__cause__ or error)
            await asyncio.sleep(self._stalled_after / 3)

    async def revive(self) -> None:
        """Give what workers left behind that died to others."""
        for job in await self.app.job_manager.get_stalled_jobs(seconds_since_heartbeat=self._stalled_after):
            _LOG.warning("%s %s is taken up again: its worker has died", job.task_name, job.task_kwargs)
            try:
                await self.app.job_manager.retry_job(job)
            except exceptions.UniqueViolation:  # the same waits already
                assert job.id is not None
                await self.app.job_manager.finish_job_by_id_async(job.id, Status.FAILED, delete_job=False)
