"""Connections that break, and which calls are then sent again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from msgspec.structs import replace

from ditio_async import (
    ConnectError,
    ConnectionLostError,
    DitioSession,
    NotFoundError,
    OutcomeUnknownError,
    ProtocolError,
    TransportError,
)

from ..support.faults import CLIENT, SECRET, FaultServer, Step, answer, close, cut, json_answer, page, raw, reset
from .calls import CASES, NOT_REPLAYED, REPLAYED, pdf
from .common import LONGEST_PAUSES, PROJECT, closed_port, now

BREAKS: dict[str, tuple[Step, type[TransportError]]] = {
    "reset": (reset(), ConnectionLostError),
    "reset before the body is read": (reset(early=True), ConnectionLostError),
    "closed": (close(), ConnectionLostError),
    "reset in the status line": (reset(b"HTTP/1.1 20"), ConnectionLostError),
    "reset in the headers": (reset(b"HTTP/1.1 200 OK\r\nContent-Type: appl"), ConnectionLostError),
    "closed in the headers": (raw(b"HTTP/1.1 200 OK\r\nContent-Type: appl"), ConnectionLostError),
    "reset in the body": (reset(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n["), ConnectionLostError),
    "closed in the body": (cut(b"[]" + b" " * 100, at=50), ConnectionLostError),
    "closed in a chunk": (raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n[]"), ConnectionLostError),
    "no last chunk": (raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n"), ConnectionLostError),
    "garbage": (raw(b"\x16\x03\x01 what is this\r\n\r\n"), ProtocolError),
    "a line of HTTP that is none": (raw(b"HTTP/1.1 abc OK\r\n\r\n"), ProtocolError),
    "a header that is none": (raw(b"HTTP/1.1 200 OK\r\nno header\r\n\r\n"), ProtocolError),
}


def pairs(names: list[str], one: str) -> list[tuple[str, str]]:
    """Every call with a reset, one of them with everything else that breaks a connection."""
    return [*((name, "reset") for name in names), *((one, fault) for fault in BREAKS if fault != "reset")]


@pytest.mark.parametrize(("name", "fault"), pairs(REPLAYED, "GET"))
async def test_a_call_that_may_be_repeated_survives_two_broken_connections(
    server: FaultServer, ditio: DitioSession, name: str, fault: str
) -> None:
    step, _ = BREAKS[fault]
    server.script(step, step, CASES[name].good)
    await CASES[name].call(ditio)
    assert len(server.calls) == 3
    assert server.calls[2].at - server.calls[0].at == pytest.approx(1 + 2, abs=0.1)
    assert len({(seen.method, seen.path) for seen in server.calls}) == 1


@pytest.mark.parametrize(("name", "fault"), pairs(REPLAYED, "GET"))
async def test_the_third_broken_connection_is_told_and_the_wire_saw_three_requests(
    server: FaultServer, ditio: DitioSession, name: str, fault: str
) -> None:
    step, kind = BREAKS[fault]
    server.script(step)
    with pytest.raises(kind) as caught:
        await CASES[name].call(ditio)
    assert caught.value.attempts == len(server.calls) == 3


@pytest.mark.parametrize(("name", "fault"), pairs(NOT_REPLAYED, "POST"))
async def test_a_write_that_may_not_be_repeated_is_sent_once_and_its_outcome_is_unknown(
    server: FaultServer, ditio: DitioSession, name: str, fault: str
) -> None:
    step, kind = BREAKS[fault]
    server.script(step)
    began = now()
    with pytest.raises(OutcomeUnknownError, match="may have been applied") as caught:
        await CASES[name].call(ditio)
    assert isinstance(caught.value.__cause__, kind)
    assert caught.value.attempts == len(server.calls) == 1
    assert now() - began < 0.1, "at once"


async def test_an_unknown_outcome_says_how_to_find_out(server: FaultServer, ditio: DitioSession) -> None:
    server.script(reset())
    with pytest.raises(OutcomeUnknownError, match=r"work_orders\.list_for_project"):
        await ditio.work_orders.create(project_id="p1", external_id="1")
    with pytest.raises(OutcomeUnknownError, match=r"projects\.documents\.list"):
        await ditio.projects.documents.upload("p1", [pdf()])


@pytest.mark.parametrize("name", CASES)
async def test_a_refused_connection_is_tried_again_for_every_call(
    server: FaultServer, ditio: DitioSession, name: str
) -> None:
    with closed_port() as port:
        where = replace(server.environment, core=f"http://127.0.0.1:{port}", reporting=f"http://127.0.0.1:{port}")
        async with DitioSession(CLIENT, SECRET, environment=where, company_id="c", clock=LONGEST_PAUSES) as session:
            began = now()
            with pytest.raises(ConnectError, match="no connection"):
                await CASES[name].call(session)
            assert now() - began == pytest.approx(1 + 2, abs=0.1)
    assert server.calls == []


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
async def test_nothing_sends_a_request_again_behind_our_back(
    server: FaultServer, ditio: DitioSession, method: str
) -> None:
    server.script(answer(200, b"{}"), close())
    once = ditio.with_options(retries=0)
    await once.request(method, "/api/x")
    with pytest.raises(ConnectionLostError):
        await once.request(method, "/api/x")
    assert len(server.calls) == 2
    assert server.calls[0].connection == server.calls[1].connection, "on a connection that was kept alive"


async def test_a_kept_connection_that_the_server_closed_is_not_noticed(
    server: FaultServer, ditio: DitioSession
) -> None:
    server.script(answer(200, b"[]", close=True), json_answer([PROJECT]))
    await ditio.projects.list()
    await asyncio.sleep(5)
    began = now()
    assert len(await ditio.projects.list()) == 1
    assert (now() - began, len(server.calls)) == (0, 2)


async def test_a_kept_connection_that_closes_at_the_moment_of_sending_costs_one_more_request(
    server: FaultServer, ditio: DitioSession
) -> None:
    server.script(answer(200, b"[]"), close(), json_answer([PROJECT]))
    await ditio.projects.list()
    assert len(await ditio.projects.list()) == 1
    assert [seen.connection for seen in server.calls] == [1, 1, 2]


@pytest.mark.parametrize(
    "unclear", [reset, close, lambda: answer(500), lambda: answer(504), lambda: raw(b"garbage\r\n\r\n")]
)
async def test_a_delete_that_finds_nothing_after_an_unclear_attempt_has_succeeded(
    server: FaultServer, ditio: DitioSession, unclear: Callable[[], Step]
) -> None:
    server.script(unclear(), answer(404))
    await ditio.projects.delete("p1")
    server.script(unclear(), answer(404))
    await ditio.work_orders.documents.delete("w1", "f1")
    assert len(server.calls) == 4


@pytest.mark.parametrize("clear", [lambda: answer(429), lambda: answer(503, headers={"Retry-After": "1"})])
async def test_a_delete_that_finds_nothing_after_a_refusal_has_found_nothing(
    server: FaultServer, ditio: DitioSession, clear: Callable[[], Step]
) -> None:
    server.script(clear(), answer(404))
    with pytest.raises(NotFoundError):
        await ditio.projects.delete("p1")
    assert len(server.calls) == 2


async def test_a_get_that_finds_nothing_after_an_unclear_attempt_has_found_nothing(
    server: FaultServer, ditio: DitioSession
) -> None:
    server.script(reset(), answer(404))
    with pytest.raises(NotFoundError):
        await ditio.projects.get("p1")


@pytest.mark.parametrize(
    "fault", [reset(b"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n" + b'{"data": [{"id": "b"}'), reset()]
)
async def test_a_page_that_breaks_off_is_fetched_again_and_no_part_of_it_is_seen(
    server: FaultServer, ditio: DitioSession, fault: Step
) -> None:
    server.script(page([{"id": "a"}], "next"), fault, page([{"id": "b"}, {"id": "c"}]))
    assert [record.id async for record in ditio.reporting.time_registrations()] == ["a", "b", "c"]
    assert [seen.query.get("ContinuationToken") for seen in server.calls] == [None, ["next"], ["next"]]


async def test_a_page_that_never_comes_whole_says_where_to_go_on(server: FaultServer, ditio: DitioSession) -> None:
    body = b'{"data": [{"id": "b"}, {"id": "c"}], "continuationToken": null}'
    server.script(page([{"id": "a"}], "next"), cut(body, at=30))
    stream, seen = ditio.reporting.time_registrations(), []
    with pytest.raises(ConnectionLostError) as caught:
        async for record in stream:
            seen.append(record.id)
    assert (seen, caught.value.continuation_token) == (["a"], "next")
    server.script(page([{"id": "b"}]))
    pages = [page async for page in stream.pages(resume_from="next")]
    assert [record.id for record in pages[0].records] == ["b"]
