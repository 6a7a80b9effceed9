"""Servers that ask for patience, and outages: how long is waited, who waits, and how much is sent."""

from __future__ import annotations

import asyncio
import itertools
import logging

import pytest

from ditio_async import (
    DitioError,
    DitioSession,
    Limits,
    PoolTimeoutError,
    RateLimitedError,
    RetryPolicy,
    ServerError,
    ServiceUnavailableError,
    StatusError,
)

from ..support.faults import FaultServer, Seen, Step, answer, json_answer, page, reset, session
from .common import SHORTEST_PAUSES, Traffic, now, outcomes

DATE = "Sat, 01 Mar 2025 12:00:00 GMT"
IN_TEN = {"Retry-After": "Sat, 01 Mar 2025 12:00:10 GMT", "Date": DATE}
LONG_AGO = {"Retry-After": "Sat, 01 Mar 2025 11:00:00 GMT", "Date": DATE}
YEAR_9999 = {"Retry-After": "Fri, 31 Dec 9999 23:59:59 GMT", "Date": DATE}
STATUSES = pytest.mark.parametrize("status", [429, 503])


def told(seconds: object) -> dict[str, str]:
    return {"Retry-After": str(seconds)}


def gaps(server: FaultServer) -> list[float]:
    return [later.at - earlier.at for earlier, later in itertools.pairwise(server.calls)]


@STATUSES
@pytest.mark.parametrize(
    ("headers", "seconds"), [(told(2), 2), (told("10"), 10), (told(0), 0), (told(55), 55), (IN_TEN, 10), (LONG_AGO, 0)]
)
@pytest.mark.parametrize("longest", [True, False])
async def test_never_sooner_than_asked_and_at_most_a_tenth_later(
    server: FaultServer, ditio: DitioSession, status: int, headers: dict[str, str], seconds: float, longest: bool
) -> None:
    async with session(server, clock=SHORTEST_PAUSES) as prompt:
        server.script(answer(status, b"", headers), json_answer([]))
        await (ditio if longest else prompt).with_options(timeout=100).projects.list()
    assert gaps(server) == [pytest.approx(seconds * 1.1 if longest else seconds, abs=0.01)]
    assert gaps(server)[0] >= seconds


@pytest.mark.parametrize(
    "value", [None, -1, "nan", "soon", "inf", "-0.5", "1e400", "2 s", "Sat, 99 Foo", "٣", "1_0", "1e1"]
)
@pytest.mark.parametrize(("status", "pauses"), [(429, [2, 4]), (503, [1, 2])])
async def test_nonsense_is_answered_with_pauses_of_our_own(
    server: FaultServer, ditio: DitioSession, status: int, pauses: list[float], value: object
) -> None:
    headers = {} if value is None else told(value)
    server.script(answer(status, b"", headers), answer(status, b"", headers), json_answer([]))
    await ditio.projects.list()
    assert gaps(server) == [pytest.approx(pause, abs=0.01) for pause in pauses]


@STATUSES
@pytest.mark.parametrize("headers", [told(86400), told(121), YEAR_9999, told(10**18)])
async def test_more_patience_than_two_minutes_is_not_had(
    server: FaultServer, ditio: DitioSession, status: int, headers: dict[str, str]
) -> None:
    server.script(answer(status, b"", headers))
    began = now()
    with pytest.raises(StatusError) as caught:
        await ditio.with_options(timeout=10_000).projects.list()
    assert caught.value.retry_after is not None
    assert caught.value.retry_after > 120
    assert (len(server.calls), round(now() - began, 1)) == (1, 0)


async def test_a_pause_that_would_cross_the_deadline_is_not_begun(server: FaultServer, ditio: DitioSession) -> None:
    server.script(answer(429, b"", told(8)), json_answer([]))
    began = now()
    with pytest.raises(RateLimitedError) as caught:
        await ditio.with_options(timeout=8).projects.list()
    assert (caught.value.retry_after, len(server.calls)) == (8, 1)
    assert now() - began < 0.1


@STATUSES
async def test_the_whole_session_waits_when_one_call_is_throttled(
    server: FaultServer, ditio: DitioSession, status: int
) -> None:
    server.script(answer(status, b"", told(20)), json_answer([]), page([]), json_answer([]))
    first = asyncio.create_task(ditio.projects.list())
    await asyncio.sleep(1)
    calls = ditio.projects.list(), ditio.reporting.time_registrations().collect()
    others = [asyncio.create_task(call) for call in calls]
    await asyncio.gather(first, *others)
    assert min(seen.at for seen in server.calls[1:]) - server.calls[0].at >= 20
    assert len(server.calls) == 4


