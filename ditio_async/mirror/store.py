"""What a mirror asks of the database that it writes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from msgspec import Struct

from .._tables.columns import Column
from .._tables.datasets import Dataset
from .._tables.rows import Row
from ._state import Position, State


class Rows(Struct, frozen=True, kw_only=True):
    """How many rows a table has.

    Attributes:
        live: that are not deleted.
        deleted: that are marked as deleted.
    """

    live: int
    deleted: int


class Table(Protocol):
    """The table of a stream, while it is locked for one writer. Each call is one transaction."""

    @property
    def columns(self) -> Sequence[Column]:
        """Those of its rows, without the last one, which holds what has none."""
        ...

    @property
    def state(self) -> State:
        """What is remembered."""
        ...

    async def begin(self, position: Position) -> Position:
        """Begin a run; one that had not ended is forgotten."""
        ...

    async def apply(self, rows: list[Row], position: Position) -> Position:
        """Write a page and where the next one begins."""
        ...

    async def finish(self, rows: list[Row], position: Position, *, allow_shrink: bool) -> Position:
        """Write the last page, sweep what a full run did not bring, and move the watermark.

        Raises:
            SuspiciousShrinkError: too much would be swept; nothing of this page is written.
        """
        ...

    async def remember(self, state: State) -> None:
        """Write down what is remembered."""
        ...

    async def reset(self) -> None:
        """Empty it, and forget what is remembered."""
        ...

    async def promote(self, keys: Sequence[str]) -> Sequence[Column]:
        """Make columns of fields that have none.

        Raises:
            ArgumentError: there is no such field, or its name makes no column.
        """
        ...


class Store(Protocol):
    """A database."""

    @property
    def texts(self) -> bool:
        """Moments are text."""
        ...

    @property
    def holds_nul(self) -> bool:
        """The character NUL may be in a text."""
        ...

    @property
    def writes_apart(self) -> bool:
        """Most of the work of writing is done by another process."""
        ...

    async def open(self, source: str) -> None:
        """Make the tables and views that are not there, and lead older ones to the newest version.

        Args:
            source: what the rows come from; tables of another one are refused.

        Raises:
            StoreError: it cannot be used; the message has the cure.
        """
        ...

    async def aclose(self) -> None:
        """Let go of it."""
        ...

    def table(self, dataset: Dataset) -> AbstractAsyncContextManager[Table]:
        """The table of a stream, locked as long as the `async with` lasts.

        Raises:
            MirrorLockedError: another mirror writes to it.
        """
        ...

    async def states(self) -> Mapping[str, State]:
        """What is remembered, by the names of the streams; nothing is locked."""
        ...

    async def rows(self, dataset: Dataset) -> Rows:
        """How many there are."""
        ...

    async def unknown(self, dataset: Dataset) -> Mapping[str, int]:
        """The fields that no column holds, by the API's names, and in how many rows they are."""
        ...

    async def views(self) -> Mapping[str, Sequence[str]]:
        """The columns of the views, by their names."""
        ...

    async def read(self, dataset: Dataset, names: Sequence[str]) -> Sequence[Mapping[str, object]]:
        """These columns of the rows that are not deleted."""
        ...

    async def columns(self, dataset: Dataset) -> Sequence[Column]:
        """The columns of a stream, also those that were asked for, without the last one."""
        ...
