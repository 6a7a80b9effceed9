"""The columns that the tables of a database have: those that are documented, and those that were asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from .._tables.columns import Column, Kind
from .._tables.datasets import Dataset
from ._sql import Dialect, Statements


class KnownColumns:
    """What is known of them."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._own: Mapping[str, Sequence[Column]] = {}

    def columns(self, dataset: Dataset) -> list[Column]:
        """The columns of a stream's rows, without the last one, which holds what has none."""
        known = {column.key for column in dataset.columns}
        return [*dataset.columns, *(own for own in self._own.get(dataset.name, []) if own.key not in known)]

    def statements(self, dataset: Dataset) -> Statements:
        """What is done to the table of a stream."""
        return Statements(self._dialect, dataset.name, self.columns(dataset))

    def _know(self, found: Iterable[tuple[str, str, str, str]]) -> None:
        """Those that were asked for: stream, name, the API's name, kind."""
        own: dict[str, list[Column]] = {}
        for stream, name, key, kind in found:
            own.setdefault(stream, []).append(Column(name, key, Kind(kind)))
        self._own = own  # at once: other threads look at it
