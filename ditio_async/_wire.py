"""The values that travel down the pipeline, and the one function type that moves them.

A `Request` is a description: it can be sent any number of times, and every attempt is built from it afresh.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextvars import ContextVar
from datetime import datetime
from types import MappingProxyType
from typing import Final, Literal, Protocol, TypeAlias

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from ._headers import date_of, request_id_of
from ._multipart import Multipart
from ._secrets import disguises
from .config import Surface
from .errors import DecodeError, Facts

Kind: TypeAlias = Literal["call", "page", "file", "token"]
"""What a request is for: it decides the deadline, and which slots it takes."""

NO_HEADERS: Final[Mapping[str, str]] = MappingProxyType({})


class Options(Struct, frozen=True):
    """What a caller asked for, for the calls of one view of the session; None means the session's own."""

    timeout: float | None = None
    retries: int | None = None
    headers: Mapping[str, str] = NO_HEADERS


NO_OPTIONS: Final = Options()


class Call:
    """One call of the user's, from its first attempt to its answer; the layers share it.

    Attributes:
        deadline: monotonic time at which it must be over.
        attempts: how many requests the server may have seen.
        sent: monotonic time of the latest of them.
        open: an attempt is under way, or ended before its answer was known.
        unclear: an attempt has ended so that nobody knows whether the server acted.
        applied: the server said that it acted.
        renewed: a 401 was answered with a fresh token already.
        task: the task that waits for it.
        cancelling: how many cancellations the task had when the call began.
        closing: the session is being closed; the task was cancelled for it.
    """

    __slots__ = (
        "applied",
        "attempts",
        "cancelling",
        "closing",
        "deadline",
        "open",
        "renewed",
        "sent",
        "task",
        "unclear",
    )

    def __init__(self, started: float, deadline: float) -> None:
        self.deadline = deadline
        self.attempts = 0
        self.sent = started
        self.open = False
        self.unclear = False
        self.applied = False
        self.renewed = False
        self.closing = False
        self.task = asyncio.current_task()
        self.cancelling = self.task.cancelling() if self.task is not None else 0


class Tally:
    """What became of the calls that were made on behalf of one item of a larger piece of work.

    Args:
        outer: of the item that this work is a part of, where there is one; what is counted here counts there as well.

    Attributes:
        attempts: how many requests the server may have seen.
    """

    def __init__(self, outer: Tally | None = None) -> None:
        self._outer = outer
        self._calls: list[tuple[bool, Call]] = []

    def add(self, call: Call, *, writes: bool) -> None:
        """A call begins."""
        self._calls.append((writes, call))
        if self._outer is not None:
            self._outer.add(call, writes=writes)

    @property
    def attempts(self) -> int:
        """How many requests the server may have seen."""
        return sum(call.attempts for _, call in self._calls)

    @property
    def touched(self) -> bool:
        """Something was written, or may have been."""
        return any(writes and (call.applied or call.unclear or call.open) for writes, call in self._calls)


TALLY: Final[ContextVar[Tally | None]] = ContextVar("ditio_async_tally", default=None)
"""Where the calls of the running task are counted, if anywhere."""


class Sink(Protocol):
    """Takes in the body of an answer as it arrives. An attempt that fails is followed by another `start`."""

    @property
    def spent(self) -> bool:
        """Bytes were handed on already, so there cannot be another attempt."""
        ...

    async def start(self, response: Response) -> None:
        """A 2xx answer begins; its body follows."""
        ...

    async def write(self, chunk: bytes) -> None:
        """The next bytes of the body."""
        ...

    async def finish(self) -> None:
        """The body is complete."""
        ...


