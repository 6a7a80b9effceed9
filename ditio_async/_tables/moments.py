"""Times of the server's as tables hold them: always UTC. One without an offset is taken as it is written."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from .. import _times

_USUAL: Final = re.compile(r"(\d{4}-\d\d-\d\d)T([01]\d:[0-5]\d:[0-5]\d|2[0-3]:[0-5]\d:[0-5]\d)(\.\d{1,9})?Z?", re.ASCII)
_MOST: Final = 1 << 13


class Texts(dict[object, str | None]):
    """Written times, `2026-01-31 15:00:00`, by the server's: SQLite's own way, which sorts by time.

    Many records share their dates and hours, so they are remembered, up to a limit.

    Raises:
        ValueError: it is no timestamp.
    """

    def __missing__(self, given: object) -> str | None:
        text = written(str(given))
        if len(self) >= _MOST:
            self.clear()
        self[given] = text
        return text


def written(given: str) -> str | None:
    """A time of the server's as text; None where it is unset.

    Raises:
        ValueError: it is no timestamp.
    """
    usual = _USUAL.fullmatch(given)
    if usual is not None and not given.startswith("0001"):
        day, time, fraction = usual.groups()
        dt.date.fromisoformat(day)  # there is no 30th of February
        return f"{day} {time}{(fraction or '').rstrip('0').rstrip('.')}"
    moment = _times.floor(given)
    return None if moment is None else text_of(moment)


def text_of(moment: dt.datetime) -> str:
    """A moment as text."""
    utc = moment if moment.tzinfo is None else moment.astimezone(dt.UTC)
    text = utc.replace(tzinfo=None).isoformat(" ")
    return text.rstrip("0") if "." in text else text


def aware(moment: object) -> object:
    """A datetime as an aware one."""
    if isinstance(moment, dt.datetime) and moment.tzinfo is None:
        return moment.replace(tzinfo=dt.UTC)
    return moment
