"""httpx and the json of the standard library: dictionaries."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack

import httpx

from ..data import PATH, Plan
from ..sources import Batches, Source


async def bodies(
    http: httpx.AsyncClient, base: str, plan: Plan
) -> AsyncIterator[tuple[httpx.Response, Callable[[str | None], None]]]:
    """One answer after the other; the reader of one says where the next one begins."""
    parameters = dict(plan.parameters)
    token: str | None = "first"

    def follow(next: str | None) -> None:
        nonlocal token
        token = next

    while token:
        answer = await http.get(base + PATH, params=parameters)
        yield answer.raise_for_status(), follow
        parameters["ContinuationToken"] = token or ""


async def client(stack: AsyncExitStack) -> httpx.AsyncClient:
    """With its defaults."""
    return await stack.enter_async_context(httpx.AsyncClient(trust_env=False))


async def documents(base: str, stack: AsyncExitStack) -> Source:
    """Each page is decoded at once."""
    http = await client(stack)

    async def read(plan: Plan) -> AsyncIterator[Sequence[object]]:
        async for answer, follow in bodies(http, base, plan):
            page = answer.json()
            follow(page["continuationToken"])
            yield page["data"]

    return Batches(read)
