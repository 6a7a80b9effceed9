"""Pages whose records are decoded by whoever takes them, in a thread for instance."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

from msgspec import Raw

from .._wire import Response
from ..errors import RequestError
from .decoding import PageReader, token_of
from .page import Arrived, Clip, Frame

R = TypeVar("R")


class Undecoded(Generic[R]):
    """The records of a page that has arrived."""

    def __init__(self, reader: PageReader[R], response: Response, clip: Clip | None, before: int) -> None:
        self._reader = reader
        self._response = response
        self._clip = clip
        self._before = before

    def batches(self) -> Iterator[list[R]]:
        """The records, slice by slice.

        Raises:
            DecodeError: a record cannot be read; it carries the token with which the page was asked for.
        """
        try:
            yield from self._reader.read(self._response, self._clip, self._before).batches
        except RequestError as error:
            error.continuation_token = token_of(self._response)
            raise


class LaterReader(PageReader[Undecoded[R]]):
    """Reads of a page what it says besides its records, and leaves these to another reader.

    That one is used by nobody else, so that a thread may do it. A page counts as one record here.
    """

    def __init__(self, reader: PageReader[R]) -> None:
        super().__init__(Undecoded[R])
        self._reader = reader
        self._outline = PageReader(Raw)

    def read(self, response: Response, clip: Clip | None = None, before: int = 0) -> Arrived[Undecoded[R]]:
        """The page.

        Raises:
            DecodeError: it is no page.
        """
        outline = self._outline.read(response)
        outline.batches = iter(())  # they hold the page, and the page holds them
        told = outline.envelope  # which may be the whole page
        frame = Frame(**{name: getattr(told, name) for name in Frame.__struct_fields__})
        page: Arrived[Undecoded[R]] = Arrived(response, frame, empty=outline.empty)
        page.batches = iter([[Undecoded(self._reader, response, clip, before)]])
        return page
