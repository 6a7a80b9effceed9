"""multipart/form-data of an exactly known length, written by hand so that its size is known before the first byte."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from typing import Self

from msgspec import Struct, field

from ._readings import Reading
from ._sources import Source


class Part(Struct, frozen=True):
    """One file of the form."""

    name: str
    content_type: str
    source: Source


def _quoted(name: str) -> str:
    return name.replace("\\", "\\\\").replace('"', '\\"')


def _boundary() -> str:
    return f"ditio-{secrets.token_hex(16)}"


class Multipart(Struct, frozen=True):
    """A form of files, every part named `file`. Each attempt opens it anew.

    File names are sent as plain UTF-8, as browsers do; percent-encoding them would change them on the server.

    Args:
        parts: the files in order.
        progress: called with the number of bytes of each chunk that goes out, minus those of an attempt that failed.
    """

    parts: Sequence[Part]
    progress: Callable[[int], None] | None = None
    boundary: str = field(default_factory=_boundary)

    @property
    def content_type(self) -> str:
        """The header that goes with it."""
        return f"multipart/form-data; boundary={self.boundary}"

    @property
    def size(self) -> int:
        """Exact number of bytes: files, their headers, boundaries."""
        return sum(self.part_size(part) for part in self.parts) + len(self._end())

    @property
    def spent(self) -> bool:
        """A part was read and cannot be read again."""
        return any(part.source.spent for part in self.parts)

    def part_size(self, part: Part) -> int:
        """What a part adds to the size: its header, its content, its line end."""
        return len(self._head(part)) + part.source.size + 2

    def open(self) -> Outgoing:
        """Begin an attempt."""
        steps: list[bytes | Source] = []
        for part in self.parts:
            steps += [self._head(part), part.source, b"\r\n"]
        return Outgoing([*steps, self._end()], self.progress)

    def _head(self, part: Part) -> bytes:
        return (
            f"--{self.boundary}\r\n"
            f'Content-Disposition: form-data; name="file"; filename="{_quoted(part.name)}"\r\n'
            f"Content-Type: {part.content_type}\r\n\r\n"
        ).encode()

    def _end(self) -> bytes:
        return f"--{self.boundary}--\r\n".encode()


class Outgoing:
    """The body of one attempt, as an async iterator of bytes.

    Attributes:
        error: what went wrong on our side of the body, which the HTTP client would report as a lost connection.
    """

    def __init__(self, steps: Sequence[bytes | Source], progress: Callable[[int], None] | None) -> None:
        self._steps = iter(steps)
        self._progress = progress
        self._reading: Reading | None = None
        self._sent = 0
        self._closed = False
        self.error: Exception | None = None

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        try:
            chunk = await self._next()
            if chunk and self._progress is not None:
                self._sent += len(chunk)
                self._progress(len(chunk))
        except Exception as error:
            self.error = error
            raise
        if not chunk:
            raise StopAsyncIteration
        return chunk

    async def _next(self) -> bytes:
        while not self._closed:
            if (reading := self._reading) is not None:
                if chunk := await reading.read():
                    return chunk
                reading.close()
                self._reading = None
                continue
            step = next(self._steps, b"")
            if isinstance(step, bytes):
                return step
            self._reading = step.open()
        return b""

    def close(self, *, complete: bool) -> None:
        """End the attempt; bytes of one that is not complete no longer count as progress."""
        self._closed = True
        if self._reading is not None:
            self._reading.close()
            self._reading = None
        if not complete and self._progress is not None and self._sent:
            self._progress(-self._sent)
            self._sent = 0
