"""One attempt over aiohttp, from a request to its whole answer."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Mapping
from typing import Final, TypeAlias, cast

import aiohttp
from aiohttp import hdrs
from yarl import URL

from .._clock import Clock
from .._multipart import Multipart, Outgoing
from .._wire import Kind, Request, Response
from ..config import Environment, Limits, Timeouts
from ..errors import (
    RedirectError,
    RequestError,
    ResponseTooLargeError,
    SessionClosedError,
)
from .addresses import Addresses, next_hop
from .deadlines import Deadline, Deadlines
from .outgoing import NOTHING_TO_SAY, headers, payload
from .process import prepare
from .refusals import refusal
from .transport_errors import once, translated

log = logging.getLogger("ditio_async")

ERROR_BODY: Final = 64 * 1024
MOST_HOPS: Final = 5

HttpSession: TypeAlias = aiohttp.ClientSession
Connector: TypeAlias = aiohttp.BaseConnector


_MIDDLEWARES: Final = (once,)


class _SinkFailed(Exception):  # noqa: N818  # never leaves this module
    """Carries an error of the side that takes the body past the handlers of network errors."""

    def __init__(self, error: OSError) -> None:
        self.error = error


async def _ours(step: Awaitable[None]) -> None:
    try:
        await step
    except OSError as error:
        raise _SinkFailed(error) from error


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
        most = limits.page_bytes
        self._most: Mapping[Kind, int] = {"call": most, "page": most, "file": most, "token": limits.token_bytes}
        self._timeouts = timeouts
        self._clock = clock
        self._session = session
        self._connector = connector
        self._borrowed = session is not None
        self._addresses = Addresses(environment)
        self._deadlines = Deadlines()
        self._longest: Mapping[Kind, float] = {
            "call": timeouts.attempt,
            "page": timeouts.attempt,
            "file": timeouts.file,
            "token": timeouts.token,
        }
        self._patience = aiohttp.ClientTimeout(total=None, sock_connect=timeouts.connect, sock_read=timeouts.read)
        self._short = aiohttp.ClientTimeout(total=None, sock_connect=timeouts.connect)

    async def open(self) -> None:
        """Make the aiohttp session, unless the caller brought one."""
        prepare()
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
        """Send one attempt. It is one function, with as few awaits as can be, because every call goes through it.

        Raises:
            TransportError: there was no usable answer.
            AnswerError: there was one that cannot be used.
            StatusError: it is no 2xx.
        """
        session = self._session
        if session is None or session.closed:
            raise SessionClosedError("the HTTP session is closed")
        call = request.running
        call.sent = began = self._clock.monotonic()
        end = min(began + self._longest[request.kind], call.deadline)
        # aiohttp sets a timer anew with all that arrives; where the whole attempt must be that quick, it is not needed
        patience = self._short if end - began <= self._timeouts.read else self._patience
        outgoing = request.body.open() if isinstance(request.body, Multipart) else None
        response: Response | None = None
        failure: Exception | None = None
        try:
            with Deadline(self._deadlines, end):
                call.attempts += 1
                call.open = True
                answer = await self._begin(session, request, outgoing, patience)
                if request.sink is not None and 300 <= answer.status < 400:
                    answer = await self._follow(session, request, answer, patience)
                try:
                    if not 200 <= answer.status < 300:
                        raise await _refused(answer, request)
                    if request.kind == "page" or not self._fits(answer, request):
                        taken = await self._taken(answer, request)
                        # a page is not copied once more: a bytearray has all that is asked of it
                        body = cast("bytes", taken) if request.kind == "page" else bytes(taken)
                    elif answer.content.is_eof():  # it came together with the headers
                        body = answer.content.read_nowait()
                    else:
                        body = await answer.content.read()
                    response = Response(request=request, status=answer.status, headers=answer.headers, body=body)
                finally:
                    answer.release()
                    if outgoing is not None:
                        await answer.wait_for_close()
        except (_SinkFailed, RequestError, aiohttp.ClientError, OSError) as error:
            failure = self._failure(error, session, request, outgoing)
            call.open = False
        finally:
            if outgoing is not None:
                outgoing.close(complete=response is not None)
        if log.isEnabledFor(logging.DEBUG):
            self._trace(request, began, response, failure)
        if failure is not None:  # raised out here, because aiohttp's own error holds the headers, and the token
            raise failure
        assert response is not None
        call.open = False
        return response

    def _begin(
        self,
        session: HttpSession,
        request: Request,
        outgoing: Outgoing | None,
        patience: aiohttp.ClientTimeout,
        url: URL | None = None,
    ) -> Awaitable[aiohttp.ClientResponse]:
        target = url or self._addresses.of(request)
        ours = (url is None and not request.address) or self._addresses.ours(target)
        return session.request(
            request.method,
            target,
            data=payload(request) if outgoing is None else outgoing,
            headers=headers(request, request.token if ours else None, near=request.surface in self._addresses.near),
            skip_auto_headers=None if request.body is not None or request.method == "GET" else NOTHING_TO_SAY,
            allow_redirects=False,
            timeout=patience,
            middlewares=_MIDDLEWARES,
        )

    async def _follow(
        self, session: HttpSession, request: Request, answer: aiohttp.ClientResponse, patience: aiohttp.ClientTimeout
    ) -> aiohttp.ClientResponse:
        """Go where a download is redirected to; all that counts as one attempt."""
        url = self._addresses.of(request)
        for _ in range(MOST_HOPS):
            answer.release()
            url = next_hop(answer.status, answer.headers.get(hdrs.LOCATION, ""), url, request)
            answer = await self._begin(session, request, None, patience, url)
            if not 300 <= answer.status < 400:
                return answer
        answer.release()
        raise RedirectError(f"more than {MOST_HOPS} redirects", **request.facts())

    def _fits(self, answer: aiohttp.ClientResponse, request: Request) -> bool:
        """The body is as long as is said, and may be taken at once."""
        length = answer.content_length
        if length is None or request.sink is not None or hdrs.CONTENT_ENCODING in answer.headers:
            return False
        return length <= self._most[request.kind]

    async def _taken(self, answer: aiohttp.ClientResponse, request: Request) -> bytearray:
        """The body, piece by piece; nothing where a sink takes it."""
        sink = request.sink
        cap = self._most[request.kind] if sink is None or request.kind == "page" else float("inf")
        if (answer.content_length or 0) > cap:
            raise _too_large(request, cap)
        if sink is not None:
            await _ours(sink.start(Response(request=request, status=answer.status, headers=answer.headers)))
        body = bytearray()  # which grows in place: joining the pieces of a large page would hold up the event loop
        total = 0
        async for chunk in answer.content.iter_any():
            total += len(chunk)
            if total > cap:
                raise _too_large(request, cap)
            if sink is None:
                body += chunk
            else:
                await _ours(sink.write(chunk))
        if sink is not None:
            await _ours(sink.finish())
        return body

    def _failure(
        self, error: Exception, session: HttpSession, request: Request, outgoing: Outgoing | None
    ) -> Exception:
        """What an error is to the layers above."""
        if isinstance(error, _SinkFailed):
            return error.error
        if isinstance(error, RequestError):
            return error
        if outgoing is not None and outgoing.error is not None:
            return outgoing.error
        if session.closed:
            failure: Exception = SessionClosedError(f"the HTTP session was closed during {request.operation}")
        else:
            failure = translated(error, request)
        if not isinstance(error, aiohttp.ClientResponseError):  # which holds the headers, and the token
            failure.__cause__ = error
        return failure

    def _trace(self, request: Request, began: float, response: Response | None, failure: Exception | None) -> None:
        status = response.status if response is not None else getattr(failure, "status", None)
        milliseconds = (self._clock.monotonic() - began) * 1000
        outcome, attempt = status or type(failure).__name__, request.attempts
        log.debug("%s %s: %s in %.1f ms, attempt %d", request.method, request.path, outcome, milliseconds, attempt)


async def _refused(answer: aiohttp.ClientResponse, request: Request) -> RequestError:
    """The error for an answer that is no 2xx; an error whose body breaks off is still that error."""
    body = b""
    try:
        while len(body) < ERROR_BODY and (chunk := await answer.content.read(ERROR_BODY - len(body))):
            body += chunk
    except (aiohttp.ClientError, OSError):
        pass
    return refusal(request, answer.status, answer.headers, answer.content_type, body)


def _too_large(request: Request, cap: float) -> ResponseTooLargeError:
    return ResponseTooLargeError(
        f"the answer is larger than {cap:,} bytes; ask for less (chunk_limit=), or raise Limits(page_bytes=)",
        **request.facts(),
    )
