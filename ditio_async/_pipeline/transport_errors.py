"""What aiohttp raises when no usable answer comes, and what it is to the layers above."""

from __future__ import annotations

from typing import Final

import aiohttp

from .._wire import Request
from ..errors import (
    AttemptTimeoutError,
    ConnectError,
    ConnectionLostError,
    ProtocolError,
    RequestError,
    TLSError,
)


class _Dropped(aiohttp.ClientError):
    """Stands in for a dropped connection, so that aiohttp does not send the request again behind our back."""


async def once(request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    """A middleware for aiohttp that keeps it from sending a request twice."""
    try:
        return await handler(request)
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
        raise _Dropped(str(error) or type(error).__name__) from error


_FAILURES: Final[tuple[tuple[tuple[type[BaseException], ...], type[RequestError], str], ...]] = (
    ((aiohttp.ClientConnectorCertificateError, aiohttp.ClientSSLError), TLSError, "the TLS handshake failed"),
    ((aiohttp.ConnectionTimeoutError,), ConnectError, "no connection in time"),
    ((aiohttp.ClientHttpProxyError,), ConnectError, "the proxy refused"),
    ((aiohttp.ClientConnectorError,), ConnectError, "no connection"),
    ((aiohttp.ClientResponseError,), ProtocolError, "the answer is not HTTP"),
    ((aiohttp.InvalidURL,), ConnectError, "the address cannot be used"),
    ((TimeoutError,), AttemptTimeoutError, "no complete answer in time"),
    ((aiohttp.ClientError, OSError), ConnectionLostError, "the connection broke before the answer was complete"),
)
"""What aiohttp raises, the first line that fits, and what it is to the layers above."""


def translated(error: BaseException, request: Request) -> RequestError:
    """The error for the layers above."""
    for causes, kind, words in _FAILURES:
        if isinstance(error, causes):
            detail = str(error) or repr(error)
            return kind(f"{words}: {detail}", **request.facts())
    raise AssertionError(f"no line of the table fits {error!r}")
