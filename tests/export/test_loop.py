"""The event loop goes on while files are written, and memory does not depend on how long a stream is."""

from __future__ import annotations

import asyncio
import os
import threading
from pathlib import Path

import pyarrow
import pyarrow.parquet as pq
import pytest

from ditio_async import DitioSession
from ditio_async._tables.rows import RowReader
from ditio_async.export import ExportProgress, export
from ditio_async.export._sinks import parquet
from ditio_async.export._sinks.csv import CsvText
from ditio_async.export._sinks.tables import TableReader
from ditio_async.export._worker import Worker
from ditio_async.sandbox import DitioSandbox

from ..examples.serving import longest_stall
from ..support.faults import FaultServer
from .common import only, paged, reached


@pytest.mark.parametrize("suffix", ["parquet", "csv"])
async def test_the_loop_is_not_held_up(ditio_sandbox: DitioSandbox, tmp_path: Path, suffix: str) -> None:
    """In its own thread, whose work alone is counted; the first run loads what is loaded once."""
    async with DitioSession(**ditio_sandbox.credentials) as ditio:

        async def exported() -> int:
            window = {"from_date_time": "2026-01-01", "to_date_time": "2026-12-31"}
            return only(await export(ditio, ["time_registrations"], tmp_path / f"h.{suffix}", **window)).records

        await exported()
        stall, records = min([await longest_stall(exported) for _ in range(2)])
    assert records > 500
    assert stall < 0.005


@pytest.mark.parametrize("suffix", ["parquet", "csv"])
async def test_nothing_is_converted_or_written_in_the_thread_of_the_loop(
    server: FaultServer, ditio: DitioSession, tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[threading.Thread] = []
    for owner, name in ((os, "fsync"), (TableReader, "part"), (RowReader, "part"), (CsvText, "of")):
        real = getattr(owner, name)

        def noted(*args: object, real: object = real, **more: object) -> object:
            threads.append(threading.current_thread())
            return real(*args, **more)

        monkeypatch.setattr(owner, name, noted)
    server.script(paged([{"id": str(n)} for n in range(30)], 10))
    only(await export(ditio, ["projects"], tmp_path / f"p.{suffix}"))
    assert len(threads) > 3
    assert threading.current_thread() not in threads


async def test_memory_is_bounded(
    server: FaultServer, ditio: DitioSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of pages that wait to be written, and of rows that wait to be a row group."""
    monkeypatch.setattr(parquet, "MOST_BYTES", 100_000)
    server.script(paged([{"id": str(n), "name": f"{n} " * 500} for n in range(1000)], 20))
    before, arrow, waiting = pyarrow.total_allocated_bytes(), list[int](), list[int]()

    def told(_: ExportProgress) -> None:
        arrow.append(pyarrow.total_allocated_bytes() - before)
        waiting.append(len(server.calls) - len(arrow))

    only(await export(ditio, ["projects"], tmp_path / "p.parquet", on_progress=told))
    assert len(arrow) == 51, "a page each, and the end"
    assert max(waiting) <= 3, "one that waits, one on its way, and one more if it came just now"
    assert max(arrow) < 1_000_000
    assert pq.read_table(tmp_path / "p.parquet").nbytes > 1_500_000, "it would not have fitted"


async def test_who_is_cancelled_hears_of_it_when_the_thread_has_ended() -> None:
    worker, begun, going_on, ended = Worker(), asyncio.Event(), threading.Event(), list[bool]()
    loop = asyncio.get_running_loop()

    def work() -> None:
        loop.call_soon_threadsafe(begun.set)
        ended.append(going_on.wait(10))

    task = asyncio.create_task(worker.run(work))
    await reached(begun, task)
    task.cancel()
    for _ in range(10):
        await asyncio.sleep(0)
    assert not task.done(), "a thread still writes"
    going_on.set()
    await asyncio.wait({task})
    assert task.cancelled()
    assert ended == [True]
