"""The kinds of call that an API is made of. A resource declares them; reading one from a resource gives the call.

The arguments of a call are the fields of a Struct: `ParamSpec` reads them off its constructor, so that type checkers
see them, and `inspect.signature` and `help` show them.
"""

from __future__ import annotations

import inspect
import string
from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine
from typing import Any, Concatenate, Final, Generic, ParamSpec, Self, TypeAlias, TypeVar, overload

from msgspec import UNSET, Struct
from msgspec.structs import replace

from ._codec import Decoder, encode, query, segment
from ._fields import Arguments, described
from ._wire import NO_OPTIONS, Options, Request, Response, Send
from .config import Surface
from .errors import ArgumentError, DecodeError
from .paging import PageReader
from .paging import Stream as Records

P = ParamSpec("P")
R = TypeVar("R")
F = TypeVar("F")
Call: TypeAlias = Coroutine[Any, Any, R]

_ID: Final = inspect.Parameter.POSITIONAL_ONLY


class Context(Struct, frozen=True):
    """What a resource needs of its session."""

    send: Send
    company_id: str | None = None
    options: Options = NO_OPTIONS


class Resource:
    """A group of calls."""

    name = ""
    """Where it is mounted on the session, for errors and logs."""

    def __init__(self, context: Context) -> None:
        self._context = context

    @property
    def context(self) -> Context:
        """What the calls share."""
        return self._context


class Endpoint(ABC, Generic[F]):
    """A declared call.

    Args:
        path: on the surface; `{name}` stands for an argument.
        doc: one line for `help`.
        surface: which part of the API.
        replay: may be sent again after an unclear failure.
        hint: how to find out what an unclear write has done.
    """

    method = "GET"

    def __init__(
        self, path: str, doc: str, *, surface: Surface = Surface.CORE, replay: bool = True, hint: str = ""
    ) -> None:
        self.path = path
        self.doc = doc
        self.surface = surface
        self.replay = replay
        self.hint = hint
        self.name = ""
        self.keys = [name for _, name, _, _ in string.Formatter().parse(path) if name is not None]

    def __set_name__(self, owner: type[Resource], name: str) -> None:
        self.attribute = name
        self.name = f"{owner.name}.{name}"

    @overload
    def __get__(self, resource: None, owner: type[Any]) -> Self: ...
    @overload
    def __get__(self, resource: Resource, owner: type[Any]) -> F: ...
    def __get__(self, resource: Resource | None, owner: type[Any]) -> Self | F:
        if resource is None:
            return self
        call = self.bind(resource.context)
        self._describe(call)
        vars(resource)[self.attribute] = call  # found there from now on
        return call

    @abstractmethod
    def bind(self, context: Context) -> F:
        """The call, for a session."""

    @abstractmethod
    def signature(self) -> inspect.Signature:
        """What the call takes and gives."""

    def help(self) -> str:
        """The docstring of the call."""
        return f"{self.doc}\n\n{self.method} {self.path}"

    def request(self, context: Context, path: str | None = None, *, body: bytes | None = None) -> Request:
        """The request of a call."""
        return Request(
            operation=self.name,
            method=self.method,
            surface=self.surface,
            path=path or self.path,
            body=body,
            replay=self.replay,
            hint=self.hint,
            options=context.options,
        )

    def at(self, *parts: object) -> str:
        """The path with its keys filled in."""
        filled = {key: segment(self.name, key, part) for key, part in zip(self.keys, parts, strict=True)}
        return self.path.format_map(filled)

    def _describe(self, call: object) -> None:
        call.__name__ = self.attribute  # type: ignore[attr-defined]  # a function, which the type cannot say
        call.__qualname__ = self.name  # type: ignore[attr-defined]  # the same
        call.__doc__ = self.help()
        call.__signature__ = self.signature()  # type: ignore[attr-defined]  # the same


async def ask(send: Send, request: Request, decode: Callable[[Response], R]) -> R:
    """Send and decode. A body that was cut may look like a whole answer, so a GET's is fetched once more."""
    response = await send(request)
    try:
        return decode(response)
    except DecodeError as error:
        if not error.truncated or request.method != "GET":
            raise
    return decode(await send(request))


def written(response: Response, decode: Callable[[Response], R]) -> R:
    """Decode the answer to a write, which has been applied whatever the answer looks like."""
    try:
        return decode(response)
    except DecodeError as error:
        error.message = f"the write was applied, but its answer cannot be read: {error.message}"
        raise


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
        return inspect.Signature([_key(self.keys[0])], return_annotation=self.returns)


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


