"""A worker as it runs on a machine: `worker.py DSN ditio.toml`, until it is interrupted. It logs all there is."""

from __future__ import annotations

import asyncio
import logging
import sys

from ditio_async.mirror.jobs import Jobs
from ditio_async.tenants import Tenants


async def main(dsn: str, tenants: str) -> None:
    async with Jobs(dsn, Tenants.load(tenants), stalled_after=2.0, chunk_limit=50) as jobs:
        await jobs.work(concurrency=2, grace=1)


if __name__ == "__main__":
    logging.basicConfig(level=logging.DEBUG, format="%(created).3f %(name)s %(levelname)s %(message)s")
    try:
        asyncio.run(main(*sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(0)
