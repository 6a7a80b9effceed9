"""Content of several kinds to upload."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator

from ditio_async._readings import CHUNK, Reading

CONTENT = bytes(range(256)) * (CHUNK // 100)
"""Two chunks and a part of one."""


class Chunks:
    """An iterable that begins anew each time."""

    def __init__(self, *chunks: bytes) -> None:
        self.chunks = chunks

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self.chunks:
            yield chunk


class OneWay(io.BytesIO):
    """A file that cannot seek, as a pipe."""

    def seekable(self) -> bool:
        return False

    def seek(self, offset: int, whence: int = 0, /) -> int:
        raise io.UnsupportedOperation

    def tell(self) -> int:
        raise io.UnsupportedOperation


def behind_header(content: bytes) -> io.BytesIO:
    """A file of which the first bytes were read."""
    file = io.BytesIO(b"header" + content)
    file.seek(len(b"header"))
    return file


async def drained(reading: Reading) -> bytes:
    """What a pass gives to its end."""
    content = b""
    while chunk := await reading.read():
        content += chunk
    assert await reading.read() == b"", "the end stays the end"
    reading.close()
    return content
