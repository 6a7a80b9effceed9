"""What cures an error."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Final

from ..errors import (
    AuthenticationError,
    ConfigurationError,
    ConnectError,
    CredentialsError,
    DitioError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitedError,
    RequestError,
    ServerError,
    StatusError,
    TLSError,
    TransportError,
)

_WEB: Final = "Ditio Web (https://app.ditio.no for production)"
_TLS: Final = (
    "the certificate is not trusted: is there a proxy that opens TLS? Name its CA bundle with SSL_CERT_FILE; and look "
    "at the machine's clock"
)
_TOKEN_REFUSED: Final = (
    "the client may be disabled, deleted or past its date, or the user that it acts for is gone; look at the API "
    f"client in {_WEB}"
)
_CURES: Final[tuple[tuple[type[BaseException], str], ...]] = (
    (TLSError, _TLS),
    (ConnectError, "is the address right, and does a firewall let this machine through to it?"),
    (TransportError, "the connection is bad, or the server is busy: try again, then look at firewalls and proxies"),
    (AuthenticationError, _TOKEN_REFUSED),
    (PermissionDeniedError, f"the client may not do this, or not in this company; look at the API client in {_WEB}"),
    (NotFoundError, "is the address of the surface right? Ditio hands out those of mass transport and SCIM"),
    (RateLimitedError, "too many requests come from this client; try again in a while"),
    (ServerError, "the server failed; try again in a while, then tell Ditio, with the request id"),
    (StatusError, "is the address of the surface right?"),
    (ConfigurationError, "set what the message names"),
)
_REFUSED: Final = {
    "invalid_client": "check the id and the secret, and that both belong to this environment: test and production have "
    f"clients of their own. A new secret is made in {_WEB}, on the API client",
    "invalid_scope": "the client is known, and lacks this scope: somebody who administers API clients in "
    f"{_WEB} can give it one",
}
_REFUSED_OTHERWISE: Final = f"look at the API client in {_WEB}: it may be disabled, or of a kind without secrets"


def cure_of(error: BaseException) -> str:
    """What to do about an error."""
    causes = [*_causes(error)]
    for cause in causes:
        if isinstance(cause, socket.gaierror):
            return "there is no such host, or no DNS: check the address for typing errors, and the network"
        if isinstance(cause, CredentialsError):
            return _REFUSED.get(refused_as(cause), _REFUSED_OTHERWISE)
    for cause in causes:
        for kind, cure in _CURES:
            if isinstance(cause, kind):
                return cure
    return "try again"


def refused_as(error: CredentialsError) -> str:
    """The identity server's own word for it: `invalid_client`, `invalid_scope`, or ""."""
    return next((one.code or "" for one in _causes(error) if isinstance(one, StatusError)), "")


def described(error: BaseException) -> str:
    """An error in one line; of ours with its name."""
    if not isinstance(error, DitioError):
        return str(error)
    return f"{type(error).__name__}: {error.message if isinstance(error, RequestError) else error}"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """An error, and what is behind it."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        inner: object = getattr(error, "os_error", None)  # of aiohttp's errors
        if isinstance(inner, BaseException):
            yield inner
        error = error.__cause__ or error.__context__
