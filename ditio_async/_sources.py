"""Where the bytes of an upload come from: a path, bytes, an open file, an async iterator.

A source knows its exact size before the first byte is read. `open` begins a fresh reading of it, once per attempt;
`spent` says that there cannot be another.
"""

from __future__ import annotations

import os
import threading
from collections.abc import AsyncIterable, AsyncIterator
from pathlib import Path
from typing import BinaryIO, Final, Protocol, cast

from . import _checks
from ._readings import BytesReading, FileReading, IteratorReading, PathReading, Reading
from .errors import ArgumentError, FileChangedError

_SIZE: Final = _checks.whole(0)


class Source(Protocol):
    """Content of a known size."""

    @property
    def size(self) -> int:
        """Exact number of bytes."""
        ...

    @property
    def spent(self) -> bool:
        """It was read, and cannot be read again."""
        ...

    def open(self) -> Reading:
        """Begin a pass from the first byte."""
        ...


class BytesSource:
    """Bytes in memory."""

    spent = False

    def __init__(self, content: bytes) -> None:
        self._content = content
        self.size = len(content)

    def open(self) -> Reading:
        """Begin a pass."""
        return BytesReading(self._content)


class PathSource:
    """A file on disk, noted as it was when the upload was planned; a change since then is an error."""

    spent = False

    def __init__(self, path: Path) -> None:
        self.path = path
        self._noted = _note(path.stat())
        self.size = self._noted[0]

    def open(self) -> Reading:
        """Begin a pass."""
        return PathReading(self.path, self.size, self.check)

    def check(self, now: os.stat_result) -> None:
        """Complain if the file is no longer what was noted."""
        if _note(now) != self._noted:
            raise FileChangedError(f"{self.path} changed while it was being uploaded: {self.size} bytes were announced")


def _note(stat: os.stat_result) -> tuple[int, int, int, int]:
    return stat.st_size, stat.st_mtime_ns, stat.st_ino, stat.st_dev


class FileSource:
    """An open binary file, from where it stands to its end. One that cannot seek is read once."""

    def __init__(self, file: BinaryIO, name: str, size: int | None) -> None:
        self._file = file
        self._name = name
        self._start = file.tell() if file.seekable() else None
        self._opened = False
        self._lock = threading.Lock()
        if self._start is not None:
            self.size = max(0, file.seek(0, os.SEEK_END) - self._start)
            file.seek(self._start)
        elif size is None:
            raise ArgumentError(f"{name}: the size of a file that cannot seek must be given: UploadFile(..., size=)")
        else:
            self.size = size

    @property
    def spent(self) -> bool:
        """It was read, and cannot seek back."""
        return self._opened and self._start is None

    def open(self) -> Reading:
        """Begin a pass."""
        self._opened = True
        return FileReading(self._file, self._name, self._start, self.size, self._lock)


class IteratorSource:
    """An async iterable of bytes with a size said beforehand.

    An iterator is read once, an iterable that makes a new iterator each time as often as needed.
    """

    def __init__(self, chunks: AsyncIterable[bytes], name: str, size: int) -> None:
        self._chunks = chunks
        self._name = name
        self.size = size
        self._opened = False

    @property
    def spent(self) -> bool:
        """It was read, and is no iterable that can begin again."""
        return self._opened and isinstance(self._chunks, AsyncIterator)

    def open(self) -> Reading:
        """Begin a pass."""
        self._opened = True
        return IteratorReading(aiter(self._chunks), self._name, self.size)


def source_of(content: object, name: str, size: int | None) -> Source:
    """The source for what the caller gave. Looks at the disk, so call it in a thread.

    Raises:
        ArgumentError: it cannot be read, or not as many bytes as are said.
    """
    if size is not None and (wrong := _SIZE(size)) is not None:
        raise ArgumentError(f"{name}: size {wrong}")
    source = _source_of(content, name, size)
    if size is not None and size != source.size:
        raise ArgumentError(f"{name}: size is given as {size}, and there are {source.size} bytes to read")
    return source


def _source_of(content: object, name: str, size: int | None) -> Source:
    if isinstance(content, str | os.PathLike):
        return _path_source(Path(cast("str | os.PathLike[str]", content)))
    if isinstance(content, bytes | bytearray):
        return BytesSource(bytes(content))
    if isinstance(content, AsyncIterable):
        if size is None:
            raise ArgumentError(f"{name}: the length of an async iterator must be given: UploadFile(..., size=)")
        return IteratorSource(cast("AsyncIterable[bytes]", content), name, size)
    if hasattr(content, "read") and hasattr(content, "seekable"):
        return _file_source(content, name, size)
    raise ArgumentError(
        f"{name}: takes a path, bytes, a file opened with mode 'rb' or an async iterator, not {type(content).__name__}"
    )


def _file_source(file: object, name: str, size: int | None) -> Source:
    if getattr(file, "closed", False):
        raise ArgumentError(f"{name}: the file is closed; give it while it is open")
    if hasattr(file, "encoding"):
        raise ArgumentError(f"{name}: the file is open in text mode; open it with mode 'rb'")
    binary = cast("BinaryIO", file)
    if not getattr(binary, "readable", lambda: True)():
        raise ArgumentError(f"{name}: the file is open for writing only; open it with mode 'rb'")
    return FileSource(binary, name, size)


def _path_source(path: Path) -> Source:
    try:
        source = PathSource(path)
    except FileNotFoundError:
        raise ArgumentError(f"{path}: there is no such file") from None
    except (OSError, ValueError) as error:
        raise ArgumentError(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}") from error
    if path.is_dir():
        raise ArgumentError(f"{path} is a directory; give its files: [*Path({str(path)!r}).iterdir()]")
    if not path.is_file():
        raise ArgumentError(f"{path} is no regular file; open it, and give the open file with its size")
    if not os.access(path, os.R_OK):
        raise ArgumentError(f"{path} may not be read by this process")
    return source
