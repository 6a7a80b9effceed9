"""This package, as its callers use it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, nullcontext

from ditio_async import DitioSession, Environment, Limits
from ditio_async.paging import Stream
from ditio_async.resources.reporting import TimeRegistration

from ..data import Plan
from ..sources import Batches, Records, Source


async def stream(base: str, stack: AsyncExitStack) -> Source:
    """`async for record in ditio.reporting.time_registrations()`."""
    ditio = await session(base, stack)
    return Records(lambda plan: nullcontext(aiter(whole(ditio, plan))))


async def raw(base: str, stack: AsyncExitStack) -> Source:
    """Undecoded."""
    ditio = await session(base, stack)
    return Records(lambda plan: nullcontext(aiter(whole(ditio, plan).raw())))


async def pages(base: str, stack: AsyncExitStack) -> Source:
    """Page by page."""
    ditio = await session(base, stack)

    async def read(plan: Plan) -> AsyncIterator[Sequence[object]]:
        async for page in whole(ditio, plan).pages():
            yield page.records

    return Batches(read)


async def session(base: str, stack: AsyncExitStack) -> DitioSession:
    """As many calls at once as any of them needs."""
    here = Environment(name="benchmark", identity=base, core=base, reporting=base)
    session = DitioSession("id", "secret", environment=here, limits=Limits(concurrency=16))
    return await stack.enter_async_context(session)


def whole(ditio: DitioSession, plan: Plan) -> Stream[TimeRegistration]:
    """The stream, with no window; compressed where the plan says so, though the server is on this machine."""
    calls = ditio.with_options(headers={"Accept-Encoding": "gzip"}) if plan.data.gzip else ditio
    return calls.reporting.time_registrations(project_id=plan.data.project_id, chunk_limit=plan.page)
