"""Reading ahead: the next pages are fetched while the caller works on this one."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Generic, TypeVar

from .._relay import Relay
from .reading import Records
from .walk import Leaf, Walk
from .watch import Watch

R = TypeVar("R")


class Ahead(Generic[R]):
    """Fetches pages in a task of its own; use it as `async with stream.ahead() as records`.

    Args:
        pages: how many may wait, complete and not decoded, beside the one that the caller is in.
    """

    def __init__(self, walk: Walk[R], watch: Watch, pages: int) -> None:
        self._walk = walk
        self._watch = watch
        self._room = asyncio.Semaphore(pages)
        self._relay: Relay[Leaf[R]] | None = None

    async def __aenter__(self) -> Records[R]:
        if self._relay is not None:
            raise RuntimeError("it is entered once; ask the stream for another one")
        self._relay = Relay()
        trail = self._walk.trail
        begin = trail.continuation_token, trail.bookmark if trail.token else None
        self._relay.start(self._run(self._relay))
        return Records(self, self._watch, begin)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._relay is not None
        await self._relay.stop()

    async def leaf(self) -> Leaf[R] | None:
        """The next page."""
        assert self._relay is not None
        leaf = await self._relay.take()
        if leaf is not None:
            self._room.release()
        return leaf

    def done(self, leaf: Leaf[R]) -> None:
        """Nothing to do."""

    async def _run(self, relay: Relay[Leaf[R]]) -> None:
        while True:
            await self._room.acquire()
            leaf = await self._walk.leaf()
            if leaf is None:
                return
            relay.put(leaf)
