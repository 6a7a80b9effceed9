"""Calls that read: one thing by its key or keys, all of them, or those that are asked for."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Generic, ParamSpec, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from .._codec import Decoder, query, segment
from .._fields import Filter
from .._wire import Request, Response, Send
from ..config import Surface
from ..errors import DecodeError
from .base import Call, Context, Endpoint, ask, key_parameter
from .taking import Taking

P = ParamSpec("P")
R = TypeVar("R")


def _reading(
    name: str, send: Send, request_of: Callable[P, Request], decode: Callable[[Response], R]
) -> Callable[P, Call[R]]:
    """The call: what `ask` does, without an await of its own, since every read goes through it."""
    request_of.__qualname__ = name  # for Python's own errors about arguments

    async def call(*args: P.args, **kwargs: P.kwargs) -> R:
        request = request_of(*args, **kwargs)
        response = await send(request)
        try:
            return decode(response)
        except DecodeError as error:
            if not error.truncated:
                raise
        return decode(await send(request))

    return call


class Get(Endpoint[Callable[[str], Call[R]]], Generic[R]):
    """GET one by its key."""

    def __init__(self, path: str, returns: type[R], doc: str, *, surface: Surface = Surface.CORE) -> None:
        super().__init__(path, doc, surface=surface)
        self.returns = returns
        self._decode = Decoder(returns).decode

    def bind(self, context: Context) -> Callable[[str], Call[R]]:
        """The call."""
        base = self.request(context)

        def request(key: str, /) -> Request:
            return replace(base, path=self.at(key))

        return _reading(self.name, context.send, request, self._decode)

    def signature(self) -> inspect.Signature:
        """The key, by position."""
        return inspect.Signature([key_parameter(self.keys[0])], return_annotation=self.returns)


class Find(Taking[Callable[P, Call[R]]], Generic[P, R]):
    """GET by several keys; the fields of `key` fill the path, and those that are not in it go into the query.

    Args:
        narrowed: what comes after the path where the field in it is given.
        read: makes the value of the answer, where that takes more than a shape.
    """

    def __init__(
        self,
        path: str,
        returns: type[R],
        key: Callable[P, Struct],
        doc: str,
        *,
        surface: Surface = Surface.CORE,
        narrowed: str = "",
        read: Callable[[Response], R] | None = None,
    ) -> None:
        super().__init__(path, key, doc, surface=surface)
        self.returns = returns
        self._narrowed = narrowed.partition("{")[0]
        self._optional = narrowed.partition("{")[2].rstrip("}")
        self._decode = read or Decoder(returns).decode

    def bind(self, context: Context) -> Callable[P, Call[R]]:
        """The call."""
        base = self.request(context)

        def request(*args: P.args, **kwargs: P.kwargs) -> Request:
            key = self._arguments.read(self.name, args, kwargs)
            path = self.at(*(getattr(key, name) for name in self.keys))
            if self._optional and (value := getattr(key, self._optional)) is not None:
                path += self._narrowed + segment(self.name, self._optional, value)
            return replace(base, path=path, query=query(key, without=(*self.keys, self._optional)))

        return _reading(self.name, context.send, request, self._decode)

    def signature(self) -> inspect.Signature:
        """The keys."""
        return inspect.Signature(self._arguments.parameters, return_annotation=self.returns)


class List(Endpoint[Callable[[], Call[list[R]]]], Generic[R]):
    """GET all of them in one answer."""

    def __init__(self, path: str, row: type[R], doc: str, *, surface: Surface = Surface.CORE) -> None:
        super().__init__(path, doc, surface=surface)
        self.row = row
        self._decode = Decoder(list[row]).decode  # type: ignore[valid-type]  # the type is only known at run time

    def bind(self, context: Context) -> Callable[[], Call[list[R]]]:
        """The call."""
        base = self.request(context)
        return _reading(self.name, context.send, lambda: base, self._decode)

    def signature(self) -> inspect.Signature:
        """No arguments."""
        return inspect.Signature(return_annotation=list[self.row])  # type: ignore[name-defined]  # as above


class Select(Taking[Callable[P, Call[list[R]]]], Generic[P, R]):
    """GET those that a filter lets through; each part of the filter is a request, one after the other."""

    def __init__(self, path: str, row: type[R], filter: Callable[P, Filter], doc: str) -> None:
        super().__init__(path, filter, doc)
        self.row = row
        self._decode = Decoder(list[row]).decode  # type: ignore[valid-type]  # the type is only known at run time

    def bind(self, context: Context) -> Callable[P, Call[list[R]]]:
        """The call."""
        base = self.request(context)

        async def call(*args: P.args, **kwargs: P.kwargs) -> list[R]:
            fields = self._arguments.read(self.name, args, kwargs)
            assert isinstance(fields, Filter)
            rows: list[R] = []
            for part in fields.parts():
                rows += await ask(context.send, replace(base, query=query(part)), self._decode)
            return rows

        return call

    def signature(self) -> inspect.Signature:
        """The filter."""
        return inspect.Signature(self._arguments.parameters, return_annotation=list[self.row])  # type: ignore[name-defined]  # as above
