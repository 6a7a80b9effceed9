"""Calls whose bodies and answers are not documented: any JSON goes out, and comes back as plain values."""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final, TypeAlias

from msgspec.structs import replace

from .. import _checks
from .._codec import encode
from .._downloads import to_path
from .._wire import Request, Response
from ..config import Surface
from ..errors import ArgumentError
from .base import Call, Context, Endpoint, F, written

Json: TypeAlias = Mapping[str, object] | Sequence[object]
"""An object or an array; dates and Structs in it are written as the API writes them."""

_BODY: Final = inspect.Parameter("body", inspect.Parameter.POSITIONAL_ONLY, annotation=Json)


class _Free(Endpoint[F]):
    def __init__(self, method: str, path: str, doc: str, *, surface: Surface, replay: bool = True) -> None:
        super().__init__(path, doc, surface=surface, replay=replay)
        self.method = method

    def holding(self, context: Context, body: object) -> Request:
        """The request with a body.

        Raises:
            ArgumentError: it is no JSON.
        """
        given = body
        if isinstance(given, str | bytes) or not isinstance(given, Mapping | Sequence):
            raise ArgumentError(f"{self.name}: body takes a dict or a list, not {type(body).__name__} {body!r:.80}")
        return replace(self.request(context), body=json_of(self.name, "body", body))


def json_of(call: str, name: str, value: object) -> bytes:
    """JSON of a value of the caller's.

    Raises:
        ArgumentError: it cannot be written, or would be read as something else than is meant.
    """
    try:
        _checks.checked(call, name, value, _checks.json)
        return encode(value)
    except (TypeError, ValueError, RecursionError) as error:
        if isinstance(error, ArgumentError):
            raise
        raise ArgumentError(f"{call}: {name} cannot be written as JSON: {error}") from error


def plain(response: Response) -> object:
    """An answer of any shape as plain values: a text where it is no JSON, None where it is empty."""
    if not response.body:
        return None
    if "json" in response.content_type or response.body[:1] in b'{["':
        return response.json()
    return response.body.decode("utf-8", "replace")


class Free(_Free[Callable[[Json], Call[object]]]):
    """Sends a body of the caller's, and gives the answer as plain values; None where it is empty."""

    def bind(self, context: Context) -> Callable[[Json], Call[object]]:
        """The call."""

        async def call(body: Json, /) -> object:
            return written(await context.send(self.holding(context, body)), plain)

        return call

    def signature(self) -> inspect.Signature:
        """The body, by position."""
        return inspect.Signature([_BODY], return_annotation=object)


class FreeSave(_Free[Callable[[Json, str | os.PathLike[str]], Call[Path]]]):
    """Sends a body of the caller's, and saves the answer whole or not at all."""

    def bind(self, context: Context) -> Callable[[Json, str | os.PathLike[str]], Call[Path]]:
        """The call."""

        async def call(body: Json, to: str | os.PathLike[str], /) -> Path:
            request = replace(self.holding(context, body), kind="file", accept="text/csv, */*")
            return await to_path(context.send, request, to, self.attribute)

        return call

    def signature(self) -> inspect.Signature:
        """The body and where to, by position."""
        to = inspect.Parameter("to", inspect.Parameter.POSITIONAL_ONLY, annotation=str | os.PathLike[str])
        return inspect.Signature([_BODY, to], return_annotation=Path)
