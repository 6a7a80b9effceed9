"""What callers may bring: an aiohttp session, a connector, layers, a source of tokens or of credentials."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import aiohttp
import pytest
from msgspec.structs import replace

from ditio_async import (
    AccessToken,
    DitioSession,
    Environment,
    IdentityUnavailableError,
    Request,
    Response,
    Send,
    ServerError,
    SessionClosedError,
)

from ..support.faults import CLIENT, SECRET, FaultServer, answer, hang, json_answer, reset, session
from .common import LONGEST_PAUSES, PROJECT

Layer = Callable[[Request, Send], Awaitable[Response]]


async def test_a_session_of_aiohttp_is_used_as_our_own_would_be_and_stays_open(server: FaultServer) -> None:
    server.script(json_answer([PROJECT]))
    async with aiohttp.ClientSession(headers={"X-Proxy-Key": "k"}) as http:
        async with session(server) as ditio:
            await ditio.projects.list()
        async with session(server, http_session=http) as ditio:
            await ditio.projects.list()
        assert not http.closed
    ours, borrowed = (seen.headers for seen in server.calls)
    assert borrowed.pop("x-proxy-key") == "k"
    assert borrowed.pop("authorization") == "Bearer t2"
    assert ours.pop("authorization") == "Bearer t1"
    assert borrowed == ours
    assert ours["user-agent"].startswith("ditio-async/")
    assert ours["accept"] == "application/json"


async def test_a_session_of_aiohttp_sends_nothing_twice_behind_our_back(server: FaultServer) -> None:
    async with aiohttp.ClientSession() as http, session(server, http_session=http, clock=LONGEST_PAUSES) as ditio:
        server.script(json_answer([]), reset(), json_answer([]))
        await ditio.projects.list()
        await ditio.projects.list()
        assert len(server.calls) == 1 + 2 == ditio.stats.requests


async def test_a_session_of_aiohttp_that_was_closed_is_named(server: FaultServer) -> None:
    server.script(json_answer([]))
    async with aiohttp.ClientSession() as http, session(server, http_session=http) as ditio:
        await ditio.projects.list()
        await http.close()
        with pytest.raises(SessionClosedError, match="the HTTP session is closed"):
            await ditio.projects.list()
    assert len(server.calls) == 1


async def test_a_connector_stays_open(server: FaultServer) -> None:
    server.script(json_answer([]))
    connector = aiohttp.TCPConnector()
    for _ in range(2):
        async with session(server, connector=connector) as ditio:
            await ditio.projects.list()
    assert not connector.closed
    await connector.close()
    assert len(server.calls) == 2


async def test_layers_see_every_attempt_the_first_one_outermost(server: FaultServer) -> None:
    seen: list[str] = []

    def layer(name: str) -> Layer:
        async def around(request: Request, send: Send) -> Response:
            seen.append(f"{name} before {request.operation}")
            try:
                response = await send(replace(request, headers={**request.headers, f"X-{name}": "1"}))
            except ServerError as error:
                seen.append(f"{name} after {error.status}")
                raise
            seen.append(f"{name} after {response.status}")
            return response

        return around

    async with session(server, middleware=[layer("a"), layer("b")], clock=LONGEST_PAUSES) as ditio:
        server.script(json_answer([]))
        await ditio.projects.list()
        seen.clear()
        server.script(answer(500), json_answer([]))
        await ditio.projects.list()
    before = ["a before projects.list", "b before projects.list"]
    assert seen == [*before, "b after 500", "a after 500", *before, "b after 200", "a after 200"]
    assert {"x-a", "x-b"} <= server.calls[-1].headers.keys()


async def test_a_layer_may_answer_by_itself_and_may_run_the_attempt_in_a_task(server: FaultServer) -> None:
    kept: dict[str, Response] = {}

    async def cached(request: Request, send: Send) -> Response:
        if request.kind == "token":
            return await send(request)
        if request.path not in kept:
            kept[request.path] = await asyncio.wait_for(send(request), 5)
        return kept[request.path]

    server.script(json_answer([PROJECT]))
    async with session(server, middleware=[cached]) as ditio:
        first, second = await ditio.projects.list(), await ditio.projects.list()
    assert first == second
    assert len(server.calls) == 1


async def test_a_time_limit_of_a_layers_own_ends_in_its_own_error(server: FaultServer) -> None:
    class TooSlow(Exception):
        pass

    async def hedge(request: Request, send: Send) -> Response:
        try:
            return await asyncio.wait_for(send(request), 0.5)
        except TimeoutError:
            raise TooSlow from None

    async with session(server, middleware=[hedge]) as ditio:
        server.script(json_answer([]))
        await ditio.projects.list()
        server.script(hang())
        with pytest.raises(TooSlow):
            await ditio.projects.list()


class Tokens:
    """Tokens that somebody else fetched."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str | None]] = []

    async def fetch(self, scope: str, refused: str | None) -> AccessToken:
        self.asked.append((scope, refused))
        return AccessToken(f"shared-{len(self.asked)}", 3600)


async def test_tokens_may_come_from_elsewhere(server: FaultServer) -> None:
    tokens = Tokens()
    async with DitioSession(environment=server.environment, token_source=tokens) as ditio:
        server.script(json_answer([]), answer(401), json_answer([]))
        await ditio.projects.list()
        await ditio.projects.list()
    assert tokens.asked == [("ditioapiv3", None), ("ditioapiv3", "shared-1")]
    assert server.logins == []
    assert [seen.headers["authorization"][-1] for seen in server.calls] == ["1", "1", "2"]


async def test_a_source_of_tokens_that_fails_is_named_and_its_error_kept(server: FaultServer) -> None:
    class Broken:
        async def fetch(self, scope: str, refused: str | None) -> AccessToken:
            raise LookupError("the cache is down")

    async with DitioSession(environment=server.environment, token_source=Broken()) as ditio:
        with pytest.raises(IdentityUnavailableError, match=r"source of tokens .* failed: LookupError") as caught:
            await ditio.projects.list()
    causes = {type(error) for error in (caught.value.__cause__, getattr(caught.value.__cause__, "__cause__", None))}
    assert LookupError in causes
    assert server.requests == []


async def test_a_surface_without_an_address_is_named_before_anything_is_sent(server: FaultServer) -> None:
    bare = Environment(
        name="bare", identity=server.environment.identity, core="http://127.0.0.1:9", reporting="http://127.0.0.1:9"
    )
    async with DitioSession(CLIENT, SECRET, environment=bare) as ditio:
        with pytest.raises(ValueError, match="DITIO_MASSTRANSPORT_BASE"):
            await ditio.request("GET", "/api/x", surface="mass_transport")
    assert server.requests == []
