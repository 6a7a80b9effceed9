"""What the identity server answers, how long a token is used, and what a refused one leads to."""

from __future__ import annotations

import asyncio
import time

import pytest
from msgspec.structs import replace

from ditio_async import (
    AuthenticationError,
    DitioSession,
    IdentityUnavailableError,
    PermissionDeniedError,
    TokenResponseError,
)

from ..support.faults import SECRET, Choice, FaultServer, Step, answer, cut, head, json_answer, raw, session
from .common import LONGEST_PAUSES, PROJECT, now, outcomes

TOKEN = b'{"access_token": "t1", "expires_in": 3600, "token_type": "Bearer"}'


UNSAID = object()


def lasting(seconds: object) -> Step:
    return json_answer({"access_token": "a", **({} if seconds is UNSAID else {"expires_in": seconds})})


def only(token: str) -> Choice:
    """401 for every other token."""
    return lambda seen: json_answer([PROJECT]) if seen.headers["authorization"] == f"Bearer {token}" else answer(401)


@pytest.mark.parametrize(
    "step",
    [
        answer(200, b"<html>Sign in</html>", {"Content-Type": "text/html"}),
        answer(200, b""),
        answer(200, TOKEN[:20]),
        cut(TOKEN, at=20, length=False),
        answer(200, b"[]"),
        answer(200, b'{"access_token": null}'),
        answer(200, b'{"access_token": "a b\\r\\nX: y"}'),
        answer(200, b'{"access_token": "a", "token_type": "mac"}'),
        answer(200, b"[" * 10_000),
        answer(200, b'{"access_token": "\xff"}'),
        answer(204),
        answer(302, b"", {"Location": "/identity/elsewhere"}),
        answer(418, b"short and stout"),
    ],
)
async def test_an_answer_that_is_no_token_is_told_after_one_request(
    server: FaultServer, ditio: DitioSession, step: Step
) -> None:
    server.identity(step)
    with pytest.raises(TokenResponseError):
        await ditio.projects.list()
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_credentials_follow_no_redirect(server: FaultServer, ditio: DitioSession, status: int) -> None:
    async with FaultServer() as other:
        server.identity(answer(status, b"", {"Location": f"{other.base}/identity/connect/token"}))
        with pytest.raises(TokenResponseError, match="not followed"):
            await ditio.projects.list()
        assert other.connections == 0
    assert len(server.requests) == 1


@pytest.mark.parametrize("announced", [True, False])
async def test_of_an_endless_token_answer_little_more_than_64_kib_are_read(
    server: FaultServer, ditio: DitioSession, announced: bool
) -> None:
    sent = 0

    async def pour(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        writer.write(head(200, {"Content-Length": str(10**9)} if announced else {"Connection": "close"}))
        while sent < 10**9:
            writer.write(b" " * 65536)
            await writer.drain()
            sent += 65536

    server.identity(Step(pour))
    with pytest.raises(TokenResponseError, match="larger than 65,536"):
        await ditio.projects.list()
    assert sent < 20 * 2**20, "what fits into the buffers of the kernel, and no more"
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("said", "seconds"),
    [(3600, 3600), (1800.0, 1800), ("1800", 1800), (0, 5), (4, 5), (10**12, 86400), (None, 300), (UNSAID, 300)],
)
async def test_a_token_is_used_for_as_long_as_it_lives(
    server: FaultServer, ditio: DitioSession, said: object, seconds: float
) -> None:
    server.script(json_answer([]))
    server.identity(lasting(said))
    for _ in range(10):
        await ditio.projects.list()
    began = server.logins[0].at
    await asyncio.sleep(seconds * 0.69)
    await ditio.projects.list()
    assert len(server.logins) == 1
    await asyncio.sleep(began + seconds - min(30, seconds / 10) - now() + 0.01)
    await ditio.projects.list()
    assert len(server.logins) == 2
    assert server.requests[-2] is server.logins[1], "an expired token is not used while a new one is fetched"


@pytest.mark.parametrize("said", ["abc", -1, "-1", 1.5, True, [], "", "1e3", "²"])
async def test_a_lifetime_that_is_no_number_of_seconds_is_refused(
    server: FaultServer, ditio: DitioSession, said: object
) -> None:
    server.identity(lasting(said))
    with pytest.raises(TokenResponseError, match="expires_in"):
        await ditio.projects.list()
    assert len(server.requests) == 1


async def test_a_stale_token_is_used_while_one_call_of_many_starts_its_refresh(
    server: FaultServer, ditio: DitioSession
) -> None:
    server.script(json_answer([]))
    await ditio.projects.list()
    await asyncio.sleep(3600 - 299)
    await outcomes([ditio.projects.list() for _ in range(8)])
    assert [seen.headers["authorization"] for seen in server.calls] == ["Bearer t1"] * 9
    await asyncio.sleep(1)
    await ditio.projects.list()
    assert server.calls[-1].headers["authorization"] == "Bearer t2"
    assert len(server.logins) == 2


