"""This package's other ways to read: with pages fetched ahead, while pages arrive, days side by side."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack

from ..data import FIRST_DAY, Plan
from ..sources import Records, Source
from .ours import session, whole


async def ahead(base: str, stack: AsyncExitStack) -> Source:
    """The next pages come while these records are worked on."""
    ditio = await session(base, stack)
    return Records(lambda plan: whole(ditio, plan).ahead(pages=2))


async def eager(base: str, stack: AsyncExitStack) -> Source:
    """Records come while their page still arrives."""
    ditio = await session(base, stack)
    return Records(lambda plan: whole(ditio, plan).eager())


async def split(base: str, stack: AsyncExitStack) -> Source:
    """Days side by side."""
    ditio = await session(base, stack)

    def opened(plan: Plan) -> AbstractAsyncContextManager[AsyncIterator[object]]:
        days = ditio.reporting.time_registrations(
            project_id=plan.data.project_id,
            chunk_limit=plan.page,
            from_date_time=FIRST_DAY,
            to_date_time=plan.data.last_day,
        )
        return days.split(days=1, concurrency=plan.windows)

    return Records(opened)
