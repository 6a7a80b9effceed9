"""What several of these tests need."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg

from ditio_async import ClientCredentials, DitioSession
from ditio_async.mirror import Mirror, store_at
from ditio_async.mirror.jobs import Jobs
from ditio_async.sandbox import DitioSandbox
from ditio_async.tenants import Tenant

REPORTING = "/reporting/v1/"


def tenant(name: str, sandbox: DitioSandbox, store: Path | str, *streams: str, **more: Any) -> Tenant:
    """A tenant whose credentials come from a function."""

    async def client() -> ClientCredentials:
        known = sandbox.credentials
        return ClientCredentials(known["client_id"], known["client_secret"])

    given = {"client": client, "environment": sandbox.environment, "company_id": sandbox.company_id, **more}
    return Tenant(name=name, store=f"{store}", streams=streams or None, **given)


@asynccontextmanager
async def working(jobs: Jobs, **options: Any) -> AsyncIterator[asyncio.Task[object]]:
    """A worker that is told to stop in the end."""
    task: asyncio.Task[object] = asyncio.create_task(jobs.work(**options))
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.wait([task])


async def until(holds: Callable[[], Awaitable[bool]], patience: float = 15) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(patience):
        while not await holds():  # noqa: ASYNC110  # other processes have no event to wait for
            await asyncio.sleep(0.02)


async def ask(dsn: str, question: str, *arguments: object) -> list[tuple[Any, ...]]:
    connection = await asyncpg.connect(dsn, ssl=False, server_settings={"search_path": "public, ditio_jobs"})
    try:
        return [tuple(row) for row in await connection.fetch(question, *arguments)]
    finally:
        await connection.close()


async def jobs_there(dsn: str) -> list[tuple[Any, ...]]:
    """The task, arguments, status and lock of each job, in the order in which they came."""
    columns = "task_name, args, status::text, lock"
    return await ask(dsn, f"SELECT {columns} FROM ditio_jobs.procrastinate_jobs ORDER BY id")


async def nothing_is_left(dsn: str) -> bool:
    return not [job for job in await jobs_there(dsn) if job[2] in {"todo", "doing"}]


async def watermarks(sandbox: DitioSandbox, store: Path | str) -> dict[str, Any]:
    """How far each stream of a mirror is in step."""
    async with DitioSession(**sandbox.credentials) as ditio, Mirror(ditio, store_at(f"{store}")) as mirror:
        return {status.stream: status.watermark for status in await mirror.status()}


async def in_step(sandbox: DitioSandbox, store: Path | str) -> set[str]:
    """The streams of a mirror that have been read to their end at least once."""
    return {stream for stream, watermark in (await watermarks(sandbox, store)).items() if watermark is not None}


def asked(sandbox: DitioSandbox, since: float = 0) -> list[float]:
    """When the reporting API was asked."""
    return [request.at for request in sandbox.requests if request.path.startswith(REPORTING) and request.at >= since]


def paths(streams: Collection[str]) -> list[str]:
    return [REPORTING + stream.replace("_", "-") for stream in streams]
