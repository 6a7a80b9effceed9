"""A worker: `python -m benchmarks.jobs.worker SERVER DATABASE TENANTS` works until nothing waits any more.

It prints a line when it is ready, and begins when it is given one.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator

from ditio_async import ClientCredentials, Environment
from ditio_async.mirror.jobs import Jobs
from ditio_async.tenants import Tenant

CONCURRENCY = 2
"""Jobs at once in a process."""


async def _client() -> ClientCredentials:
    return ClientCredentials("id", "secret")


def tenants(base: str, dsn: str, count: int) -> Iterator[Tenant]:
    """So many, each with a schema of its own."""
    for number in range(count):
        yield Tenant(
            name=f"t{number}",
            environment=Environment(name="benchmark", identity=base, core=base, reporting=base),
            client=_client,
            store=f"{dsn}&schema=t{number}",
            streams=("time_registrations",),
        )


async def main(base: str, dsn: str, count: int) -> None:
    """Work."""
    async with Jobs(dsn, tenants(base, dsn, count)) as jobs:
        print("ready", flush=True)
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
        await jobs.work(concurrency=CONCURRENCY, until_empty=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