async def test_quiet_that_is_prolonged_is_kept_by_those_who_wait_for_its_end(server: FaultServer) -> None:
    def late(_: Seen) -> Step:
        async def act(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await asyncio.sleep(1)
            await answer(429, b"", told(10)).act(reader, writer)

        return Step(act)

    async with session(server, clock=SHORTEST_PAUSES) as ditio:
        server.script(json_answer([]), late, answer(429, b"", told(2)), json_answer([]))
        await ditio.projects.list()
        began = now()
        refused: list[asyncio.Task[object]] = []
        for _ in range(2):
            refused.append(asyncio.create_task(ditio.projects.list()))
            await asyncio.sleep(0.1)
        await asyncio.gather(*refused, *[ditio.projects.list() for _ in range(3)])
    later = [seen.at - began for seen in server.calls[3:]]
    assert len(later) == 5
    assert min(later) >= 11, "1 s until the second refusal, and 10 s from there on"


async def test_calls_that_wait_for_a_slot_wait_too(server: FaultServer) -> None:
    async with session(server, limits=Limits(concurrency=2)) as ditio:
        server.script(answer(429, b"", told(20)), answer(429, b"", told(20)), json_answer([]))
        await outcomes([ditio.projects.list() for _ in range(20)])
    times = [seen.at for seen in server.calls]
    assert len(times) == 22
    assert min(times[2:]) - times[0] >= 20


async def test_a_call_that_cannot_outwait_the_quiet_says_so_and_sends_nothing(
    server: FaultServer, ditio: DitioSession
) -> None:
    server.script(answer(429, b"", told(30)), json_answer([]))
    first = asyncio.create_task(ditio.projects.list())
    await asyncio.sleep(1)
    with pytest.raises(PoolTimeoutError, match="nothing was sent") as caught:
        await ditio.with_options(timeout=5).projects.list()
    assert caught.value.retry_after == pytest.approx(29, abs=0.1)
    assert len(server.calls) == 1
    await first


async def test_fewer_calls_at_once_after_throttling_and_all_again_after_successes(server: FaultServer) -> None:
    traffic = Traffic()
    async with session(server, limits=Limits(concurrency=8)) as ditio:
        server.script(answer(429, b"", told(1)), traffic.step)
        await ditio.projects.list()
        await outcomes([ditio.projects.list() for _ in range(4)])
        assert traffic.most == 4
        await outcomes([ditio.projects.list() for _ in range(60)])
        traffic.most = 0
        await outcomes([ditio.projects.list() for _ in range(20)])
    assert traffic.most == 8


async def test_calls_that_are_throttled_together_halve_the_slots_once(server: FaultServer) -> None:
    traffic = Traffic()

    def late(seen: Seen) -> Step:
        async def act(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await asyncio.sleep(1 + len(server.calls) / 100)  # not all at one moment
            await answer(429, b"", told(1)).act(reader, writer)

        return Step(act)

    async with session(server, limits=Limits(concurrency=8)) as ditio:
        server.script(json_answer([]), *[late] * 8, traffic.step)
        await ditio.projects.list()
        results, errors = await outcomes([ditio.projects.list() for _ in range(8)])
    assert (len(results), errors) == (8, [])
    assert traffic.most == 4


async def test_of_an_outage_of_a_minute_with_a_hundred_calls_the_server_sees_about_135_requests(
    server: FaultServer, caplog: pytest.LogCaptureFixture
) -> None:
    async with session(server, limits=Limits(concurrency=100)) as ditio:
        server.script(json_answer([]))
        await ditio.projects.list()
        server.script(reset())
        with caplog.at_level(logging.WARNING, "ditio_async"):
            results, errors = await outcomes([ditio.projects.list() for _ in range(100)])
        assert (len(results), len(errors)) == (0, 100)
        assert len(server.calls) - 1 == 100 + 500 // 14
        assert "the host seems to be down" in caplog.text
        began, before = now(), len(server.calls)
        for _ in range(10):
            with pytest.raises(DitioError):
                await ditio.projects.list()
        assert (now() - began < 0.1, len(server.calls) - before) == (True, 10), "errors come at once"
        await asyncio.sleep(60)
        server.script(json_answer([]))
        results, errors = await outcomes([ditio.projects.list() for _ in range(100)])
        assert (len(results), errors) == (100, [])
        server.script(reset(), json_answer([]))
        await ditio.projects.list()
        assert gaps(server)[-1] > 0, "successes have earned retries again"


async def test_throttled_retries_cost_less_of_the_budget_and_surfaces_of_a_host_share_it(server: FaultServer) -> None:
    async with session(server, retry=RetryPolicy(budget=19)) as ditio:
        server.script(answer(429), answer(500), page([]), answer(500))
        await ditio.reporting.time_registrations().collect()
        with pytest.raises(ServerError) as caught:
            await ditio.projects.list()
    assert caught.value.attempts == 1


@pytest.mark.parametrize("attempts", [1, 2, 5])
async def test_as_many_attempts_as_the_policy_allows(server: FaultServer, attempts: int) -> None:
    async with session(server, retry=RetryPolicy(attempts=attempts)) as ditio:
        server.script(answer(503))
        with pytest.raises(ServiceUnavailableError):
            await ditio.projects.list()
    assert len(server.calls) == attempts


async def test_pauses_double_up_to_the_longest(server: FaultServer, ditio: DitioSession) -> None:
    server.script(answer(500))
    with pytest.raises(ServerError):
        await ditio.with_options(retries=4).projects.list()
    assert gaps(server) == [pytest.approx(pause, abs=0.01) for pause in (1, 2, 4, 8)]
