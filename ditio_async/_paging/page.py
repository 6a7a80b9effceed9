"""A page of a stream: what callers get, and what is on its way to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from msgspec import Struct

from .._wire import Response

R = TypeVar("R")


class Page(Struct, Generic[R], frozen=True, kw_only=True):
    """One page of a stream (Ditio: Pagination).

    Attributes:
        records: in the server's order.
        continuation_token: where the next page begins; None on the last one. Give it to `pages(resume_from=...)` of a
            stream with the same filter.
        bookmark: the same place, and what it belongs to: `pages(resume_from=...)` of another stream, filter or mode
            refuses it before anything is sent. The one to keep where a run is to be resumed later.
        sync_type_name: the mode that the server read the request in, where it says so.
        record_count: the server's count, where it says so.
        deleted_record_count: how many of them are deletions, where it says so.
        date: the server's clock when it answered, aware UTC.
    """

    records: list[R]
    continuation_token: str | None = None
    bookmark: str | None = None
    sync_type_name: str | None = None
    record_count: int | None = None
    deleted_record_count: int | None = None
    date: datetime | None = None


class Frame(Struct, rename="camel", kw_only=True):
    """What a page says besides its records."""

    continuation_token: str | None = None
    sync_type_name: str | None = None
    record_count: int | None = None
    deleted_record_count: int | None = None


class Envelope(Frame, Generic[R], rename="camel", kw_only=True):
    """A page as the server writes it."""

    data: list[R]


class Clip(Protocol):
    """Leaves out the records of a window that belong to the next one."""

    def late(self, piece: bytes, records: Sequence[object]) -> list[bool]:
        """Which records of a slice are left out; an empty list where none is."""
        ...


class Body(Protocol[R]):
    """The records of a page, for one who takes them.

    Attributes:
        envelope: what it says besides the records.
        date: the server's clock.
        size: bytes.
        taken: how many records were taken.
    """

    @property
    def envelope(self) -> Frame: ...
    @property
    def date(self) -> datetime | None: ...
    @property
    def size(self) -> int: ...
    @property
    def taken(self) -> int: ...

    async def batch(self) -> list[R] | None:
        """The next records; None after the last ones."""
        ...


class Arrived(Generic[R]):
    """A page that is complete as bytes; its records are decoded as they are taken. See `Body`.

    Attributes:
        empty: it has no records.
    """

    batches: Iterator[list[R]]

    def __init__(self, response: Response, envelope: Frame, *, empty: bool) -> None:
        self.continuation_token = envelope.continuation_token or None
        self.envelope = envelope
        self.date = response.date
        self.size = len(response.body)
        self.empty = empty
        self.taken = 0

    async def batch(self) -> list[R] | None:
        """The next records; None after the last ones."""
        batch = next(self.batches, None)
        if batch is not None:
            self.taken += len(batch)
        return batch
