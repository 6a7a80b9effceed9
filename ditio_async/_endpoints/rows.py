"""Calls that write many in one request, as an array."""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterable, Callable, Iterable
from functools import partial
from typing import Generic, TypeVar, cast

from msgspec import Struct
from msgspec.structs import replace

from .._bulk.arrays import Work, checked, chunked
from .._bulk.run import Bulk
from .._codec import encode
from .._fields import Arguments, about, described
from ..config import Surface
from ..errors import ArgumentError
from .base import Call, Context, Endpoint, owned, reader, written

R = TypeVar("R")
V = TypeVar("V")
B = TypeVar("B", bound=Struct)


class Rows(Endpoint[Callable[[Iterable[B]], Call[R]]], Generic[B, R]):
    """A write of an array of Structs, each of which is looked at before anything is sent.

    Args:
        row: the Struct.
        argument: what the list of them is called.
        method: POST or PUT.
    """

    def __init__(
        self,
        path: str,
        returns: type[R],
        row: type[B],
        argument: str,
        doc: str,
        *,
        method: str = "POST",
        surface: Surface = Surface.CORE,
        replay: bool = True,
        hint: str = "",
    ) -> None:
        super().__init__(path, doc, surface=surface, replay=replay, hint=hint)
        self.method = method
        self.row = row
        self.returns = returns
        self.argument = argument
        self._arguments: Arguments[...] = Arguments(row)
        self._decode = reader(returns)

    def bind(self, context: Context) -> Callable[[Iterable[B]], Call[R]]:
        """The call."""
        base = self.request(context)

        async def call(rows: Iterable[B], /) -> R:
            body = encode(self.checked(context, rows))
            return written(await context.send(replace(base, body=body)), self._decode)

        return call

    def in_chunks(
        self, context: Context, work: Work[B, V], rows: AsyncIterable[B] | Iterable[B], chunk: int, concurrency: int
    ) -> Bulk[B, V]:
        """Any number of rows, so many in a request; one that cannot be sent keeps no other from going out.

        Raises:
            ArgumentError: the numbers make no sense.
        """
        careful = checked(partial(self.row_of, context, self.name), work)
        return chunked(f"{self.name} in chunks", careful, rows, chunk, concurrency)

    def row_of(self, context: Context, where: str, row: object) -> Struct:
        """A row that can be sent, with the session's company where it needs one.

        Raises:
            ArgumentError: it cannot be sent; the message begins with `where`, and names its key.
        """
        if (wrong := self._arguments.verify(row)) is not None:
            raise ArgumentError(f"{where}{about(row)}: {wrong}")
        return owned(where, context, cast("Struct", row))

    def checked(self, context: Context, rows: object) -> list[Struct]:
        """The rows, with the session's company where they need one.

        Raises:
            ArgumentError: one of them cannot be sent; or there are two with one key, or none at all.
        """
        if isinstance(rows, str | bytes | Struct) or not isinstance(rows, Iterable):
            kind = self.row.__name__
            raise ArgumentError(f"{self.name}: {self.argument} takes a list of {kind}(...), not {rows!r:.80}")
        found: list[Struct] = []
        places: dict[tuple[object, ...], int] = {}
        for index, row in enumerate(cast("Iterable[object]", rows)):
            where = f"{self.name}: {self.argument}[{index}]"
            found.append(self.row_of(context, where, row))
            key = tuple(getattr(found[-1], name) for name in getattr(row, "keys", ()))
            key = (*key, getattr(found[-1], "company_id", None)) if key else ()
            if key and places.setdefault(key, index) != index:
                raise ArgumentError(f"{where}{about(row)} has the key of {self.argument}[{places[key]}]")
        if not found:
            raise ArgumentError(f"{self.name}: {self.argument} is empty, so there is nothing to send")
        return found

    def help(self) -> str:
        """The docstring of the call, with what the fields of a row mean."""
        fields = described(self.row).replace("Args:", f"Fields of {self.row.__name__}:", 1)
        return f"{self.doc}\n\n{fields}\n{self.method} {self.path}"

    def signature(self) -> inspect.Signature:
        """The list, by position."""
        parameter = inspect.Parameter(
            self.argument,
            inspect.Parameter.POSITIONAL_ONLY,
            annotation=Iterable[self.row],  # type: ignore[name-defined]  # the type is only known at run time
        )
        return inspect.Signature([parameter], return_annotation=self.returns)
