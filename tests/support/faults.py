"""A scripted HTTP/1.1 server on raw sockets, for everything that can go wrong on the wire."""

from __future__ import annotations

import asyncio
import json
import socket
import ssl
import struct
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Self, TypeAlias
from urllib.parse import parse_qs

from msgspec import Struct

from ditio_async import DitioSession, Environment

TOKEN_PATH = "/identity/connect/token"
CLIENT, SECRET, COMPANY = "client-1", "s3cret/of+client æ1", "company-1"


class Seen(Struct, eq=False):
    """A request as it arrived; the body is there once it was read whole."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    at: float
    connection: int
    body: bytes = b""
    whole: bool = False


Act: TypeAlias = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Step(Struct, frozen=True):
    """What the server does with one request; `early`: before its body is read."""

    act: Act
    early: bool = False


Choice: TypeAlias = Step | Callable[[Seen], Step]


def head(status: int, headers: Mapping[str, str]) -> bytes:
    return "\r\n".join([f"HTTP/1.1 {status} Said", *(f"{k}: {v}" for k, v in headers.items()), "", ""]).encode()


def raw(data: bytes, *, close: bool = True) -> Step:
    """These very bytes."""

    async def act(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(data)
        if close:
            writer.close()

    return Step(act)


def answer(status: int = 200, body: bytes = b"", headers: Mapping[str, str] | None = None, **kwargs: bool) -> Step:
    """An answer; with `close=True` the connection ends after it, unannounced."""
    told = {"Content-Type": "application/json", "Content-Length": str(len(body)), **(headers or {})}
    return raw(head(status, told) + body, **{"close": False, **kwargs})


def json_answer(value: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Step:
    return answer(status, json.dumps(value).encode(), headers)


def page(rows: Sequence[object], token: str | None = None) -> Step:
    return json_answer({"data": rows, "continuationToken": token})


def reset(after: bytes = b"", *, early: bool = False) -> Step:
    """A reset, after these bytes; with `early` before the request's body was read."""

    async def act(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if after:
            writer.write(after)
            await asyncio.sleep(0.01)  # the other side reads them first
        linger = socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
        writer.get_extra_info("socket").setsockopt(*linger)
        writer.transport.abort()

    return Step(act, early)


def close() -> Step:
    """No answer, and an orderly end of the connection."""
    return raw(b"")


def when(event: asyncio.Event, then: Step) -> Step:
    """A step that waits for an event."""

    async def act(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await event.wait()
        await then.act(reader, writer)

    return Step(act, then.early)


def hang() -> Step:
    """No answer until the server is closed."""

    async def act(_: asyncio.StreamReader, __: asyncio.StreamWriter) -> None:
        await asyncio.Event().wait()

    return Step(act)


def trickle(data: bytes, *, every: float) -> Step:
    async def act(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for byte in data:
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(every)

    return Step(act)


def cut(body: bytes, *, at: int, length: bool = True) -> Step:
    """A 200 whose body ends early; without `length` nothing tells how long it should have been."""
    told = {"Content-Length": str(len(body))} if length else {"Connection": "close"}
    return raw(head(200, {"Content-Type": "application/json", **told}) + body[:at])


def early(status: int, body: bytes = b"", *, linger: bool = True) -> Step:
    """An answer before the request's body was read; with `linger` the rest is read and thrown away."""

    async def act(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(head(status, {"Content-Length": str(len(body)), "Connection": "close"}) + body)
        if linger:
            writer.write_eof()
            while await reader.read(65536):
                pass
        writer.close()

    return Step(act, early=True)


class FaultServer:
    """One port that plays the identity server and the APIs.

    The identity path gets good tokens (t1, t2, ...) unless `identity` scripts something else; everything else gets the
    steps of `script`. Scripting again replaces what is left.

    `requests` is everything that arrived, in order; a request counts when its headers were read.
    """

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.requests: list[Seen] = []
        self.tokens = self.connections = 0
        self.base = ""
        self._tls = tls
        self._plan: list[Choice] = [json_answer({})]
        self._identity: list[Choice] = [self.good_token]
        self._tasks: set[asyncio.Task[None]] = set()

    def script(self, *steps: Choice) -> None:
        """What the APIs do; the last step for ever."""
        self._plan = [*steps]

    def identity(self, *steps: Choice) -> None:
        """What the identity server does; the last step for ever."""
        self._identity = [*steps]

    def good_token(self, _: Seen | None = None) -> Step:
        self.tokens += 1
        return json_answer({"access_token": f"t{self.tokens}", "expires_in": 3600, "token_type": "Bearer"})

    @property
    def calls(self) -> list[Seen]:
        return [seen for seen in self.requests if seen.path != TOKEN_PATH]

    @property
    def logins(self) -> list[Seen]:
        return [seen for seen in self.requests if seen.path == TOKEN_PATH]

    @property
    def environment(self) -> Environment:
        """Where a session finds this server."""
        bases = {name: f"{self.base}/{name}" for name in ("identity", "core", "reporting")}
        return Environment(name="faults", **bases)

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        scheme, port = "https" if self._tls else "http", self._server.sockets[0].getsockname()[1]
        self.base = f"{scheme}://127.0.0.1:{port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        ends = await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()
        for end in ends:
            if isinstance(end, Exception):
                raise end

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._tasks.add(asyncio.create_task(self._serve(reader, writer, self.connections)))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int) -> None:
        try:
            if self._tls is not None:
                await writer.start_tls(self._tls)
            while not writer.is_closing():
                await self._exchange(reader, writer, number)
        except (OSError, asyncio.IncompleteReadError):
            pass  # the client is gone, or does not trust us
        finally:
            writer.transport.abort() if self._tls else writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int) -> None:
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("utf-8").split("\r\n")
        method, target, _ = lines[0].split(" ")
        path, _, query = target.partition("?")
        headers = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in lines[1:] if line)}
        seen = Seen(method, path, parse_qs(query), headers, asyncio.get_running_loop().time(), number)
        self.requests.append(seen)
        plan = self._identity if path == TOKEN_PATH else self._plan
        choice = plan.pop(0) if len(plan) > 1 else plan[0]
        step = choice if isinstance(choice, Step) else choice(seen)
        if not step.early:
            seen.body = await _body(reader, headers)
            seen.whole = True
        await step.act(reader, writer)


async def _body(reader: asyncio.StreamReader, headers: Mapping[str, str]) -> bytes:
    if headers.get("transfer-encoding", "") != "chunked":
        return await reader.readexactly(int(headers.get("content-length", 0)))
    body = b""
    while size := int((await reader.readline()).split(b";")[0], 16):
        body += await reader.readexactly(size)
        await reader.readline()
    await reader.readline()
    return body


def session(server: FaultServer, **kwargs: Any) -> DitioSession:
    """A session with this server, not yet open."""
    return DitioSession(CLIENT, SECRET, environment=server.environment, company_id=COMPANY, **kwargs)