@pytest.mark.parametrize("hours", [2, -2, 1000])
async def test_a_clock_that_jumps_costs_one_more_token_at_the_most(server: FaultServer, hours: float) -> None:
    jumped = 0.0
    clock = replace(LONGEST_PAUSES, wall=lambda: time.time() + jumped)
    async with session(server, clock=clock) as ditio:
        server.script(json_answer([]))
        await ditio.projects.list()
        jumped = hours * 3600
        for _ in range(5):
            await outcomes([ditio.projects.list() for _ in range(20)])
    used = {seen.headers["authorization"] for seen in server.calls[1:]}
    assert used == ({"Bearer t2"} if hours > 0 else {"Bearer t1"})
    assert len(server.logins) == (2 if hours > 0 else 1)
    assert len(server.calls) == 101


async def test_each_surface_has_a_token_of_its_own(server: FaultServer, ditio: DitioSession) -> None:
    server.script(json_answer([]), json_answer({"data": []}))
    await ditio.projects.list()
    await ditio.reporting.time_registrations().collect()
    assert [b"scope=ditioapiv3" in seen.body for seen in server.logins] == [True, False]
    assert [seen.headers["authorization"] for seen in server.calls] == ["Bearer t1", "Bearer t2"]
    assert all(SECRET not in seen.headers.values() for seen in server.requests)


async def test_a_401_is_answered_with_a_fresh_token_and_the_call_succeeds(
    server: FaultServer, ditio: DitioSession
) -> None:
    server.script(only("t2"))
    assert len(await ditio.projects.list()) == 1
    assert (len(server.calls), len(server.logins)) == (2, 2)


async def test_a_hundred_401s_at_once_make_one_refresh(server: FaultServer, ditio: DitioSession) -> None:
    server.script(only("t2"))
    results, errors = await outcomes([ditio.projects.list() for _ in range(100)])
    assert (len(results), errors) == (100, [])
    assert len(server.logins) == 2


async def test_401_for_ever_costs_two_requests_and_then_one_until_half_a_minute_is_over(
    server: FaultServer, ditio: DitioSession
) -> None:
    server.script(json_answer({"message": "the client is disabled"}, 401))
    with pytest.raises(AuthenticationError, match="the client is disabled") as caught:
        await ditio.projects.list()
    assert caught.value.attempts == 2
    assert (len(server.calls), len(server.logins)) == (2, 2)
    with pytest.raises(AuthenticationError):
        await ditio.projects.list()
    assert (len(server.calls), len(server.logins)) == (3, 2)
    await asyncio.sleep(30)
    with pytest.raises(AuthenticationError):
        await ditio.projects.list()
    assert (len(server.calls), len(server.logins)) == (5, 3)


async def test_401_for_ever_and_a_hundred_calls_make_one_refresh(server: FaultServer, ditio: DitioSession) -> None:
    server.script(answer(401))
    results, errors = await outcomes([ditio.projects.list() for _ in range(100)])
    assert results == []
    assert {type(error) for error in errors} == {AuthenticationError}
    assert len(server.logins) == 2
    assert {error.attempts for error in errors} == {2}


async def test_a_write_that_got_a_401_is_sent_again_with_the_fresh_token(
    server: FaultServer, ditio: DitioSession
) -> None:
    server.script(answer(401), json_answer({"id": "w1"}))
    assert (await ditio.work_orders.create(project_id="p1", external_id="1")).id == "w1"
    assert server.calls[0].body == server.calls[1].body != b""


async def test_403_never_fetches_a_token(server: FaultServer, ditio: DitioSession) -> None:
    server.script(answer(403))
    for _ in range(3):
        with pytest.raises(PermissionDeniedError):
            await ditio.projects.list()
    assert (len(server.calls), len(server.logins)) == (3, 1)


async def test_an_identity_server_that_hands_out_the_refused_token_again_is_not_asked_for_ever(
    server: FaultServer, ditio: DitioSession
) -> None:
    server.identity(lasting(3600))
    server.script(answer(401))
    for _ in range(3):
        with pytest.raises(AuthenticationError):
            await ditio.projects.list()
    assert (len(server.calls), len(server.logins)) == (4, 2)


async def test_a_401_whose_refresh_fails_is_told_as_such(server: FaultServer, ditio: DitioSession) -> None:
    server.identity(server.good_token, raw(b""))
    server.script(answer(401))
    with pytest.raises(IdentityUnavailableError):
        await ditio.projects.list()
    assert (len(server.calls), len(server.logins)) == (1, 4)
