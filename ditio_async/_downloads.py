"""Taking in files: to a path, whole or not at all, or as bytes while they arrive."""

from __future__ import annotations

import asyncio
import os
import secrets
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Final, Protocol, Self

from anyio import to_thread
from msgspec.structs import replace

from . import _filenames
from ._headers import filename_of
from ._wire import Request, Response, Send, Sink
from .errors import ArgumentError

_BUFFER: Final = 1024 * 1024
_AHEAD: Final = 8
"""Chunks that may wait for a slow consumer."""


class Target:
    """Where a file goes, checked before anything is sent.

    A path of a file is replaced when the download is complete. In a directory the file gets the server's name, made
    safe, and never takes the place of another.
    """

    def __init__(self, call: str, to: str | os.PathLike[str], otherwise: str) -> None:
        if not isinstance(to, str | os.PathLike) or not os.fspath(to) or "\0" in os.fspath(to):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise ArgumentError(f"{call}: to takes the path of a file or of a directory, not {to!r}")
        path = Path(to)
        self.named = not path.is_dir()
        if self.named and os.fspath(to).endswith(os.sep):
            raise ArgumentError(f"{call}: there is no directory {path}; make it first: Path(...).mkdir(parents=True)")
        self.directory = path.parent if self.named else path
        self._path = path
        self._call = call
        self._otherwise = otherwise
        if not self.directory.is_dir():
            raise ArgumentError(f"{call}: there is no directory {self.directory}; make it first")
        if not os.access(self.directory, os.W_OK):
            raise ArgumentError(f"{call}: {self.directory} may not be written to")

    def path(self, response: Response) -> Path:
        """The path of the file, for an answer."""
        if self.named:
            return self._path
        path = self.directory / _filenames.safe(filename_of(response.headers), self._otherwise)
        if path.exists():
            raise FileExistsError(f"{self._call}: {path} is there already; give the path of a file to replace it")
        return path


class Place(Protocol):
    """Where a file goes, once its answer begins."""

    def path(self, response: Response) -> Path:
        """The path of the file, in a directory that is there."""
        ...


class FileSink:
    """Writes the body beside the target, and moves it there when it is complete.

    Attributes:
        path: where the file is, once it is.
        size: bytes.
    """

    spent = False

    def __init__(self, place: Place) -> None:
        self._place = place
        self._temporary: Path | None = None
        self._file: BinaryIO | None = None
        self._buffer = bytearray()
        self.path: Path | None = None
        self.size = 0

    async def start(self, response: Response) -> None:
        """Begin, anew if need be."""
        self.discard()
        self.path = self._place.path(response)
        self.size = 0
        self._open(self.path)

    def _open(self, path: Path) -> None:
        # not in a thread: a cancellation would leave a file behind that nobody knows of
        self._temporary = path.with_name(f".{path.name[:100]}.{secrets.token_hex(6)}.part")
        self._file = self._temporary.open("xb", buffering=0)

    async def write(self, chunk: bytes) -> None:
        """Take the next bytes."""
        self._buffer += chunk
        self.size += len(chunk)
        if len(self._buffer) >= _BUFFER:
            await self._flush()

    async def finish(self) -> None:
        """Move the file to its place."""
        await self._flush()
        assert self._file is not None
        assert self._temporary is not None
        assert self.path is not None
        self._file.close()
        self._temporary.replace(self.path)
        self._temporary = None

    def discard(self) -> None:
        """Remove what is not complete."""
        self._buffer.clear()
        if self._file is not None:
            self._file.close()
            self._file = None
        if self._temporary is not None:
            with suppress(FileNotFoundError):
                self._temporary.unlink()
            self._temporary = None

    async def _flush(self) -> None:
        assert self._file is not None
        data, self._buffer = bytes(self._buffer), bytearray()
        await to_thread.run_sync(_write_all, self._file, data)


def _write_all(file: BinaryIO, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[file.write(rest) :]


async def to_path(send: Send, request: Request, to: str | os.PathLike[str], otherwise: str) -> Path:
    """Download to a path. What is at the path changes only once the file is there whole."""
    target = await to_thread.run_sync(Target, request.operation, to, otherwise)
    path, _ = await save(lambda sink: send(replace(request, sink=sink)), target)
    return path


async def save(fetch: Callable[[Sink], Awaitable[Response]], place: Place) -> tuple[Path, int]:
    """Download to a place, whole or not at all. Gives the path, and how many bytes came."""
    sink = FileSink(place)
    try:
        await fetch(sink)
    finally:
        sink.discard()
    assert sink.path is not None
    return sink.path, sink.size


class Download:
    """A file as it arrives; use it as `async with ... as file: async for chunk in file`.

    A connection that breaks is tried again only while no byte has been handed on. The deadline of files counts for
    the whole, the time of the consumer included.

    Attributes:
        name: the file's name as the server wrote it (not made safe for a file system), or None.
        size: bytes, or None where the server does not say.
        content_type: as the server says.
    """

    def __init__(self, send: Send, request: Request) -> None:
        self._send = send
        self._request = request
        self._task: asyncio.Task[Response] | None = None
        self._chunks: deque[bytes] = deque()
        self._news = asyncio.Event()
        self._room = asyncio.Event()
        self._begun = False
        self.spent = False
        self.name: str | None = None
        self.size: int | None = None
        self.content_type = ""

    async def __aenter__(self) -> Self:
        if self._task is not None:
            raise RuntimeError("a download is opened once; ask for another one")
        run = asyncio.ensure_future(self._send(replace(self._request, sink=self)))
        self._task = run
        run.add_done_callback(lambda _: self._news.set())
        try:
            while not self._begun and not run.done():
                await self._wait()
            if not self._begun:
                await run  # raises what ended it
        except BaseException:
            await self._end()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._end()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        """The next bytes, in chunks of the network's choosing.

        Raises:
            RequestError: the connection broke; the bytes so far are not the whole file.
        """
        if self._task is None:
            raise RuntimeError("open the download first: async with ... as file")
        while not self._chunks and not self._task.done():
            await self._wait()
        if self._chunks:
            self._room.set()
            return self._chunks.popleft()
        await self._task  # raises what ended it
        raise StopAsyncIteration

    async def start(self, response: Response) -> None:
        """The answer begins."""
        length = response.headers.get("Content-Length", "")
        self.name = filename_of(response.headers)
        self.size = int(length) if length.isdigit() else None
        self.content_type = response.content_type
        self._begun = True
        self._news.set()

    async def write(self, chunk: bytes) -> None:
        """The next bytes; waits for the consumer when it is behind."""
        self.spent = True
        self._chunks.append(chunk)
        self._news.set()
        while len(self._chunks) >= _AHEAD:
            self._room.clear()
            await self._room.wait()

    async def finish(self) -> None:
        """The answer is complete."""

    async def _wait(self) -> None:
        self._news.clear()
        await self._news.wait()

    async def _end(self) -> None:
        if self._task is None:
            return
        self._task.cancel()
        await asyncio.wait({self._task})
        self._chunks.clear()
        if not self._task.cancelled():
            self._task.exception()  # was raised to the consumer, or the consumer left before it came
