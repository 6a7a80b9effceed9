"""What a mirror remembers of a stream: how far it is in step, and where a run is that has not ended."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Self

from msgspec import Struct
from msgspec.structs import replace


class Mode(StrEnum):
    """How a stream is read: all of it, or what changed."""

    FULL = "full"
    INCREMENTAL = "incremental"


class Counts(Struct, frozen=True, kw_only=True):
    """What became of rows.

    Attributes:
        inserted: that were not there.
        updated: that were there, and differ now.
        deleted: that are marked as deleted now, and were not before.
        unchanged: that were there as they came, or newer.
    """

    inserted: int = 0
    updated: int = 0
    deleted: int = 0
    unchanged: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            inserted=self.inserted + other.inserted,
            updated=self.updated + other.updated,
            deleted=self.deleted + other.deleted,
            unchanged=self.unchanged + other.unchanged,
        )


class Position(Struct, frozen=True, kw_only=True):
    """Where a run is that has not ended. It is stored with each page, in the page's own transaction.

    Attributes:
        run_id: of the run; one that is resumed keeps it.
        mode: how it reads.
        filter: what it asks for besides, as a digest.
        modified_since: what an incremental run asks for.
        window: the oldest date that a full run asks for; None for all.
        until: the newest one, of streams that want to be told.
        began: the server's clock at its first page; the watermark, once it has ended.
        bookmark: where the next page begins; None before the first page.
        pages: that were applied.
        before: rows that were there and not deleted when a full run began, in its window.
        sweeps: rows were there when a full run began, so those that do not come are looked for at its end.
        counts: of all its pages.
    """

    run_id: str
    mode: Mode
    filter: str
    modified_since: dt.datetime | None = None
    window: dt.datetime | None = None
    until: dt.datetime | None = None
    began: dt.datetime | None = None
    bookmark: str | None = None
    pages: int = 0
    before: int = 0
    sweeps: bool = False
    counts: Counts = Counts()

    @property
    def ends(self) -> tuple[dt.datetime, ...]:
        """Of the window: none, the oldest date, or both."""
        return tuple(end for end in (self.window, self.until) if end is not None)

    def after(self, counts: Counts, *, pages: int = 1) -> Self:
        """After a page."""
        return replace(self, pages=self.pages + pages, counts=self.counts + counts)


class Ended(Struct, frozen=True, kw_only=True):
    """How the last run ended.

    Attributes:
        at: when, by this machine's clock.
        error: what went wrong, or None.
    """

    run_id: str
    mode: Mode
    at: dt.datetime
    seconds: float
    pages: int
    counts: Counts
    error: str | None = None


class State(Struct, frozen=True, kw_only=True):
    """What is remembered of a stream.

    Attributes:
        watermark: all that changed before this moment, by the server's clock, is there; None before the first run.
        full: the same of the last full run.
        filter: what the rows were asked for with, as a digest.
        window: the oldest date that the last full run asked for.
        position: of a run that has not ended.
        ended: the last run that did.
    """

    watermark: dt.datetime | None = None
    full: dt.datetime | None = None
    filter: str | None = None
    window: dt.datetime | None = None
    position: Position | None = None
    ended: Ended | None = None

    def finished(self, position: Position) -> State:
        """After a run: the watermark moves, and never backwards."""
        assert position.began is not None
        watermark = max(position.began, self.watermark or position.began)
        full = position.mode is Mode.FULL
        return replace(
            self,
            watermark=watermark,
            full=watermark if full else self.full,
            filter=position.filter,
            window=position.window if full else self.window,
            position=None,
        )
