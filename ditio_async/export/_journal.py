"""What of an export is done, kept beside its files: that is how a run goes on where another one was killed."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import threading
from collections.abc import Iterable
from io import FileIO
from pathlib import Path
from typing import Final, TypeAlias

import msgspec
from msgspec import Struct

from ..errors import ArgumentError

NAME: Final = "ditio-export.jsonl"


class Begun(Struct, frozen=True, kw_only=True, tag="begun", tag_field="line"):
    """The first line: a run began.

    Attributes:
        digest: of everything that makes a difference to what is written.
        window: the ends that were asked for.
    """

    digest: str
    format: str
    version: str
    window: tuple[str | None, str | None]
    modified_since: str | None = None


class Done(Struct, frozen=True, kw_only=True, tag="done", tag_field="line"):
    """A file is in its place; `bytes` is None where it would have had no records, so that there is none."""

    stream: str
    file: str
    records: int
    bytes: int | None
    misfits: int = 0
    unknown: tuple[str, ...] = ()


class At(Struct, frozen=True, kw_only=True, tag="at", tag_field="line"):
    """A file is not complete, and goes on at this place.

    Attributes:
        bookmark: of the page that comes next; None for a file that begins anew.
        bytes: of the file before it.
    """

    file: str
    bookmark: str | None
    records: int = 0
    bytes: int = 0
    misfits: int = 0
    unknown: tuple[str, ...] = ()


class Finished(Struct, frozen=True, kw_only=True, tag="finished", tag_field="line"):
    """The last line: everything is done, the next run is a new one."""


Line: TypeAlias = Begun | Done | At | Finished


class Journal:
    """The lines, and the directory of files that are not complete.

    Args:
        path: of the lines.
        state: the directory.
        keep: the lines stay when everything is done.

    Attributes:
        done: by their files.
        at: by their files.
    """

    def __init__(self, path: Path, state: Path, *, keep: bool) -> None:
        self.path = path
        self.state = state
        self._keep = keep
        self.done: dict[str, Done] = {}
        self.at: dict[str, At] = {}
        self._file: FileIO | None = None
        self._lock = threading.Lock()

    def open(self, call: str, begun: Begun, *, resume: bool) -> None:
        """Go on with an unfinished run that was the same, or begin anew.

        Raises:
            ArgumentError: another export is writing there, or the lines are none.
        """
        self.state.mkdir(parents=True, exist_ok=True)
        file = self._file = FileIO(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o666), "r+")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            lines = self._lines(call)
        except BlockingIOError:
            self._abandon()
            raise ArgumentError(f"{call}: another export is writing there, see {self.path}") from None
        except ArgumentError:
            self._abandon()
            raise
        if resume and lines[:1] == [begun] and not isinstance(lines[-1], Finished):
            self._remember(lines)
            return
        file.truncate(0)
        shutil.rmtree(self.state)
        self.state.mkdir()
        self.note(begun)

    def note(self, line: Line) -> None:
        """Add a line."""
        with self._lock:
            self._write(line)
            self._remember([line])

    def _write(self, line: Line) -> None:
        assert self._file is not None
        data, before = msgspec.json.encode(line) + b"\n", os.fstat(self._file.fileno()).st_size
        if self._file.write(data) != len(data):
            self._file.truncate(before)  # a torn line in the middle would be the end of the journal
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self.path))

    def close(self, *, finished: bool) -> None:
        """Add no more lines; leave nothing that the next run cannot use."""
        if self._file is None:
            return
        finished = finished or (bool(self.done) and not self._keep)  # cancelled when the only file was in its place
        with self._file:
            if finished and self._keep:
                self._write(Finished())
            elif finished or not (self.done or self.at):
                self.path.unlink(missing_ok=True)
            if finished or not self.at:
                shutil.rmtree(self.state, ignore_errors=True)
        self._file = None

    def _abandon(self) -> None:
        """Let go of lines that are not this export's."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _lines(self, call: str) -> list[Line]:
        assert self._file is not None
        *whole, torn = self.path.read_bytes().split(b"\n")
        if torn:  # the process was killed while it wrote the line
            self._file.truncate(sum(len(line) + 1 for line in whole))
        try:
            return [_DECODER.decode(line) for line in whole]
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise ArgumentError(
                f"{call}: {self.path} is not what an export left ({error}); move it away, or take another folder"
            ) from None

    def _remember(self, lines: Iterable[Line]) -> None:
        for line in lines:
            if isinstance(line, Done):
                self.done[line.file] = line
                self.at.pop(line.file, None)
            elif isinstance(line, At) and line.bookmark is not None:
                self.at[line.file] = line
            elif isinstance(line, At):
                self.at.pop(line.file, None)


_DECODER: Final[msgspec.json.Decoder[Line]] = msgspec.json.Decoder(Line)
