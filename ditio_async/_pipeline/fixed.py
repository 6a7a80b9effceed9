"""Tokens that were handed out for good: there is nobody to ask for another one."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from html import escape
from typing import Final
from urllib.parse import quote, quote_plus

from msgspec.structs import replace

from .._wire import Request, Response, Send
from ..config import Surface

_ESCAPES: Final[tuple[dict[str, str | int | None], ...]] = (
    {"+": "\\u002B"},
    {"+": "\\u002b"},
    {"/": "\\/"},
    {"+": "\\u002B", "/": "\\/"},
    {"+": "\\u002B", "/": "\\u002F", "=": "\\u003D"},
    {"+": "&#x2B;"},
    {"+": "&#43;"},
)
"""How servers write what may be in a token inside of JSON and HTML."""


class Sign:
    """Signs what goes to surfaces that have a token of their own; all else goes its usual way.

    A 401 is final here: the same token again would get the same answer.
    """

    def __init__(self, send: Send, otherwise: Send, tokens: Mapping[Surface, str]) -> None:
        self._send = send
        self._otherwise = otherwise
        self._tokens = {surface: (token, disguises(token)) for surface, token in tokens.items()}

    def send(self, request: Request) -> Awaitable[Response]:
        """Send, with the surface's token if it has one."""
        if request.surface not in self._tokens:
            return self._otherwise(request)
        token, secrets = self._tokens[request.surface]
        return self._send(replace(request, token=token, secrets=(*request.secrets, *secrets)))


def disguises(token: str) -> tuple[str, ...]:
    """What a token looks like in the errors of servers that send it back, where that is not as it is."""
    found = {quote(token, safe=""), quote_plus(token, safe="/"), escape(token)}
    found |= {token.translate(str.maketrans(table)) for table in _ESCAPES}
    return tuple(sorted(found - {token}, key=len, reverse=True))
