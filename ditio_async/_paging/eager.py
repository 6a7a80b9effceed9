"""Decoding while bytes arrive: the first record comes at once, at the price that a page may fail half-way."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import Final, Generic, TypeVar

from msgspec.structs import replace

from .._codec import western
from .._wire import Request, Response, Send
from ..errors import BadRequestError, DecodeError, RequestError
from .decoding import UNREADABLE, PageReader
from .page import Arrived, Clip, Frame
from .reading import Records
from .slices import SIZE, Cuts, head
from .trail import Trail
from .walk import Leaf, refused_token
from .watch import Watch

R = TypeVar("R")

_LONGEST_HEAD: Final = 1024
_BEGIN: Final = b'{"data":['


class Eager(Generic[R]):
    """Reads pages while they arrive; use it as `async with stream.eager() as records`."""

    def __init__(self, send: Send, trail: Trail, reader: PageReader[R], watch: Watch) -> None:
        self._send = send
        self._trail = trail
        self._reader = reader
        self._watch = watch
        self._state = "new"
        self._page: Arriving[R] | None = None

    async def __aenter__(self) -> Records[R]:
        if self._state != "new":
            raise RuntimeError("it is entered once; ask the stream for another one")
        self._state = "open"
        trail = self._trail
        return Records(self, self._watch, (trail.continuation_token, trail.bookmark if trail.token else None))

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._state = "closed"
        if self._page is not None:
            await self._page.stop()

    async def leaf(self) -> Leaf[R] | None:
        """The next page, whose first records are there."""
        if self._state != "open":
            raise RuntimeError("what reads beside the caller ended with its `async with`; iterate inside of it")
        if self._trail.over:
            return None
        began, resumed = self._trail.continuation_token, self._trail.token is not None
        try:
            return await self._leaf(began, resumed=resumed)
        except RequestError as error:
            error.continuation_token = began
            raise

    async def _leaf(self, began: str | None, *, resumed: bool) -> Leaf[R]:
        for last in (False, True):
            if self._page is not None:
                await self._page.stop()
            page = self._page = Arriving(self._reader, self._trail.window.clip, self._end)
            page.begin(self._send, self._trail.request())
            try:
                await page.ready()
            except BadRequestError as error:
                raise (refused_token(error) if resumed else error) from error.__cause__
            except DecodeError as error:
                if last or not error.truncated:
                    raise
            else:
                break
        page.leaf = Leaf(page, began)
        return page.leaf

    def done(self, leaf: Leaf[R]) -> None:
        """Nothing to do."""

    def _end(self, page: Arrived[R], response: Response, leaf: Leaf[R]) -> None:
        self._trail.check(page.continuation_token, response, empty=page.empty and not leaf.page.taken)
        self._trail.advance(page.continuation_token)
        leaf.end(self._trail)


class Arriving(Generic[R]):
    """A page that is not complete yet: takes in its bytes, hands out its records."""

    def __init__(
        self, reader: PageReader[R], clip: Clip | None, end: Callable[[Arrived[R], Response, Leaf[R]], None]
    ) -> None:
        self._reader = reader
        self._clip = clip
        self._end = end
        self._news = asyncio.Event()
        self._task: asyncio.Task[Response] | None = None
        self.leaf: Leaf[R] | None = None
        self.spent = False
        self.taken = 0
        self._reset(None)

    def _reset(self, response: Response | None) -> None:
        self._response = response
        self._buffer = bytearray()
        self._cuts: Cuts | None = None
        self._least = 0
        self._west = False
        self._seen = 0
        self._first: list[R] | None = None
        self._rest: Arrived[R] | None = None
        self.size = 0

    @property
    def envelope(self) -> Frame:
        """What the page says besides its records."""
        return self._rest.envelope if self._rest is not None else Frame()

    @property
    def date(self) -> datetime | None:
        """The server's clock."""
        return self._response.date if self._response is not None else None

    def begin(self, send: Send, request: Request) -> None:
        """Ask for it."""
        self._task = asyncio.ensure_future(send(replace(request, sink=self)))
        self._task.add_done_callback(lambda _: self._news.set())

    async def stop(self) -> None:
        """Take nothing in any more."""
        if self._task is None:
            return
        self._task.cancel()
        await asyncio.wait({self._task})
        self._reset(None)
        if not self._task.cancelled():
            self._task.exception()  # was raised to the consumer, or the consumer left before it came

    async def start(self, response: Response) -> None:
        """The answer begins, anew if need be."""
        self._reset(response)

    async def write(self, chunk: bytes) -> None:
        """The next bytes."""
        self._buffer += chunk
        self.size += len(chunk)
        self._news.set()

    async def finish(self) -> None:
        """The answer is complete; that the task is over says so."""

    async def ready(self) -> None:
        """Wait for the first records, or for the end of a page that has none."""
        self._first = await self._decode()

    async def batch(self) -> list[R] | None:
        """The next records; None after the last ones."""
        batch = self._first or await self._decode()
        self._first = None
        if batch is not None:
            self.spent = True
            self.taken += len(batch)
        elif self.leaf is not None and self._rest is not None and self._response is not None:
            self._end(self._rest, self._response, self.leaf)
        return batch

    async def _decode(self) -> list[R] | None:
        assert self._task is not None
        while self._rest is None:
            if self._task.done():
                await self._task  # raises what ended it
                self._rest = self._complete()
                break
            if (batch := self._slice()) is not None:
                return batch
            self._news.clear()
            await self._news.wait()
        return await self._rest.batch()

    def _slice(self) -> list[R] | None:
        """The records that are there whole, or some of them."""
        buffer, response = self._buffer, self._response
        if response is None or len(buffer) <= self._least:
            return None
        if self._cuts is None:
            if len(buffer) < _LONGEST_HEAD:
                return None
            if (start := head(buffer)) is None:
                self._least = sys.maxsize  # an unusual page, which is decoded when it is complete
                return None
            self._cuts = Cuts(buffer, start)
            self._west = self._reader.timed and western(bytes(buffer))
            del buffer[:start]
        cut = self._cuts.last(buffer, max(SIZE, self._least))
        if cut is None:
            return None
        try:
            with memoryview(buffer) as view:
                piece = b"".join((b"[", view[:cut], b"]"))
            part = self._reader.part(response, piece, self._seen, self._clip, west=self._west)
        except UNREADABLE:
            self._least = 2 * max(SIZE, self._least)
            return None
        del buffer[: cut + 1]
        self._seen += part.seen
        self._least = 0
        self._reader.tell(part)
        return part.records

    def _complete(self) -> Arrived[R]:
        """What is left when the last byte is there."""
        assert self._response is not None
        body = bytes(self._buffer) if self._cuts is None else _BEGIN + self._buffer
        self._buffer = bytearray()
        return self._reader.read(replace(self._response, body=body), self._clip, self._seen)
