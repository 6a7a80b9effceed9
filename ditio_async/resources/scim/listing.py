"""Users, page by page (RFC 7644, section 3.4.2.4)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Final, Self

from msgspec import Struct, field
from msgspec.structs import replace

from ... import _checks
from ..._codec import Decoder
from ..._endpoints import ask
from ..._fields import Model
from ..._wire import Request, Response, Send
from ...errors import PaginationLoopError
from .users import User

_LIMIT: Final = _checks.whole(1, otherwise=", or None for all users")
_SLACK: Final = 1000
"""Users who may be added while a list is read, beside as many as there were."""


class UserPage(Struct, frozen=True, kw_only=True):
    """One page of a list of users.

    Attributes:
        records: in the server's order.
        start_index: where it begins, from 1.
        total_results: how many users there are on all pages; None where the server does not say.
    """

    records: list[User]
    start_index: int
    total_results: int | None


class _Answer(Model):
    resources: list[User] = field(name="Resources", default_factory=list[User])
    total_results: int | None = None


_ANSWER: Final = Decoder(_Answer)


class _Walk:
    """Asks for one page after the other.

    A page begins after what was really given: a server may give less than it was asked for.
    """

    def __init__(self, send: Send, request: Request, count: int) -> None:
        self._send = send
        self._request = request
        self._count = count
        self._start = 1
        self._seen: set[str] = set()
        self._most: float | None = None
        self._over = False
        self._busy = False

    async def page(self) -> UserPage | None:
        """The next page; None after the last one."""
        if self._busy:
            raise RuntimeError("two tasks iterate over one iterator; iterate over the users in each of them")
        if self._over:
            return None
        self._busy = True
        try:
            return self._taken(*await ask(self._send, self._next(), _read))
        finally:
            self._busy = False

    def _next(self) -> Request:
        pairs = [self._request.query, f"startIndex={self._start}", f"count={self._count}"]
        return replace(self._request, query="&".join(pair for pair in pairs if pair))

    def _taken(self, answer: _Answer, response: Response) -> UserPage:
        records, total, start = answer.resources, answer.total_results, self._start
        end = start - 1 + len(records)
        if self._most is None and total is not None:
            self._most = 2 * total + _SLACK
        ids = {user.id for user in records}
        if ids and ids <= self._seen:
            raise _loop(f"the page from {start} on has only users of pages before it", response)
        if not ids and total is not None and total > end:
            raise _loop(f"the page from {start} on is empty, and there should be {total} users", response)
        if self._most is not None and end > max(self._most, len(records)):
            raise _loop(f"there are {end} users and no end, twice as many as the server said at first", response)
        self._seen |= ids
        self._start = end + 1
        self._over = end >= total if total is not None else len(records) < self._count
        return UserPage(records=records, start_index=start, total_results=total)


class UserPages(AsyncIterator[UserPage]):
    """The pages of a list of users."""

    def __init__(self, walk: _Walk) -> None:
        self._walk = walk

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> UserPage:
        page = await self._walk.page()
        if page is None:
            raise StopAsyncIteration
        return page


class UserRecords(AsyncIterator[User]):
    """The users of a list, one by one."""

    def __init__(self, walk: _Walk) -> None:
        self._pages = UserPages(walk)
        self._records: Iterator[User] = iter(())

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> User:
        while True:
            for user in self._records:
                return user
            self._records = iter((await anext(self._pages)).records)


class Users:
    """Every user that a filter lets through. Nothing is sent before it is iterated, which may be done again and again.

    Its iterators hold nothing between two users: leaving a loop early leaks nothing.
    """

    def __init__(self, send: Send, request: Request, count: int) -> None:
        self._send = send
        self._request = request
        self._count = count

    def __aiter__(self) -> UserRecords:
        return UserRecords(self._walk())

    def pages(self) -> UserPages:
        """The same, page by page; a page says how many users there are in all."""
        return UserPages(self._walk())

    async def collect(self, *, limit: int | None = None) -> list[User]:
        """The users as a list.

        Args:
            limit: the most to take, 1 or more; None for all of them.
        """
        if limit is not None:
            _checks.checked(f"{self._request.operation}: collect", "limit", limit, _LIMIT)
        users: list[User] = []
        async for page in self.pages():
            users += page.records
            if limit is not None and len(users) >= limit:
                return users[:limit]
        return users

    def __repr__(self) -> str:
        return f"Users({self._request.operation}: {self._request.path}?{self._request.query})"

    def _walk(self) -> _Walk:
        return _Walk(self._send, self._request, self._count)


def _read(response: Response) -> tuple[_Answer, Response]:
    return _ANSWER.decode(response), response


def _loop(words: str, response: Response) -> PaginationLoopError:
    return PaginationLoopError(words, **response.facts())
