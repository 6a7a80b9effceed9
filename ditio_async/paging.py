"""Streams of records, fetched page by page as they are iterated.

A `Stream` is a description and can be iterated any number of times. Its iterators hold no slot, no response, no task
between two items: leaving a loop early leaks nothing. What runs beside the caller lives inside of an `async with`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final, Generic, TypeVar, cast

from msgspec import Raw, Struct
from msgspec.structs import replace

from . import _checks
from ._paging.ahead import Ahead
from ._paging.decoding import OnBadRecord, PageReader
from ._paging.eager import Eager
from ._paging.page import Page
from ._paging.reading import Pages, Records
from ._paging.split import Split
from ._paging.trail import Trail, Window
from ._paging.walk import Walk
from ._paging.watch import OnProgress, Progress, Watch
from ._paging.windows import Dated, months_within, parts, pieces, window_of
from ._wire import Request, Send
from .errors import ArgumentError

__all__ = ["Ahead", "Eager", "Page", "Pages", "Progress", "Records", "Split", "Stream"]

R = TypeVar("R")
S = TypeVar("S")
T = TypeVar("T", bound=Struct)

_LIMIT: Final = _checks.whole(1, otherwise=", or None for all records")
_PAGES: Final = _checks.whole(1, 100)
_CONCURRENCY: Final = _checks.whole(1, 64)
_FLAG: Final = _checks.of(bool)


class _Plan(Struct, frozen=True):
    """What a stream reads, apart from the shape of its records.

    Attributes:
        request: for the first page.
        dated: the date window of the filter; a text where there is none, which says why.
        known: the fields that are documented, by the API's names; none where nobody knows.
        days: how long the windows are in which it is read; None to read it in one.
    """

    send: Send
    request: Request
    dated: Dated | str
    known: Collection[str] = ()
    days: float | None = None
    on_progress: OnProgress | None = None

    def windows(self) -> Sequence[Window]:
        """One, or as many as it takes."""
        days, dated = self.days, self.dated
        if days is None or isinstance(dated, str) or dated.start is None or dated.end is None:
            return [Window(self.request, None if isinstance(dated, str) else dated.clip)]
        return pieces(self.request.operation, dated, days)


class Stream(Generic[R]):
    """Every record of a stream. Nothing is sent before it is iterated.

    Errors that come while paging carry `continuation_token`, the place to resume from.
    """

    def __init__(
        self,
        send: Send,
        request: Request,
        reader: PageReader[R],
        dated: Dated | str = "the stream has no date window",
        days: float | None = None,
    ) -> None:
        shape = cast("object", reader.shape)  # also dict[str, object], which is no class
        known = shape.__struct_encode_fields__ if isinstance(shape, type) and issubclass(shape, Struct) else ()
        self._plan = _Plan(send, request, dated, known, days)
        self._reader = reader

    @classmethod
    def _of(cls, plan: _Plan, reader: PageReader[S]) -> Stream[S]:
        made: Stream[S] = Stream(plan.send, plan.request, reader)
        made._plan = plan
        return made

    @property
    def shape(self) -> type[R]:
        """What its records are read as."""
        return self._reader.shape

    def __aiter__(self) -> Records[R]:
        return Records(self._walk(None), self._watch())

    def pages(self, *, resume_from: str | None = None) -> Pages[R]:
        """The same, page by page.

        Args:
            resume_from: the bookmark or the continuation token of a page, or the continuation token of an error; the
                filter must be the same.
        """
        walk = self._walk(self._place("pages", resume_from))
        return Pages(walk, self._watch(), (resume_from, resume_from))

    def ahead(self, pages: int = 2, *, resume_from: str | None = None) -> Ahead[R]:
        """Read ahead: `async with stream.ahead() as records: async for record in records: ...`.

        The next pages are fetched while the caller works on this one.

        Args:
            pages: how many may wait, 1 to 100; as much memory as they weigh (a page of 2,500 records some 4 MB).
            resume_from: as for `pages`.
        """
        self._check("ahead", "pages", pages, _PAGES)
        return Ahead(self._walk(self._place("ahead", resume_from)), self._watch(), pages)

    def eager(self, *, resume_from: str | None = None) -> Eager[R]:
        """Decode while bytes arrive: `async with stream.eager() as records: async for record in records: ...`.

        The first record comes as soon as it is there, and a page never has to fit into memory as a whole. The price:
        what is wrong with a page, or with the connection, may turn out after some of its records were handed out. It is
        raised then; resuming brings the whole page again.

        Args:
            resume_from: as for `pages`.
        """
        trail = Trail(self._plan.windows(), self._place("eager", resume_from))
        return Eager(self._plan.send, trail, self._reader, self._watch())

    def split(
        self, days: float = 7, concurrency: int = 4, *, in_order: bool = False, resume_from: str | None = None
    ) -> Split[R]:
        """Read the date window in pieces side by side: `async with stream.split() as records: ...`.

        Each record comes once, also where it sits exactly between two pieces. Memory is bounded by some pages for
        each of the tasks, however slow the caller is.

        Args:
            days: of a piece, also parts of a day. Pieces that are a few pages long work best.
            concurrency: how many are read at once, 1 to 64. The session's `Limits(concurrency=)` holds as well.
            in_order: pieces one after the other, instead of pages as they come.
            resume_from: the `bookmark` of the records or pages of another split of the same stream with the same days.

        Raises:
            ArgumentError: the stream has no date window, or one of its ends is not given.
        """
        call = f"{self._plan.request.operation}: split"
        self._check("split", "days", days, _checks.days)
        self._check("split", "concurrency", concurrency, _CONCURRENCY)
        self._check("split", "in_order", in_order, _FLAG)
        return Split(
            self._plan.send,
            pieces(call, self._dated("split"), days),
            self._reader,
            self._watch(),
            concurrency=concurrency,
            in_order=in_order,
            resume_from=self._place("split", resume_from),
        )

    def windows(self, *, days: float | None) -> Stream[R]:
        """The same stream, read in windows of so many days, one after the other.

        Args:
            days: of a window, also parts of a day; None to ask for all of it at once. Ends that are not given mean
                one window.

        Raises:
            ArgumentError: the stream has no date window.
        """
        if days is not None:
            self._check("windows", "days", days, _checks.days)
            self._dated("windows")
        return self._of(replace(self._plan, days=days), self._reader)

    def months(self) -> list[tuple[str, Stream[R]]]:
        """The date window month by month, in UTC: `2026-01` and its stream. Each record comes once.

        Raises:
            ArgumentError: the stream has no date window, one of its ends is not given, or it is longer than 100 years.
        """
        dated = self._dated("months")
        begins = months_within(f"{self._plan.request.operation}: months", dated)
        names, cuts = [f"{moment:%Y-%m}" for moment in begins], begins[1:]
        plans = [replace(self._plan, request=window_of(p).request, dated=p) for p in parts(dated, cuts)]
        return [(name, self._of(plan, self._reader)) for name, plan in zip(names, plans, strict=True)]

    def raw(self) -> Stream[Raw]:
        """The same records undecoded, as `msgspec.Raw`: every byte that the server sent, no field lost."""
        return self._of(self._plan, PageReader(Raw))

    def of(self, shape: type[T]) -> Stream[T]:
        """The same records read as a Struct of your own, so that only its fields are decoded.

        Args:
            shape: a class derived from `msgspec.Struct` with `rename="camel"`. Give every field but `id` a default: the
                server may leave it out, and a deletion has little else. A field that is neither documented nor
                anywhere on the first page is warned of, because it would have its default for ever.

        Raises:
            ArgumentError: it is no such class, or waits for fields under names that the API does not use.
        """
        call = f"{self._plan.request.operation}: of"
        if not isinstance(shape, type) or not issubclass(shape, Struct):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise ArgumentError(f"{call} takes a class derived from msgspec.Struct, not {shape!r:.80}")
        for name, key in zip(shape.__struct_fields__, shape.__struct_encode_fields__, strict=True):
            if key == name and "_" in name:
                raise ArgumentError(
                    f"{call}: {shape.__name__}.{name} waits for {key!r}, and the API writes {_camel(name)!r}; "
                    f'declare it as class {shape.__name__}(msgspec.Struct, rename="camel")'
                )
        keys = zip(shape.__struct_fields__, shape.__struct_encode_fields__, strict=True)
        unsure = {key: f"{shape.__name__}.{name}" for name, key in keys if key not in self._plan.known}
        return self._of(self._plan, PageReader(shape, self._reader.on_bad, unsure if self._plan.known else {}))

    def read_by(self, reader: PageReader[S]) -> Stream[S]:
        """The same records in whatever way a reader of pages reads them; for this package's own tables."""
        return self._of(self._plan, reader)

    def on_bad_record(self, handler: OnBadRecord) -> Stream[R]:
        """The same stream, which goes on where a record cannot be read.

        Args:
            handler: is given the `DecodeError` of each, with its `record_id`, `path`, `raw` bytes and the
                `continuation_token` of the page; `bad.append` of a list collects them.
        """
        self._check("on_bad_record", "handler", handler, _checks.function)
        return self._of(self._plan, PageReader(self._reader.shape, handler, self._reader.unsure))

    def on_progress(self, handler: OnProgress) -> Stream[R]:
        """The same stream, which tells how far it has come.

        Args:
            handler: is given a `Progress` after each page: records, pages, bytes, and the fraction that is through
                where the stream is read in windows.
        """
        self._check("on_progress", "handler", handler, _checks.function)
        return self._of(replace(self._plan, on_progress=handler), self._reader)

    async def collect(self, *, limit: int | None = None) -> list[R]:
        """The records as a list.

        Args:
            limit: the most to take, 1 or more; None for all of them, which may take much memory.
        """
        if limit is not None:
            self._check("collect", "limit", limit, _LIMIT)
        records: list[R] = []
        async for page in self.pages():
            records += page.records
            if limit is not None and len(records) >= limit:
                return records[:limit]
        return records

    def __repr__(self) -> str:
        request = self._plan.request
        return f"Stream({request.operation}: {request.path}?{request.query})"

    def _walk(self, place: str | None) -> Walk[R]:
        return Walk(self._plan.send, self._plan.windows(), self._reader, place)

    def _watch(self) -> Watch:
        return Watch(self._plan.on_progress)

    def _check(self, method: str, name: str, value: object, check: _checks.Check) -> None:
        _checks.checked(f"{self._plan.request.operation}: {method}", name, value, check)

    def _place(self, method: str, resume_from: str | None) -> str | None:
        if resume_from is not None and (_checks.TEXT(resume_from) is not None or not resume_from):
            raise ArgumentError(
                f"{self._plan.request.operation}: {method}: resume_from takes a bookmark or a continuation token, or "
                f"None to begin, not {resume_from!r:.80}"
            )
        return resume_from

    def _dated(self, method: str) -> Dated:
        if isinstance(self._plan.dated, str):
            raise ArgumentError(f"{self._plan.request.operation}: {method}: {self._plan.dated}")
        return self._plan.dated


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(part.capitalize() for part in others)
