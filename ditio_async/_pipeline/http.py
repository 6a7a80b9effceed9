"""The only module that knows aiohttp: one attempt, from a request to its whole answer."""

from __future__ import annotations

import logging
import sys
from collections.abc import Awaitable
from io import BytesIO
from typing import Final, TypeAlias

import aiohttp
from aiohttp import hdrs

from .._clock import Clock
from .._multipart import Multipart, Outgoing
from .._version import __version__
from .._wire import Request, Response
from ..config import Environment, Limits, Timeouts
from ..errors import (
    AttemptTimeoutError,
    ConnectError,
    ConnectionLostError,
    ProtocolError,
    RedirectError,
    RequestError,
    ResponseTooLargeError,
    SessionClosedError,
    TLSError,
)
from .addresses import Addresses, next_hop
from .deadlines import Deadlines
from .refusals import refusal

log = logging.getLogger("ditio_async")

USER_AGENT: Final = f"ditio-async/{__version__} (Python/{sys.version_info[0]}.{sys.version_info[1]})"
ERROR_BODY: Final = 64 * 1024
LARGE_BODY: Final = 512 * 1024
MOST_HOPS: Final = 5

HttpSession: TypeAlias = aiohttp.ClientSession
Connector: TypeAlias = aiohttp.BaseConnector


class _Dropped(aiohttp.ClientError):
    """Stands in for a dropped connection, so that aiohttp does not send the request again behind our back."""


