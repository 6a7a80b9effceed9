"""Where the bytes of an upload come from: each kind of content, read again, read once, changed meanwhile."""

from __future__ import annotations

import gzip
import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest

from ditio_async._readings import CHUNK
from ditio_async._sources import source_of
from ditio_async.errors import FileChangedError

from .contents import CONTENT, Chunks, OneWay, behind_header, drained


def zipped() -> BinaryIO:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a", CONTENT)
    return zipfile.ZipFile(buffer).open("a")  # type: ignore[return-value]


AGAIN: dict[str, Callable[[], object]] = {
    "bytes": lambda: CONTENT,
    "bytearray": lambda: bytearray(CONTENT),
    "open file": lambda: io.BytesIO(CONTENT),
    "open file that was read from": lambda: behind_header(CONTENT),
    "unpacked file": lambda: gzip.GzipFile(fileobj=io.BytesIO(gzip.compress(CONTENT))),
    "file in an archive": zipped,
    "iterable": lambda: Chunks(CONTENT[:7], b"", CONTENT[7:]),
}
ONCE: dict[str, Callable[[], object]] = {
    "file that cannot seek": lambda: OneWay(CONTENT),
    "iterator": lambda: aiter(Chunks(CONTENT)),
}


@pytest.mark.parametrize("make", AGAIN.values(), ids=AGAIN)
async def test_what_can_be_read_again_gives_the_same_bytes_each_time(make: Callable[[], object]) -> None:
    source = source_of(make(), "a.pdf", len(CONTENT))
    assert source.size == len(CONTENT)
    await source.open().read()  # an attempt that was given up
    assert [await drained(source.open()) for _ in range(2)] == [CONTENT, CONTENT]
    assert not source.spent


@pytest.mark.parametrize("kind", [str, Path])
async def test_a_path_is_read_as_often_as_needed(tmp_path: Path, kind: Callable[[Path], object]) -> None:
    path = tmp_path / "æ.pdf"
    path.write_bytes(CONTENT)
    source = source_of(kind(path), "a.pdf", None)
    assert (source.size, source.spent) == (len(CONTENT), False)
    assert [await drained(source.open()) for _ in range(2)] == [CONTENT, CONTENT]
    assert not source.spent


@pytest.mark.parametrize("make", ONCE.values(), ids=ONCE)
async def test_what_can_be_read_once_is_spent_when_reading_begins(make: Callable[[], object]) -> None:
    source = source_of(make(), "a.pdf", len(CONTENT))
    assert (source.size, source.spent) == (len(CONTENT), False)
    reading = source.open()
    assert source.spent
    assert await drained(reading) == CONTENT


@pytest.mark.parametrize("content", [b"", bytearray(), io.BytesIO(), OneWay(), Chunks(), Chunks(b"", b"")])
async def test_nothing_is_content_too(content: object) -> None:
    source = source_of(content, "a.pdf", 0)
    assert source.size == 0
    assert await drained(source.open()) == b""


async def test_bytes_that_are_changed_later_are_sent_as_they_were() -> None:
    content = bytearray(b"before")
    source = source_of(content, "a.pdf", None)
    content[:] = b"after that"
    assert await drained(source.open()) == b"before"


async def test_of_an_open_file_no_more_than_was_announced_is_read() -> None:
    file = io.BytesIO(b"1234")
    source = source_of(file, "a.pdf", None)
    file.seek(0, os.SEEK_END)
    file.write(b"5678")
    assert await drained(source.open()) == b"1234"
    assert await drained(source_of(OneWay(b"123456"), "a.pdf", 4).open()) == b"1234"


async def test_a_file_that_is_the_callers_stays_open() -> None:
    file = io.BytesIO(b"1234")
    await drained(source_of(file, "a.pdf", None).open())
    assert not file.closed


def shrink(path: Path) -> None:
    os.truncate(path, CHUNK + 1)


def empty(path: Path) -> None:
    os.truncate(path, 0)


def grow(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"more")


def rewrite(path: Path) -> None:
    stat = path.stat()
    path.write_bytes(CONTENT)
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns + 1))


def replaced(path: Path) -> None:
    stat = path.stat()
    other = path.with_name("other")
    other.write_bytes(CONTENT)
    os.utime(other, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    other.replace(path)


def vanish(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize("change", [shrink, empty, grow, rewrite, replaced, vanish])
async def test_a_path_that_is_no_longer_what_was_announced_gives_no_byte(
    tmp_path: Path, change: Callable[[Path], None]
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(CONTENT)
    source = source_of(path, "a.pdf", None)
    change(path)
    reading = source.open()
    with pytest.raises(FileChangedError, match=r"a\.pdf (changed|vanished) while it was being uploaded"):
        await reading.read()
    reading.close()


@pytest.mark.parametrize("change", [shrink, empty, grow, rewrite])
async def test_a_path_that_changes_while_it_is_read_is_never_read_to_its_end(
    tmp_path: Path, change: Callable[[Path], None]
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(CONTENT)
    reading = source_of(path, "a.pdf", None).open()
    await reading.read()
    change(path)
    with pytest.raises(FileChangedError, match=rf"a\.pdf changed .* {len(CONTENT)} bytes were announced"):
        await drained(reading)
    reading.close()


@pytest.mark.parametrize("change", [replaced, vanish])
async def test_a_path_that_another_file_takes_while_it_is_read_is_read_as_it_was(
    tmp_path: Path, change: Callable[[Path], None]
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(CONTENT)
    reading = source_of(path, "a.pdf", None).open()
    first = await reading.read()
    change(path)
    assert first + await drained(reading) == CONTENT


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (OneWay(b"123"), "a.pdf ended 1 bytes before the size that was announced"),
        (Chunks(b"12", b"3"), "a.pdf gave 1 bytes less than the 4 announced"),
        (Chunks(), "a.pdf gave 4 bytes less than the 4 announced"),
        (Chunks(b"12", b"34", b"5"), "a.pdf gave more than the 4 bytes that were announced"),
    ],
)
async def test_content_of_another_size_than_was_said_is_told(content: object, words: str) -> None:
    with pytest.raises(FileChangedError) as caught:
        await drained(source_of(content, "a.pdf", 4).open())
    assert str(caught.value) == words


async def test_an_open_file_that_shrinks_is_told() -> None:
    file = io.BytesIO(b"1234")
    source = source_of(file, "a.pdf", None)
    file.truncate(3)
    with pytest.raises(FileChangedError, match="ended 1 bytes before"):
        await drained(source.open())
