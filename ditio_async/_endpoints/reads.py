"""Calls that read: one thing by its key or keys, or all of them."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Generic, ParamSpec, TypeVar

from msgspec import Struct

from .._codec import Decoder
from .._fields import Arguments
from ..config import Surface
from .base import Call, Context, Endpoint, ask, key_parameter

P = ParamSpec("P")
R = TypeVar("R")


class Get(Endpoint[Callable[[str], Call[R]]], Generic[R]):
    """GET one by its key."""

    def __init__(self, path: str, returns: type[R], doc: str, *, surface: Surface = Surface.CORE) -> None:
        super().__init__(path, doc, surface=surface)
        self.returns = returns
        self._decode = Decoder(returns).decode

    def bind(self, context: Context) -> Callable[[str], Call[R]]:
        """The call."""

        async def call(key: str, /) -> R:
            return await ask(context.send, self.request(context, self.at(key)), self._decode)

        return call

    def signature(self) -> inspect.Signature:
        """The key, by position."""
        return inspect.Signature([key_parameter(self.keys[0])], return_annotation=self.returns)


class Find(Endpoint[Callable[P, Call[R]]], Generic[P, R]):
    """GET by several keys; the fields of `key` fill the path."""

    def __init__(self, path: str, returns: type[R], key: Callable[P, Struct], doc: str) -> None:
        super().__init__(path, doc)
        self.returns = returns
        self._key = Arguments(key)
        self._decode = Decoder(returns).decode

    def bind(self, context: Context) -> Callable[P, Call[R]]:
        """The call."""

        async def call(*args: P.args, **kwargs: P.kwargs) -> R:
            key = self._key.read(self.name, args, kwargs)
            path = self.at(*(getattr(key, field) for field in key.__struct_fields__))
            return await ask(context.send, self.request(context, path), self._decode)

        return call

    def signature(self) -> inspect.Signature:
        """The keys."""
        return inspect.Signature(self._key.parameters, return_annotation=self.returns)


class List(Endpoint[Callable[[], Call[list[R]]]], Generic[R]):
    """GET all of them in one answer."""

    def __init__(self, path: str, row: type[R], doc: str, *, surface: Surface = Surface.CORE) -> None:
        super().__init__(path, doc, surface=surface)
        self.row = row
        self._decode = Decoder(list[row]).decode  # type: ignore[valid-type]  # the type is only known at run time

    def bind(self, context: Context) -> Callable[[], Call[list[R]]]:
        """The call."""

        async def call() -> list[R]:
            return await ask(context.send, self.request(context), self._decode)

        return call

    def signature(self) -> inspect.Signature:
        """No arguments."""
        return inspect.Signature(return_annotation=list[self.row])  # type: ignore[name-defined]  # as above
