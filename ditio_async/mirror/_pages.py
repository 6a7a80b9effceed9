"""Pages on their way into a table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple, cast

from .._tables.rows import Row


class Sorted(NamedTuple):
    """The rows of a page, each id once: those that are there, and the deletions.

    Attributes:
        total: how many came, with those whose id came again.
    """

    live: list[Row]
    deleted: list[Row]
    total: int


class Places(NamedTuple):
    """Where in a row is what the mirror looks at."""

    modified: int
    is_deleted: int
    deleted_at: int

    @classmethod
    def of(cls, names: list[str]) -> Places:
        """Those of a table."""
        return cls(*(names.index(name) for name in ("modified_date_time", "is_deleted", "deleted_date_time")))


def sort(rows: list[Row], places: Places) -> Sorted:
    """Tell live rows from deletions. Of two with one id the newest stays; of two that are alike, the later one.

    The rows are taken out of the list, so that nobody else holds them; see `drained`.
    """
    flag, total = places.is_deleted, len(rows)
    deleted = [row for row in rows if row[flag]]
    live = [row for row in rows if not row[flag]] if deleted else [*rows]
    rows.clear()
    return Sorted(_once(live, places.modified), _once(deleted, places.deleted_at), total)


def drained(rows: list[Row]) -> Iterator[Row]:
    """Rows, each of which is let go of when the next one is taken.

    To let go of a page at once takes some 20 ms, in which no other thread can run.
    """
    rows.reverse()
    while rows:
        yield rows.pop()


def _once(rows: list[Row], version: int) -> list[Row]:
    by_id = {row[0]: row for row in rows}
    if len(by_id) == len(rows):
        return rows
    by_id.clear()
    for row in rows:
        known = by_id.get(row[0])
        if known is None or not _newer(known[version], row[version]):
            by_id[row[0]] = row
    return [*by_id.values()]


def _newer(one: object, other: object) -> bool:
    """Whether a moment is after another one; both are text, which has more digits than a datetime, or none is."""
    if one is None or other is None:
        return one is not None
    return cast("dt.datetime", one) > cast("dt.datetime", other)
