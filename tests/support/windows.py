"""A stream with a date window, as a server keeps it: both ends of the window belong to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from .faults import Seen, Step, json_answer, page

Row = dict[str, object]


def row(id: int | str, moment: str, **more: object) -> Row:
    return {"id": str(id), "workDate": moment, **more}


class DatedStream:
    """Serves rows by FromDateTime and ToDateTime, in pages; a token belongs to the window that it came from.

    Args:
        rows: with a `workDate`.
        size: of a page; rows that share one date are never split.
        rounding: the end of a window is rounded up to whole seconds, as some servers do.
    """

    def __init__(self, rows: Sequence[Row], *, size: int = 100, rounding: bool = False) -> None:
        self.rows = sorted(rows, key=lambda row: moment_of(row["workDate"]))
        self.size = size
        self.rounding = rounding
        self.windows: list[tuple[str, str]] = []
        self.served: list[str] = []

    def __call__(self, seen: Seen) -> Step:
        start, end = seen.query["FromDateTime"][0], seen.query["ToDateTime"][0]
        token = seen.query.get("ContinuationToken", [None])[0]
        if token is None:
            self.windows.append((start, end))
        elif not token.startswith(f"{start} {end} "):
            return json_answer({"message": "a token of another window"}, 400)
        first, last = moment_of(start), moment_of(end)
        if self.rounding and last % 10_000_000:
            last += 10_000_000 - last % 10_000_000
        inside = [row for row in self.rows if first <= moment_of(row["workDate"]) <= last]
        at = int(token.rpartition(" ")[2]) if token else 0
        stop = min(len(inside), at + self.size)
        while 0 < stop < len(inside) and inside[stop]["workDate"] == inside[stop - 1]["workDate"]:
            stop += 1
        self.served += [str(row["id"]) for row in inside[at:stop]]
        return page(inside[at:stop], f"{start} {end} {stop}" if stop < len(inside) else None)


def moment_of(value: object) -> int:
    """Ticks of 100 ns, exactly; what has no time zone is UTC."""
    text = str(value).replace("Z", "")
    whole, _, fraction = text.partition(".")
    moment = dt.datetime.fromisoformat(whole).replace(tzinfo=dt.UTC)
    return int(moment.timestamp()) * 10_000_000 + int(fraction.ljust(7, "0")[:7] or 0)
