"""A call for each of many items."""

from __future__ import annotations

from collections.abc import AsyncIterable, Awaitable, Callable, Iterable
from typing import TypeVar

from .. import _checks
from .run import Bulk, items_of
from .single import one_by_one

T = TypeVar("T")
R = TypeVar("R")


def bulk(
    call: Callable[[T], Awaitable[R]],
    items: AsyncIterable[T] | Iterable[T],
    *,
    concurrency: int = 8,
    ordered: bool = False,
) -> Bulk[T, R]:
    """Make a call for each item, some at a time.

    The items may be endless: no more are taken in than are needed. Every one of them is accounted for, with its
    outcome: done, failed, or unknown, which is what becomes of a write that must not be sent twice after an unclear
    failure.

        async with bulk(lambda row: ditio.work_orders.create(**row), rows, concurrency=8) as results:
            async for result in results:
                print(result.index, result.outcome, result.error)

    Args:
        call: takes an item; a call of Ditio, or a function of yours that makes some.
        items: anything to iterate, with or without `async`.
        concurrency: how many at once; more than `Limits(concurrency=)` of the session gain nothing.
        ordered: results come in the order of the items; otherwise as they finish.

    Returns:
        What to iterate inside an `async with`; or `await bulk(...).report()` for all of it.
    """
    _checks.checked("bulk", "call", call, _checks.function)
    _checks.checked("bulk", "concurrency", concurrency, _checks.whole(1))
    _checks.checked("bulk", "ordered", ordered, _checks.FLAG)
    return Bulk(one_by_one(call), items_of("bulk", items), concurrency=concurrency, ordered=ordered)
