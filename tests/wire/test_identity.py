"""What calls see while the identity server is down, slow, or refuses."""

from __future__ import annotations

import asyncio
import itertools
import logging
import ssl
from collections.abc import Callable

import aiohttp
import pytest
import trustme
from aiohttp.abc import AbstractResolver
from msgspec.structs import replace

from ditio_async import (
    CredentialsError,
    DitioSession,
    IdentityUnavailableError,
    RetryPolicy,
    TLSError,
)

from ..support.faults import (
    CLIENT,
    SECRET,
    FaultServer,
    Step,
    answer,
    close,
    hang,
    json_answer,
    reset,
    session,
    when,
)
from .common import LONGEST_PAUSES, PROJECT, closed_port, now, outcomes


class NoSuchHost(AbstractResolver):
    """Knows no name, and counts how often it was asked."""

    asked = 0

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list:
        self.asked += 1
        raise OSError(-2, f"no such host: {host}")

    async def close(self) -> None:
        pass


async def test_a_refused_connection_to_the_identity_server_is_tried_three_times(server: FaultServer) -> None:
    with closed_port() as port:
        where = replace(server.environment, identity=f"http://127.0.0.1:{port}")
        async with DitioSession(CLIENT, SECRET, environment=where, clock=LONGEST_PAUSES) as ditio:
            began = now()
            with pytest.raises(IdentityUnavailableError, match="no connection") as caught:
                await ditio.projects.list()
    assert now() - began == pytest.approx(1 + 2, abs=0.1)
    assert caught.value.__cause__.attempts == 3
    assert server.requests == []


async def test_an_identity_host_without_an_address_is_tried_three_times(server: FaultServer) -> None:
    resolver = NoSuchHost()
    connector = aiohttp.TCPConnector(resolver=resolver)
    where = replace(server.environment, identity="http://identity.invalid")
    async with DitioSession(CLIENT, SECRET, environment=where, connector=connector) as ditio:
        with pytest.raises(IdentityUnavailableError) as caught:
            await ditio.projects.list()
    await connector.close()
    assert "no such host" in str(caught.value)
    assert resolver.asked == 3
    assert server.requests == []


async def test_a_certificate_that_is_not_trusted_is_never_tried_again() -> None:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(tls)
    async with FaultServer(tls) as server, session(server) as ditio:
        with pytest.raises(IdentityUnavailableError) as caught:
            await ditio.projects.list()
        assert isinstance(caught.value.__cause__, TLSError)
        assert server.connections == 1
        assert server.requests == []


async def test_calls_go_on_with_a_living_token_while_the_identity_server_is_down(
    server: FaultServer, ditio: DitioSession, caplog: pytest.LogCaptureFixture
) -> None:
    server.script(json_answer([]))
    await ditio.projects.list()
    server.identity(reset())
    await asyncio.sleep(3600 - 299)  # stale, and good for four minutes more
    with caplog.at_level(logging.WARNING, "ditio_async"):
        for _ in range(100):
            assert await ditio.projects.list() == []
        assert len(server.logins) <= 2, "the refresh runs in the background, once"
        await asyncio.sleep(3.5)
    assert len(server.logins) == 1 + 3
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "the old one still lives" in caplog.text
    for _ in range(100):
        await ditio.projects.list()
    assert len(server.logins) == 1 + 3, "nothing is asked during the cool-down"
    await asyncio.sleep(1)
    await ditio.projects.list()
    await asyncio.sleep(4)
    assert len(server.logins) == 1 + 3 + 3
    server.identity(server.good_token)
    await asyncio.sleep(2)
    await ditio.projects.list()
    await asyncio.sleep(1)
    await ditio.projects.list()
    assert server.calls[-1].headers["authorization"] == "Bearer t2"


async def test_a_thousand_calls_share_the_failure_of_a_dead_identity_server(
    server: FaultServer, ditio: DitioSession
) -> None:
    server.identity(reset())
    results, errors = await outcomes([ditio.projects.list() for _ in range(1000)])
    assert results == []
    assert {type(error) for error in errors} == {IdentityUnavailableError}
    assert len({str(error.__cause__) for error in errors}) == 1
    assert len(server.requests) == 3
    began = now()
    _, errors = await outcomes([ditio.projects.list() for _ in range(1000)])
    assert len(errors) == 1000
    assert (now(), len(server.requests)) == (began, 3), "during the cool-down the stored error comes at once"


