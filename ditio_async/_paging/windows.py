"""Cutting a date window into pieces that are read side by side.

A piece ends one tick of .NET's clock before the next one begins: no timestamp of the server fits between them, and
what is exactly on a boundary is sent once. A server that rounds such an end up to the boundary sends it twice; the
record's own date then tells that it belongs to the next piece.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import attrgetter
from types import GenericAlias
from typing import Any, Final, cast

from msgspec import Struct, defstruct
from msgspec.structs import replace

from .. import _times
from .._codec import Decoder
from .._wire import Request
from ..errors import ArgumentError
from .page import Clip
from .trail import Window

MOST: Final = 100_000
MOST_YEARS: Final = 100


class Dated(Struct, frozen=True, kw_only=True):
    """What is known of a stream whose records have a date that can be asked for.

    Attributes:
        start, end: what the caller asked for.
        at: a request for another window of the same filter.
        date: the field of a record that the window is on, in snake_case; None where that is not known.
        clip: what leaves out the records of the window that follows, where this one was cut off a longer one.
    """

    start: _times.Time | None
    end: _times.Time | None
    at: Callable[[_times.Time, _times.Time], Request]
    date: str | None
    clip: Clip | None = None


def pieces(call: str, dated: Dated, days: float) -> list[Window]:
    """The windows of a split, in order.

    Raises:
        ArgumentError: an end is missing, or there would be far too many.
    """
    first, last = _span(call, dated)
    count = max(1, -((first - last) // dt.timedelta(days=days)))
    if count > MOST:
        raise ArgumentError(f"{call}: days={days:g} makes {count:,} windows, the most is {MOST:,}; take longer ones")
    cuts = [first + dt.timedelta(days=days) * number for number in range(1, count)]
    return [window_of(part) for part in parts(dated, cuts)]


def parts(dated: Dated, cuts: Sequence[dt.datetime]) -> list[Dated]:
    """A window cut at these moments, which are in order and inside of it."""
    starts: list[_times.Time | None] = [dated.start, *cuts]
    made = [
        replace(
            dated,
            start=start,
            end=_just_before(cut),
            clip=Early(dated.date, cut) if dated.date is not None else None,
        )
        for start, cut in zip(starts, cuts, strict=False)
    ]
    return [*made, replace(dated, start=starts[-1])]


def window_of(part: Dated) -> Window:
    """A window with both ends, to be paged."""
    assert part.start is not None
    assert part.end is not None
    return Window(part.at(part.start, part.end), part.clip)


def months_within(call: str, dated: Dated) -> list[dt.datetime]:
    """The beginning of a window, and where months begin after it until its end.

    Raises:
        ArgumentError: an end is missing, or there would be far too many.
    """
    first, last = _span(call, dated)
    if last.year - first.year > MOST_YEARS:
        raise ArgumentError(
            f"{call}: {first.year} to {last.year} is too long to be cut into months; take a shorter one"
        )
    begins = [first]
    month = first.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    while (month := (month + dt.timedelta(days=32)).replace(day=1)) <= last:
        begins.append(month)
    return begins


def _span(call: str, dated: Dated) -> tuple[dt.datetime, dt.datetime]:
    if dated.start is None or dated.end is None:
        raise ArgumentError(f"{call} needs from_date_time= and to_date_time= in the filter")
    return _utc(dated.start), _utc(dated.end)


def _utc(moment: _times.Time) -> dt.datetime:
    """A caller's moment; without a time zone it is UTC."""
    found = _times.moment(moment)
    assert found is not None, "the filter has looked at it"
    return found.replace(tzinfo=dt.UTC) if found.tzinfo is None else found.astimezone(dt.UTC)


def _just_before(cut: dt.datetime) -> str:
    """One tick, 100 nanoseconds, before it."""
    return (cut - dt.timedelta(microseconds=1)).strftime("%Y-%m-%dT%H:%M:%S.%f9Z")


class Early(Clip):
    """Leaves out what is dated at the end of a window or later. What has no time zone stays: nobody can tell.

    Args:
        date: the field.
        end: aware.
    """

    def __init__(self, date: str, end: dt.datetime) -> None:
        self._date = date
        self._end = end
        self._moments = _dates(date, dt.datetime)
        self._texts = _dates(date, str)
        self._date_of: Callable[[object], Any] = attrgetter(date)

    def late(self, piece: bytes, records: Sequence[object]) -> list[bool]:
        """Which records of a slice are left out; an empty list where none is."""
        if not records:
            return []
        known = isinstance(getattr(records[0], self._date, None), dt.datetime)
        dates = map(self._date_of, records if known else self._moments(piece))
        if not self._any_reached(dates):
            return []
        # the last digit is rounded when it is read, which may carry a moment before the end to the end
        texts: Iterator[str | None] = map(self._date_of, self._texts(piece))
        return [text is not None and self._reached(_times.floor(text)) for text in texts]

    def _any_reached(self, dates: Iterable[dt.datetime | None]) -> bool:
        dates = [*dates]
        try:
            return max(cast("list[dt.datetime]", dates)) >= self._end
        except TypeError:  # not all of them have a date, or a time zone
            return any(map(self._reached, dates))

    def _reached(self, moment: dt.datetime | None) -> bool:
        return moment is not None and moment.tzinfo is not None and moment >= self._end


def _dates(name: str, kind: type) -> Decoder[list[Struct]]:
    """Reads nothing but the dates of records."""
    row = defstruct("Row", [(name, kind | None, None)], rename="camel")
    return Decoder(cast("type[list[Struct]]", GenericAlias(list, (row,))))
