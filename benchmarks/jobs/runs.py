"""One, two and four workers, each in a process of its own, with jobs of many tenants, 50 ms away from the server."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from statistics import median
from typing import Final

from ditio_async.mirror import Mirror, store_at
from ditio_async.mirror.jobs import Jobs
from tests.support.postgres import PostgresServer
from tests.support.postgres_programs import programs

from ..mirror.reader import session
from ..report import Report, Settings, spread
from ..server import running
from .worker import CONCURRENCY, tenants

LATENCY: Final = 50
"""Milliseconds."""
RECORDS: Final = 10_000
TENANTS: Final = 24
QUICK: Final = 6
WORKERS: Final = (1, 2, 4)


def run(settings: Settings) -> Iterator[Report]:
    """Measure, round after round."""
    count = QUICK if settings.quick else TENANTS
    rounds = 1 if settings.quick else min(settings.rounds, 3)
    seconds: dict[int, list[float]] = {workers: [] for workers in WORKERS}
    with ExitStack() as stack:
        base = stack.enter_context(running("benchmarks.mirror.server", str(RECORDS), str(LATENCY)))
        found = programs()
        assert found is not None, "there is no PostgreSQL on this machine"
        server = stack.enter_context(PostgresServer(found))
        for _ in range(rounds):
            for workers in WORKERS:
                seconds[workers].append(_measured(base, server, workers, count))
    yield Report(
        title=f"jobs: {count} tenants with {RECORDS:,} time registrations each, {LATENCY} ms away, {rounds} rounds",
        columns=("workers", "seconds", "records/s", "of one", "(half of the rounds)"),
        rows=[_row(workers, seconds, count) for workers in WORKERS],
        goals=[],
        samples={f"{workers} workers, seconds": taken for workers, taken in seconds.items()},
        note=f"Each worker does {CONCURRENCY} jobs at once. Workers, PostgreSQL and the server share the cores.",
    )


def _measured(base: str, server: PostgresServer, workers: int, count: int) -> float:
    """Seconds from the first job to the last."""
    asyncio.run(server.execute("CREATE DATABASE benchmark"))
    dsn = server.dsn("benchmark")
    asyncio.run(_prepare(base, dsn, count))
    command = [sys.executable, "-m", "benchmarks.jobs.worker", base, dsn, str(count)]
    with ExitStack() as stack:
        processes = [
            stack.enter_context(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
            for _ in range(workers)
        ]
        for process in processes:
            assert process.stdout is not None
            process.stdout.readline()
        began = time.perf_counter()
        for process in processes:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        codes = [process.wait() for process in processes]
        seconds = time.perf_counter() - began
    asyncio.run(_check(base, dsn, count))
    asyncio.run(server.execute("DROP DATABASE benchmark WITH (FORCE)"))
    if any(codes):
        raise RuntimeError(f"workers ended with {codes}")
    return seconds


async def _prepare(base: str, dsn: str, count: int) -> None:
    """Make the tables, and put the jobs into the queue."""
    async with Jobs(dsn, tenants(base, dsn, count)) as jobs:
        for tenant in tenants(base, dsn, count):
            async with session(base) as ditio, Mirror(ditio, store_at(tenant.store or "")):
                pass
            await jobs.defer(tenant.name)


async def _check(base: str, dsn: str, count: int) -> None:
    """See that all is there."""
    for tenant in tenants(base, dsn, count):
        async with session(base) as ditio, Mirror(ditio, store_at(tenant.store or "")) as mirror:
            (status,) = await mirror.status(["time_registrations"])
        if status.live != RECORDS or status.watermark is None:
            raise RuntimeError(f"{tenant.name}: {status}")


def _row(workers: int, seconds: dict[int, list[float]], count: int) -> list[str]:
    taken = seconds[workers]
    ratio, _, bounds = spread([one / other for one, other in zip(seconds[1], taken, strict=True)]).partition(" ")
    return [str(workers), f"{median(taken):.1f}", f"{count * RECORDS / median(taken):,.0f}", ratio, bounds]
