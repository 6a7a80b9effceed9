"""Finds what handles a request; each domain mounts its own addresses."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Final, NamedTuple
from urllib.parse import unquote

from aiohttp import web
from msgspec import Struct

from ._answers import Answer, Refusal, refusal
from ._fields import checked, decoded, items
from ._query import Query
from ._world import Fields

CORE: Final = "ditioapiv3"
REPORTING: Final = "reportingapiv1"
MASS_TRANSPORT: Final = "masstransportapiv1"


class Call(NamedTuple):
    """A request on its way to its handler; the body of a form is still to be read."""

    request: web.Request
    query: Query
    body: bytes

    def fields(self, known: Mapping[str, str]) -> Fields:
        """The fields of the JSON body."""
        return checked(self.json(), known)

    def json(self) -> object:
        """The JSON body."""
        return decoded(self.body, self.request.content_type)

    def each(self, do: Callable[[object], Fields]) -> list[Fields]:
        """What is made of the items of the JSON body, one after another.

        Raises:
            Refusal: of the first that is refused, which it names.
        """
        done: list[Fields] = []
        for number, item in enumerate(items(self.body, self.request.content_type)):
            try:
                done.append(do(item))
            except Refusal as refused:
                raise refused.of_item(number) from None
        return done


Handler = Callable[..., Awaitable[Answer]]
"""Takes the call, and the parts of the path that fill its gaps."""


class Route(Struct, frozen=True):
    """An address and its handler; a token of one of the scopes is needed, if there are any."""

    method: str
    pattern: re.Pattern[str]
    scopes: tuple[str, ...]
    handler: Handler


class Routes:
    """Every address that the sandbox knows."""

    def __init__(self) -> None:
        self._routes: list[Route] = []

    def add(self, method: str, template: str, handler: Handler, *scopes: str) -> None:
        """One more; `{}` stands for one part of a path, `{*}` for all that is left. Of two that fit, the first wins."""
        gaps = re.escape(template).replace(r"\{\}", "([^/]+)").replace(r"\{\*\}", "(.+)")
        pattern = re.compile(gaps + "/?", re.IGNORECASE)
        self._routes.append(Route(method, pattern, scopes, handler))

    def find(self, method: str, path: str) -> tuple[Route, list[str]]:
        """The route of a percent-encoded path, and the parts that fill its gaps.

        Raises:
            Refusal: the sandbox does not know it.
        """
        known: set[str] = set()
        for route in self._routes:
            if match := route.pattern.fullmatch(path):
                if route.method == method:
                    return route, [unquote(part) for part in match.groups()]
                known.add(route.method)
        if known:
            raise refusal(405, "MethodNotAllowed", f"{path} takes {', '.join(sorted(known))}, not {method}")
        raise refusal(
            404,
            "UnknownToSandbox",
            f"The sandbox does not know {method} {path}. Ditio may have it: this answer says nothing about that.",
        )
