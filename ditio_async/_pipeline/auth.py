"""Signs each attempt."""

from __future__ import annotations

from typing import Protocol

from .._wire import Request, Response, Send
from ..config import Surface
from ..errors import AuthenticationError


class Tokens(Protocol):
    """Where tokens come from."""

    def fresh(self, surface: Surface) -> str | None:
        """A token that is there, and about which nothing needs to be done."""
        ...

    async def get(self, surface: Surface, deadline: float) -> str:
        """A token that lives."""
        ...

    def refuse(self, surface: Surface, token: str) -> bool:
        """A token got a 401. Tells whether another try makes sense."""
        ...


class Authorize:
    """Signs each attempt; a 401 drops the token that was used, and the call is tried once more with a fresh one."""

    def __init__(self, send: Send, tokens: Tokens) -> None:
        self._send = send
        self._tokens = tokens

    async def send(self, request: Request) -> Response:
        """Send with a token, and with another one if that was refused."""
        if request.anonymous:
            return await self._send(request)
        call = request.running
        token = self._tokens.fresh(request.surface) or await self._tokens.get(request.surface, call.deadline)
        try:
            return await self._send(request.signed(token))
        except AuthenticationError:
            if call.renewed or request.spent or not self._tokens.refuse(request.surface, token):
                raise
            call.renewed = True
        return await self._send(request.signed(await self._tokens.get(request.surface, call.deadline)))
