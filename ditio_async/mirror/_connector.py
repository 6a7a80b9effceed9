"""Procrastinate's way to PostgreSQL, made to get over a lost connection, and over messages in any language."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Generator
from contextlib import contextmanager
from typing import Final, LiteralString

try:
    import psycopg
    from procrastinate import PsycopgConnector, exceptions
except ModuleNotFoundError as error:
    raise ModuleNotFoundError(
        "a queue needs procrastinate: pip install 'ditio-async[queue,postgres]'", name=error.name
    ) from error

_LOG: Final = logging.getLogger("ditio_async.mirror")
_ATTEMPTS: Final = 3
_PAUSE: Final = 0.5
"""Seconds before a statement is sent again whose connection was lost."""


class Connector(PsycopgConnector):
    """As procrastinate has it, except for what is said of each method."""

    async def execute_query_async(self, query: LiteralString, **arguments: object) -> None:
        """Once more where the connection is lost: a job whose end was not noted would hold its lane for ever.

        Nobody takes it for a stalled one as long as its worker lives.
        """
        for left in reversed(range(_ATTEMPTS)):
            try:
                with _in_any_language():
                    await super().execute_query_async(query, **arguments)
                break
            except exceptions.ConnectorException as error:
                if isinstance(error.__cause__, psycopg.errors.RaiseException):
                    _LOG.warning("somebody else has ended this job, who took its worker for dead: %s", error.__cause__)
                    break
                if not left or not isinstance(error.__cause__, psycopg.OperationalError):
                    raise
            await asyncio.sleep(_PAUSE)

    async def execute_query_one_async(self, query: LiteralString, **arguments: object) -> dict[str, object]:
        """In any language."""
        with _in_any_language():
            row: dict[str, object] = await super().execute_query_one_async(query, **arguments)
            return row

    async def execute_query_all_async(self, query: LiteralString, **arguments: object) -> list[dict[str, object]]:
        """In any language."""
        with _in_any_language():
            rows: list[dict[str, object]] = await super().execute_query_all_async(query, **arguments)
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
