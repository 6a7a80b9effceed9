"""Calls that write one thing: create, replace, update, delete."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Concatenate, Generic, ParamSpec, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from .._codec import Decoder, encode, segment
from .._wire import Request, Response
from ..config import Surface
from ..errors import ArgumentError, DecodeError
from .base import Call, Context, Endpoint, key_parameter, owned, read_back, reader, written
from .taking import Taking

P = ParamSpec("P")
R = TypeVar("R")
F = TypeVar("F")
K = TypeVar("K", bound=str)


class _Write(Taking[F], Generic[F, P, R]):
    """A call with a JSON body; the fields of `body` are its arguments."""

    def __init__(
        self,
        path: str,
        returns: type[R],
        body: Callable[P, Struct],
        doc: str,
        *,
        surface: Surface = Surface.CORE,
        replay: bool = True,
        hint: str = "",
    ) -> None:
        super().__init__(path, body, doc, surface=surface, replay=replay, hint=hint)
        self.returns = returns
        self._decode = reader(returns)

    @property
    def body(self) -> type[Struct]:
        """The Struct of the body."""
        return self._arguments.shape

    def signature(self) -> inspect.Signature:
        """The key, if there is one, and the fields."""
        keys = [key_parameter(key, self.kind) for key in self.keys]
        return inspect.Signature([*keys, *self._arguments.parameters], return_annotation=self.returns)

    def _encoded(self, context: Context, args: tuple[object, ...], kwargs: dict[str, object]) -> bytes:
        body = encode(owned(self.name, context, self._arguments.read(self.name, args, kwargs)))
        if body == b"{}":
            raise ArgumentError(f"{self.name} was given nothing to write")
        return body


class Create(_Write[Callable[P, Call[R]], P, R], Generic[P, R]):
    """POST a new one. The session's company is filled in where none is given."""

    method = "POST"

    def bind(self, context: Context) -> Callable[P, Call[R]]:
        """The call."""
        base = self.request(context)

        async def call(*args: P.args, **kwargs: P.kwargs) -> R:
            request = replace(base, body=self._encoded(context, args, kwargs))
            return written(await context.send(request), self._decode)

        return call


class Change(_Write[Callable[Concatenate[K, P], Call[R]], P, R], Generic[K, P, R]):
    """A write to one that is there.

    Args:
        key: the kind of id that names it.
        shown: where it is read after an answer that does not show it: the path of one, or of all where one alone
            cannot be read; that of the call unless given.
    """

    def __init__(
        self,
        path: str,
        returns: type[R],
        body: Callable[P, Struct],
        doc: str,
        *,
        key: type[K],
        shown: str = "",
        replay: bool = True,
        hint: str = "",
    ) -> None:
        super().__init__(path, returns, body, doc, replay=replay, hint=hint)
        self.kind = key
        self._shown_at = shown or path

    def bind(self, context: Context) -> Callable[Concatenate[K, P], Call[R]]:
        """The call."""
        base = self.request(context)

        async def call(key: K, /, *args: P.args, **kwargs: P.kwargs) -> R:
            request = replace(base, path=self.at(key), body=self._encoded(context, args, kwargs))
            return await self.sent(context, request, key)

        return call

    async def sent(self, context: Context, request: Request, key: str) -> R:
        """Write, and read what was written where the answer does not show it."""
        response = await context.send(request)
        if response.status == 204 and self.returns is not type(None):
            return await self._read(context, key)
        return written(response, self._decode)

    async def _read(self, context: Context, key: str) -> R:
        path, gap, _ = self._shown_at.partition("{")
        request = replace(self.request(context), method="GET", replay=True)
        if gap:
            one = replace(request, path=path + segment(self.name, self.keys[0], key, self.kind))
            return await read_back(context.send, one, self._decode)
        rows = Decoder(list[self.returns])  # type: ignore[name-defined]  # the type is only known at run time

        def the_one(response: Response) -> R:
            for row in rows.decode(response):
                if getattr(row, self.keys[0]) == key:
                    found: R = row
                    return found
            raise DecodeError(f"there is none with the {self.keys[0]} {key!r}", **response.facts(b""))

        return await read_back(context.send, replace(request, path=path), the_one)


class Replace(Change[K, P, R], Generic[K, P, R]):
    """PUT the whole of one: a field that is left out is wiped."""

    method = "PUT"


class Update(Change[K, P, R], Generic[K, P, R]):
    """PATCH one: a field that is left out stays as it is."""

    method = "PATCH"

    def _encoded(self, context: Context, args: tuple[object, ...], kwargs: dict[str, object]) -> bytes:
        body = encode(self._arguments.read(self.name, args, kwargs))
        if body == b"{}":
            raise ArgumentError(f"{self.name} was given nothing to change")
        return body


class CreateFor(Change[K, P, R], Generic[K, P, R]):
    """POST something that belongs to one that is there."""

    method = "POST"


class Act(Endpoint[Callable[[K], Call[None]]], Generic[K]):
    """A write to one that is there and that says nothing but which one.

    Args:
        method: PUT or PATCH; DELETE has a kind of its own.
        key: the kind of id that names it.
    """

    def __init__(self, path: str, doc: str, *, key: type[K], method: str = "") -> None:
        super().__init__(path, doc)
        self.method = method or self.method
        self.kind = key

    def bind(self, context: Context) -> Callable[[K], Call[None]]:
        """The call."""
        base = self.request(context)

        async def call(key: K, /) -> None:
            await context.send(replace(base, path=self.at(key)))

        return call

    def signature(self) -> inspect.Signature:
        """The key, by position."""
        return inspect.Signature([key_parameter(self.keys[0], self.kind)], return_annotation=None)


class Delete(Act[K], Generic[K]):
    """DELETE one, for good."""

    method = "DELETE"
