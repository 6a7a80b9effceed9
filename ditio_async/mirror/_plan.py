"""What to ask for next: all of a stream or what changed, and where to go on."""

from __future__ import annotations

import datetime as dt
import uuid
import zlib
from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from .._tables.datasets import Dataset
from ._state import Mode, Position, State

_ALL_DATES: Final = {"crew_list_registrations": dt.datetime(2000, 1, 1, tzinfo=dt.UTC)}
"""What to ask for in place of all: without a date, these streams give today only."""
_BOTH_ENDS: Final = frozenset({"machine_registrations"})
"""Streams that want to be told the end of a window along with its beginning."""
_AHEAD: Final = dt.timedelta(days=31)
"""How far into the future a window is open that needs an end: hours may be registered in advance."""


class Wish(Struct, frozen=True, kw_only=True):
    """What a caller wants of a run.

    Attributes:
        since: the oldest date, for streams that have a window.
        full: read all, also where asking for what changed would do.
        overlap: asked for again before the watermark.
        full_every: how old the last full run of a stream may be that does not tell its deletions.
        filters: more arguments, by the names of streams.
    """

    since: dt.datetime | None
    full: bool
    overlap: dt.timedelta
    full_every: dt.timedelta
    filters: Mapping[str, Mapping[str, object]]


_UNLESS_TOLD: Final[Mapping[str, Mapping[str, object]]] = {"payroll_lines_extended": {"export_filter": "All"}}
"""Arguments that a caller may replace: of approved lines alone, one that loses its approval would stay for ever."""


def plan(dataset: Dataset, state: State, wish: Wish, now: dt.datetime) -> tuple[Position, bool]:
    """Where to begin, and whether it goes on with a run that has not ended."""
    digest = _digest(wish.filters.get(dataset.name, {}))
    window = _window(dataset, state, wish)
    full = (
        wish.full
        or not dataset.incremental
        or state.watermark is None
        or state.filter != digest
        or _before(window, state.window)
        or (not dataset.tells_deletions and (state.full is None or now - state.full >= wish.full_every))
    )
    left = state.position
    if left is not None and left.filter == digest and left.bookmark is not None:
        same = left.window == window if left.mode is Mode.FULL else not full
        if same:
            return left, True
    if full or state.watermark is None:
        return full_run(dataset, digest, window, now), False
    since = state.watermark - wish.overlap
    return Position(run_id=_name(), mode=Mode.INCREMENTAL, filter=digest, modified_since=since), False


def full_run(dataset: Dataset, digest: str, window: dt.datetime | None, now: dt.datetime) -> Position:
    """A run that reads all."""
    until = now + _AHEAD if window is not None and dataset.name in _BOTH_ENDS else None
    return Position(run_id=_name(), mode=Mode.FULL, filter=digest, window=window, until=until)


def anew(position: Position) -> Position:
    """The same run from its beginning."""
    return Position(
        run_id=_name(),
        mode=position.mode,
        filter=position.filter,
        modified_since=position.modified_since,
        window=position.window,
        until=position.until,
    )


def arguments(dataset: Dataset, position: Position, wish: Wish) -> dict[str, object]:
    """What to call the stream with."""
    given: dict[str, object] = {**_UNLESS_TOLD.get(dataset.name, {}), **wish.filters.get(dataset.name, {})}
    if position.mode is Mode.INCREMENTAL:
        given["modified_since"] = position.modified_since
    elif dataset.windowed:
        start = position.window or _ALL_DATES.get(dataset.name)
        given |= {name: date for name, date in (("from_date_time", start), ("to_date_time", position.until)) if date}
    return given


def _window(dataset: Dataset, state: State, wish: Wish) -> dt.datetime | None:
    """The oldest date to ask for: as wished, or as before. What has no date of its own is read whole."""
    if not dataset.windowed or dataset.date is None:
        return None
    if wish.since is not None:
        return wish.since
    left = state.position
    return left.window if left is not None and left.mode is Mode.FULL else state.window


def _before(window: dt.datetime | None, known: dt.datetime | None) -> bool:
    """Whether more is wished for than what is there."""
    return known is not None and (window is None or window < known)


def _digest(filters: Mapping[str, object]) -> str:
    return f"{zlib.crc32(repr(sorted(filters.items())).encode()):08x}"


def _name() -> str:
    return uuid.uuid4().hex[:12]
