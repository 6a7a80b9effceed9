"""Calls that write: create, replace, update, delete."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Concatenate, Generic, ParamSpec, TypeVar

from msgspec import UNSET, Struct
from msgspec.structs import replace

from .._codec import Decoder, encode
from ..errors import ArgumentError
from .base import Call, Context, Endpoint, ask, key_parameter, written
from .taking import Taking

P = ParamSpec("P")
R = TypeVar("R")
F = TypeVar("F")


class _Write(Taking[F], Generic[F, P, R]):
    """A call with a JSON body; the fields of `body` are its arguments."""

    def __init__(
        self, path: str, returns: type[R], body: Callable[P, Struct], doc: str, *, replay: bool = True, hint: str = ""
    ) -> None:
        super().__init__(path, body, doc, replay=replay, hint=hint)
        self.returns = returns
        self._decode = Decoder(returns).decode
        self._company = "company_id" in self._arguments.shape.__struct_fields__

    def signature(self) -> inspect.Signature:
        """The key, if there is one, and the fields."""
        keys = [key_parameter(key) for key in self.keys]
        return inspect.Signature([*keys, *self._arguments.parameters], return_annotation=self.returns)

    def _encoded(self, context: Context, args: tuple[object, ...], kwargs: dict[str, object]) -> bytes:
        body = self._arguments.read(self.name, args, kwargs)
        if self._company and getattr(body, "company_id", None) is UNSET and context.company_id is not None:
            body = replace(body, company_id=context.company_id)
        if self._company and getattr(body, "company_id", None) in {UNSET, None, ""}:
            raise ArgumentError(
                f"{self.name} needs company_id=; give it here, to DitioSession(company_id=...) or in DITIO_COMPANY_ID"
            )
        return encode(body)


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


class _Change(_Write[Callable[Concatenate[str, P], Call[R]], P, R], Generic[P, R]):
    """A write to one that is there."""

    def bind(self, context: Context) -> Callable[Concatenate[str, P], Call[R]]:
        """The call."""
        base = self.request(context)

        async def call(key: str, /, *args: P.args, **kwargs: P.kwargs) -> R:
            request = replace(base, path=self.at(key), body=self._encoded(context, args, kwargs))
            response = await context.send(request)
            if response.status == 204:  # done, and not shown
                return await ask(context.send, replace(request, method="GET", body=None), self._decode)
            return written(response, self._decode)

        return call


class Replace(_Change[P, R], Generic[P, R]):
    """PUT the whole of one: a field that is left out is wiped."""

    method = "PUT"


class Update(_Change[P, R], Generic[P, R]):
    """PATCH one: a field that is left out stays as it is."""

    method = "PATCH"

    def _encoded(self, context: Context, args: tuple[object, ...], kwargs: dict[str, object]) -> bytes:
        body = encode(self._arguments.read(self.name, args, kwargs))
        if body == b"{}":
            raise ArgumentError(f"{self.name} was given nothing to change")
        return body


class Delete(Endpoint[Callable[[str], Call[None]]]):
    """DELETE one, for good."""

    method = "DELETE"

    def bind(self, context: Context) -> Callable[[str], Call[None]]:
        """The call."""
        base = self.request(context)

        async def call(key: str, /) -> None:
            await context.send(replace(base, path=self.at(key)))

        return call

    def signature(self) -> inspect.Signature:
        """The key, by position."""
        return inspect.Signature([key_parameter(self.keys[0])], return_annotation=None)
