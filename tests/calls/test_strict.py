"""The strict server is strict: it takes what is right, and says of everything else what is wrong with it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest
from yarl import URL

from ..support.strict import CLIENT, SECRET, Answer, StrictServer
from .strict_requests import BAD, GOOD, JSON, PROJECTS

FORM = {
    "grant_type": "client_credentials",
    "client_id": CLIENT,
    "client_secret": SECRET,
    "scope": "ditioapiv3",
}


async def send(server: StrictServer, line: str, headers: dict[str, str], body: Any = None) -> int:
    method, _, target = line.partition(" ")
    url = URL(server.base + target, encoded=True)
    skipped = ["Content-Type", "Accept", "Accept-Encoding"]
    async with (
        aiohttp.ClientSession() as http,
        http.request(method, url, headers=headers, data=body, skip_auto_headers=skipped) as answer,
    ):
        known = await answer.read()
        if "token" in target and answer.status == 200:
            headers["Authorization"] = f"Bearer {(await answer.json())['access_token']}"
        assert answer.status != 500, known
        return answer.status


async def token(server: StrictServer, scope: str) -> str:
    headers = {**JSON, "Content-Type": "application/x-www-form-urlencoded"}
    await send(server, "POST /identity/connect/token", headers, urlencode({**FORM, "scope": scope}))
    return headers["Authorization"]


def scope_of(line: str) -> str:
    surface = line.split("/")[1]
    return {"reporting": "reportingapiv1", "mass_transport": "masstransportapiv1"}.get(surface, "ditioapiv3")


@pytest.mark.parametrize(("line", "headers", "body"), GOOD)
async def test_what_is_documented_is_taken(line: str, headers: dict[str, str], body: Any) -> None:
    async with StrictServer() as server:
        server.answer(Answer({}))
        assert await send(server, line, {"Authorization": await token(server, scope_of(line)), **headers}, body) == 200
        assert [sent.line for _, sent in server.taken] == [line]


@pytest.mark.parametrize(("line", "headers", "body", "words"), BAD)
async def test_anything_else_is_complained_of(line: str, headers: dict[str, str], body: Any, words: str) -> None:
    with pytest.raises(AssertionError, match=words):
        async with StrictServer() as server:
            told = {"Authorization": await token(server, scope_of(line)), **headers}
            assert await send(server, line, told, body) == 400
            assert server.taken == []


@pytest.mark.parametrize(
    ("changes", "headers"),
    [
        ({"grant_type": "password"}, {}),
        ({"client_id": "x"}, {}),
        ({"client_secret": ""}, {}),
        ({"scope": "ditioapiv3 reportingapiv1"}, {}),
        ({"audience": "x"}, {}),
        ({}, {"Content-Type": "application/json"}),
        ({}, {"Accept": "*/*"}),
        ({}, {"Authorization": "Basic eDp5"}),
    ],
)
async def test_another_token_request_is_complained_of(changes: dict[str, str], headers: dict[str, str]) -> None:
    told = {**JSON, "Content-Type": "application/x-www-form-urlencoded", **headers}
    with pytest.raises(AssertionError, match="connect/token"):
        async with StrictServer() as server:
            assert await send(server, "POST /identity/connect/token", told, urlencode({**FORM, **changes})) == 400


@pytest.mark.parametrize("scope", ["reportingapiv1", "masstransportapiv1"])
async def test_a_token_is_good_for_one_surface(scope: str) -> None:
    with pytest.raises(AssertionError, match="the token is none for core"):
        async with StrictServer() as server:
            await send(server, f"GET {PROJECTS}", {**JSON, "Authorization": await token(server, scope)})


async def test_an_answer_that_nobody_asked_for_is_complained_of() -> None:
    with pytest.raises(AssertionError, match="nobody asked"):
        async with StrictServer() as server:
            server.answer(Answer({}))
