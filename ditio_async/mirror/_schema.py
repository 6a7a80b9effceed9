"""The tables of a mirror: what they are made of, and how they come from one version of the schema to the next."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

from .._tables.columns import Column, Kind
from .._tables.datasets import DATASETS
from ..errors import StoreError
from . import _views
from ._sql import Dialect, Statements

Migration: TypeAlias = Callable[[Dialect], Sequence[str]]
"""Statements that lead from one version to the next."""


def _first(dialect: Dialect) -> Sequence[str]:
    """What a mirror remembers beside the rows: the version, streams, ids seen by a full run, columns of one's own."""
    p, moment = dialect.prefix, dialect.types[Kind.MOMENT]
    return [
        f"CREATE TABLE IF NOT EXISTS {p}mirror_meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)",
        f"CREATE TABLE {p}mirror_state (stream TEXT PRIMARY KEY, watermark {moment}, state TEXT NOT NULL)",
        f"CREATE TABLE {p}mirror_seen (stream TEXT, id TEXT, PRIMARY KEY (stream, id)){dialect.clustered}",
        f"""CREATE TABLE {p}mirror_columns
            (stream TEXT, name TEXT, key TEXT NOT NULL, kind TEXT NOT NULL, PRIMARY KEY (stream, name))""",
    ]


MIGRATIONS: Final[list[Migration]] = [_first]
"""Each leads to the version of its number, counted from 1. What was released is never changed: add another one.

New columns of streams need none: a column that is missing is added, and filled from the fields that had no column.
"""


def pending(version: int, dialect: Dialect, where: str) -> list[str]:
    """The statements from a version to the newest.

    Raises:
        StoreError: the version is newer than what is known here.
    """
    if version > len(MIGRATIONS):
        raise StoreError(
            f"{where} has version {version} of the schema, and this release of ditio_async knows {len(MIGRATIONS)}: "
            "upgrade ditio_async, or mirror into another database"
        )
    return [statement for migration in MIGRATIONS[version:] for statement in migration(dialect)]


def created(statements: Statements, *, commented: bool) -> str:
    """The statement that makes the table of a stream; where comments are a part of it, they tell the units."""
    lines: list[str] = []
    for place, column in enumerate(statements.columns):
        comma = "," if place + 1 < len(statements.columns) else ""
        comment = f"  -- {column.comment}" if commented and column.comment else ""
        lines.append(f"    {statements.typed(column)}{comma}{comment}")
    return f"CREATE TABLE IF NOT EXISTS {statements.table} (\n" + "\n".join(lines) + "\n)"


def missing(columns: Sequence[Column], there: Sequence[str]) -> list[Column]:
    """The columns that a table that was made by an earlier release does not have."""
    return [column for column in columns if column.name not in there]


def fingerprint(dialect: Dialect, tables: Sequence[Statements]) -> str:
    """Tells one shape of the tables and views from another, so that nothing is made where all is as it should be."""
    shape = [created(table, commented=True) for table in tables], _views.views(dialect)
    return f"{zlib.crc32(repr(shape).encode()):08x}"


def refuse_others(where: str, there: Sequence[str]) -> None:
    """See that the names of a new mirror's tables and views are free.

    Raises:
        StoreError: one of them is somebody else's.
    """
    taken = sorted(
        {*DATASETS, *_views.NAMES, "mirror_meta", "mirror_state", "mirror_seen", "mirror_columns"} & {*there}
    )
    if taken:
        raise StoreError(f"{where} has tables of its own called {', '.join(taken)}; give the mirror another place")


def check_source(known: str | None, source: str, where: str) -> None:
    """See that a mirror goes on reading what it read before.

    Raises:
        StoreError: it is something else.
    """
    if known is not None and known != source:
        raise StoreError(
            f"{where} is a mirror of {known}, and the session reads {source}: mirror each into a place of its own"
        )
