"""aiohttp by hand: decoded into the same Struct, cut into slices, or not decoded at all."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AsyncExitStack
from typing import Final

import aiohttp
import msgspec
from msgspec import Struct

from ditio_async.resources.reporting import TimeRegistration

from ..data import PATH, Plan
from ..sources import Batches, Bodies, Source

TIMEOUT: Final = aiohttp.ClientTimeout(total=None)
_SLICE: Final = 64 * 1024


class Envelope(Struct, rename="camel"):
    """A page."""

    data: list[TimeRegistration]
    continuation_token: str | None = None


async def answers(
    session: aiohttp.ClientSession, base: str, plan: Plan
) -> AsyncIterator[tuple[aiohttp.ClientResponse, Callable[[str | None], None]]]:
    """One answer after the other; the reader of one says where the next one begins."""
    parameters = dict(plan.parameters)
    token: str | None = "first"

    def follow(next: str | None) -> None:
        nonlocal token
        token = next

    while token:
        async with session.get(base + PATH, params=parameters) as answer:
            yield answer, follow
        parameters["ContinuationToken"] = token or ""


async def session(stack: AsyncExitStack) -> aiohttp.ClientSession:
    """With no timeout, which would take time."""
    return await stack.enter_async_context(aiohttp.ClientSession(timeout=TIMEOUT, raise_for_status=True))


async def whole_pages(base: str, stack: AsyncExitStack) -> Source:
    """What one would write without a package: the answer is read and decoded, page after page."""
    http = await session(stack)
    decode = msgspec.json.Decoder(Envelope).decode

    async def read(plan: Plan) -> AsyncIterator[Sequence[object]]:
        async for answer, follow in answers(http, base, plan):
            page = decode(await answer.read())
            follow(page.continuation_token)
            yield page.data

    return Batches(read)


async def sliced(base: str, stack: AsyncExitStack) -> Source:
    """The least that decoding can cost: read at once, cut without any check, decoded while it is in the cache."""
    bytearray(8 << 20)  # from now on freed pages stay with the process, which need not ask for them again
    http = await session(stack)
    decode = msgspec.json.Decoder(list[TimeRegistration]).decode

    async def read(plan: Plan) -> AsyncIterator[Sequence[object]]:
        async for answer, follow in answers(http, base, plan):
            body = await answer.read()
            follow(answer.headers["X-Next"])
            for piece in _pieces(body):
                yield decode(piece)

    return Batches(read)


def _pieces(body: bytes) -> Iterator[bytes]:
    start, last = body.index(b"[") + 1, body.rindex(b"]")
    while start < last:
        end = body.find(b'},{"', start + _SLICE, last) + 1 or last
        yield b"[%b]" % body[start:end]
        start = end + 1


async def read(base: str, stack: AsyncExitStack) -> Source:
    """Whole bodies, not decoded."""
    http = await session(stack)

    async def bodies(plan: Plan) -> AsyncIterator[bytes]:
        async for answer, follow in answers(http, base, plan):
            follow(answer.headers["X-Next"])
            yield await answer.read()

    return Bodies(bodies)


async def iterated(base: str, stack: AsyncExitStack) -> Source:
    """Bytes as they come."""
    http = await session(stack)

    async def bodies(plan: Plan) -> AsyncIterator[bytes]:
        async for answer, follow in answers(http, base, plan):
            follow(answer.headers["X-Next"])
            async for piece in answer.content.iter_any():
                yield piece

    return Bodies(bodies)
