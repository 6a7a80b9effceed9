"""What is exported: which streams, and what each of them is asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Final, cast

from msgspec import Struct

from .. import _checks, _times
from .._calls import Ditio
from .._tables.columns import Column, columns_of
from .._tables.datasets import DATASETS, Dataset, datasets, unknown
from .._times import Time
from ..errors import ArgumentError
from ..paging import Stream
from ..resources.reporting import ItemRegistration, ItemRegistrations
from ._source import Items, Paged, Source

CALL: Final = "export"
ITEMS: Final = "item_registrations"
_ITEM_COLUMNS: Final = columns_of(ItemRegistration)
_ONLY_TODAY: Final = "crew_list_registrations"
"""Asked for nothing, it gives the passages of today."""
_BEFORE_ALL: Final = "2000-01-01"


class Wanted(Struct, frozen=True, kw_only=True):
    """What was asked for, of all streams."""

    start: Time | None
    end: Time | None
    since: Time | None
    filters: Mapping[str, Mapping[str, object]]

    def __post_init__(self) -> None:
        moments = {"from_date_time": self.start, "to_date_time": self.end, "modified_since": self.since}
        for name, value in moments.items():
            if value is not None:
                _checks.checked(CALL, name, value, _times.refusal)


class Part(Struct, frozen=True):
    """What becomes one file.

    Attributes:
        month: that it is of; None for a whole stream.
        request: what is asked for, in words that differ where it differs.
        source: gives the records.
    """

    month: str | None
    request: str
    source: Callable[[], Source]


class Subject(Struct, frozen=True, kw_only=True):
    """A stream.

    Attributes:
        zoned: its times are UTC; otherwise nobody knows what they are.
        windowed: it is asked for a date window.
        incremental: it is asked for what changed.
    """

    name: str
    columns: Sequence[Column]
    zoned: bool = True
    windowed: bool
    incremental: bool
    parts: Sequence[Part]


def subjects(ditio: Ditio, names: Iterable[str] | None, wanted: Wanted, *, months: bool) -> list[Subject]:
    """The streams, in the order of the names.

    Raises:
        ArgumentError: there is no such stream, or it cannot be asked for that.
    """
    order = _order(names)
    for name in wanted.filters:
        if name not in order:
            told = name in DATASETS or name == ITEMS
            wrong = f"{name!r} is not exported" if told else unknown(name, [*DATASETS, ITEMS])
            raise ArgumentError(f"{CALL}: filters: {wrong}")
    return [
        _items(ditio, wanted) if name == ITEMS else _stream(ditio, DATASETS[name], wanted, months) for name in order
    ]


def _order(names: Iterable[str] | None) -> list[str]:
    """The names, each once."""
    if names is None:
        return [*DATASETS, ITEMS]
    wanted = names if isinstance(names, str) else [*dict.fromkeys(names)]
    others = wanted if isinstance(wanted, str) else [name for name in wanted if name != ITEMS]
    if others or not wanted:
        datasets(CALL, others)
    return [*wanted]


def _stream(ditio: Ditio, dataset: Dataset, wanted: Wanted, months: bool) -> Subject:
    asked: dict[str, object] = {}
    if dataset.windowed:
        asked |= {"from_date_time": wanted.start, "to_date_time": wanted.end}
    if dataset.incremental:
        asked["modified_since"] = wanted.since
    asked |= wanted.filters.get(dataset.name, {})
    asked = {name: value for name, value in asked.items() if value is not None}
    windowed = not asked.keys().isdisjoint({"from_date_time", "to_date_time"})
    incremental = "modified_since" in asked
    if dataset.name == _ONLY_TODAY and not windowed and not incremental:
        asked["from_date_time"] = _BEFORE_ALL
    call = cast("Callable[..., Stream[object]]", getattr(ditio.reporting, dataset.name))
    stream = call(**asked)
    streams: list[tuple[str | None, Stream[object]]] = [(None, stream)]
    if months and dataset.windowed and dataset.date is not None:
        if not asked.keys() >= {"from_date_time", "to_date_time"}:
            raise ArgumentError(
                f"{CALL}: partition='month' needs from_date_time= and to_date_time= for {dataset.name}, and no more "
                "records come then; without them leave partition out"
            )
        if incremental:
            raise ArgumentError(
                f"{CALL}: partition='month' and modified_since= do not go together: what changed may be of any month, "
                "and would take the place of all that there is of it"
            )
        streams = [*stream.months()]
    return Subject(
        name=dataset.name,
        columns=dataset.columns,
        windowed=windowed,
        incremental=incremental,
        parts=[Part(month, repr(one), partial(Paged, one)) for month, one in streams],
    )


def _items(ditio: Ditio, wanted: Wanted) -> Subject:
    days = {"from_date": _day(wanted.start), "to_date": _day(wanted.end)}
    asked = {**{name: day for name, day in days.items() if day is not None}, **wanted.filters.get(ITEMS, {})}
    items = cast("Callable[..., ItemRegistrations]", ditio.reporting.item_registrations)(**asked)
    return Subject(
        name=ITEMS,
        columns=_ITEM_COLUMNS,
        zoned=False,
        windowed=bool(asked),
        incremental=False,
        parts=[Part(None, repr(items), partial(Items, items))],
    )


def _day(moment: Time | None) -> dt.date | str | None:
    """The plain date of a moment, as it is written."""
    if isinstance(moment, dt.datetime):
        return moment.date()
    return moment[:10] if isinstance(moment, str) else moment
