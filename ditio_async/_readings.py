"""One pass over the content of an upload; each attempt makes one."""

from __future__ import annotations

import os
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import BinaryIO, Final, Protocol

from anyio import to_thread

from .errors import FileChangedError

CHUNK: Final = 256 * 1024
"""Bytes read from disk at once: large enough that the hop to a thread is cheap, small enough that memory is."""


class Reading(Protocol):
    """One pass over a source."""

    async def read(self) -> bytes:
        """The next bytes; empty at the end."""
        ...

    def close(self) -> None:
        """Let go of what the pass holds."""
        ...


class BytesReading:
    def __init__(self, content: bytes) -> None:
        self._rest = memoryview(content)

    async def read(self) -> bytes:
        chunk, self._rest = self._rest[:CHUNK], self._rest[CHUNK:]
        return bytes(chunk)

    def close(self) -> None:
        self._rest = memoryview(b"")


class ThreadReading:
    """A pass that reads in a thread, which goes on after the task that waits for it was cancelled.

    So nothing is closed while a thread reads from it, and the lock keeps the next pass out until this one has ended.
    """

    def __init__(self, lock: threading.Lock) -> None:
        self._lock = lock
        self._closed = False

    async def read(self) -> bytes:
        return await to_thread.run_sync(self._in_thread)

    def _in_thread(self) -> bytes:
        try:
            with self._lock:
                return b"" if self._closed else self._chunk()
        finally:
            if self._closed:
                self._let_go()

    def close(self) -> None:
        self._closed = True
        if not self._lock.locked():  # otherwise the thread that holds it lets go
            self._let_go()

    def _chunk(self) -> bytes:
        raise NotImplementedError

    def _let_go(self) -> None:
        """Nothing to let go of: what is read is the caller's."""


class PathReading(ThreadReading):
    def __init__(self, path: Path, size: int, check: Callable[[os.stat_result], None]) -> None:
        super().__init__(threading.Lock())
        self._path = path
        self._check = check
        self._file: BinaryIO | None = None
        self._left = size

    def _chunk(self) -> bytes:
        try:
            if self._file is None:
                self._file = self._path.open("rb", buffering=0)
                self._check(os.fstat(self._file.fileno()))
        except FileNotFoundError as error:
            raise FileChangedError(f"{self._path} vanished while it was being uploaded") from error
        chunk = self._file.read(CHUNK)
        self._left -= len(chunk)
        if not chunk or self._left <= 0:
            self._check(os.fstat(self._file.fileno()))
        return chunk

    def _let_go(self) -> None:
        if self._file is not None:
            self._file.close()


class FileReading(ThreadReading):
    def __init__(self, file: BinaryIO, name: str, start: int | None, size: int, lock: threading.Lock) -> None:
        super().__init__(lock)
        self._file = file
        self._name = name
        self._seek = start
        self._left = size

    def _chunk(self) -> bytes:
        if self._seek is not None:
            self._file.seek(self._seek)
            self._seek = None
        if not self._left:
            return b""
        chunk = self._file.read(min(CHUNK, self._left))
        if not chunk:
            raise FileChangedError(f"{self._name} ended {self._left} bytes before the size that was announced")
        self._left -= len(chunk)
        return chunk


class IteratorReading:
    def __init__(self, chunks: AsyncIterator[bytes], name: str, size: int) -> None:
        self._chunks = chunks
        self._name = name
        self._size = size
        self._left = size

    async def read(self) -> bytes:
        async for chunk in self._chunks:
            if chunk:
                self._left -= len(chunk)
                if self._left < 0:
                    raise FileChangedError(f"{self._name} gave more than the {self._size} bytes that were announced")
                return bytes(chunk)
        if self._left:
            raise FileChangedError(f"{self._name} gave {self._left} bytes less than the {self._size} announced")
        return b""

    def close(self) -> None:
        """The iterator is the caller's; it stays as it is."""