async def test_cool_downs_double_up_to_half_a_minute(server: FaultServer) -> None:
    server.identity(close())
    pauses: list[float] = []
    async with session(server, retry=RetryPolicy(attempts=1)) as ditio:
        while len(pauses) < 7:
            with pytest.raises(IdentityUnavailableError):
                await ditio.projects.list()
            if len(server.logins) > len(pauses):
                pauses.append(now())
            await asyncio.sleep(0.25)
    between = [round(b - a) for a, b in itertools.pairwise(pauses)]
    assert between == [1, 2, 4, 8, 16, 30]


async def test_an_identity_server_that_hangs_is_given_up_after_ten_seconds_each_time(
    server: FaultServer, ditio: DitioSession
) -> None:
    server.identity(hang())
    patient = asyncio.create_task(ditio.projects.list())
    began = now()
    with pytest.raises(IdentityUnavailableError, match="before the deadline"):
        await ditio.with_options(timeout=4).projects.list()
    assert now() - began == pytest.approx(4, abs=0.1)
    with pytest.raises(IdentityUnavailableError):
        await patient
    assert now() - began == pytest.approx(10 + 1 + 10 + 2 + 10, abs=0.1)
    assert len(server.requests) == 3


@pytest.mark.parametrize("status", [400, 401])
@pytest.mark.parametrize("code", ["invalid_client", "invalid_scope", "unauthorized_client"])
async def test_a_refused_client_is_told_at_once_and_not_asked_for_again_for_a_minute(
    server: FaultServer, ditio: DitioSession, code: str, status: int
) -> None:
    server.identity(json_answer({"error": code, "error_description": f"not {SECRET}"}, status))
    with pytest.raises(CredentialsError, match=code) as caught:
        await ditio.projects.list()
    assert SECRET not in str(caught.value)
    await asyncio.sleep(59)
    with pytest.raises(CredentialsError, match=code):
        await ditio.projects.list()
    assert len(server.requests) == 1
    server.identity(server.good_token)
    server.script(json_answer([PROJECT]))
    await asyncio.sleep(2)
    assert len(await ditio.projects.list()) == 1


@pytest.mark.parametrize(
    ("fault", "pause"),
    [
        (lambda: answer(500), 1 + 2),
        (lambda: answer(503), 1 + 2),
        (lambda: answer(503, headers={"Retry-After": "10"}), 2 * 11),
        (lambda: answer(429, headers={"Retry-After": "10"}), 2 * 11),
        (lambda: answer(429), 2 + 4),
        (reset, 1 + 2),
    ],
)
async def test_an_identity_server_in_trouble_is_asked_again_patiently(
    server: FaultServer, ditio: DitioSession, fault: Callable[[], Step], pause: float
) -> None:
    server.identity(fault(), fault(), server.good_token)
    server.script(json_answer([PROJECT]))
    assert len(await ditio.projects.list()) == 1
    times = [seen.at for seen in server.logins]
    assert times[-1] - times[0] == pytest.approx(pause, abs=0.1)


async def test_retries_of_the_api_do_not_use_up_those_of_the_identity_server(server: FaultServer) -> None:
    async with session(server, retry=RetryPolicy(budget=14)) as ditio:
        server.script(reset(), json_answer([]))
        await ditio.projects.list()
        server.identity(reset(), server.good_token)
        server.script(json_answer({"data": []}))
        assert await ditio.reporting.time_registrations().collect() == []
    assert len(server.logins) == 1 + 2


async def test_a_cold_session_asks_once_for_a_thousand_calls_and_cancelling_almost_all_changes_nothing(
    server: FaultServer, ditio: DitioSession
) -> None:
    ready = asyncio.Event()
    server.identity(when(ready, server.good_token()))
    server.script(json_answer([PROJECT]))
    calls = [asyncio.create_task(ditio.projects.list()) for _ in range(1000)]
    await asyncio.sleep(1)
    for call in calls[:500] + calls[501:]:
        call.cancel()
    await asyncio.gather(*calls[:500], *calls[501:], return_exceptions=True)
    ready.set()
    assert len(await calls[500]) == 1
    assert [call.cancelled() for call in calls].count(True) == 999
    assert (len(server.logins), len(server.calls)) == (1, 1)


async def test_a_thousand_calls_on_a_cold_session_make_one_token_request(
    server: FaultServer, ditio: DitioSession
) -> None:
    server.script(json_answer([PROJECT]))
    results, errors = await outcomes([ditio.projects.list() for _ in range(1000)])
    assert (len(results), errors) == (1000, [])
    assert (len(server.logins), len(server.calls)) == (1, 1000)
    assert ditio.tokens_fetched == 1
