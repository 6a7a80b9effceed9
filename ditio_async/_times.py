"""Ditio's timestamps: what the server sends, and what a caller may give.

They come from .NET: up to seven fractional digits, `Z`, an offset or nothing at all; an unset one is null, `""` or
the first of January of year 1.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Final, TypeAlias

Time: TypeAlias = Annotated[dt.datetime | dt.date | str, "time"]
"""A moment that a caller gives: an aware datetime, a date, or ISO 8601 text."""

Day: TypeAlias = Annotated[dt.date | str, "day"]
"""A plain date that a caller gives: a date, or `yyyy-MM-dd`."""

WrittenDay: TypeAlias = Annotated[dt.date | str, "written day"]
"""The same, or `dd.MM.yyyy`, which some fields take as well."""

_ISO: Final = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:[.,](\d+))?)?(?:\s*(Z|[+-]\d\d:?\d\d))?", re.ASCII | re.IGNORECASE
)


_DOTTED: Final = re.compile(r"\d\d\.\d\d\.\d{4}", re.ASCII)


def read(text: str) -> dt.datetime | None:
    """A timestamp of the server's: aware UTC where it says an offset, naive where it does not, None where it is unset.

    Raises:
        ValueError: it is no timestamp.
    """
    return _read(text, rounded=True)  # .NET writes seven digits; msgspec, which reads most of them, rounds too


def floor(text: str) -> dt.datetime | None:
    """The same, with the seventh digit cut off, so that nothing moves to a later moment.

    Raises:
        ValueError: it is no timestamp.
    """
    return _read(text, rounded=False)


def _read(text: str, *, rounded: bool) -> dt.datetime | None:
    if not text or text.startswith("0001-01-01"):
        return None
    match = _ISO.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is no timestamp")
    day, time, fraction, offset = match.groups()
    digits = (fraction or "").ljust(7, "0")
    micros = int(digits[:6]) + (rounded and digits[6] >= "5")
    try:
        moment = dt.datetime.fromisoformat(f"{day}T{time or '00:00'}") + dt.timedelta(microseconds=micros)
        if offset is None:
            return moment
        zone = dt.UTC if offset in "Zz" else dt.datetime.strptime(offset, "%z").tzinfo
        return moment.replace(tzinfo=zone).astimezone(dt.UTC)
    except OverflowError as error:
        raise ValueError(f"{text!r} is outside of what a datetime can hold") from error


def refusal(value: object) -> str | None:
    """What is wrong with a moment that a caller gave, and the cure; None where nothing is."""
    if isinstance(value, dt.datetime):
        if value.tzinfo is None or value.utcoffset() is None:
            return (
                f"is a naive datetime ({value.isoformat()}); say its time zone: .replace(tzinfo=...), or .astimezone()"
            )
        try:
            value.astimezone(dt.UTC)
        except OverflowError:
            return f"is {value.isoformat()}, which is outside of what UTC can hold"
        return None
    if isinstance(value, dt.date):
        return None
    if not isinstance(value, str):
        return f"takes a date, an aware datetime or ISO 8601 text, not {type(value).__name__} {value!r}"
    try:
        moment = read(value)
    except ValueError:
        moment = None
    return None if moment is not None else f"is no ISO 8601 time: {value!r}; write it as 2026-01-31T15:00:00Z"


def day_refusal(value: object) -> str | None:
    """What is wrong with a plain date that a caller gave, and the cure; None where nothing is."""
    if isinstance(value, dt.datetime):
        return f"takes a plain date, not a datetime ({value.isoformat()}); use .date()"
    if isinstance(value, dt.date):
        return None
    if not isinstance(value, str):
        return f"takes a date or yyyy-MM-dd, not {type(value).__name__} {value!r}"
    try:
        dt.datetime.strptime(value, "%Y-%m-%d")  # noqa: DTZ007  # a plain date has no zone
    except ValueError:
        return f"is no plain date: {value!r}; write it as 2026-01-31"
    return None if len(value) == 10 and value.isascii() else f"is no plain date: {value!r}; write it as 2026-01-31"


def written_day_refusal(value: object) -> str | None:
    """The same, where `dd.MM.yyyy` is taken as well."""
    if isinstance(value, str) and _DOTTED.fullmatch(value):
        try:
            day_of(value)
        except ValueError:
            return f"is no day of the calendar: {value!r}"
        return None
    wrong = day_refusal(value)
    return wrong and wrong.replace("write it as 2026-01-31", "write it as 2026-01-31 or 31.01.2026")


def day_of(value: dt.date | str) -> dt.date:
    """A caller's plain date.

    Raises:
        ValueError: it is none.
    """
    if not isinstance(value, str):
        return value
    if _DOTTED.fullmatch(value):
        return dt.date(int(value[6:]), int(value[3:5]), int(value[:2]))
    return dt.date.fromisoformat(value)


def written(value: dt.datetime | dt.date | str) -> str:
    """A moment as it goes into a query string."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
    return value if isinstance(value, str) else value.isoformat()


def compared(first: dt.datetime | dt.date | str, second: dt.datetime | dt.date | str) -> int | None:
    """Below 0, 0 or above 0, as the first is before, at or after the second.

    None where nobody can tell: between one with a time zone and one without that are within a day of one another.
    """
    one, other = moment(first), moment(second)
    if one is None or other is None:
        return None
    if (one.tzinfo is None) != (other.tzinfo is None):
        one, other = one.replace(tzinfo=None), other.replace(tzinfo=None)
        if abs(one - other) <= dt.timedelta(days=1):
            return None
    elif one.tzinfo is not None:  # two of one zone would be compared by the clock on its walls
        one, other = one.astimezone(dt.UTC), other.astimezone(dt.UTC)
    return (one > other) - (one < other)


def moment(value: dt.datetime | dt.date | str) -> dt.datetime | None:
    """A caller's moment; a date begins at midnight, and has no time zone."""
    if isinstance(value, str):
        return read(value)
    return value if isinstance(value, dt.datetime) else dt.datetime.combine(value, dt.time())
