"""A file that is written where nobody looks for it, and put in its place when it is whole."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from msgspec import Struct


class CannotGoOnError(Exception):
    """What an earlier run has left of a file is gone, or is not what it was."""


class Place(Struct, frozen=True):
    """Where a file goes.

    Attributes:
        path: in the end.
        temporary: until then; on the same file system.
    """

    path: Path
    temporary: Path

    def put(self) -> None:
        """Put the file in its place, for good."""
        _sync(self.temporary)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.temporary.replace(self.path)
        _sync(self.path.parent)


class Sink(Protocol):
    """A file that records are written to. Its methods are called in a thread, one at a time.

    Attributes:
        size: bytes so far.
    """

    @property
    def size(self) -> int: ...

    def open(self, size: int) -> None:
        """Begin; with a size go on after so many bytes of what is there, where the sink can.

        Raises:
            CannotGoOnError: there is less.
        """
        ...

    def write(self, records: Sequence[object]) -> int:
        """Add records, in the form that is written; gives their number."""
        ...

    def sync(self) -> None:
        """What was written survives from now on, whatever happens to the machine."""
        ...

    def finish(self) -> None:
        """Put the file in its place."""
        ...

    def close(self, *, keep: bool) -> None:
        """Break off. What is there stays to go on from, or is removed."""
        ...


def _sync(path: Path) -> None:
    """Have the system write to the disk what it remembers of a file or a directory."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
