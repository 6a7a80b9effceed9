"""Between aiohttp and the handlers: bodies, tokens, faults, the log."""

from __future__ import annotations

import asyncio

import aiohttp
import msgspec
from aiohttp import web

from ._answers import Answer, Refusal, refusal
from ._control import PREFIX, Control, Log
from ._faults import Fault, Faults
from ._gzip import LEAST, compressed, wanted
from ._identity import Identity
from ._query import Query
from ._routes import Call, Routes

_LARGEST_JSON = 30_000_000


class App:
    """Handles every request."""

    def __init__(self, routes: Routes, identity: Identity, faults: Faults, control: Control, log: Log) -> None:
        self._routes = routes
        self._identity = identity
        self._faults = faults
        self._control = control
        self._log = log
        self._running: set[asyncio.Task[object]] = set()

    def application(self) -> web.Application:
        """For aiohttp."""
        app = web.Application(client_max_size=_LARGEST_JSON)
        app.router.add_route("*", "/{path:.*}", self.handle)
        return app

    async def end(self) -> None:
        """End what is still under way, whose client may be gone for long."""
        for task in self._running:
            task.cancel()
        if self._running:
            await asyncio.wait(self._running)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer a request, or do what a fault says."""
        task = asyncio.current_task()
        assert task is not None
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return await self._handle(request)

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        is_form = request.content_type.startswith("multipart/")
        if request.path.startswith(PREFIX):
            return _answered(self._own(request, await request.read()))
        faults = self._faults.strike(request.method, request.path)
        for fault in faults:
            await asyncio.sleep(fault.latency)
        struck = next((fault for fault in faults if not fault.only_latency), Fault(latency=1))
        if struck.drop == "before":
            self._log.add(request, b"", None)
            return _cut(request)
        body = b"" if is_form else await request.read()
        if struck.status is not None and not struck.handle:
            answer = _refused(struck, struck.status)
        else:
            answer = await self._real(request, body)
            if struck.status is not None:
                answer = _refused(struck, struck.status)
        await _drain(request)
        self._log.add(request, body, None if struck.drop or struck.cut_body else answer.status)
        if struck.drop == "after":
            return _cut(request)
        answer = await _encoded(_spoiled(struck, answer, request), request)
        return await _cut_body(request, answer) if struck.cut_body else _answered(answer)

    def _own(self, request: web.Request, body: bytes) -> Answer:
        try:
            return self._control.answer(request.method, request.path, body)
        except Refusal as refused:
            return refused.answer

    async def _real(self, request: web.Request, body: bytes) -> Answer:
        try:
            route, parts = self._routes.find(request.method, request.rel_url.raw_path)
            if route.scopes:
                self._identity.check(request.headers.get("Authorization", ""), *route.scopes)
            return await route.handler(Call(request, Query(request.query), body), *parts)
        except Refusal as refused:
            return refused.answer
        except web.HTTPRequestEntityTooLarge:
            return refusal(413, "PayloadTooLarge", "Request body too large.").answer


async def _drain(request: web.Request) -> None:
    """Take in what is left of a body that was refused, so that the client comes to read the answer."""
    try:
        while not request.content.at_eof():
            await request.content.readany()
    except (OSError, aiohttp.ClientError):
        pass  # the client is gone


def _refused(fault: Fault, status: int) -> Answer:
    headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
    body = (
        fault.body if fault.body is not None else f'{{"error":"Sandbox","message":"A fault of the sandbox: {status}"}}'
    )
    return Answer(status, body.encode(), fault.content_type, headers)


def _spoiled(fault: Fault, answer: Answer, request: web.Request) -> Answer:
    if fault.truncate_json:
        return msgspec.structs.replace(answer, body=answer.body[: len(answer.body) // 2])
    if fault.repeat_token and answer.status == 200:
        page = msgspec.json.decode(answer.body, type=dict[str, object])
        page["continuationToken"] = Query(request.query).get("ContinuationToken") or page.get("continuationToken")
        return msgspec.structs.replace(answer, body=msgspec.json.encode(page))
    return answer


async def _encoded(answer: Answer, request: web.Request) -> Answer:
    """The answer, compressed for those who take it, unless it is short or a file."""
    if answer.is_file or len(answer.body) <= LEAST:
        return answer
    headers = {**answer.headers, "Vary": "Accept-Encoding"}
    if not wanted(request.headers.get("Accept-Encoding", "")):
        return msgspec.structs.replace(answer, headers=headers)
    headers["Content-Encoding"] = "gzip"
    return msgspec.structs.replace(answer, body=await compressed(answer.body), headers=headers)


def _answered(answer: Answer) -> web.StreamResponse:
    response = web.Response(status=answer.status, body=answer.body or None, headers=dict(answer.headers))
    if answer.body:
        response.headers["Content-Type"] = answer.content_type
    return response


def _cut(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def _cut_body(request: web.Request, answer: Answer) -> web.StreamResponse:
    response = web.StreamResponse(status=answer.status, headers=dict(answer.headers))
    response.headers["Content-Type"] = answer.content_type
    response.content_length = max(2, len(answer.body))
    await response.prepare(request)
    await response.write(answer.body[: len(answer.body) // 2] or b" ")
    return _cut(request)
