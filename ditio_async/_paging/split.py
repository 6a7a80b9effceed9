"""Windows that are read side by side."""

from __future__ import annotations

import asyncio
import base64
from collections import deque
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import Final, Generic, TypeVar

import msgspec
from msgspec import Struct

from .._relay import Relay
from .._wire import Send
from ..errors import ArgumentError, RequestError
from .decoding import PageReader
from .reading import Records
from .trail import SPLIT_MARK, Window, digest, marked, place_of
from .walk import Leaf, Walk
from .watch import Watch

R = TypeVar("R")

AHEAD: Final = 2
"""Pages of one task that may wait for the caller, or be with the caller."""


class Places(Struct, omit_defaults=True):
    """Which pages were handed out whole.

    Attributes:
        first: all windows before this one are through.
        through: others that are.
        at: where those are that were begun: continuation tokens, by window.
    """

    first: int = 0
    through: set[int] = msgspec.field(default_factory=set[int])
    at: dict[int, str] = msgspec.field(default_factory=dict[int, str])

    def note(self, window: int, token: str | None) -> None:
        """A page was handed out whole, and the token leads to the next one of its window."""
        if token is not None:
            self.at[window] = token
            return
        self.at.pop(window, None)
        self.through.add(window)
        while self.first in self.through:
            self.through.remove(self.first)
            self.first += 1


class Split(Generic[R]):
    """Reads windows side by side; use it as `async with stream.split(...) as records`.

    Each of a few tasks reads one window after the other, and holds a fixed number of pages at most: memory does not
    depend on how fast the caller is.
    """

    def __init__(
        self,
        send: Send,
        windows: Sequence[Window],
        reader: PageReader[R],
        watch: Watch,
        *,
        concurrency: int,
        in_order: bool,
        resume_from: str | None,
    ) -> None:
        self._send = send
        self._windows = windows
        self._reader = reader
        self._watch = watch
        self._in_order = in_order
        self._lanes = [asyncio.Semaphore(AHEAD) for _ in range(concurrency)]
        self._belongs = digest(windows)
        self._mark = resume_from
        self._places = Places() if resume_from is None else self._places_of(resume_from)
        self._begun = dict(self._places.at)
        self._relay: Relay[Leaf[R]] | None = None
        self._waiting: dict[int, deque[Leaf[R]]] = {}

    async def __aenter__(self) -> Records[R]:
        if self._relay is not None:
            raise RuntimeError("it is entered once; ask the stream for another one")
        self._relay = Relay()
        left = (n for n in range(self._places.first, len(self._windows)) if n not in self._places.through)
        for lane in range(min(len(self._lanes), len(self._windows))):
            self._relay.start(self._run(self._relay, lane, left))
        return Records(self, self._watch, (self._mark, self._mark))

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._relay is not None
        await self._relay.stop()
        self._waiting.clear()

    async def leaf(self) -> Leaf[R] | None:
        """The next page, in order if that was asked for."""
        try:
            leaf = await self._in_turn() if self._in_order else await self._any()
        except RequestError as error:
            error.continuation_token = self._mark
            raise
        if leaf is not None:
            leaf.began = self._mark
        return leaf

    async def _any(self) -> Leaf[R] | None:
        assert self._relay is not None
        return await self._relay.take()

    async def _in_turn(self) -> Leaf[R] | None:
        while not (ready := self._waiting.get(self._places.first)):
            leaf = await self._any()
            if leaf is None:
                return None
            self._waiting.setdefault(leaf.window, deque()).append(leaf)
        return ready.popleft()

    def done(self, leaf: Leaf[R]) -> None:
        """Note the place, and make room for another page."""
        self._places.note(leaf.window, leaf.continuation_token)
        count = len(self._windows)
        if self._places.first == count:
            self._mark = None
        else:
            place = base64.urlsafe_b64encode(msgspec.json.encode(self._places)).decode()
            self._mark = marked(SPLIT_MARK, self._belongs, place)
        leaf.continuation_token = leaf.bookmark = self._mark
        leaf.fraction = (self._places.first + len(self._places.through)) / count
        self._lanes[leaf.lane].release()

    async def _run(self, relay: Relay[Leaf[R]], lane: int, left: Iterator[int]) -> None:
        for number in left:
            walk = Walk(self._send, [self._windows[number]], self._reader, self._begun.get(number))
            while True:
                await self._lanes[lane].acquire()
                leaf = await walk.leaf()
                if leaf is None:
                    self._lanes[lane].release()
                    break
                leaf.lane, leaf.window = lane, number
                relay.put(leaf)

    def _places_of(self, resume_from: str) -> Places:
        call = f"{self._windows[0].request.operation}: split"
        place = place_of(SPLIT_MARK, self._windows, resume_from, call)
        if place is None:
            raise ArgumentError(f"{call}: resume_from takes the bookmark of a split, not the server's token")
        try:
            return msgspec.json.decode(base64.b64decode(place, b"-_", validate=True), type=Places)
        except (ValueError, msgspec.DecodeError):
            raise ArgumentError(f"{call}: resume_from is no bookmark: {resume_from!r:.80}") from None
