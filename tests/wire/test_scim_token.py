"""The token of SCIM: it goes to SCIM and nowhere else, no other goes there, and nobody ever sees it."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from ditio_async import (
    ArgumentError,
    AuthenticationError,
    ConfigurationError,
    DitioError,
    DitioSession,
    Request,
    Response,
    Send,
)

from ..support.faults import FaultServer, Seen, Step, answer, json_answer, reset, session
from .common import SHORTEST_PAUSES
from .scim import TOKEN, listed, scim_session, user
from .test_secrets import told, written

NEEDLES = ("t0ken", "of/scim", "of%2Fscim", "of\\/scim")


@pytest.fixture
async def ditio(server: FaultServer) -> AsyncIterator[DitioSession]:
    async with scim_session(server, clock=SHORTEST_PAUSES) as opened:
        yield opened


def innocent(text: str) -> bool:
    return not any(needle in text for needle in NEEDLES)


async def test_each_surface_gets_its_own_token(server: FaultServer, ditio: DitioSession) -> None:
    server.script(json_answer(user()), json_answer([]), listed(total=0), json_answer([]))
    await ditio.scim.get_user("u1")
    assert not server.logins
    await ditio.projects.list()
    await ditio.scim.users().collect()
    await ditio.with_options(timeout=5).projects.list()
    signed = [(call.path.split("/")[1], call.headers["authorization"]) for call in server.calls]
    assert signed == [("scim", f"Bearer {TOKEN}"), ("core", "Bearer t1")] * 2
    assert all(innocent(repr((call.path, call.query, call.body))) for call in server.requests)


async def test_neither_a_link_nor_a_redirect_takes_another_token_to_scim(ditio: DitioSession, tmp_path: Any) -> None:
    async with FaultServer() as apart:
        apart.script(answer(200, b"x"))
        known = ditio.environment
        elsewhere = type(known)(
            name="apart", identity=known.identity, core=known.core, reporting=known.reporting, scim=f"{apart.base}/scim"
        )
        async with DitioSession("client", "secret", environment=elsewhere, scim_token=TOKEN) as opened:
            with pytest.raises(ArgumentError, match="not a host of the apart environment"):
                await opened.files.download(f"{apart.base}/file", tmp_path / "a")
            await opened.files.download(f"{apart.base}/file", tmp_path / "a", allow_other_hosts=True)
        assert ["authorization" in call.headers for call in apart.calls] == [False]


async def test_a_redirect_to_scim_gets_no_token(server: FaultServer, tmp_path: Any) -> None:
    async with FaultServer() as apart:
        apart.script(answer(200, b"x"))
        known = server.environment
        elsewhere = type(known)(
            name="apart", identity=known.identity, core=known.core, reporting=known.reporting, scim=f"{apart.base}/scim"
        )
        server.script(answer(302, headers={"Location": f"{apart.base}/scim/Users"}))
        async with DitioSession("client", "secret", environment=elsewhere, scim_token=TOKEN) as opened:
            await opened.files.download("f1", tmp_path / "a")
        assert [call.headers.get("authorization") for call in (*server.calls, *apart.calls)] == ["Bearer t1", None]


async def test_a_refused_token_is_final(server: FaultServer, ditio: DitioSession) -> None:
    server.script(answer(401))
    for _ in range(2):
        with pytest.raises(AuthenticationError) as caught:
            await ditio.scim.get_user("u1")
        assert caught.value.attempts == 1
    assert (len(server.calls), len(server.logins)) == (2, 0)


async def test_a_session_may_do_scim_and_nothing_else(server: FaultServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DITIO_SCIM_BASE", f"{server.base}/scim/")
    monkeypatch.setenv("DITIO_SCIM_TOKEN", f" {TOKEN}\n")
    server.script(json_answer(user()))
    async with DitioSession(environment=server.environment) as alone:
        assert (await alone.scim.get_user("u1")).id == "u1"
        with pytest.raises(ConfigurationError, match=r"projects\.list: DITIO_CLIENT_ID and DITIO_CLIENT_SECRET"):
            await alone.projects.list()
    assert [call.headers["authorization"] for call in server.requests] == [f"Bearer {TOKEN}"]


async def test_an_argument_wins_over_the_variable(server: FaultServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DITIO_SCIM_TOKEN", "another")
    server.script(json_answer(user()))
    async with scim_session(server) as opened:
        await opened.scim.get_user("u1")
    assert [call.headers["authorization"] for call in server.calls] == [f"Bearer {TOKEN}"]


@pytest.mark.parametrize(
    ("with_base", "token", "words"),
    [
        (False, None, ["scim.get_user", "DITIO_SCIM_BASE", "Environment(scim=", "DITIO_SCIM_TOKEN", "scim_token="]),
        (False, TOKEN, ["scim.get_user", "DITIO_SCIM_BASE", "Environment(scim="]),
        (True, None, ["scim.get_user", "DITIO_SCIM_TOKEN", "DitioSession(scim_token="]),
    ],
)
async def test_what_is_missing_is_named_before_anything_is_sent(
    server: FaultServer, with_base: bool, token: str | None, words: list[str]
) -> None:
    made = scim_session(server, scim_token=token) if with_base else session(server, scim_token=token)
    async with made as opened:
        with pytest.raises(ConfigurationError) as caught:
            await opened.scim.get_user("u1")
        assert all(word in str(caught.value) for word in words)
        assert ("DITIO_SCIM_TOKEN" in str(caught.value)) == (token is None)
    assert not server.requests


@pytest.mark.parametrize("token", ["", " ", "t0ken t0ken", "t0ken\n", "t0kenæ", b"t0ken", 7])
def test_what_is_no_token_is_refused_and_not_shown(token: Any) -> None:
    with pytest.raises(ConfigurationError, match="scim_token=") as caught:
        DitioSession("client", "secret", scim_token=token)
    assert innocent(str(caught.value))


def test_a_variable_that_holds_no_token_is_refused_and_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DITIO_SCIM_TOKEN", "t0ken t0ken")
    with pytest.raises(ConfigurationError, match="DITIO_SCIM_TOKEN") as caught:
        DitioSession("client", "secret")
    assert innocent(str(caught.value))


def echo(status: int, kind: str, change: Callable[[str], str]) -> Callable[[Seen], Step]:
    """An answer that repeats the token."""
    return lambda seen: answer(status, change(seen.headers["authorization"]).encode(), {"Content-Type": kind})


ECHOES: dict[str, Callable[[str], str]] = {
    "text/plain": lambda text: text,
    "application/scim+json": lambda text: '{"detail": "' + text + '", "scimType": "' + text + '"}',
    "application/json": lambda text: '{"detail": "' + text.replace("+", "\\u002B").replace("/", "\\/") + '"}',
    "application/json; escaped": lambda text: '{"detail": "' + text.replace("+", "\\u002B") + '"}',
    "text/html": lambda text: "<p>" + text.replace("+", "&#x2B;") + "</p>",
}


@pytest.mark.parametrize("status", [200, 400, 401, 500])
@pytest.mark.parametrize("kind", ECHOES)
async def test_an_answer_that_repeats_the_token_tells_it_to_nobody(
    server: FaultServer, ditio: DitioSession, caplog: pytest.LogCaptureFixture, kind: str, status: int
) -> None:
    server.script(echo(status, kind, ECHOES[kind]))
    with caplog.at_level(logging.DEBUG, "ditio_async"), pytest.raises(DitioError) as caught:
        await ditio.scim.create_user(user_name="kari@fjell.no", work_phone="1")
    ours = [record for record in caplog.records if record.name.startswith("ditio_async")]
    assert ours
    for text in (*told(caught.value), *written(ours)):
        assert innocent(text), text


async def test_nothing_that_a_session_is_made_of_shows_it(
    server: FaultServer, caplog: pytest.LogCaptureFixture
) -> None:
    shown: list[object] = []

    async def look(request: Request, send: Send) -> Response:
        shown.append(request)
        response = await send(request)
        shown.extend((response, response.request))
        return response

    server.script(listed("a", total=1), reset())
    with caplog.at_level(logging.DEBUG, "ditio_async"):
        async with scim_session(server, middleware=[look]) as opened:
            users = opened.scim.users(filter='userName eq "kari@fjell.no"')
            await users.collect()
            with pytest.raises(DitioError) as caught:
                await opened.with_options(retries=0).scim.get_user("u1")
            shown += [opened, opened.environment, vars(opened), opened.scim, vars(opened.scim), users, vars(users)]
    assert all(innocent(repr(thing) + str(thing)) for thing in shown)
    ours = [record for record in caplog.records if record.name.startswith("ditio_async")]
    assert all(innocent(text) and "kari" not in text for text in written(ours))
    assert all(innocent(text) for text in told(caught.value))
