"""Tokens: who gets one, and what it opens."""

from __future__ import annotations

import base64

import aiohttp
import pytest

from ditio_async.sandbox import DitioSandbox

from .conftest import HOURS, PROJECTS, Api


async def test_a_token_says_how_long_it_lives(api: Api) -> None:
    answer = await api.fetch_token()
    assert (answer.status, answer.json["expires_in"], answer.json["token_type"]) == (200, 1800, "Bearer")


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"client_secret": "wrong"}, "invalid_client"),
        ({"client_id": "wrong"}, "invalid_client"),
        ({"scope": "ditioapiv3 other"}, "invalid_scope"),
        ({"scope": ""}, "invalid_scope"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
    ],
)
async def test_a_wrong_request_gets_no_token(api: Api, changes: dict[str, str], error: str) -> None:
    answer = await api.fetch_token(**{"scope": "ditioapiv3", **changes})
    assert (answer.status, answer.json["error"]) == (400, error)


async def test_the_client_may_come_as_basic_authorization(api: Api, sandbox: DitioSandbox) -> None:
    known = sandbox.credentials
    basic = "Basic " + base64.b64encode(f"{known['client_id']}:{known['client_secret']}".encode()).decode()
    form = {"grant_type": "client_credentials", "scope": "ditioapiv3"}
    answer = await api("POST", "/identity/connect/token", data=form, headers={"Authorization": basic})
    assert answer.status == 200


async def test_a_token_request_must_be_a_form(api: Api) -> None:
    assert (await api("POST", "/identity/connect/token", json={})).json["error"] == "invalid_request"


async def test_a_token_opens_the_surfaces_of_its_scopes_only(api: Api) -> None:
    await api.fetch_token("ditioapiv3")
    assert (await api("GET", PROJECTS)).status == 200
    refused = await api("GET", HOURS)
    assert refused.status == 401
    assert "reportingapiv1" in refused.headers["WWW-Authenticate"]


async def test_a_client_without_a_scope_is_refused_all_that_it_asks_for() -> None:
    async with DitioSandbox(scopes=["ditioapiv3"]) as sandbox, aiohttp.ClientSession() as http:
        answer = await Api(sandbox, http).fetch_token("ditioapiv3 reportingapiv1")
        assert answer.json == {"error": "invalid_scope"}


async def test_tokens_expire_by_the_clock() -> None:
    now = [1000.0]
    async with DitioSandbox(token_lifetime=60, clock=lambda: now[0]) as sandbox, aiohttp.ClientSession() as http:
        api = Api(sandbox, http)
        await api.fetch_token()
        now[0] += 59
        assert (await api("GET", PROJECTS)).status == 200
        now[0] += 1
        assert (await api("GET", PROJECTS)).status == 401


@pytest.mark.parametrize("how", ["expire_tokens", "revoke_tokens"])
async def test_tokens_can_be_ended_at_once(api: Api, sandbox: DitioSandbox, how: str) -> None:
    getattr(sandbox, how)()
    assert (await api("GET", PROJECTS)).status == 401
    await api.fetch_token()
    assert (await api("GET", PROJECTS)).status == 200


async def test_a_disabled_client_has_no_tokens_and_gets_none(api: Api, sandbox: DitioSandbox) -> None:
    sandbox.enable_client(False)
    assert (await api("GET", PROJECTS)).status == 401
    assert (await api.fetch_token()).json["error"] == "invalid_client"
    sandbox.enable_client()
    assert (await api("GET", PROJECTS)).status == 200
