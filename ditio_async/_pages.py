"""A page of a stream, and how it is read from an answer."""

from __future__ import annotations

from datetime import datetime
from typing import Final, Generic, TypeVar

import msgspec
from msgspec import Raw, Struct

from ._codec import Decoder, refused
from ._wire import Response

R = TypeVar("R")


class Page(Struct, Generic[R], frozen=True, kw_only=True):
    """One page of a stream (Ditio: Pagination).

    Attributes:
        records: in the server's order.
        continuation_token: where the next page begins; None on the last one. Give it to `pages(resume_from=...)` of a
            stream with the same filter.
        sync_type_name: the mode that the server read the request in, where it says so.
        record_count: the server's count, where it says so.
        deleted_record_count: how many of them are deletions, where it says so.
        date: the server's clock when it answered, aware UTC.
    """

    records: list[R]
    continuation_token: str | None = None
    sync_type_name: str | None = None
    record_count: int | None = None
    deleted_record_count: int | None = None
    date: datetime | None = None


class Envelope(Struct, Generic[R], rename="camel"):
    """A page as the server writes it."""

    data: list[R]
    continuation_token: str | None = None
    sync_type_name: str | None = None
    record_count: int | None = None
    deleted_record_count: int | None = None


class _Identified(Struct):
    id: str | None = None


_RAW: Final = Decoder(Envelope[Raw])


class PageReader(Generic[R]):
    """Reads the answer to a request for a page; a record that does not fit is named."""

    def __init__(self, shape: type[R]) -> None:
        self.shape = shape
        self._page: Decoder[Envelope[R]] = Decoder(Envelope[shape])  # type: ignore[valid-type]  # known at run time
        self._record = Decoder(shape)

    def read(self, response: Response) -> Page[R]:
        """The page.

        Raises:
            DecodeError: it is no page, or one of its records does not fit.
        """
        try:
            envelope = self._page(response.body)
        except msgspec.ValidationError:
            envelope = self._one_by_one(response)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise refused(response, error) from error
        return Page(
            records=envelope.data,
            continuation_token=envelope.continuation_token or None,
            sync_type_name=envelope.sync_type_name,
            record_count=envelope.record_count,
            deleted_record_count=envelope.deleted_record_count,
            date=response.date,
        )

    def _one_by_one(self, response: Response) -> Envelope[R]:
        outer = _RAW.decode(response)
        records: list[R] = []
        for index, raw in enumerate(outer.data):
            try:
                records.append(self._record(bytes(raw)))
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
                bad = refused(response, error, bytes(raw), prefix=f"$.data[{index}]")
                bad.record_id = _id_of(raw)
                bad.message = f"record {bad.record_id or 'without an id'}: {bad.message}"
                raise bad from error
        return Envelope(
            records, outer.continuation_token, outer.sync_type_name, outer.record_count, outer.deleted_record_count
        )


def _id_of(raw: Raw) -> str | None:
    try:
        return msgspec.json.decode(raw, type=_Identified).id
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
