"""Writes of arrays, of which the server may have applied a part when it refuses the rest."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, Awaitable, Callable, Hashable, Iterable, Mapping, Sequence
from typing import Final, Generic, TypeAlias, TypeVar

from .. import _checks
from ..errors import (
    ArgumentError,
    BadRequestError,
    ConflictError,
    NotFoundError,
    PayloadTooLargeError,
    PermissionDeniedError,
    RequestError,
)
from .results import Finding, Outcome
from .run import Bulk, items_of
from .single import ENDS_ALL, outcome_of

T = TypeVar("T")
R = TypeVar("R")

Call: TypeAlias = Callable[[Sequence[T]], Awaitable[Sequence[R]]]
Work: TypeAlias = Callable[[Sequence[T]], Awaitable[list[Finding[R]]]]

_REFUSED: Final = (BadRequestError, ConflictError, NotFoundError, PayloadTooLargeError, PermissionDeniedError)
"""Errors that say something of the content, so that a part of it may well be taken."""


def chunked(
    call: str, work: Work[T, R], items: AsyncIterable[T] | Iterable[T], chunk: int, concurrency: int
) -> Bulk[T, R]:
    """A bulk write of arrays.

    Raises:
        ArgumentError: the numbers make no sense.
    """
    _checks.checked(call, "chunk", chunk, _checks.whole(1))
    _checks.checked(call, "concurrency", concurrency, _checks.whole(1))
    return Bulk(work, items_of(call, items), concurrency=concurrency, chunk=chunk)


def checked(check: Callable[[T], None], work: Work[T, R]) -> Work[T, R]:
    """The work, but for items that cannot be sent: one bad item must not keep others from going out with it."""

    async def careful(items: Sequence[T]) -> list[Finding[R]]:
        wrong: dict[int, Finding[R]] = {}
        for index, item in enumerate(items):
            try:
                check(item)
            except ArgumentError as error:
                wrong[index] = Finding(Outcome.FAILED, error=error)
        good = [item for index, item in enumerate(items) if index not in wrong]
        findings = iter(await work(good) if good else [])
        return [wrong[index] if index in wrong else next(findings) for index in range(len(items))]

    return careful


def halving(call: Call[T, R]) -> Work[T, R]:
    """Writes arrays that may be written again: where one is refused, its halves, until it is known which item it is."""

    async def work(items: Sequence[T]) -> list[Finding[R]]:
        try:
            values = await call(items)
        except ENDS_ALL:
            raise
        except (*_REFUSED, ArgumentError) as error:  # the latter: two with one key
            if len(items) == 1:
                return [Finding(outcome_of(error), error=error)]
            middle = len(items) // 2
            return [*await work(items[:middle]), *await work(items[middle:])]
        except RequestError as error:
            return [Finding(outcome_of(error), error=error)] * len(items)
        return _done(items, values)

    return work


class ReadingBack(Generic[T, R]):
    """Writes arrays that must not be written twice: after a failure it is read which of their items are there.

    Args:
        call: writes an array.
        read: all that is there, by key.
        key: of an item.
        words: what to say of an item that was there before, or came twice.
    """

    def __init__(
        self,
        call: Call[T, R],
        read: Callable[[], Awaitable[Mapping[Hashable, R]]],
        key: Callable[[T], Hashable],
        words: str,
    ) -> None:
        self._call = call
        self._read = read
        self._key = key
        self._words = words
        self._reading = asyncio.Lock()
        self._taken: set[Hashable] | None = None

    async def work(self, items: Sequence[T]) -> list[Finding[R]]:
        """Write an array, but for those items that were there before."""
        async with self._reading:
            if self._taken is None:
                self._taken = {*await self._read()}
        found: dict[int, Finding[R]] = {}
        left: dict[int, T] = {}
        for index, item in enumerate(items):
            key = self._key(item)
            if key in self._taken:
                found[index] = Finding(Outcome.FAILED, error=ArgumentError(self._words.format(key)))
            else:
                left[index] = item
                self._taken.add(key)
        while left:
            found |= await self._attempt(left)
            left = {index: item for index, item in left.items() if index not in found}
        return [found[index] for index in range(len(items))]

    async def _attempt(self, items: Mapping[int, T]) -> dict[int, Finding[R]]:
        """Write, and tell what is known then: of one item at the least."""
        given = [*items.values()]
        try:
            return dict(zip(items, _done(given, await self._call(given)), strict=True))
        except ENDS_ALL:
            raise
        except RequestError as error:
            if error.applied is True:  # and its answer cannot be read
                return dict.fromkeys(items, Finding(outcome_of(error), error=error))
            refused = isinstance(error, _REFUSED) and error.applied is False
            if refused and len(items) == 1:
                return dict.fromkeys(items, Finding(outcome_of(error), error=error))
            return await self._after(items, error, refused=refused)

    async def _after(self, items: Mapping[int, T], error: RequestError, *, refused: bool) -> dict[int, Finding[R]]:
        try:
            there = await self._read()
        except RequestError:
            return dict.fromkeys(items, Finding(Outcome.UNKNOWN, error=error))
        found = {
            index: Finding(Outcome.DONE, value=there[self._key(item)])
            for index, item in items.items()
            if self._key(item) in there
        }
        absent = [index for index in items if index not in found]
        # of an unclear failure, the server may still be at it; a refusal is that of the first item that is not there
        verdict: Finding[R] = Finding(outcome_of(error), error=error)
        return found | dict.fromkeys(absent[:1] if refused else absent, verdict)


def _done(items: Sequence[T], values: Sequence[R]) -> list[Finding[R]]:
    """An answer that does not show them one for one is taken for a yes to all."""
    if len(values) != len(items):
        return [Finding(Outcome.DONE)] * len(items)
    return [Finding(Outcome.DONE, value=value) for value in values]