async def _once(request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    try:
        return await handler(request)
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
        raise _Dropped(str(error) or type(error).__name__) from error


_MIDDLEWARES: Final = (_once,)


class _SinkFailed(Exception):  # noqa: N818  # never leaves this module
    """Carries an error of the side that takes the body past the handlers of network errors."""

    def __init__(self, error: OSError) -> None:
        self.error = error


async def _ours(step: Awaitable[None]) -> None:
    try:
        await step
    except OSError as error:
        raise _SinkFailed(error) from error


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


class Wire:
    """Sends one attempt over aiohttp.

    Args:
        session: the caller's own aiohttp session; it is never closed here.
        connector: the caller's own connector, for a session made here; it is never closed here.
    """

    def __init__(
        self,
        environment: Environment,
        limits: Limits,
        timeouts: Timeouts,
        clock: Clock,
        *,
        session: HttpSession | None = None,
        connector: Connector | None = None,
    ) -> None:
        self._limits = limits
        self._timeouts = timeouts
        self._clock = clock
        self._session = session
        self._connector = connector
        self._borrowed = session is not None
        self._addresses = Addresses(environment)
        self._deadlines = Deadlines()
        self._patience = aiohttp.ClientTimeout(total=None, sock_connect=timeouts.connect, sock_read=timeouts.read)
        self._short = aiohttp.ClientTimeout(total=None, sock_connect=timeouts.connect)

    async def open(self) -> None:
        """Make the aiohttp session, unless the caller brought one."""
        if self._session is not None:
            return
        connector = self._connector or aiohttp.TCPConnector(limit=0)
        self._session = aiohttp.ClientSession(
            connector=connector,
            connector_owner=self._connector is None,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=self._patience,
            middlewares=_MIDDLEWARES,
        )

    async def aclose(self) -> None:
        """Close what was made here."""
        self._deadlines.close()
        if self._session is not None and not self._borrowed:
            await self._session.close()

    def abandon(self) -> None:
        """Let go without a loop to close in: the last resort of a session that was never closed."""
        if self._session is None or self._borrowed:
            return
        connector = self._session.connector
        self._session.detach()
        if connector is not None and self._connector is None:
            connector._close()  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  # the public one needs a running loop

    async def send(self, request: Request) -> Response:
        """Send one attempt.

        Raises:
            TransportError: there was no usable answer.
            AnswerError: there was one that cannot be used.
            StatusError: it is no 2xx.
        """
        if self._session is None or self._session.closed:
            raise SessionClosedError("the HTTP session is closed")
        outgoing = request.body.open() if isinstance(request.body, Multipart) else None
        began = self._clock.monotonic()
        end = min(began + self._longest(request), request.running.deadline)
        # aiohttp sets a timer anew with all that arrives; where the whole attempt must be that quick, it is not needed
        patience = self._short if end - began <= self._timeouts.read else self._patience
        complete = False
        response: Response | None = None
        failure: RequestError | None = None
        try:
            with self._deadlines.at(end):
                response = await self._exchange(self._session, request, outgoing, patience)
            complete = True
        except _SinkFailed as failed:
            raise failed.error from None
        except RequestError as error:
            self._trace(request, error.status or type(error).__name__, began)
            raise
        except (aiohttp.ClientError, OSError) as error:
            self._trace(request, type(error).__name__, began)
            if outgoing is not None and outgoing.error is not None:
                raise outgoing.error from None
            if self._session.closed:
                raise SessionClosedError(f"the HTTP session was closed during {request.operation}") from error
            failure = _failure(error, request)
            if not isinstance(error, aiohttp.ClientResponseError):
                raise failure from error
        finally:
            if outgoing is not None:
                outgoing.close(complete=complete)
        if failure is not None:  # raised out here, because aiohttp's own error holds the headers, and the token
            raise failure
        assert response is not None
        self._trace(request, response.status, began)
        return response

    def _longest(self, request: Request) -> float:
        if request.kind == "file":
            return self._timeouts.file
        return self._timeouts.token if request.kind == "token" else self._timeouts.attempt

    async def _exchange(
        self, session: HttpSession, request: Request, outgoing: Outgoing | None, patience: aiohttp.ClientTimeout
    ) -> Response:
        url, token = self._addresses.of(request), request.token
        for _ in range(MOST_HOPS + 1):
            request.running.attempts += 1
            async with session.request(
                request.method,
                url,
                data=_payload(request) if outgoing is None else outgoing,
                headers=_headers(request, token),
                allow_redirects=False,
                timeout=patience,
                middlewares=_MIDDLEWARES,
            ) as answer:
                if 200 <= answer.status < 300:
                    return await (self._whole if request.sink is None else self._poured)(answer, request)
                if not 300 <= answer.status < 400 or request.sink is None:
                    raise refusal(
                        request, answer.status, answer.headers, answer.content_type, await _beginning(answer.content)
                    )
                request.running.attempts -= 1  # a hop is no attempt
                url = next_hop(answer.status, answer.headers.get("Location", ""), url, request)
                token = request.token if self._addresses.ours(url) else None
        raise RedirectError(f"more than {MOST_HOPS} redirects", **request.facts())

    async def _whole(self, answer: aiohttp.ClientResponse, request: Request) -> Response:
        cap = self._limits.token_bytes if request.kind == "token" else self._limits.page_bytes
        headers = answer.headers
        length = answer.content_length
        if length is not None and length > cap:
            raise self._too_large(request, cap)
        if length is None or hdrs.CONTENT_ENCODING in headers:
            body = await self._counted(answer, request, cap)
        else:
            body = await answer.read()
        return Response(request=request, status=answer.status, headers=headers, body=body)

    async def _poured(self, answer: aiohttp.ClientResponse, request: Request) -> Response:
        sink = request.sink
        assert sink is not None
        response = Response(request=request, status=answer.status, headers=answer.headers)
        await _ours(sink.start(response))
        async for chunk in answer.content.iter_any():
            await _ours(sink.write(chunk))
        await _ours(sink.finish())
        return response

    async def _counted(self, answer: aiohttp.ClientResponse, request: Request, cap: int) -> bytes:
        chunks: list[bytes] = []
        total = 0
        async for chunk in answer.content.iter_any():
            total += len(chunk)
            if total > cap:
                raise self._too_large(request, cap)
            chunks.append(chunk)
        return b"".join(chunks)

    def _too_large(self, request: Request, cap: int) -> ResponseTooLargeError:
        return ResponseTooLargeError(
            f"the answer is larger than {cap:,} bytes; ask for less (chunk_limit=), or raise Limits(page_bytes=)",
            **request.facts(),
        )

    def _trace(self, request: Request, outcome: int | str, began: float) -> None:
        if log.isEnabledFor(logging.DEBUG):
            milliseconds = (self._clock.monotonic() - began) * 1000
            attempt = request.attempts
            log.debug("%s %s: %s in %.1f ms, attempt %d", request.method, request.path, outcome, milliseconds, attempt)


def _headers(request: Request, token: str | None) -> dict[str, str]:
    headers: dict[str, str] = {
        hdrs.USER_AGENT: USER_AGENT,
        hdrs.ACCEPT: request.accept,
        **request.options.headers,
        **request.headers,
    }
    if token is not None:
        headers[hdrs.AUTHORIZATION] = f"Bearer {token}"
    if isinstance(request.body, Multipart):
        headers[hdrs.CONTENT_TYPE] = request.body.content_type
        headers[hdrs.CONTENT_LENGTH] = str(request.body.size)
    elif request.body is not None:
        headers[hdrs.CONTENT_TYPE] = request.content_type
    if request.sink is not None:
        headers[hdrs.ACCEPT_ENCODING] = "identity"
    return headers


def _payload(request: Request) -> bytes | BytesIO | None:
    body = request.body
    assert not isinstance(body, Multipart)
    return BytesIO(body) if body is not None and len(body) > LARGE_BODY else body  # a large one goes out in pieces


async def _beginning(content: aiohttp.StreamReader) -> bytes:
    """The first part of an error's body; an error whose body breaks off is still that error."""
    body = b""
    try:
        while len(body) < ERROR_BODY and (chunk := await content.read(ERROR_BODY - len(body))):
            body += chunk
    except (aiohttp.ClientError, OSError):
        pass
    return body


def _failure(error: BaseException, request: Request) -> RequestError:
    for causes, kind, words in _FAILURES:
        if isinstance(error, causes):
            detail = str(error) or repr(error)
            return kind(f"{words}: {detail}", **request.facts())
    raise AssertionError(f"no line of the table fits {error!r}")
