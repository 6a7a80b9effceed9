"""Which pages a sandbox handed out, and what a mirror must hold whose checkpoint says how many of them it has."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from unittest import mock

import msgspec
from msgspec import Struct

from ditio_async.sandbox import _rows

from .looks import Stored
from .witness import STREAMS, Witness

NAMES = {operation.path: stream for stream, operation in STREAMS.items()}


class Served(Struct):
    """A page that was handed out.

    Attributes:
        token: by which it was asked for; "" for the first page of a run.
        following: what it ends with; "" for the last page.
    """

    at: float
    full: bool
    token: str
    following: str
    records: list[dict[str, Any]]


class Ledger:
    """The pages of each stream that are not yet known to be written, after those that are.

    Args:
        between: is called with the name of a stream when a page of it was handed out.

    Attributes:
        child: the name of the program that is listened to.
        pages: how many it was given.
        middles: how often a database was looked at in which a run had not ended.
    """

    def __init__(self, between: Callable[[str], None]) -> None:
        self._between = between
        self._served: dict[str, list[Served]] = {}
        self._held: dict[str, Witness] = {}
        self._began: dict[str, float] = {}
        self.child = ""
        self.pages = 0
        self.middles = 0

    @contextmanager
    def keeping(self, header: str) -> Iterator[None]:
        """Write down each page; after each of them something happens at the source."""
        original = _rows.page

        async def page(stream: Any, call: Any, companies: Any) -> bytes:
            at = time.time()
            body: bytes = await original(stream, call, companies)
            if call.request.headers.get(header) == self.child:
                self._add(NAMES[stream.path], at, call.query, msgspec.json.decode(body))
                self._between(NAMES[stream.path])
            return body

        with mock.patch.object(_rows, "page", page):
            yield

    def _add(self, stream: str, at: float, query: Any, page: dict[str, Any]) -> None:
        self.pages += 1
        full = not query.get("ModifiedSince")
        token, following = query.get("ContinuationToken") or "", page["continuationToken"] or ""
        self._served.setdefault(stream, []).append(Served(at, full, token, following, page["data"]))

    def ended(self, runs: int) -> int:
        """Of how many streams as many runs have ended that are not looked at yet."""
        served = [*self._served.values()]
        return sum(sum(not page.following for page in pages) > runs for pages in served)

    def differences(self, stream: str, stored: Stored, state: Mapping[str, Any] | None) -> list[str]:
        """What a table has that its checkpoint does not promise, or lacks that it promises.

        Where there is nothing, the pages that were not written are forgotten: they are asked for once more.
        """
        served = self._served.pop(stream, [])
        held = self._held.get(stream, Witness(stream))
        found: list[str] = []
        for count in _written(served, state):
            known, began, run = self._after(held.copy(), self._began.get(stream, 0.0), served[:count])
            found = [*known.differences(stored), *_of_state(state, began, run)]
            if not found:
                self._keep(stream, served[:count], run)
                self.middles += bool(run)
                return []
        return [*found, f"{[(page.full, page.token[-9:], page.following[-9:]) for page in served]}", f"{state}"]

    def _after(self, known: Witness, began: float, served: list[Served]) -> tuple[Witness, float, list[Served]]:
        """What is there after these pages, when the last run that ended had begun, and the pages of the one after."""
        run: list[Served] = []
        for page in served:
            assert page.token == (run[-1].following if run else ""), "pages are left out"
            run.append(page)
            known.apply(page.records)
            if not page.following:
                if page.full:
                    known.sweep(record["id"] for one in run for record in one.records)
                began, run = run[0].at, []
        return known, began, run

    def _keep(self, stream: str, served: list[Served], run: list[Served]) -> None:
        """Go on from what is known to be written; of a run that has not ended, the pages are kept."""
        held = self._held.setdefault(stream, Witness(stream))
        ended = served[: len(served) - len(run)]
        _, self._began[stream], _ = self._after(held, self._began.get(stream, 0.0), ended)
        self._served[stream] = run


def _written(served: list[Served], state: Mapping[str, Any] | None) -> list[int]:
    """How many pages the checkpoint says are written. Of one that says that a run is at its beginning, nobody knows
    whether that run is the last one here, or was not given a page yet.
    """
    if state is None:
        return [0]
    position = state["position"]
    if position is None:
        return [len(served)]
    begun = max((place for place, page in enumerate(served) if not page.token), default=0)
    return [begun + position["pages"]] if position["pages"] else [len(served), begun]


def _of_state(state: Mapping[str, Any] | None, began: float, run: list[Served]) -> list[str]:
    """What is wrong with the counts and with the watermark, which is the second in which the first page was sent."""
    if state is None:
        return []
    found: list[str] = []
    position = state["position"]
    watermark = state["watermark"] and dt.datetime.fromisoformat(state["watermark"]).timestamp()
    if not int(began) <= (watermark or 0.0) <= began + 1:
        found.append(f"the watermark is {watermark}, and the last run that ended began at {began}")
    if position is not None:
        counted, came = sum(position["counts"].values()), sum(len(page.records) for page in run)
        if (counted, position["pages"]) != (came, len(run)):
            found.append(f"{counted} records of {position['pages']} pages are counted, and {came} of {len(run)} came")
    elif run:
        found.append("a run has not ended, and has no checkpoint")
    return found
