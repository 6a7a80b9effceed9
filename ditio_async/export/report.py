"""How far an export is, and what it did."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from msgspec import Struct

from ..errors import DitioError


class ExportProgress(Struct, frozen=True, kw_only=True):
    """How far a stream is.

    Attributes:
        records: written so far, those of an earlier run that this one goes on with included.
        bytes: of the files so far. Of Parquet they grow by whole row groups.
        files: that are complete.
        fraction: of its months, or of the windows that it is read in, that are through; 0 to 1. None where it is read
            at once, so that nobody knows how much is left.
    """

    stream: str
    records: int = 0
    bytes: int = 0
    files: int = 0
    fraction: float | None = None


OnExportProgress: TypeAlias = Callable[[ExportProgress], object]


class StreamReport(Struct, frozen=True, kw_only=True):
    """What became of a stream.

    Attributes:
        records: in its files.
        files: that are complete. A month without records has none.
        kept: how many of them an earlier, unfinished run had written; they were not fetched again.
        bytes: of these files.
        seconds: that it took, from its first request.
        error: why it is not complete; the next run with the same arguments goes on.
        windowed: it was asked for the date window; False where none was given, or the stream has none: it came whole.
        incremental: it was asked for what changed.
        misfits: values that did not fit their columns. They are in `extra`, and the columns are empty.
        unknown: fields, by the API's names, that no column is there for; they are in `extra`.
        left_out: rows of item registrations that cannot be read.
    """

    stream: str
    records: int = 0
    files: list[Path]
    kept: int = 0
    bytes: int = 0
    seconds: float = 0.0
    error: DitioError | OSError | None = None
    windowed: bool
    incremental: bool
    misfits: int = 0
    unknown: tuple[str, ...] = ()
    left_out: list[DitioError]


class ExportReport(Struct, frozen=True, kw_only=True):
    """What an export did.

    Attributes:
        streams: in the order in which they were given.
        seconds: that it took.
    """

    streams: list[StreamReport]
    seconds: float

    @property
    def ok(self) -> bool:
        """Every stream is complete."""
        return not any(stream.error is not None or stream.left_out for stream in self.streams)

    @property
    def records(self) -> int:
        """Of all streams."""
        return sum(stream.records for stream in self.streams)
