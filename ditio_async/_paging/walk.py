"""Fetching one page after the other. The one paging loop is here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, Protocol, TypeVar

from .._wire import Send
from ..errors import BadRequestError, ContinuationRefusedError, DecodeError, RequestError
from .decoding import PageReader
from .page import Arrived, Body
from .trail import Trail, Window

R = TypeVar("R")


class Leaf(Generic[R]):
    """A page on its way to the caller.

    Attributes:
        page: the page; what is after it is known once its last record was taken.
        began: the token, or bookmark, with which it was asked for.
        continuation_token, bookmark: of the page after it.
        fraction: of the windows that are through with it.
        lane: which of several tasks fetched it.
        window: which of several windows it is of.
    """

    __slots__ = ("began", "bookmark", "continuation_token", "fraction", "lane", "page", "window")

    def __init__(self, page: Body[R], began: str | None, lane: int = 0, window: int = 0) -> None:
        self.page = page
        self.began = began
        self.lane = lane
        self.window = window
        self.continuation_token: str | None = None
        self.bookmark: str | None = None
        self.fraction: float | None = None

    def end(self, trail: Trail) -> None:
        """Note where the next page begins."""
        self.continuation_token, self.bookmark = trail.continuation_token, trail.bookmark
        self.fraction = trail.fraction


class Source(Protocol[R]):
    """Where a reader gets its pages from."""

    async def leaf(self) -> Leaf[R] | None:
        """The next page; None after the last one. May be cancelled, and called again."""
        ...

    def done(self, leaf: Leaf[R]) -> None:
        """A page was taken whole."""
        ...


class Walk(Generic[R]):
    """The pages of one or more windows, one after the other.

    Attributes:
        trail: where it is.
    """

    def __init__(
        self, send: Send, windows: Sequence[Window], reader: PageReader[R], resume_from: str | None = None
    ) -> None:
        self._send = send
        self._reader = reader
        self.trail = Trail(windows, resume_from)

    async def leaf(self) -> Leaf[R] | None:
        """Fetch the next page."""
        if self.trail.over:
            return None
        began = self.trail.continuation_token
        try:
            page = await self._fetch()
        except RequestError as error:
            error.continuation_token = began
            raise
        leaf: Leaf[R] = Leaf(page, began)
        self.trail.advance(page.continuation_token)
        leaf.end(self.trail)
        return leaf

    def done(self, leaf: Leaf[R]) -> None:
        """Nothing to do."""

    async def _fetch(self) -> Arrived[R]:
        request, clip = self.trail.request(), self.trail.window.clip
        try:
            response = await self._send(request)
        except BadRequestError as error:
            if self.trail.token is None:
                raise
            raise refused_token(error) from error
        try:
            page = self._reader.read(response, clip)
        except DecodeError as error:
            if not error.truncated:
                raise
            response = await self._send(request)  # a body that was cut looks like a whole one
            page = self._reader.read(response, clip)
        self.trail.check(page.continuation_token, response, empty=page.empty)
        return page


def refused_token(error: BadRequestError) -> ContinuationRefusedError:
    """The error for a continuation token that the server does not know."""
    return ContinuationRefusedError(f"the token is refused: {error.message}", **error.facts())
