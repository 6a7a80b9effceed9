"""Eight files of 25 MB at once: memory, processor time and stalls of the loop, each contender in a fresh process.

`python -m benchmarks.upload CONTENDER ADDRESS FOLDER` is such a process; it prints what it measured as JSON.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from random import Random
from statistics import median
from typing import Final, TypeAlias

import aiohttp
import msgspec
import psutil  # type: ignore[import-untyped]  # it ships no types for mypy
from msgspec import Struct

from ditio_async import DitioSession, Environment, Limits

from .process import forget_peak, peak, watched
from .report import Goal, Report, Settings, ratios, spread
from .server import PROJECT_ID, PROJECT_PATH, Counts, running

FILES: Final = 8
SIZE: Final = 25_000_000
MEMORY: Final = 10.0
"""Megabytes that the uploads may add."""
CPU: Final = 1.15
"""Of bare aiohttp's."""
STALL: Final = 5.0
"""Milliseconds."""
CONTENDERS: Final = ("ditio_async", "bare aiohttp")

Upload: TypeAlias = Callable[[Path], Awaitable[None]]


class Sample(Struct, frozen=True):
    """What one process measured.

    Attributes:
        seconds: for all files.
        cpu: seconds of the process's processor time.
        memory: megabytes at the peak above those before the first file.
        stall: the longest time in milliseconds that the loop was late.
    """

    seconds: float
    cpu: float
    memory: float
    stall: float


def run(settings: Settings) -> Iterator[Report]:
    """Upload in turns."""
    samples: dict[str, list[Sample]] = {name: [] for name in CONTENDERS}
    counts = dict.fromkeys(CONTENDERS, Counts())
    with tempfile.TemporaryDirectory() as folder, running() as base:
        _write_files(Path(folder))
        for _ in range(settings.rounds):
            for name in CONTENDERS:
                before = _counts(base)
                command = [sys.executable, "-m", "benchmarks.upload", name, base, folder]
                done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
                samples[name].append(msgspec.json.decode(done.stdout, type=Sample))
                counts[name] = _plus(counts[name], _counts(base), before)
    ours, bare = (samples[name] for name in CONTENDERS)
    cpu = ratios([sample.cpu for sample in ours], [sample.cpu for sample in bare])
    without = counts["ditio_async"].without_length
    yield Report(
        title=f"upload: {FILES} files of {SIZE / 1e6:g} MB at once, {settings.rounds} fresh processes each",
        columns=(
            "contender",
            "MB added",
            "CPU s",
            "CPU of bare",
            "(half of the rounds)",
            "MB/s",
            "stall ms",
            "no length",
        ),
        rows=[_row(name, samples[name], bare, counts[name]) for name in CONTENDERS],
        goals=[
            Goal("memory that the uploads add, the worst round", max(sample.memory for sample in ours), MEMORY, "MB"),
            Goal("processor time of bare aiohttp's", median(cpu), CPU),
            Goal("longest stall of the event loop", median(sample.stall for sample in ours), STALL, "ms"),
            Goal("requests without Content-Length", without, 0),
        ],
        samples={
            f"{name}, {unit}": [getattr(sample, unit) for sample in taken]
            for name, taken in samples.items()
            for unit in Sample.__struct_fields__
        },
    )


def _row(name: str, taken: list[Sample], bare: list[Sample], counts: Counts) -> list[str]:
    cpu = ratios([sample.cpu for sample in taken], [sample.cpu for sample in bare])
    ratio, _, bounds = spread(cpu).partition(" ")
    return [
        name,
        f"{median(sample.memory for sample in taken):.1f}",
        f"{median(sample.cpu for sample in taken):.3f}",
        ratio,
        bounds,
        f"{FILES * SIZE / 1e6 / median(sample.seconds for sample in taken):,.0f}",
        f"{median(sample.stall for sample in taken):.1f}",
        str(counts.without_length),
    ]


def _counts(base: str) -> Counts:
    async def ask() -> Counts:
        async with aiohttp.ClientSession() as session, session.get(f"{base}/counts") as answer:
            return msgspec.json.decode(await answer.read(), type=Counts)

    return asyncio.run(ask())


def _plus(sum: Counts, now: Counts, before: Counts) -> Counts:
    names = Counts.__struct_fields__
    return Counts(**{name: getattr(sum, name) + getattr(now, name) - getattr(before, name) for name in names})


def _write_files(folder: Path) -> None:
    chance = Random(7)
    for index in range(FILES):
        (folder / _name(index)).write_bytes(chance.randbytes(SIZE))
    (folder / "first.pdf").write_bytes(b"%PDF")


def _name(index: int) -> str:
    return f"Tegning {index}.pdf"


async def _ours(base: str, stack: AsyncExitStack) -> Upload:
    here = Environment(name="benchmark", identity=base, core=base, reporting=base)
    session = DitioSession("id", "secret", environment=here, limits=Limits(files=FILES))
    ditio = await stack.enter_async_context(session)

    async def upload(path: Path) -> None:
        await ditio.projects.documents.upload(PROJECT_ID, [path])

    return upload


async def _bare(base: str, stack: AsyncExitStack) -> Upload:
    session = await stack.enter_async_context(aiohttp.ClientSession(raise_for_status=True))

    async def upload(path: Path) -> None:
        form = aiohttp.FormData()
        with path.open("rb") as file:
            form.add_field("file", file, filename=path.name, content_type="application/pdf")
            async with session.post(f"{base}{PROJECT_PATH}/documents", data=form) as answer:
                await answer.read()

    return upload


async def measured(name: str, base: str, folder: Path) -> Sample:
    """Upload all files at once; one small file goes first, so that only the uploads are measured."""
    paths = [folder / _name(index) for index in range(FILES)]
    async with AsyncExitStack() as stack:
        upload = await (_ours if name == "ditio_async" else _bare)(base, stack)
        await upload(folder / "first.pdf")
        forget_peak()
        before = psutil.Process().memory_info().rss
        async with watched(0.001) as stalls:
            cpu, began = time.process_time(), time.perf_counter()
            await asyncio.gather(*(upload(path) for path in paths))
            seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
        return Sample(seconds, cpu, (peak() - before) / 1e6, stalls.longest)


if __name__ == "__main__":
    sample = asyncio.run(measured(sys.argv[1], sys.argv[2], Path(sys.argv[3])))
    print(msgspec.json.encode(sample).decode())