class _Write(Endpoint[F], Generic[F, P, R]):
    """A call with a JSON body; the fields of `body` are its arguments."""

    def __init__(
        self, path: str, returns: type[R], body: Callable[P, Struct], doc: str, *, replay: bool = True, hint: str = ""
    ) -> None:
        super().__init__(path, doc, replay=replay, hint=hint)
        self.returns = returns
        self._body = Arguments(body)
        self._decode = Decoder(returns).decode
        self._company = "company_id" in self._body.shape.__struct_fields__

    def help(self) -> str:
        """The docstring of the call, with what the fields mean."""
        return f"{self.doc}\n\n{described(self._body.shape)}\n{self.method} {self.path}"

    def signature(self) -> inspect.Signature:
        """The key, if there is one, and the fields."""
        keys = [_key(key) for key in self.keys]
        return inspect.Signature([*keys, *self._body.parameters], return_annotation=self.returns)

    def _encoded(self, context: Context, args: tuple[object, ...], kwargs: dict[str, object]) -> bytes:
        body = self._body.read(self.name, args, kwargs)
        if self._company and getattr(body, "company_id", None) is UNSET and context.company_id is not None:
            body = replace(body, company_id=context.company_id)
        self._complete(body)
        return encode(body)

    def _complete(self, body: Struct) -> None:
        """Complain if the body cannot be sent as it is."""


class Create(_Write[Callable[P, Call[R]], P, R], Generic[P, R]):
    """POST a new one. The session's company is filled in where none is given."""

    method = "POST"

    def bind(self, context: Context) -> Callable[P, Call[R]]:
        """The call."""

        async def call(*args: P.args, **kwargs: P.kwargs) -> R:
            request = self.request(context, body=self._encoded(context, args, kwargs))
            return written(await context.send(request), self._decode)

        return call

    def _complete(self, body: Struct) -> None:
        if self._company and getattr(body, "company_id", None) in {UNSET, None, ""}:
            raise ArgumentError(
                f"{self.name} needs company_id=; give it here, to DitioSession(company_id=...) or in DITIO_COMPANY_ID"
            )


class _Change(_Write[Callable[Concatenate[str, P], Call[R]], P, R], Generic[P, R]):
    """A write to one that is there."""

    def bind(self, context: Context) -> Callable[Concatenate[str, P], Call[R]]:
        """The call."""

        async def call(key: str, /, *args: P.args, **kwargs: P.kwargs) -> R:
            request = self.request(context, self.at(key), body=self._encoded(context, args, kwargs))
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
        if not args and not kwargs:
            raise ArgumentError(f"{self.name} was given nothing to change")
        return encode(self._body.read(self.name, args, kwargs))


class Delete(Endpoint[Callable[[str], Call[None]]]):
    """DELETE one, for good."""

    method = "DELETE"

    def bind(self, context: Context) -> Callable[[str], Call[None]]:
        """The call."""

        async def call(key: str, /) -> None:
            await context.send(self.request(context, self.at(key)))

        return call

    def signature(self) -> inspect.Signature:
        """The key, by position."""
        return inspect.Signature([_key(self.keys[0])], return_annotation=None)


class Stream(Endpoint[Callable[P, Records[R]]], Generic[P, R]):
    """GET a paged stream of the reporting API; the fields of `filter` are its arguments."""

    def __init__(self, path: str, row: type[R], filter: Callable[P, Struct], doc: str) -> None:
        super().__init__(path, doc, surface=Surface.REPORTING)
        self.row = row
        self._filter = Arguments(filter)
        self._reader = PageReader(row)

    def bind(self, context: Context) -> Callable[P, Records[R]]:
        """The call."""

        def call(*args: P.args, **kwargs: P.kwargs) -> Records[R]:
            fields = self._filter.read(self.name, args, kwargs)
            request = replace(self.request(context), query=query(fields), kind="page")
            return Records(context.send, request, self._reader)

        return call

    def help(self) -> str:
        """The docstring of the call, with what the filter means."""
        return f"{self.doc}\n\n{described(self._filter.shape)}\n{self.method} {self.path}"

    def signature(self) -> inspect.Signature:
        """The filter."""
        return inspect.Signature(self._filter.parameters, return_annotation=Records[self.row])  # type: ignore[name-defined]  # as above


def _key(name: str) -> inspect.Parameter:
    snake = "".join(f"_{c.lower()}" if c.isupper() else c for c in name)
    return inspect.Parameter(snake, _ID, annotation=str)
