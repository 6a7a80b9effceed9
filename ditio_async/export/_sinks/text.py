"""Files of lines, which can be gone on with after the last whole one."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from io import FileIO
from typing import Final, Protocol

from .._worker import Turns
from .place import CannotGoOnError, Place

_HANDFUL: Final = 100
"""Records that are made into lines at once; it takes a millisecond or two."""


class Lines(Protocol):
    """Makes lines of records."""

    @property
    def head(self) -> bytes:
        """What a file begins with."""
        ...

    def of(self, records: Sequence[object]) -> bytes:
        """The lines."""
        ...


class TextSink:
    """Writes lines to a file.

    Attributes:
        size: bytes so far.
    """

    def __init__(self, place: Place, lines: Lines) -> None:
        self._place = place
        self._lines = lines
        self._turns = Turns()
        self._file: FileIO | None = None
        self.size = 0

    def open(self, size: int) -> None:
        """Begin, or go on after so many bytes.

        Raises:
            CannotGoOnError: there is less.
        """
        if size:
            there = self._place.temporary
            if not there.exists() or there.stat().st_size < size:
                raise CannotGoOnError
            self._file = FileIO(there, "r+")
            self._file.truncate(size)
            self._file.seek(size)
            self.size = size
        else:
            self._file = FileIO(self._place.temporary, "w")
            self._write(self._lines.head)

    def write(self, records: Sequence[object]) -> int:
        """Add records; gives their number."""
        for handful in _handfuls(records):
            self._write(self._lines.of(handful))
            self._turns.turn()
        return len(records)

    def finish(self) -> None:
        """Put the file in its place."""
        self._close()
        self._place.put()

    def sync(self) -> None:
        """What was written survives from now on, whatever happens to the machine."""
        assert self._file is not None
        os.fsync(self._file)

    def close(self, *, keep: bool) -> None:
        """Break off."""
        self._close()
        if not keep:
            self._place.temporary.unlink(missing_ok=True)

    def _write(self, data: bytes) -> None:
        assert self._file is not None
        rest = memoryview(data)
        while rest:
            rest = rest[self._file.write(rest) :]
        self.size += len(data)

    def _close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


def _handfuls(records: Sequence[object]) -> Iterator[Sequence[object]]:
    for start in range(0, len(records), _HANDFUL):
        yield records[start : start + _HANDFUL]
