"""Procrastinate's way to PostgreSQL, made to get over outages, and over messages in any language."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final, LiteralString, TypeVar

try:
    import psycopg
    from procrastinate import PsycopgConnector, exceptions, sql
    from psycopg_pool import PoolTimeout
except ModuleNotFoundError as error:
    raise ModuleNotFoundError(
        "a queue needs procrastinate: pip install 'ditio-async[queue,postgres]'", name=error.name
    ) from error

from ._outages import FAILURES, Connection, Outages

T = TypeVar("T")

AT_WORK: Final = ContextVar("at_work", default=False)
"""Whether a worker asks, which waits for the database as long as it takes; others are told that it is away."""

_LOG: Final = logging.getLogger("ditio_async.mirror")
_PATIENCE: Final = 10.0
"""Seconds for which all others try."""
_ATTEMPT: Final = 2.0
"""Seconds in which a connection must be there, and for which the pool itself tries: its pauses become long ones."""
_FINISH: Final = sql.queries["finish_job"]
_MINE: Final = """
    WITH mine AS (
        SELECT FROM procrastinate_jobs
        WHERE id = %(job_id)s AND status = 'doing' AND worker_id = %(worker_id)s FOR UPDATE)
    """
_PAUSE: Final = 0.2
"""Seconds before a statement is sent again."""


class Connector(PsycopgConnector):
    """As procrastinate has it, except for what is said of each method.

    Args:
        dsn: of the database.
        name: of the pool.

    Attributes:
        pool_name: in what the pool logs.
        outages: those of the database.
        ending: whether the work is to end, which then waits no longer for a database that is away.
    """

    def __init__(self, dsn: str, name: str) -> None:
        super().__init__(  # pyright: ignore[reportUnknownMemberType]  # procrastinate does not say what its JSON functions give
            conninfo=dsn,
            name=name,
            connection_class=Connection,
            min_size=1,
            max_size=8,
            timeout=_ATTEMPT,
            reconnect_timeout=_ATTEMPT,
        )
        self.outages = Outages()
        self.ending = False
        self.pool_name: Final = name
        self._left: set[int] = set()
        self._worker: object = None

    def begin(self) -> None:
        """Work begins; what was left is for whoever takes it up, perhaps this worker."""
        self.ending = False
        self._left.clear()
        self.outages.begin()

    def leave(self, job: int) -> None:
        """Let no end of a job be noted, so that others take it up, as they do when a worker has died."""
        self._left.add(job)

    async def patiently(self, ask: Callable[[], Awaitable[T]], *, again: bool = True) -> T:
        """Ask the database, and wait while it is away.

        Args:
            ask: what to do.
            again: also do it where it may have been done, and only the answer was lost.
        """
        loop = asyncio.get_running_loop()
        until = loop.time() + _PATIENCE
        while True:
            try:
                with _in_any_language():
                    answer = await ask()
            except FAILURES as error:
                sent = not isinstance(error.__cause__ or error, PoolTimeout)
                if not self.outages.note(error) or (sent and not again):
                    raise
                if loop.time() >= until and (self.ending or not AT_WORK.get()):
                    raise
            else:
                self.outages.none()
                return answer
            await asyncio.sleep(_PAUSE)

    async def execute_query_async(self, query: LiteralString, **arguments: object) -> None:
        """Patiently: a job whose end was not noted would hold its lane, and nobody takes it while its worker lives.

        The end of a job is noted only where it is still this worker's: others may have taken a silent one for dead.
        A worker that ends while the database is away leaves it at that: others find its jobs when it is silent.
        """
        if arguments.get("job_id") in self._left:
            return
        if query == _FINISH:
            query, arguments = f"{_MINE}{query.rstrip(' ;')} FROM mine", {**arguments, "worker_id": self._worker}
        note = super().execute_query_async
        try:
            await self.patiently(lambda: note(query, **arguments))
        except exceptions.ConnectorException as error:
            if not (self.ending and self.outages.note(error)):
                raise

    async def execute_query_one_async(self, query: LiteralString, **arguments: object) -> dict[str, object]:
        """Patiently. A job may have been taken up unheard, which is free again when its worker begins anew."""
        one = super().execute_query_one_async
        takes_up = "worker_id" in arguments
        self._worker = arguments.get("worker_id", self._worker)
        row: dict[str, object] = await self.patiently(lambda: one(query, **arguments), again=not takes_up)
        return row

    async def execute_query_all_async(self, query: LiteralString, **arguments: object) -> list[dict[str, object]]:
        """Patiently. A job that is put into the queue twice is there once: that is what its queueing lock is for."""
        all = super().execute_query_all_async
        rows: list[dict[str, object]] = await self.patiently(lambda: all(query, **arguments))
        return rows


@contextmanager
def _in_any_language() -> Generator[None, None, None]:
    """Procrastinate reads the English message of a lock that is taken, and takes any other for a mistake of its own."""
    try:
        yield
    except AssertionError as error:
        if not isinstance(taken := error.__context__, psycopg.errors.UniqueViolation):
            raise
        raise exceptions.UniqueViolation(constraint_name=taken.diag.constraint_name, queueing_lock=None) from taken
