"""Writes of arrays, of which the server may have applied a part when it refuses the rest."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, Awaitable, Callable, Hashable, Iterable, Mapping, Sequence
from typing import Final, Generic, TypeAlias, TypeVar

from msgspec import UNSET

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
from .single import ENDS_ALL, told_by

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


def checked(check: Callable[[T], object], work: Work[T, R]) -> Work[T, R]:
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
                return [Finding(told_by(error), error=error)]
            middle = len(items) // 2
            return [*await work(items[:middle]), *await work(items[middle:])]
        except RequestError as error:
            return [Finding(told_by(error), error=error)] * len(items)
        return _done(items, values)

    return work


class ReadingBack(Generic[T, R]):
    """Writes arrays that must not be written twice: after a failure it is read which of their items are there.

    Args:
        call: writes an array.
        read: all that is there.
        key: of an item, and of what is there.
        words: what to say of an item that was there before, or came twice.
    """

    def __init__(
        self,
        call: Call[T, R],
        read: Callable[[], Awaitable[Iterable[R]]],
        key: Callable[[T | R], Hashable],
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
                self._taken = {*await self._there()}
        found: dict[int, Finding[R]] = {}
        new: dict[int, T] = {}
        for index, item in enumerate(items):
            key = self._key(item)
            if key in self._taken:
                found[index] = Finding(Outcome.FAILED, error=ArgumentError(self._words.format(item)))
            else:
                new[index] = item
                self._taken.add(key)
        groups = [new] if new else []
        while groups:
            group = groups.pop()
            known = await self._attempt(group)
            found |= known
            left = [pair for pair in group.items() if pair[0] not in known]
            middle = 0 if known else len(left) // 2
            groups += [dict(half) for half in (left[middle:], left[:middle]) if half]
        return [found[index] for index in range(len(items))]

    async def _there(self) -> dict[Hashable, R]:
        return {self._key(one): one for one in await self._read()}

    async def _attempt(self, items: Mapping[int, T]) -> dict[int, Finding[R]]:
        """Write, and tell what is known then; nothing, where it is not known for which of several it was refused."""
        given = [*items.values()]
        try:
            return dict(zip(items, _done(given, await self._call(given)), strict=True))
        except ENDS_ALL:
            raise
        except RequestError as error:
            if error.applied is True:  # and its answer cannot be read
                return dict.fromkeys(items, Finding(told_by(error), error=error))
            refused = isinstance(error, _REFUSED) and error.applied is False
            if refused and len(items) == 1:
                return dict.fromkeys(items, Finding(told_by(error), error=error))
            return await self._after(items, error, refused=refused)

    async def _after(self, items: Mapping[int, T], error: RequestError, *, refused: bool) -> dict[int, Finding[R]]:
        try:
            there = await self._there()
        except RequestError:
            return dict.fromkeys(items, Finding(Outcome.UNKNOWN, error=error))
        found = {
            index: Finding(Outcome.DONE, value=there[self._key(item)])
            for index, item in items.items()
            if self._key(item) in there
        }
        absent = [index for index in items if index not in found]
        verdict: Finding[R] = Finding(told_by(error), error=error)
        if not refused:  # the server may still be at it
            return found | dict.fromkeys(absent, verdict)
        # it is the first one that is not there, unless none is, because the whole was not even looked at
        return found | dict.fromkeys(absent[:1] if found else (), verdict)


def _done(items: Sequence[T], values: Sequence[R]) -> list[Finding[R]]:
    """An answer that does not show them one for one is taken for a yes to all; it may have them in another order."""
    if len(values) != len(items):
        return [Finding(Outcome.DONE)] * len(items)
    names = [name for name in getattr(items[0], "keys", ()) if getattr(items[0], name) is not UNSET]
    by_key = {_named(value, names): value for value in values}
    known = len(by_key) == len(items) and all(_named(item, names) in by_key for item in items)
    shown = [by_key[_named(item, names)] for item in items] if known else values
    return [Finding(Outcome.DONE, value=value) for value in shown]


def _named(one: object, names: Iterable[str]) -> tuple[object, ...]:
    return tuple(getattr(one, name, None) for name in names)
