"""What every kind of call has: a name, a path, a signature; and the way from an answer to a value."""

from __future__ import annotations

import inspect
import string
from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine
from functools import cached_property
from typing import Any, Final, Generic, Self, TypeAlias, TypeVar, cast, get_origin, overload

from msgspec import UNSET, Struct
from msgspec.structs import replace

from .._codec import Decoder, segment, segments
from .._wire import NO_OPTIONS, Options, Request, Response, Send
from ..config import Environment, Surface
from ..errors import ArgumentError, DecodeError, RequestError

R = TypeVar("R")
F = TypeVar("F")
Call: TypeAlias = Coroutine[Any, Any, R]

_ID: Final = inspect.Parameter.POSITIONAL_ONLY


class Context(Struct, frozen=True):
    """What a resource needs of its session."""

    send: Send
    environment: Environment
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
        path: on the surface; `{name}` stands for an argument, `{name:rest}` for one whose slashes stay as they are.
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
        pieces = [*string.Formatter().parse(path)]
        self.keys = [_snake(name) for _, name, _, _ in pieces if name is not None]
        self.kind: type[str] = str
        self._literals = [literal for literal, _, _, _ in pieces]
        self._rest = any(spec == "rest" for _, _, spec, _ in pieces)

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
        return f"{self.doc}\n\n{self.method} {self.path.replace(':rest', '')}"

    @cached_property
    def _shown(self) -> tuple[str, inspect.Signature]:
        """What `help` and `inspect` show of the call, made once: each view of a session binds its calls anew."""
        return self.help(), self.signature()

    def request(self, context: Context) -> Request:
        """What all requests of the call have in common."""
        return Request(
            operation=self.name,
            method=self.method,
            surface=self.surface,
            path=self.path,
            replay=self.replay,
            hint=self.hint,
            options=context.options,
        )

    def at(self, *parts: object) -> str:
        """The path with its keys filled in."""
        if self._rest:
            return self._literals[0] + segments(self.name, self.keys[0], parts[0])
        path = ""
        for literal, key, part in zip(self._literals, self.keys, parts, strict=False):
            path += literal + segment(self.name, key, part, self.kind)
        return path + "".join(self._literals[len(parts) :])

    def _describe(self, call: object) -> None:
        call.__name__ = self.attribute  # type: ignore[attr-defined]  # a function, which the type cannot say
        call.__qualname__ = self.name  # type: ignore[attr-defined]  # the same
        call.__doc__, call.__signature__ = self._shown  # type: ignore[attr-defined]  # the same


async def ask(send: Send, request: Request, decode: Callable[[Response], R]) -> R:
    """Send and decode. A body that was cut may look like a whole answer, so a GET's is fetched once more."""
    response = await send(request)
    try:
        return decode(response)
    except DecodeError as error:
        if not error.truncated or request.method != "GET":
            raise
    return decode(await send(request))


def reader(shape: type[R]) -> Callable[[Response], R]:
    """Makes a value of an answer; of one that says nothing, None or no rows, where that is what is declared."""
    if shape is type(None):
        return cast("Callable[[Response], R]", _nothing)
    decode = Decoder(shape).decode
    if get_origin(shape) is not list:
        return decode
    return lambda response: cast("R", []) if response.status == 204 else decode(response)


async def read_back(send: Send, request: Request, decode: Callable[[Response], R]) -> R:
    """Read what a write has made, after an answer that does not show it."""
    try:
        return await ask(send, request, decode)
    except RequestError as error:
        error.message = f"the write was applied, but cannot be read back: {error.message}"
        error.applied = True
        raise


def _nothing(_: Response) -> None:
    pass


def written(response: Response, decode: Callable[[Response], R]) -> R:
    """Decode the answer to a write, which has been applied whatever the answer looks like."""
    try:
        return decode(response)
    except DecodeError as error:
        error.message = f"the write was applied, but its answer cannot be read: {error.message}"
        error.applied = True
        raise


def owned(call: str, context: Context, body: Struct) -> Struct:
    """A body with the session's company, where it needs one and has none.

    Raises:
        ArgumentError: there is none.
    """
    if "company_id" not in body.__struct_fields__:
        return body
    if getattr(body, "company_id") is UNSET and context.company_id is not None:  # noqa: B009  # not of all Structs
        body = replace(body, company_id=context.company_id)
    if getattr(body, "company_id") in {UNSET, None, ""}:  # noqa: B009  # the same
        raise ArgumentError(
            f"{call} needs company_id=; give it here, to DitioSession(company_id=...) or in DITIO_COMPANY_ID"
        )
    return body


def key_parameter(name: str, kind: type[str] = str) -> inspect.Parameter:
    """The argument for a key of a path."""
    return inspect.Parameter(name, _ID, annotation=kind)


def _snake(name: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name)
