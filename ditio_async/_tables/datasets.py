"""What can be kept as a table: the streams of the reporting API, and what is known of each."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType
from typing import Final, cast

from msgspec import Struct

from .._endpoints import Stream
from ..errors import ArgumentError
from ..resources.reporting import Reporting
from .columns import Column, columns_of

_UNTOLD: Final = frozenset({"payroll_lines", "images"})
"""Streams that have an incremental mode and tell no deletions in it (Ditio: Data extraction)."""

_BARE: Final = frozenset(
    {
        "time_registrations",
        "absence_registrations",
        "machine_registrations",
        "incident_registrations",
        "machine_incident_registrations",
        "crew_list_registrations",
    }
)
"""Streams whose deletions tell what was deleted, and when, and nothing more: their other fields are empty."""

_JOINS: Final = ("project_id", "task_id", "resource_id", "machine_id", "user_id", "identity_user_id")
"""Columns by which tables are joined."""


class Dataset(Struct, frozen=True, kw_only=True):
    """A stream as a table.

    Attributes:
        name: of the stream and of its table.
        date: the column that the date window is on; None where there is no window, or nobody knows its column.
        windowed: it can be asked for a date window.
        incremental: it can be asked for what changed.
        tells_deletions: in that mode, what was deleted comes too.
        bare_deletions: then there is nothing of the record but its id.
    """

    name: str
    columns: tuple[Column, ...]
    date: str | None
    windowed: bool
    incremental: bool
    tells_deletions: bool
    bare_deletions: bool

    def has(self, column: str) -> bool:
        """Whether there is such a column."""
        return any(one.name == column for one in self.columns)

    @property
    def joins(self) -> tuple[str, ...]:
        """The columns that other tables' ids are found in."""
        return tuple(name for name in _JOINS if self.has(name))


def _datasets() -> Mapping[str, Dataset]:
    found: dict[str, Dataset] = {}
    for name, stream in vars(Reporting).items():
        if not isinstance(stream, Stream):
            continue
        shape = cast("Stream[..., object]", stream).row
        incremental = stream.takes("modified_since")
        found[name] = Dataset(
            name=name,
            columns=columns_of(shape),
            date=stream.date,
            windowed=stream.takes("from_date_time"),
            incremental=incremental,
            tells_deletions=incremental and name not in _UNTOLD,
            bare_deletions=name in _BARE,
        )
    return MappingProxyType(found)


DATASETS: Final = _datasets()
"""By their names."""


def datasets(call: str, names: Iterable[str] | None) -> list[Dataset]:
    """Those of the given names, in that order; all of them for None.

    Raises:
        ArgumentError: there is no such stream, or none at all is named.
    """
    if names is None:
        return [*DATASETS.values()]
    if isinstance(names, str):
        raise ArgumentError(f"{call}: streams takes a list of names, not one text; write [{names!r}]")
    wanted = list(dict.fromkeys(names))
    for name in wanted:
        if name not in DATASETS:
            raise ArgumentError(f"{call}: {unknown(name, DATASETS)}")
    if not wanted:
        raise ArgumentError(f"{call}: streams is empty; leave it out for all of them")
    return [DATASETS[name] for name in wanted]


def unknown(name: object, known: Collection[str]) -> str:
    """That there is no such stream, and what was meant."""
    near = difflib.get_close_matches(str(name), known, n=1, cutoff=0.5)
    cure = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(known)}"
    if name == "item_registrations":
        cure = "its rows have no id, by which one could be told from another; it can be exported"
    return f"there is no stream {name!r}; {cure}"
