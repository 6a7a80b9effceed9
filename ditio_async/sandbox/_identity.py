"""The identity server: client credentials in, tokens out (Ditio: Authentication)."""

from __future__ import annotations

import base64
import binascii
import secrets
from collections.abc import Callable, Collection
from typing import Final
from urllib.parse import parse_qsl, unquote_plus

from msgspec import Struct

from ._answers import Answer, Refusal, json_answer
from ._routes import Call

SCOPES: Final = ("ditioapiv3", "reportingapiv1", "masstransportapiv1")


class Token(Struct, frozen=True):
    """What a token is good for."""

    scopes: frozenset[str]
    expires: float


class Identity:
    """Hands out tokens, and judges them.

    Attributes:
        enabled: the client may be used; switched off, it gets no token, and those that it has are refused.
        issued: how many tokens were handed out.
    """

    def __init__(
        self, client_id: str, client_secret: str, scopes: Collection[str], lifetime: int, clock: Callable[[], float]
    ) -> None:
        self._client = client_id, client_secret
        self._scopes = frozenset(scopes)
        self._lifetime = lifetime
        self._clock = clock
        self._tokens: dict[str, Token] = {}
        self.enabled = True
        self.issued = 0

    def enable(self, enabled: bool) -> None:
        """Whether the client may be used."""
        self.enabled = enabled

    async def grant(self, call: Call) -> Answer:
        """Answer a token request."""
        body, content_type = call.body, call.request.content_type
        authorization = call.request.headers.get("Authorization", "")
        if content_type != "application/x-www-form-urlencoded":
            raise _error("invalid_request", "the body must be application/x-www-form-urlencoded")
        form = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
        client = _basic(authorization) or (form.get("client_id", ""), form.get("client_secret", ""))
        if client != self._client or not self.enabled:
            raise _error("invalid_client", None)
        if form.get("grant_type") != "client_credentials":
            raise _error("unsupported_grant_type", None)
        scopes = frozenset(form.get("scope", "").split())
        if not scopes or scopes - self._scopes:
            raise _error("invalid_scope", None)
        token = secrets.token_urlsafe(48)
        self._tokens[token] = Token(scopes, self._clock() + self._lifetime)
        self.issued += 1
        return json_answer(
            {
                "access_token": token,
                "expires_in": self._lifetime,
                "token_type": "Bearer",
                "scope": " ".join(sorted(scopes)),
            }
        )

    def check(self, authorization: str, *accepted: str) -> None:
        """Refuse a request whose token is missing, unknown, expired, or of another scope."""
        kind, _, value = authorization.partition(" ")
        token = self._tokens.get(value.strip()) if kind.lower() == "bearer" else None
        if token is None:
            raise _unauthorized("The token is missing or unknown" if self.enabled else "The client is disabled")
        if not self.enabled:
            raise _unauthorized("The client is disabled")
        if self._clock() >= token.expires:
            raise _unauthorized("The token expired")
        if not token.scopes & set(accepted):
            raise _unauthorized(f"The audience is invalid: scope {' or '.join(accepted)} is needed")

    def expire(self) -> None:
        """All tokens that were handed out are over."""
        self._tokens = {value: Token(token.scopes, float("-inf")) for value, token in self._tokens.items()}

    def revoke(self) -> None:
        """All tokens that were handed out are forgotten."""
        self._tokens.clear()


def _basic(authorization: str) -> tuple[str, str] | None:
    kind, _, value = authorization.partition(" ")
    if kind.lower() != "basic":
        return None
    try:
        name, _, secret = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return unquote_plus(name), unquote_plus(secret)


def _error(code: str, description: str | None) -> Refusal:
    body = {"error": code} if description is None else {"error": code, "error_description": description}
    return Refusal(json_answer(body, 400))


def _unauthorized(reason: str) -> Refusal:
    answer = json_answer({"error": "invalid_token", "message": reason}, 401)
    headers = {"WWW-Authenticate": f'Bearer error="invalid_token", error_description="{reason}"'}
    return Refusal(Answer(answer.status, answer.body, answer.content_type, headers))
