"""What is promised about reading: every goal, as data. Scenarios say what they measured, by the key of the goal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from msgspec import Struct

from ..report import Goal


class Limit(Struct, frozen=True):
    """A least value or a most value."""

    what: str
    limit: float
    unit: str = ""
    at_least: bool = False


def _least(what: str, limit: float, unit: str = "times") -> Limit:
    return Limit(what, limit, unit, at_least=True)


LIMITS: Final[Mapping[str, Limit]] = {
    "cpu 2500": _least("processor time a record: bare loop's of ours, 2,500 a page", 1.2),
    "cpu 10000": _least("processor time a record: bare loop's of ours, 10,000 a page", 1.5),
    "cpu requests": _least("processor time a record: requests' of ours", 3.5),
    "cpu httpx + json": _least("processor time a record: httpx + json's of ours", 3.5),
    "cpu httpx + pydantic": _least("processor time a record: httpx + pydantic's of ours", 4.5),
    "cpu dlt RESTClient": _least("processor time a record: dlt RESTClient's of ours", 6.5),
    "cpu Stainless-style": _least("processor time a record: Stainless-style paginator's of ours", 35),
    "cpu limit": _least("of the limit, aiohttp's raw bytes and slices decoded in memory", 0.85, ""),
    "cpu raw": _least("processor time a record: typed of raw", 2.0),
    "cpu iteration": Limit("processor time a record: record by record, of page by page", 1.05),
    "first page": Limit("first record: ours of aiohttp read()'s first page, 2,500 a page", 1.3),
    "first eager 2500": Limit("first record: eager of the bare loop's, 2,500 a page", 1 / 4),
    "first eager 10000": Limit("first record: eager of the bare loop's, 10,000 a page", 1 / 15),
    "stall 2500": Limit("longest stall: ours of the bare loop's, 2,500 a page", 1 / 8),
    "stall 10000": Limit("longest stall: ours of the bare loop's, 10,000 a page", 1 / 30),
    "stall ms": Limit("longest stall, 2,500 a page, on a quiet machine", 2, "ms"),
    "late99 ms": Limit("99 of 100 turns of the loop late by, 2,500 a page, on a quiet machine", 1, "ms"),
    "stall windows": Limit("longest stall, 8 windows side by side", 5, "ms"),
    "stall busy": Limit("longest stall, a consumer of 50 µs a record", 8, "ms"),
    "stall gzip": Limit("longest stall, gzip", 5, "ms"),
    "memory 2500": Limit("memory added, 1 million records, 2,500 a page", 15, "MB"),
    "memory 10000": Limit("memory added, 1 million records, 10,000 a page", 45, "MB"),
    "memory eager": Limit("memory added, 1 million records, eager", 12, "MB"),
    "memory growth": Limit("memory that 5 million records add above 1 million", 4, "MB"),
    "ahead bound, awaiting": _least("ahead: of the bound max(latency, work), a consumer that awaits", 0.93, ""),
    "ahead bound, busy": _least("ahead: of the bound max(latency, work), a busy consumer", 0.93, ""),
    "ahead gain, awaiting": _least("ahead: as fast as not ahead, 20 ms, a consumer that awaits", 1.25),
    "ahead gain, busy": _least("ahead: as fast as not ahead, 20 ms, a busy consumer", 1.25),
    "windows 8": _least("8 windows at 100 ms: as fast as one", 6.5),
    "windows 16": _least("16 windows at 100 ms: as fast as one", 9),
    "gzip zlib": Limit("processor time a record: gzip with zlib of no gzip", 1.85),
    "gzip isal": Limit("processor time a record: gzip with isal of no gzip", 1.35),
    "corrupt": Limit("truncated or corrupt pages taken for whole ones", 0),
}


def checked(measured: Mapping[str, float | None]) -> list[Goal]:
    """The goals that were measured; a peer that is not installed measures None."""
    return list(_goals((key, value) for key, value in measured.items() if value is not None))


def _goals(measured: Iterable[tuple[str, float]]) -> Iterable[Goal]:
    for key, value in measured:
        limit = LIMITS[key]
        yield Goal(limit.what, value, limit.limit, limit.unit, limit.at_least)
