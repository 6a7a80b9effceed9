"""Passes that were cancelled while a thread still reads for them."""

from __future__ import annotations

import asyncio
import io
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from anyio import to_thread

from ditio_async._readings import Reading
from ditio_async._sources import PathSource, source_of

from .contents import CONTENT, drained


class Gate:
    """Holds up the first read of each file that it is given to, until it is opened."""

    def __init__(self) -> None:
        self.reading = threading.Event()
        self.open = threading.Event()
        self.log: list[str] = []

    def pass_through(self) -> None:
        first = not self.reading.is_set()
        self.log.append("read begins")
        self.reading.set()
        if first:
            assert self.open.wait(10)
        self.log.append("read ends")


class SlowBytes(io.BytesIO):
    """A caller's file on a slow disk."""

    def __init__(self, content: bytes, gate: Gate) -> None:
        super().__init__(content)
        self.gate = gate

    def read(self, size: int | None = -1, /) -> bytes:
        chunk = super().read(size)
        self.gate.pass_through()
        return chunk


class SlowFile(io.FileIO):
    def __init__(self, path: Path, gate: Gate) -> None:
        super().__init__(path, "rb")
        self.gate = gate
        self.let_go = threading.Event()

    def read(self, size: int | None = -1, /) -> bytes:
        self.gate.pass_through()
        return super().read(-1 if size is None else size)

    def close(self) -> None:
        super().close()
        self.gate.log.append("closed")
        self.let_go.set()


class SlowPath(type(Path())):  # type: ignore[misc]
    """A file of ours on a slow disk."""

    gate: Gate
    files: list[SlowFile]

    def open(self, *args: Any, **kwargs: Any) -> SlowFile:
        self.files.append(SlowFile(self, self.gate))
        return self.files[-1]


@pytest.fixture
async def gate() -> AsyncIterator[Gate]:
    gate = Gate()
    yield gate
    gate.open.set()


@pytest.fixture
def path(tmp_path: Path, gate: Gate) -> SlowPath:
    path = SlowPath(tmp_path / "a.pdf")
    path.gate, path.files = gate, []
    (tmp_path / "a.pdf").write_bytes(CONTENT)
    return path


async def happens(event: threading.Event) -> None:
    assert await to_thread.run_sync(event.wait, 10)


async def cancelled_inside_read(reading: Reading, gate: Gate) -> None:
    """Cancel a read while its thread is held up in the file's own."""
    read = asyncio.create_task(reading.read())
    await happens(gate.reading)
    read.cancel()
    with pytest.raises(asyncio.CancelledError):
        await read
    assert gate.log == ["read begins"], "the thread goes on"


async def test_the_next_pass_over_a_callers_file_waits_for_the_thread_and_gets_everything(gate: Gate) -> None:
    file = SlowBytes(CONTENT, gate)
    source = source_of(file, "a.pdf", None)
    first = source.open()
    await cancelled_inside_read(first, gate)
    first.close()
    second = asyncio.create_task(drained(source.open()))
    await asyncio.wait({second}, timeout=0.05)
    assert gate.log == ["read begins"], "two threads are in one file"
    gate.open.set()
    assert await second == CONTENT
    assert gate.log == ["read begins", "read ends"] * (len(gate.log) // 2)
    assert not file.closed


async def test_a_thread_that_was_overtaken_does_not_move_the_file(gate: Gate) -> None:
    """A third pass begins while the first still reads and the second waits; the second was given up too."""
    source = source_of(SlowBytes(CONTENT, gate), "a.pdf", None)
    first, second = source.open(), source.open()
    await cancelled_inside_read(first, gate)
    first.close()
    waiting = asyncio.create_task(second.read())
    await asyncio.wait({waiting}, timeout=0.05)
    waiting.cancel()
    await asyncio.wait({waiting})
    second.close()
    third = asyncio.create_task(drained(source.open()))
    gate.open.set()
    assert await third == CONTENT


async def test_a_paths_file_is_closed_when_its_thread_ends_and_not_while_it_reads(path: SlowPath, gate: Gate) -> None:
    reading = PathSource(path).open()
    await cancelled_inside_read(reading, gate)
    reading.close()
    assert not path.files[0].closed, "the thread reads from it"
    gate.open.set()
    await happens(path.files[0].let_go)
    assert gate.log == ["read begins", "read ends", "closed"]


async def test_the_next_pass_over_a_path_need_not_wait(path: SlowPath, gate: Gate) -> None:
    source = PathSource(path)
    first = source.open()
    await cancelled_inside_read(first, gate)
    first.close()
    assert await drained(source.open()) == CONTENT
    gate.open.set()
    await happens(path.files[0].let_go)


async def test_a_paths_file_is_closed_at_once_where_no_thread_reads(path: SlowPath, gate: Gate) -> None:
    gate.open.set()
    reading = PathSource(path).open()
    await reading.read()
    reading.close()
    assert path.files[0].closed
    reading.close()


async def test_a_pass_that_was_closed_before_its_thread_began_opens_nothing(path: SlowPath) -> None:
    reading = PathSource(path).open()
    reading.close()
    assert await reading.read() == b""
    assert path.files == []


async def test_a_pass_over_a_callers_file_that_was_closed_leaves_it_where_it_is() -> None:
    file = io.BytesIO(CONTENT)
    reading = source_of(file, "a.pdf", None).open()
    await reading.read()
    place = file.tell()
    reading.close()
    assert await reading.read() == b""
    assert file.tell() == place
