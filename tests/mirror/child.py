"""A program that mirrors again and again, until it is told to stop, or a run fails.

Arguments: the address of the store, what to call this program in a header, records a page, streams with commas.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import sys

from msgspec.structs import replace

from ditio_async import DitioSession, Request, Response, Send
from ditio_async.mirror import Mirror
from ditio_async.mirror.stores import store_at

from .places import SOURCE

HEADER = "X-Child"


async def main(address: str, name: str, chunk_limit: str, streams: str) -> None:
    async def named(request: Request, send: Send) -> Response:
        return await send(replace(request, headers={**request.headers, HEADER: name}))

    overlap = dt.timedelta(seconds=2)
    async with (
        DitioSession(middleware=[named]) as ditio,
        Mirror(ditio, store_at(address), chunk_limit=int(chunk_limit), overlap=overlap, source=SOURCE) as mirror,
    ):
        runs = 0
        while True:
            report = await mirror.run(streams.split(","), full=runs % 3 == 2)
            runs += 1
            if not report.ok:
                sys.exit("; ".join({str(type(stream.error).__name__) for stream in report.failed}))


if __name__ == "__main__":
    try:
        asyncio.run(main(*sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
