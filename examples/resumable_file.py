"""A file that grows page by page, and goes on exactly where it was after a crash at any moment.

Beside the file lies a checkpoint: how many bytes of the file are whole pages, and the bookmark of the next page. A page
goes to the disk first and the checkpoint after it. What a crash leaves between the two is not in the checkpoint, and is
overwritten by the page that comes again.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

import msgspec


class CannotGoOnError(Exception):
    """A file and its checkpoint do not belong together, or not to this export."""


class Place(msgspec.Struct, frozen=True):
    """How far a file has come.

    Attributes:
        contents: what is exported into it.
        bookmark: of the next page; None before the first one.
        size: bytes that are whole pages.
        pages: how many those are.
        records: in these pages.
        done: the last page is written.
    """

    contents: str
    bookmark: str | None = None
    size: int = 0
    pages: int = 0
    records: int = 0
    done: bool = False


class ResumableFile:
    """Takes pages, and knows its place.

    Args:
        path: of the file; the checkpoint has the same name with `.checkpoint` behind it.
        contents: what is exported into it, so that nobody goes on with something else.

    Attributes:
        place: how far it has come.

    Raises:
        CannotGoOnError: there is a checkpoint that says something else, or a file that is shorter than that.
    """

    def __init__(self, path: Path, contents: str) -> None:
        self._path = path
        self._checkpoint = path.with_name(f"{path.name}.checkpoint")
        self.place = Place(contents)
        if self._checkpoint.exists():
            self.place = self._read(contents)

    def _read(self, contents: str) -> Place:
        cure = f"to begin anew, delete {self._checkpoint}"
        try:
            place = msgspec.json.decode(self._checkpoint.read_bytes(), type=Place)
        except msgspec.DecodeError as error:
            raise CannotGoOnError(f"the checkpoint cannot be read ({error}); {cure}") from error
        if place.contents != contents:
            raise CannotGoOnError(f"{self._path} is for {place.contents}, not for {contents}; {cure}")
        if not self._path.exists() or self._path.stat().st_size < place.size:
            raise CannotGoOnError(f"{self._path} has lost some of its {place.size:,} bytes; {cure}")
        return place

    def append(self, data: bytes, records: int, bookmark: str | None) -> None:
        """Add a page. It waits for the disk: call it in a thread, `await asyncio.to_thread(file.append, ...)`.

        Args:
            data: the page, as it stands in the file.
            records: how many it has.
            bookmark: the page's own; None says that it was the last one.
        """
        before = self.place
        with self._path.open("r+b" if self._path.exists() else "wb") as file:
            file.truncate(before.size)
            file.seek(before.size)
            _write(file, data)
        after = Place(
            before.contents,
            bookmark,
            before.size + len(data),
            before.pages + 1,
            before.records + records,
            done=bookmark is None,
        )
        new = self._checkpoint.with_name(f"{self._checkpoint.name}.new")
        with new.open("wb") as file:
            _write(file, msgspec.json.encode(after))
        new.replace(self._checkpoint)
        self.place = after

    def forget(self) -> None:
        """The export is over; the next one begins anew."""
        self._checkpoint.unlink(missing_ok=True)


def _write(file: BinaryIO, data: bytes) -> None:
    """Write, and wait until it is on the disk."""
    file.write(data)
    file.flush()
    os.fsync(file.fileno())
