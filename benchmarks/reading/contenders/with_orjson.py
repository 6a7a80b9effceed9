"""aiohttp and orjson: dictionaries."""
# pyright: basic, reportMissingImports=false

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack

import orjson

from ..data import Plan
from ..sources import Batches, Source
from .bare import answers, session


async def records(base: str, stack: AsyncExitStack) -> Source:
    """Each page is decoded at once."""
    http = await session(stack)

    async def read(plan: Plan) -> AsyncIterator[Sequence[object]]:
        async for answer, follow in answers(http, base, plan):
            page = orjson.loads(await answer.read())
            follow(page["continuationToken"])
            yield page["data"]

    return Batches(read)
