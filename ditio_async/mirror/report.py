"""What a run of a mirror did, and how it stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import TypeAlias

from msgspec import Struct

from ._state import Mode


class StreamProgress(Struct, frozen=True, kw_only=True):
    """How far a stream has come in a run.

    Attributes:
        records, pages: that were written so far, earlier attempts of the same run included.
        fraction: of the windows that are through, 0 to 1; None where there is only one, whose length nobody knows.
    """

    stream: str
    mode: Mode
    records: int
    pages: int
    fraction: float | None = None
    ended: bool = False


OnStreamProgress: TypeAlias = Callable[[StreamProgress], object]


class StreamReport(Struct, frozen=True, kw_only=True):
    """What a run did to a stream.

    Attributes:
        mode: full or incremental; None where it failed before that was known.
        resumed: it went on with a run that had been broken off; the counts are of both.
        pages: that were written.
        inserted, updated, deleted, unchanged: what became of the rows.
        misfits: values that did not fit their columns; the rows' `extra` has them.
        unknown: fields, by the API's names, that no column is there for; the rows' `extra` has them.
        seconds: that it took.
        watermark: all that changed before this moment, by the server's clock, is there; None where nothing ever was.
        error: what went wrong; what was written before that is kept, and the next run goes on there.
    """

    stream: str
    mode: Mode | None = None
    resumed: bool = False
    pages: int = 0
    inserted: int = 0
    updated: int = 0
    deleted: int = 0
    unchanged: int = 0
    misfits: int = 0
    unknown: tuple[str, ...] = ()
    seconds: float = 0.0
    watermark: dt.datetime | None = None
    error: Exception | None = None

    @property
    def records(self) -> int:
        """That came."""
        return self.inserted + self.updated + self.deleted + self.unchanged

    def __str__(self) -> str:
        if self.error is not None:
            return f"{self.stream}: {type(self.error).__name__}: {self.error}"
        return (
            f"{self.stream}: {self.mode}, {self.inserted:,} new, {self.updated:,} changed, {self.deleted:,} deleted, "
            f"{self.unchanged:,} as they were, {self.pages:,} page{'s' * (self.pages != 1)} in {self.seconds:.1f} s"
        )


class MirrorReport(Struct, frozen=True, kw_only=True):
    """What a run did.

    Attributes:
        streams: in the order in which they were asked for.
        seconds: that it took.
    """

    streams: list[StreamReport]
    seconds: float

    @property
    def ok(self) -> bool:
        """Whether no stream failed."""
        return all(stream.error is None for stream in self.streams)

    @property
    def failed(self) -> list[StreamReport]:
        """The streams that did."""
        return [stream for stream in self.streams if stream.error is not None]

    def __str__(self) -> str:
        return "\n".join(map(str, self.streams))


class StreamStatus(Struct, frozen=True, kw_only=True):
    """How the mirror of a stream stands.

    Attributes:
        watermark: as in `StreamReport`.
        age: how long ago that was; None where there is no watermark.
        live, deleted: rows.
        unfinished: the pages that a run wrote which has not ended: it is under way, or the next one goes on there.
        error: what went wrong in the last run that ended; None where nothing did.
    """

    stream: str
    watermark: dt.datetime | None
    age: dt.timedelta | None
    live: int
    deleted: int
    unfinished: int | None = None
    error: str | None = None


class View(Struct, frozen=True, kw_only=True):
    """A view of the database, made for reports: names are joined on, deleted rows left out.

    Attributes:
        about: what it is for.
        columns: their names.
    """

    name: str
    about: str
    columns: Sequence[str]


class JobCounts(Struct, frozen=True, kw_only=True):
    """How many jobs of a tenant there are.

    Attributes:
        waiting: for their turn, or for a pause that the server asked for.
        running: at this moment.
        failed: in the last seven days; most are followed by another attempt.
    """

    tenant: str
    waiting: int = 0
    running: int = 0
    failed: int = 0


class JobFailure(Struct, frozen=True, kw_only=True):
    """A stream that was not brought into step, and is not tried again before it is put into the queue again.

    Attributes:
        report: of the last attempt.
    """

    tenant: str
    report: StreamReport
