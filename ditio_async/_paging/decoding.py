"""How pages are read from answers: slice by slice where they look as usual, at once where they do not."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final, Generic, NamedTuple, TypeAlias, TypeVar
from urllib.parse import parse_qs

import msgspec
from msgspec import UNSET, Raw, Struct, UnsetType

from .._codec import Decoder, refused, western
from .._wire import Response
from ..errors import DecodeError
from .page import Arrived, Clip, Envelope, Frame
from .slices import SIZE, Cuts, head

R = TypeVar("R")

OnBadRecord: TypeAlias = Callable[[DecodeError], object]

MISFITS: Final = (msgspec.ValidationError, UnicodeDecodeError, RecursionError)
"""What one record may have that does not fit, while the page is JSON."""
UNREADABLE: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_STAND_IN: Final = "records"
_WITHOUT_RECORDS: Final = b'{"data":["%b"]%b'


class _Framed(Struct, rename="camel"):
    data: list[str]
    continuation_token: str | UnsetType | None = UNSET
    sync_type_name: str | None = None
    record_count: int | None = None
    deleted_record_count: int | None = None


class _Identified(Struct):
    id: str | None = None


_RAW: Final = Decoder(Envelope[Raw])
_RAWS: Final = Decoder(list[Raw])
_FRAME: Final = msgspec.json.Decoder(_Framed)


class Part(NamedTuple, Generic[R]):
    """What a slice has.

    Attributes:
        records: those that fit, and belong here.
        seen: how many there are with the others.
        bad: the errors of those that do not fit.
    """

    records: list[R]
    seen: int
    bad: list[DecodeError]


class PageReader(Generic[R]):
    """Reads answers to requests for pages.

    Args:
        shape: of a record.
        on_bad: is given the error of a record that does not fit, which is then left out; None to raise it.
        unsure: fields of the shape, by the API's names, of which nobody knows whether they ever come.
        size: of a slice, in bytes.
    """

    def __init__(
        self,
        shape: type[R],
        on_bad: OnBadRecord | None = None,
        unsure: Mapping[str, str] = MappingProxyType({}),
        size: int = SIZE,
    ) -> None:
        self.shape = shape
        self.on_bad = on_bad
        self.unsure = unsure
        self._looked = not unsure
        self._size = size
        self._page: Decoder[Envelope[R]] = Decoder(Envelope[shape])  # type: ignore[valid-type]  # known at run time
        self._records: Decoder[list[R]] = Decoder(list[shape])  # type: ignore[valid-type]  # the same
        self._record = Decoder(shape)

    @property
    def timed(self) -> bool:
        """There are times in the shape."""
        return self._records.timed

    def read(self, response: Response, clip: Clip | None = None, before: int = 0) -> Arrived[R]:
        """The page, whose records are decoded when they are taken; `before` it there were some of the same page.

        Raises:
            DecodeError: it is no page.
        """
        body = response.body
        if not self._looked and before == 0:
            self._look(response)
        if len(body) > self._size and (start := head(body)) is not None:
            end = body.rfind(b"}]") + 1
            frame = _frame(body, start, end)
            if frame is not None:
                page: Arrived[R] = Arrived(response, frame, empty=False)
                page.batches = self._slices(page, response, (start, end), clip, before)
                return page
        whole = self._whole(response, body, clip, before)
        page = Arrived(response, whole, empty=not whole.data)
        page.batches = iter([whole.data] if whole.data else [])
        return page

    def _slices(
        self, page: Arrived[R], response: Response, span: tuple[int, int], clip: Clip | None, before: int
    ) -> Iterator[list[R]]:
        """The records between two places of a body, slice by slice."""
        (start, end), body, size = span, response.body, self._size
        cuts, view = Cuts(body, start), memoryview(body)
        west = self.timed and western(body)
        while True:
            cut = cuts.next(body, start, end, size)
            try:
                piece = b"".join((b"[", view[start : cut or end], b"]"))
                part = self.part(response, piece, before, clip, west=west)
            except UNREADABLE:
                if cut is None:
                    rest = self._rest(response, start, clip, before)
                    page.envelope = rest
                    yield rest.data
                    return
                size = 2 * max(size, cut - start)
                continue
            self.tell(part)
            yield part.records
            if cut is None:
                return
            before += part.seen
            start, size = cut + 1, self._size

    def _look(self, response: Response) -> None:
        """Warn of fields that are not even on the first page that has records."""
        if b'"id"' not in response.body:
            return
        self._looked = True
        for key, name in self.unsure.items():
            if f'"{key}"'.encode() not in response.body:
                message = (
                    f"{response.request.operation}: {name} waits for {key!r}, which is not documented for this stream "
                    "and not on its first page"
                )
                warnings.warn(message, UserWarning, stacklevel=2)

    def part(self, response: Response, piece: bytes, before: int, clip: Clip | None, *, west: bool) -> Part[R]:
        """The records of a slice.

        The piece is a JSON list, if it was cut in the right places; `before` it there were so many records of the
        page. `west` says that times of the page may have offsets to the west.

        Raises:
            msgspec.DecodeError, UnicodeDecodeError, RecursionError: it is no JSON.
            DecodeError: one of the records does not fit.
        """
        bad: list[DecodeError] = []
        try:
            records = self._records.part(piece, west=west)
            seen = len(records)
        except MISFITS:
            raws = _RAWS(piece)
            seen = len(raws)
            kept = self._one_by_one(response, raws, before, bad)
            records = [record for _, record in kept]
            piece = b"[%b]" % b",".join(bytes(raw) for raw, _ in kept)
        if clip is not None and True in (late := late_in(clip, piece, records)):
            records = [record for record, too_late in zip(records, late, strict=True) if not too_late]
        return Part(records, seen, bad)

    def at_once(self, body: bytes) -> Envelope[R] | None:
        """A page; None where its records have to be looked at one by one."""
        try:
            return self._page(body)
        except MISFITS:
            return None

    def tell(self, part: Part[R]) -> None:
        """Hand on the errors of records that were left out."""
        if self.on_bad is not None:
            for error in part.bad:
                self.on_bad(error)

    def _rest(self, response: Response, start: int, clip: Clip | None, before: int) -> Envelope[R]:
        """The records from one on, of a page that is not as usual."""
        body = b'{"data":[' + response.body[start:]
        raws = _raws(response, body).data
        if not raws or not body.startswith(bytes(raws[0]), len(b'{"data":[')):
            raise refused(response, msgspec.DecodeError("the page has two lists of records"))
        return self._whole(response, body, clip, before)

    def _whole(self, response: Response, body: bytes, clip: Clip | None, before: int) -> Envelope[R]:
        """A page, decoded at once."""
        broken = _broken_text(body)
        if clip is None and broken is None:
            try:
                page = self.at_once(body)
            except msgspec.DecodeError as error:
                raise refused(response, error) from error
            if page is not None:
                return page
        outer = _raws(response, body)
        if broken is not None and not any(_broken_text(bytes(raw)) for raw in outer.data):
            raise refused(response, broken)  # it is in what the page says of itself, its token for instance
        piece = b"[%b]" % b",".join(map(bytes, outer.data))
        try:
            part = self.part(response, piece, before, clip, west=western(piece))
        except UNREADABLE as error:
            raise refused(response, error) from error
        self.tell(part)
        return Envelope(
            data=part.records,
            continuation_token=outer.continuation_token,
            sync_type_name=outer.sync_type_name,
            record_count=outer.record_count,
            deleted_record_count=outer.deleted_record_count,
        )

    def _one_by_one(
        self, response: Response, raws: list[Raw], before: int, bads: list[DecodeError]
    ) -> list[tuple[Raw, R]]:
        kept: list[tuple[Raw, R]] = []
        for index, raw in enumerate(raws, before):
            try:
                kept.append((raw, self._record(bytes(raw))))
            except UNREADABLE as error:
                bad = refused(response, error, bytes(raw), prefix=f"$.data[{index}]")
                bad.record_id = _id_of(raw)
                bad.continuation_token = token_of(response)
                bad.message = f"record {bad.record_id or 'without an id'}: {bad.message}"
                if self.on_bad is None:
                    raise bad from error
                bad.__cause__ = error
                bads.append(bad)
        return kept


def late_in(clip: Clip, piece: bytes, records: Sequence[object]) -> list[bool]:
    """Which records of a slice belong to the next window; one whose date is none belongs where it came."""
    try:
        return clip.late(piece, records)
    except MISFITS:
        raws = [] if len(records) == 1 else _RAWS(piece)
        pairs = zip(raws, records, strict=False)
        return [True in late_in(clip, b"[%b]" % bytes(raw), [record]) for raw, record in pairs]


def _frame(body: bytes, start: int, end: int) -> Frame | None:
    """What a page says after its records; None where it is not certain that they end where they seem to.

    What follows the last `}]` of a page are fields of the page itself: nothing else is JSON when the records are put
    before it. But it need not be all of them, and the token may be among the others. So either the token is there, or
    nothing before looks like the end of a list.
    """
    if end <= start:
        return None
    frame = _WITHOUT_RECORDS % (_STAND_IN.encode(), body[end + 1 :])
    try:
        found = _FRAME.decode(frame)
    except UNREADABLE:
        return None
    if _broken_text(frame) is not None:
        return None
    token = found.continuation_token
    if found.data != [_STAND_IN] or (token is UNSET and body.find(b"]", start, end) >= 0):
        return None
    return Frame(
        continuation_token=None if token is UNSET else token,
        sync_type_name=found.sync_type_name,
        record_count=found.record_count,
        deleted_record_count=found.deleted_record_count,
    )


def _broken_text(body: bytes) -> UnicodeDecodeError | None:
    """What is not UTF-8, which msgspec does not look for in the fields that it passes over."""
    if not body.isascii():
        try:
            str(body, "utf-8")
        except UnicodeDecodeError as error:
            return error
    return None


def _raws(response: Response, body: bytes) -> Envelope[Raw]:
    try:
        return _RAW(body)
    except UNREADABLE as error:
        raise refused(response, error) from error


def token_of(response: Response) -> str | None:
    """The token with which a page was asked for."""
    return next(iter(parse_qs(response.request.query).get("ContinuationToken", [])), None)


def _id_of(raw: Raw) -> str | None:
    try:
        return msgspec.json.decode(raw, type=_Identified).id
    except UNREADABLE:
        return None
