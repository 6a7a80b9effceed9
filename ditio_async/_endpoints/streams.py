"""Calls that give a paged stream."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Final, Generic, ParamSpec, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from .._codec import query
from .._paging.decoding import PageReader
from .._paging.windows import Dated
from .._times import Time
from .._wire import Request
from ..config import Surface
from ..paging import Stream as Records
from .base import Context
from .taking import Taking

P = ParamSpec("P")
R = TypeVar("R")


_NO_WINDOW: Final = "the stream has no date window, so it cannot be read in pieces"
_INCREMENTAL: Final = "with modified_since it is read by modification; only the date window can be read in pieces"


class Stream(Taking[Callable[P, Records[R]]], Generic[P, R]):
    """GET a paged stream of the reporting API; the fields of `filter` are its arguments.

    Args:
        date: the field of a record that the date window is on; None where that is not known.
        days: the longest window to ask for at once; longer ones are read in pieces.
    """

    def __init__(
        self,
        path: str,
        row: type[R],
        filter: Callable[P, Struct],
        doc: str,
        *,
        date: str | None = None,
        days: float | None = None,
    ) -> None:
        super().__init__(path, filter, doc, surface=Surface.REPORTING)
        self.row = row
        self.date = date
        self._days = days
        self._reader = PageReader(row)

    def takes(self, argument: str) -> bool:
        """Whether the filter has this argument."""
        return argument in self._arguments.shape.__struct_fields__

    def bind(self, context: Context) -> Callable[P, Records[R]]:
        """The call."""
        base = replace(self.request(context), kind="page")

        def call(*args: P.args, **kwargs: P.kwargs) -> Records[R]:
            fields = self._arguments.read(self.name, args, kwargs)
            request = replace(base, query=query(fields))
            return Records(context.send, request, self._reader, self._dated(base, fields), self._days)

        return call

    def _dated(self, base: Request, fields: Struct) -> Dated | str:
        """The date window of a filter, or why it has none."""
        if not self.takes("from_date_time"):
            return _NO_WINDOW
        if getattr(fields, "modified_since", None) is not None:
            return _INCREMENTAL

        def at(start: Time, end: Time) -> Request:
            return replace(base, query=query(replace(fields, from_date_time=start, to_date_time=end)))

        start, end = getattr(fields, "from_date_time"), getattr(fields, "to_date_time")  # noqa: B009  # not of all Structs
        return Dated(start=start, end=end, at=at, date=self.date)

    def signature(self) -> inspect.Signature:
        """The filter."""
        return inspect.Signature(self._arguments.parameters, return_annotation=Records[self.row])  # type: ignore[name-defined]  # as above
