"""Tokens that were handed out for good: there is nobody to ask for another one."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping

from .._wire import Request, Response, Send
from ..config import Surface


class Sign:
    """Signs what goes to surfaces that have a token of their own; all else goes its usual way.

    A 401 is final here: the same token again would get the same answer.
    """

    def __init__(self, send: Send, otherwise: Send, tokens: Mapping[Surface, str]) -> None:
        self._send = send
        self._otherwise = otherwise
        self._tokens = tokens

    def send(self, request: Request) -> Awaitable[Response]:
        """Send, with the surface's token if it has one."""
        if request.surface not in self._tokens:
            return self._otherwise(request)
        return self._send(request.signed(self._tokens[request.surface]))
