"""The other side: as many time registrations as are asked for, each with an id of its own; one in a hundred changes.

`python -m benchmarks.mirror.server RECORDS [MILLISECONDS]` prints its port and serves until its standard input closes;
it takes so long before it answers.
"""

from __future__ import annotations

import asyncio
import sys
from functools import cache
from typing import Final

from aiohttp import web

from ..reading.records import pool

PATH: Final = "/v1/time-registrations"
EVERY: Final = 100
"""Of so many records one is changed when it is asked for what changed."""
FULL: Final = "full"
CHANGES: Final = "changes"
SINCE: Final = "2026-10-01"
"""What the contenders ask for that have no mirror's memory."""
_CHANGED: Final = b"2026-11-01T00:00:00Z"
_KEY: Final = b'"modifiedDateTime":"'
_TOKEN: Final = {"access_token": "t" * 900, "expires_in": 3600, "token_type": "Bearer"}


class Records:
    """All of them, made as they are asked for.

    Args:
        count: how many.
        latency: seconds before an answer.
    """

    def __init__(self, count: int, latency: float) -> None:
        self._count = count
        self._latency = latency

    async def page(self, request: web.Request) -> web.Response:
        """The next ones."""
        if self._latency:
            await asyncio.sleep(self._latency)
        query = {name.lower(): value for name, value in request.query.items()}
        size, first = int(query.get("chunklimit", "2500")), int(query.get("continuationtoken", "0"))
        step = EVERY if "modifiedsince" in query else 1
        total = -(-self._count // step)
        count = min(size, total - first)
        after = first + count
        body = bytearray(_template(count, changed=step > 1))
        start = len(b'{"data":[') + len(b'{"id":"')
        for number, length in zip(range(first, after), _lengths(count), strict=True):
            body[start : start + 24] = b"%024x" % (number * step)
            start += length
        token = b'"%d"' % after if after < total else b"null"
        body += b'],"continuationToken":%b,"recordCount":%d}' % (token, count)
        return web.Response(body=bytes(body), content_type="application/json")


async def _token(_: web.Request) -> web.Response:
    return web.json_response(_TOKEN)


@cache
def _records(count: int, *, changed: bool) -> list[bytes]:
    records = [pool()[number % len(pool())] for number in range(count)]
    return [_modified(record) for record in records] if changed else records


def _modified(record: bytes) -> bytes:
    head, key, rest = record.partition(_KEY)
    return b"".join((head, key, _CHANGED, rest[rest.index(b'"') :])) if key else record


@cache
def _template(count: int, *, changed: bool) -> bytes:
    return b'{"data":[' + b",".join(_records(count, changed=changed))


@cache
def _lengths(count: int) -> list[int]:
    return [len(record) + 1 for record in _records(count, changed=False)]


async def main(count: int, latency: float = 0.0) -> None:
    """Serve."""
    app = web.Application()
    app.router.add_get(PATH, Records(count, latency).page)
    app.router.add_post("/connect/token", _token)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), *(float(given) / 1000 for given in sys.argv[2:])))
