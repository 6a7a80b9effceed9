"""Deadlines: of a call as a whole, of an attempt, of waiting for a slot or a connection."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from ditio_async import (
    AttemptTimeoutError,
    ConnectError,
    Ditio,
    DitioSession,
    IdentityUnavailableError,
    Limits,
    OutcomeUnknownError,
    PoolTimeoutError,
    Timeouts,
)

from ..support.faults import FaultServer, Step, hang, head, json_answer, page, session, trickle, when
from .calls import CASES, NOT_REPLAYED, REPLAYED
from .common import LONGEST_PAUSES, PROJECT, Traffic, now, outcomes

SLOW_BODY = head(200, {"Content-Type": "application/json", "Content-Length": "1000"}) + b" " * 1000


@contextlib.contextmanager
def deaf_port() -> Iterator[int]:
    """A port where a connection is never accepted: the queue of those that wait is full."""
    with contextlib.ExitStack() as sockets:
        listening = sockets.enter_context(socket.socket())
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        for _ in range(3):
            waiting = sockets.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listening.getsockname())
        yield listening.getsockname()[1]


async def warm(server: FaultServer, ditio: Ditio) -> None:
    """Fetch the token, so that only the call itself takes time."""
    server.script(json_answer([]))
    await ditio.projects.list()
    server.requests.clear()


@pytest.mark.parametrize("step", [hang(), trickle(SLOW_BODY, every=1), trickle(head(200, {"X": "y" * 900}), every=1)])
@pytest.mark.parametrize("name", ["GET", "PUT", "DELETE"])
async def test_a_call_is_over_after_a_minute_whatever_the_server_does(
    server: FaultServer, ditio: DitioSession, name: str, step: Step
) -> None:
    await warm(server, ditio)
    server.script(step)
    began = now()
    with pytest.raises(AttemptTimeoutError) as caught:
        await CASES[name].call(ditio)
    assert now() - began == pytest.approx(60, abs=0.1)
    assert caught.value.elapsed == pytest.approx(60, abs=0.1)


async def test_a_page_has_five_minutes_and_a_silent_attempt_one(server: FaultServer, ditio: DitioSession) -> None:
    server.script(hang(), page([{"id": "a"}]))
    rows = await ditio.reporting.time_registrations().collect()
    assert (len(rows), len(server.calls)) == (1, 2)
    assert now() - server.calls[0].at == pytest.approx(60 + 1, abs=0.1)


async def test_an_answer_of_one_byte_a_second_is_cut_by_the_attempts_own_time(
    server: FaultServer, ditio: DitioSession
) -> None:
    server.script(trickle(SLOW_BODY, every=1), page([{"id": "a"}]))
    rows = await ditio.reporting.time_registrations().collect()
    assert (len(rows), len(server.calls)) == (1, 2)
    assert now() - server.calls[0].at == pytest.approx(120 + 1, abs=0.1)


@pytest.mark.parametrize("name", CASES)
async def test_a_deadline_of_the_callers_own_holds_for_every_call(
    server: FaultServer, ditio: DitioSession, name: str
) -> None:
    await warm(server, ditio)
    server.script(hang())
    expected = AttemptTimeoutError if name in REPLAYED else OutcomeUnknownError
    with pytest.raises(expected):
        await CASES[name].call(ditio.with_options(timeout=7))
    (seen,) = server.calls
    assert now() - seen.at == pytest.approx(7, abs=0.1)


@pytest.mark.parametrize("name", REPLAYED)
async def test_an_attempt_that_times_out_is_tried_again_where_that_is_safe(server: FaultServer, name: str) -> None:
    timeouts = Timeouts(attempt=5, read=5)
    async with session(server, timeouts=timeouts, clock=LONGEST_PAUSES) as ditio:
        server.script(hang(), hang(), CASES[name].good)
        await CASES[name].call(ditio)
    assert server.calls[2].at - server.calls[0].at == pytest.approx(5 + 1 + 5 + 2, abs=0.1)


@pytest.mark.parametrize("name", NOT_REPLAYED)
async def test_a_write_that_times_out_is_not_sent_again(server: FaultServer, name: str) -> None:
    async with session(server, timeouts=Timeouts(attempt=5, read=5)) as ditio:
        server.script(hang())
        with pytest.raises(OutcomeUnknownError) as caught:
            await CASES[name].call(ditio)
    assert isinstance(caught.value.__cause__, TimeoutError)
    assert len(server.calls) == 1


async def test_the_last_attempt_gets_only_what_is_left(server: FaultServer, ditio: DitioSession) -> None:
    async with session(server, timeouts=Timeouts(attempt=20), clock=LONGEST_PAUSES) as ditio:
        await warm(server, ditio)
        server.script(hang())
        began = now()
        with pytest.raises(AttemptTimeoutError) as caught:
            await ditio.with_options(timeout=30).projects.list()
    assert now() - began == pytest.approx(30, abs=0.1)
    assert caught.value.attempts == 2


async def test_a_connection_that_does_not_come_is_given_up_after_ten_seconds_each_time(server: FaultServer) -> None:
    with deaf_port() as port:
        where = replace(server.environment, core=f"http://127.0.0.1:{port}")
        async with DitioSession("c", "s", environment=where, clock=LONGEST_PAUSES, company_id="1") as ditio:
            began = now()
            with pytest.raises(ConnectError, match="no connection in time"):
                await ditio.work_orders.create(project_id="p1", external_id="1")
    assert now() - began == pytest.approx(10 + 1 + 10 + 2 + 10, abs=0.1)
    assert server.calls == []


async def test_a_call_that_gets_no_slot_says_so_and_sends_nothing(server: FaultServer) -> None:
    release = asyncio.Event()
    async with session(server, limits=Limits(concurrency=2)) as ditio:
        server.script(when(release, json_answer([PROJECT])))
        holders = [asyncio.create_task(ditio.projects.list()) for _ in range(2)]
        await asyncio.sleep(1)
        began = now()
        with pytest.raises(PoolTimeoutError, match="all 2 slots of core") as caught:
            await ditio.with_options(timeout=3).work_orders.create(project_id="p1", external_id="1")
        assert now() - began == pytest.approx(3, abs=0.1)
        assert (caught.value.attempts, len(server.calls)) == (0, 2)
        reporting = asyncio.create_task(ditio.reporting.time_registrations().collect())
        await asyncio.sleep(1)
        assert len(server.calls) == 3, "each surface has slots of its own"
        server.script(json_answer({"data": []}))
        release.set()
        assert [len(rows) for rows in await asyncio.gather(*holders)] == [1, 1]
        reporting.cancel()
        await asyncio.gather(reporting, return_exceptions=True)


async def test_no_more_calls_than_slots_are_on_their_way(server: FaultServer) -> None:
    traffic = Traffic()
    async with session(server, limits=Limits(concurrency=3)) as ditio:
        server.script(traffic.step)
        results, _ = await outcomes([ditio.projects.list() for _ in range(30)])
    assert (len(results), traffic.most, server.connections) == (30, 3, 3)


async def test_slots_are_free_during_pauses(server: FaultServer) -> None:
    async with session(server, limits=Limits(concurrency=1), clock=LONGEST_PAUSES) as ditio:
        await warm(server, ditio)
        server.script(json_answer({}, 500), json_answer([PROJECT]))
        failing = asyncio.create_task(ditio.projects.list())
        await asyncio.sleep(0.1)
        began = now()
        await ditio.projects.list()
        assert now() - began < 0.1, "it did not wait for the other one's pause"
        await failing


async def test_a_cancelled_call_gives_back_its_slot_wherever_it_stands(server: FaultServer) -> None:
    async with session(server, limits=Limits(concurrency=1)) as ditio:
        await warm(server, ditio)
        server.script(hang())
        for wait in (0, 0.001, 1):
            calls = [asyncio.create_task(ditio.projects.list()) for _ in range(3)]
            await asyncio.sleep(wait)
            for call in calls:
                call.cancel()
            await asyncio.gather(*calls, return_exceptions=True)
        server.script(json_answer([PROJECT]))
        assert len(await ditio.with_options(timeout=1).projects.list()) == 1


async def test_waiting_for_a_token_counts(server: FaultServer, ditio: DitioSession) -> None:
    server.identity(hang())
    began = now()
    with pytest.raises(IdentityUnavailableError, match="nothing was sent"):
        await ditio.with_options(timeout=3).reporting.time_registrations().collect()
    assert now() - began == pytest.approx(3, abs=0.1)
    assert server.calls == []
