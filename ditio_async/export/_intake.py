"""What the records of a file are read as."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from msgspec import Raw, Struct
from msgspec.structs import astuple

from .._paging.decoding import PageReader
from .._tables.columns import Column
from .._tables.moments import text_of
from .._tables.rows import Row, RowReader
from ..resources.reporting import ItemRegistration
from ._sinks.shape import Shape
from ._sinks.tables import TableReader


class Intake(Struct, frozen=True):
    """How records become what a sink takes.

    Attributes:
        reader: of pages.
        items: the same for item registrations, which have no pages.
        columns: the reader, where it puts values into columns.
    """

    reader: PageReader[Any]
    items: Callable[[Sequence[ItemRegistration]], Sequence[object]]
    columns: RowReader | TableReader | None = None

    @property
    def misfits(self) -> int:
        """Values so far that did not fit their columns."""
        return self.columns.misfits if self.columns is not None else 0

    @property
    def unknown(self) -> tuple[str, ...]:
        """Fields so far that no column is there for."""
        return self.columns.unknown if self.columns is not None else ()


def raw() -> Intake:
    """Records as the server sent them."""
    return Intake(PageReader(Raw), lambda records: records)


def rows(columns: Sequence[Column]) -> Intake:
    """Records as rows."""
    reader = RowReader(columns, texts=True)
    return Intake(reader, _rows, reader)


def tables(columns: Sequence[Column], shape: Shape) -> Intake:
    """Records as tables of Arrow."""
    reader = TableReader(columns, shape)
    return Intake(reader, lambda records: shape.tables(_rows(records)), reader)


def _rows(records: Sequence[ItemRegistration]) -> list[Row]:
    return [(*(text_of(v) if isinstance(v, dt.datetime) else v for v in astuple(record)), None) for record in records]
