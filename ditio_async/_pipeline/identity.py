"""Asks the identity server for a token."""

from __future__ import annotations

from typing import Final, Protocol
from urllib.parse import urlencode

import msgspec
from msgspec import Struct

from .._wire import Request, Send
from ..config import ClientCredentials, CredentialsSource, Surface
from ..errors import (
    AnswerError,
    CredentialsError,
    IdentityUnavailableError,
    RateLimitedError,
    RequestError,
    ServerError,
    StatusError,
    TokenResponseError,
    TransportError,
)

SHORTEST: Final = 5.0
LONGEST: Final = 24 * 3600.0
UNSAID: Final = 300.0

_FINAL = {
    "invalid_client": "the identity server does not know this client: the id or the secret is wrong, or they belong to "
    "another environment (test and production have clients of their own)",
    "invalid_scope": "the client lacks a scope; it can be given one in Ditio Web",
    "unauthorized_client": "the client may not use client credentials",
    "invalid_grant": "the client may not use client credentials",
}


class AccessToken(Struct, frozen=True):
    """A token and how many seconds it lives from when it was asked for. Its `repr` hides the token."""

    value: str
    lifetime: float

    def __repr__(self) -> str:
        return f"AccessToken('***', lifetime={self.lifetime:g})"

    __str__ = __repr__


class TokenSource(Protocol):
    """Where tokens are fetched. Give the session another one to share tokens between processes."""

    async def fetch(self, scope: str, refused: str | None) -> AccessToken:
        """A token for a scope; `refused` is the one that just got a 401, which must not be handed out again."""
        ...


class IdentityServer:
    """The client credentials grant of OAuth 2.0 (Ditio: Authentication), one token per scope.

    Each surface has a token of its own: a client that lacks one scope of several is refused them all.
    """

    def __init__(self, send: Send, credentials: ClientCredentials | CredentialsSource) -> None:
        self._send = send
        self._credentials = credentials

    async def fetch(self, scope: str, refused: str | None) -> AccessToken:
        """Ask for a token.

        Raises:
            CredentialsError: the server refuses the client or the scope.
            IdentityUnavailableError: it does not answer.
            TokenResponseError: what it answers is no token.
        """
        source = self._credentials
        credentials = source if isinstance(source, ClientCredentials) else await source()
        secret = credentials.client_secret
        form = {
            "grant_type": "client_credentials",
            "client_id": credentials.client_id,
            "client_secret": secret,
            "scope": scope,
        }
        request = Request(
            operation="token",
            method="POST",
            surface=Surface.IDENTITY,
            path="/connect/token",
            body=urlencode(form).encode(),
            content_type="application/x-www-form-urlencoded",
            kind="token",
            secrets=(secret,),
        )
        try:
            response = await self._send(request)
        except RequestError as error:
            raise _explained(error, scope) from error
        return token_of(response.body)


def _explained(error: RequestError, scope: str) -> RequestError:
    if isinstance(error, TransportError | ServerError | RateLimitedError):
        return IdentityUnavailableError(f"no token: {error.message}", **error.facts())
    if isinstance(error, AnswerError):
        return TokenResponseError(f"no token: {error.message}", **error.facts())
    if isinstance(error, StatusError) and error.status in {400, 401, 403}:
        reason = _FINAL.get(error.code or "", "the identity server refuses the client")
        return CredentialsError(f"{error.code or error.status} (scope {scope}): {reason}", **error.facts())
    return TokenResponseError(f"no token: {error.message}", **error.facts())


def token_of(body: bytes) -> AccessToken:
    """Read a token answer. The error never quotes it: it may hold a token."""
    try:
        answer = msgspec.json.decode(body, type=dict[str, object])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise TokenResponseError(f"the identity server answered {len(body)} bytes that are no JSON object") from None
    value = answer.get("access_token")
    if not isinstance(value, str) or not value or not value.isascii() or not value.isprintable() or " " in value:
        raise TokenResponseError("the identity server's answer has no usable access_token")
    kind = answer.get("token_type", "Bearer")
    if not isinstance(kind, str) or kind.lower() != "bearer":
        raise TokenResponseError("the identity server's token is no bearer token")
    return AccessToken(value, lifetime_of(answer.get("expires_in")))


def lifetime_of(expires_in: object) -> float:
    """Seconds that a token lives: a whole number, also as a float or in digits; 300 if unsaid, 5 s to 24 h."""
    if expires_in is None:
        return UNSAID
    if isinstance(expires_in, str) and expires_in.isascii() and expires_in.isdigit() and len(expires_in) < 20:
        expires_in = int(expires_in)
    if isinstance(expires_in, float) and expires_in.is_integer():
        expires_in = int(expires_in)
    if not isinstance(expires_in, int) or isinstance(expires_in, bool) or expires_in < 0:
        raise TokenResponseError("the identity server's expires_in is no number of seconds")
    return float(min(max(expires_in, SHORTEST), LONGEST))