class Request(Struct, frozen=True, kw_only=True):
    """One request to one surface. Its `repr` shows neither the token nor the body.

    Attributes:
        operation: the call as it is written in Python.
        path: percent-encoded, after the surface's base, starting with a slash.
        query: percent-encoded, without the question mark.
        replay: may be sent again after an unclear failure.
        hint: how the user finds out what an unclear write has done.
        sink: takes the body of a 2xx answer in place of `Response.body`.
        address: of a download, absolute, in place of the surface's base, path and query.
        anonymous: it is sent without a token, because it leads to somebody else.
        secrets: texts that no error may repeat, should the server send them back.
    """

    operation: str
    method: str
    surface: Surface
    path: str
    query: str = ""
    headers: Mapping[str, str] = NO_HEADERS
    body: bytes | Multipart | None = None
    content_type: str = "application/json"
    accept: str = "application/json"
    replay: bool = True
    hint: str = ""
    kind: Kind = "call"
    options: Options = NO_OPTIONS
    sink: Sink | None = None
    address: str = ""
    anonymous: bool = False
    secrets: tuple[str, ...] = ()
    token: str | None = None
    call: Call | None = None

    @property
    def running(self) -> Call:
        """The call that this request is an attempt of."""
        if self.call is None:
            raise RuntimeError("the request did not come through the outermost layer")
        return self.call

    @property
    def spent(self) -> bool:
        """It cannot be sent again: its body cannot be read twice, or the answer's was handed on already."""
        return (isinstance(self.body, Multipart) and self.body.spent) or (self.sink is not None and self.sink.spent)

    def hidden(self, text: str) -> str:
        """A text from the server without the secrets of this request, should it have sent them back."""
        return self.hidden_in(text.encode("utf-8", "surrogatepass")).decode("utf-8", "surrogatepass")

    def hidden_in(self, body: bytes) -> bytes:
        """The same of bytes."""
        body = bytes(body)  # which a page may not be
        for secret in (*self.secrets, self.token):
            for text in disguises(secret) if secret else ():
                body = body.replace(text.encode(), b"***")
        return body

    def signed(self, token: str) -> Request:
        """The same request with a token."""
        return replace(self, token=token)

    def facts(self) -> Facts:
        """What an error says of this request."""
        return Facts(operation=self.operation, method=self.method, url=self.path, attempts=self.attempts)

    @property
    def attempts(self) -> int:
        """How many requests the server may have seen."""
        return self.call.attempts if self.call is not None else 0

    def __repr__(self) -> str:
        return f"Request({self.operation}: {self.method} {self.surface}{self.path})"

    __str__ = __repr__


class Response(Struct, frozen=True, kw_only=True):
    """A 2xx answer, whole.

    Attributes:
        status: 200, 201, 204.
        headers: names are matched without regard to case.
        body: decompressed; empty where a sink took it.
    """

    request: Request
    status: int
    headers: Mapping[str, str] = NO_HEADERS
    body: bytes = b""

    @property
    def request_id(self) -> str | None:
        """The server's own name for the request, where it gave one."""
        return request_id_of(self.headers)

    @property
    def date(self) -> datetime | None:
        """The server's clock when it answered, aware UTC, or None."""
        return date_of(self.headers)

    @property
    def content_type(self) -> str:
        """The media type without its parameters, in lower case."""
        return self.headers.get("Content-Type", "").partition(";")[0].strip().lower()

    @property
    def quotable(self) -> bytes:
        """The body, without the token should the server have sent it back."""
        return self.request.hidden_in(self.body)

    def facts(self, part: bytes | None = None) -> Facts:
        """What an error says of this answer, or of a part of it: a page is large, and may have many bad records."""
        facts = self.request.facts()
        facts["status"] = self.status
        facts["request_id"] = self.request_id
        facts["body"] = (self.quotable if part is None else self.request.hidden_in(part))[: 64 * 1024]
        return facts

    def json(self) -> object:
        """The body as plain Python values.

        Raises:
            DecodeError: it is not JSON.
        """
        try:
            return msgspec.json.decode(self.body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise DecodeError(f"the answer is not JSON: {error}", raw=self.quotable, **self.facts()) from error

    def __repr__(self) -> str:
        return f"Response({self.status}, {self.content_type or 'no content type'}, {len(self.body)} bytes)"


Send: TypeAlias = Callable[[Request], Awaitable[Response]]
"""Sends one request. Answers with a 2xx; anything else is raised as an error of `ditio_async.errors`."""

Middleware: TypeAlias = Callable[[Request, Send], Awaitable[Response]]
"""The caller's own layer around every attempt: look at the request, `await send(request)`, look at the answer."""
