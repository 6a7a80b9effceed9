"""Calls that give a paged stream."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Generic, ParamSpec, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from .._codec import query
from .._fields import Arguments, described
from .._pages import PageReader
from ..config import Surface
from ..paging import Stream as Records
from .base import Context, Endpoint

P = ParamSpec("P")
R = TypeVar("R")


class Stream(Endpoint[Callable[P, Records[R]]], Generic[P, R]):
    """GET a paged stream of the reporting API; the fields of `filter` are its arguments."""

    def __init__(self, path: str, row: type[R], filter: Callable[P, Struct], doc: str) -> None:
        super().__init__(path, doc, surface=Surface.REPORTING)
        self.row = row
        self._filter = Arguments(filter)
        self._reader = PageReader(row)

    def takes(self, argument: str) -> bool:
        """Whether the filter has this argument."""
        return argument in self._filter.shape.__struct_fields__

    def bind(self, context: Context) -> Callable[P, Records[R]]:
        """The call."""
        base = replace(self.request(context), kind="page")

        def call(*args: P.args, **kwargs: P.kwargs) -> Records[R]:
            fields = self._filter.read(self.name, args, kwargs)
            return Records(context.send, replace(base, query=query(fields)), self._reader)

        return call

    def help(self) -> str:
        """The docstring of the call, with what the filter means."""
        return f"{self.doc}\n\n{described(self._filter.shape)}\n{self.method} {self.path}"

    def signature(self) -> inspect.Signature:
        """The filter."""
        return inspect.Signature(self._filter.parameters, return_annotation=Records[self.row])  # type: ignore[name-defined]  # as above
