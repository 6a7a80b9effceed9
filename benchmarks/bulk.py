"""Many creates, some at a time: `bulk` against `gather` with a semaphore, over the same call and over bare aiohttp."""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import AsyncExitStack
from statistics import median
from typing import Final, TypeAlias

import aiohttp
import msgspec
from msgspec import Struct

from ditio_async import DitioSession, Environment, bulk
from ditio_async.resources.work_orders import WorkOrder

from .report import Goal, Report, Settings, ratios, spread
from .server import COMPANY_ID, PROJECT_ID, TASKS_PATH, running

CALLS_PER_SECOND: Final = 0.85
"""Of those of `gather` with a semaphore."""
CONCURRENCY: Final = 8
COUNT: Final = 10_000
QUICK: Final = 500

OURS: Final = "bulk"
GATHERED: Final = "gather, semaphore"
BARE: Final = "bare aiohttp, semaphore"


class Row(Struct, frozen=True):
    """What is created."""

    project_id: str
    external_id: str
    name: str


Create: TypeAlias = Callable[[Row], Awaitable[WorkOrder]]
Work: TypeAlias = Callable[[Sequence[Row]], Awaitable[int]]
"""Creates all of them, and says how many that were."""


class Sample(Struct, frozen=True):
    """One measurement: calls a second, and microseconds of this process's processor time a call."""

    rate: float
    cpu: float


Samples: TypeAlias = dict[str, list[Sample]]


def run(settings: Settings) -> Iterator[Report]:
    """Measure, round after round, each contender in its turn."""
    count = QUICK if settings.quick else COUNT
    with running() as base:
        samples = asyncio.run(_rounds(base, settings.rounds, count))
    yield Report(
        title=f"bulk: {count:,} work orders, {CONCURRENCY} at once, {settings.rounds} rounds",
        columns=("contender", "calls/s", "of gather", "(half of the rounds)", "of bare", "CPU µs/call"),
        rows=[_row(name, samples) for name in samples],
        goals=[
            Goal(
                "calls a second of those of gather with a semaphore",
                median(_ratios(OURS, GATHERED, samples)),
                CALLS_PER_SECOND,
                at_least=True,
            )
        ],
        samples={
            f"{name}, {unit}": [getattr(sample, unit) for sample in taken]
            for name, taken in samples.items()
            for unit in ("rate", "cpu")
        },
    )


async def _rounds(base: str, rounds: int, count: int) -> Samples:
    rows = [Row(PROJECT_ID, f"WO-{number}", "Graving") for number in range(count)]
    async with AsyncExitStack() as stack:
        create = await _ours(base, stack)
        contenders = {OURS: _bulk(create), GATHERED: _gathered(create), BARE: _gathered(await _bare(base, stack))}
        for work in contenders.values():
            await measure(work, rows[:QUICK])
        samples: Samples = {name: [] for name in contenders}
        for _ in range(rounds):
            for name, work in contenders.items():
                samples[name].append(await measure(work, rows))
    return samples


async def _ours(base: str, stack: AsyncExitStack) -> Create:
    here = Environment(name="benchmark", identity=base, core=base, reporting=base)
    ditio = await stack.enter_async_context(DitioSession("id", "secret", environment=here, company_id=COMPANY_ID))
    create = ditio.work_orders.create
    return lambda row: create(project_id=row.project_id, external_id=row.external_id, name=row.name)


async def _bare(base: str, stack: AsyncExitStack) -> Create:
    headers = {"Accept": "application/json", "Authorization": f"Bearer {'t' * 900}", "Content-Type": "application/json"}
    session = await stack.enter_async_context(aiohttp.ClientSession(headers=headers, raise_for_status=True))
    encode, decode, url = msgspec.json.Encoder().encode, msgspec.json.Decoder(WorkOrder).decode, base + TASKS_PATH

    async def create(row: Row) -> WorkOrder:
        body = {
            "companyId": COMPANY_ID,
            "projectId": row.project_id,
            "externalId": row.external_id,
            "name": row.name,
        }
        async with session.post(url, data=encode(body)) as answer:
            return decode(await answer.read())

    return create


def _bulk(create: Create) -> Work:
    async def work(rows: Sequence[Row]) -> int:
        return (await bulk(create, rows, concurrency=CONCURRENCY).report()).done

    return work


def _gathered(create: Create) -> Work:
    async def work(rows: Sequence[Row]) -> int:
        free = asyncio.Semaphore(CONCURRENCY)

        async def one(row: Row) -> WorkOrder:
            async with free:
                return await create(row)

        return len(await asyncio.gather(*(one(row) for row in rows)))

    return work


async def measure(work: Work, rows: Sequence[Row]) -> Sample:
    """Create them all."""
    gc.collect()
    cpu, began = time.process_time(), time.perf_counter()
    done = await work(rows)
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    if done != len(rows):
        raise RuntimeError(f"{done} of {len(rows)} were created")
    return Sample(done / seconds, cpu / done * 1e6)


def _ratios(name: str, other: str, samples: Samples) -> list[float]:
    return ratios([sample.rate for sample in samples[name]], [sample.rate for sample in samples[other]])


def _row(name: str, samples: Samples) -> list[str]:
    taken = samples[name]
    ratio, _, bounds = spread(_ratios(name, GATHERED, samples)).partition(" ")
    return [
        name,
        f"{median(sample.rate for sample in taken):,.0f}",
        ratio,
        bounds,
        f"{median(_ratios(name, BARE, samples)):.2f}",
        f"{median(sample.cpu for sample in taken):.1f}",
    ]
