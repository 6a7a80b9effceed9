"""Streams of records, fetched page by page as they are iterated. The one paging loop is here.

A `Stream` is a description and can be iterated any number of times. Its iterators hold no slot, no response, no task
between two items: leaving a loop early leaks nothing.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Final, Generic, Self, TypeVar
from urllib.parse import quote

from msgspec import Raw, Struct
from msgspec.structs import replace

from . import _checks
from ._pages import Page, PageReader
from ._wire import Request, Response, Send
from .errors import (
    ArgumentError,
    BadRequestError,
    ContinuationRefusedError,
    DecodeError,
    PaginationLoopError,
    RequestError,
)

R = TypeVar("R")
S = TypeVar("S", bound=Struct)

_UNDECODED: Final = PageReader(Raw)
_LIMIT: Final = _checks.whole(1, otherwise=", or None for all records")

MOST_EMPTY: Final = 100
"""Empty pages in a row, each with a new token, after which the server is taken to lead in circles."""


class Stream(Generic[R]):
    """Every record of a stream. Nothing is sent before it is iterated.

    Errors that come while paging carry `continuation_token`, the place to resume from.
    """

    def __init__(self, send: Send, request: Request, reader: PageReader[R]) -> None:
        self._send = send
        self._request = request
        self._reader = reader

    def __aiter__(self) -> Records[R]:
        return Records(self.pages())

    def pages(self, *, resume_from: str | None = None) -> Pages[R]:
        """The same, page by page.

        Args:
            resume_from: the continuation token of a page or of an error; the filter must be the same.
        """
        if resume_from is not None and (_checks.TEXT(resume_from) is not None or not resume_from):
            raise ArgumentError(
                f"{self._request.operation}: resume_from takes a continuation token, or None to begin, "
                f"not {resume_from!r:.80}"
            )
        return Pages(self._send, self._request, self._reader, resume_from)

    def raw(self) -> Stream[Raw]:
        """The same records undecoded, as `msgspec.Raw`: every byte that the server sent, no field lost."""
        return Stream(self._send, self._request, _UNDECODED)

    def of(self, shape: type[S]) -> Stream[S]:
        """The same records read as a Struct of your own, so that only its fields are decoded.

        Args:
            shape: a class derived from `msgspec.Struct` with `rename="camel"`. Give every field but `id` a default: the
                server may leave it out, and a deletion has little else.

        Raises:
            ArgumentError: it is no such class, or waits for fields under names that the API does not use.
        """
        call = f"{self._request.operation}: of"
        if not isinstance(shape, type) or not issubclass(shape, Struct):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise ArgumentError(f"{call} takes a class derived from msgspec.Struct, not {shape!r:.80}")
        for name, key in zip(shape.__struct_fields__, shape.__struct_encode_fields__, strict=True):
            if key == name and "_" in name:
                raise ArgumentError(
                    f"{call}: {shape.__name__}.{name} waits for {key!r}, and the API writes {_camel(name)!r}; "
                    f'declare it as class {shape.__name__}(msgspec.Struct, rename="camel")'
                )
        return Stream(self._send, self._request, PageReader(shape))

    async def collect(self, *, limit: int | None = None) -> list[R]:
        """The records as a list.

        Args:
            limit: the most to take, 1 or more; None for all of them, which may take much memory.
        """
        if limit is not None and (wrong := _LIMIT(limit)) is not None:
            raise ArgumentError(f"{self._request.operation}: limit {wrong}")
        records: list[R] = []
        async for page in self.pages():
            records += page.records
            if limit is not None and len(records) >= limit:
                return records[:limit]
        return records

    def __repr__(self) -> str:
        return f"Stream({self._request.operation}: {self._request.path}?{self._request.query})"


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(part.capitalize() for part in others)


class Pages(AsyncIterator[Page[R]], Generic[R]):
    """The pages of a stream, each whole.

    Attributes:
        continuation_token: where the next page begins; None before the first page and after the last one.
    """

    def __init__(self, send: Send, request: Request, reader: PageReader[R], token: str | None) -> None:
        self._send = send
        self._request = request
        self._reader = reader
        self._seen: set[int] = set() if token is None else {hash(token)}
        self._empty = 0
        self._over = False
        self._busy = False
        self.continuation_token = token

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Page[R]:
        if self._over:
            raise StopAsyncIteration
        if self._busy:
            raise RuntimeError("two tasks iterate over one iterator; iterate over the stream in each of them")
        self._busy = True
        try:
            page = await self._fetch()
        except RequestError as error:
            error.continuation_token = self.continuation_token
            raise
        finally:
            self._busy = False
        self.continuation_token = page.continuation_token
        self._over = page.continuation_token is None
        return page

    async def _fetch(self) -> Page[R]:
        request = self._request
        token = self.continuation_token
        if token is not None:
            cursor = f"ContinuationToken={quote(token, safe='')}"
            request = replace(request, query=f"{request.query}&{cursor}" if request.query else cursor)
        try:
            response = await self._send(request)
        except BadRequestError as error:
            if token is None:
                raise
            raise ContinuationRefusedError(f"the token is refused: {error.message}", **error.facts()) from error
        try:
            page = self._reader.read(response)
        except DecodeError as error:
            if not error.truncated:
                raise
            page = self._reader.read(await self._send(request))  # a body that was cut looks like a whole one
        self._guard(page, response)
        return page

    def _guard(self, page: Page[R], response: Response) -> None:
        token = page.continuation_token
        if token is None:
            return
        self._empty = 0 if page.records else self._empty + 1
        if hash(token) in self._seen:
            raise PaginationLoopError("a continuation token came back that was used before", **response.facts())
        if self._empty >= MOST_EMPTY:
            raise PaginationLoopError(f"{self._empty} empty pages in a row, with no end", **response.facts())
        self._seen.add(hash(token))


class Records(AsyncIterator[R], Generic[R]):
    """The records of a stream, one by one."""

    def __init__(self, pages: Pages[R]) -> None:
        self._pages = pages
        self._rows: Iterator[R] = iter(())

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> R:
        for record in self._rows:
            return record
        while True:
            self._rows = iter((await self._pages.__anext__()).records)
            for record in self._rows:
                return record
