"""Answers that cannot be read, are too large, or only look odd."""

from __future__ import annotations

import gzip
import json
import tracemalloc
import zlib
from typing import Any

import pytest

from ditio_async import DecodeError, DitioSession, Limits, ResponseTooLargeError

from ..support.faults import FaultServer, Step, answer, cut, head, json_answer, page, raw, session
from .common import PROJECT

MIB = 2**20
ROWS = b'{"data": [{"id": "a"}, {"id": "b"}], "continuationToken": null}'


def bomb(size: int) -> bytes:
    """A page of so many bytes, made of spaces, compressed."""
    squeeze = zlib.compressobj(9, wbits=31)
    pieces = [squeeze.compress(b" " * MIB) for _ in range(size // MIB)]
    return b"".join([*pieces, squeeze.compress(ROWS), squeeze.flush()])


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[" * 100_000,
        b'[{"id": "a"}' + b"]" * 5,
        b'[{"id": "\xff\xfe"}]',
        b'\xef\xbb\xbf[{"id": "a"}]',
        b'[{"id": "a", "estimatedHourQty": NaN}]',
        b'[{"id": "a", "estimatedHourQty": 1e999}]',
        b'[{"id": "a", "name": "\n"}]',
        b'[{"id": "a", "x": ' + b'{"x":' * 100_000,
        b'[{"id": "\\ud800"}]',
        b"null",
        b"{}",
        b"[1]",
        b"'a'",
    ],
)
async def test_a_body_that_does_not_fit_is_told_and_the_process_lives(
    server: FaultServer, ditio: DitioSession, body: bytes
) -> None:
    server.script(answer(200, body))
    with pytest.raises(DecodeError) as caught:
        await ditio.projects.list()
    assert caught.value.raw == body
    assert len(str(caught.value)) < 1000
    with pytest.raises(DecodeError):
        await ditio.reporting.time_registrations().collect()
    server.script(json_answer([PROJECT]))
    assert len(await ditio.projects.list()) == 1


@pytest.mark.parametrize(
    ("rows", "path"),
    [
        ([{"id": "a"}, {"id": 5}], "$[1].id"),
        ([{"id": None}], "$[0].id"),
        ([{"name": "x"}], "$[0]"),
        ([{"id": "a", "active": "yes"}], "$[0].active"),
        ([{"id": "a", "workBreakLunchLength": 1.5}], "$[0].workBreakLunchLength"),
        ([{"id": "a", "startDate": "yesterday"}], "$[0].startDate"),
    ],
)
async def test_a_field_that_does_not_fit_is_named(
    server: FaultServer, ditio: DitioSession, rows: list[Any], path: str
) -> None:
    server.script(json_answer(rows))
    with pytest.raises(DecodeError) as caught:
        await ditio.projects.list()
    assert caught.value.path == path
    assert path in str(caught.value)
    assert len(server.calls) == 1


async def test_a_record_that_does_not_fit_is_named_and_its_page_can_be_had_raw(
    server: FaultServer, ditio: DitioSession
) -> None:
    server.script(page([{"id": "a"}], "next"), page([{"id": "b"}, {"id": "c", "qty": "many"}]))
    seen = []
    with pytest.raises(DecodeError) as caught:
        async for record in ditio.reporting.time_registrations():
            seen.append(record.id)
    error = caught.value
    assert (seen, error.record_id, error.path) == (["a"], "c", "$.data[1].qty")
    assert json.loads(error.raw) == {"id": "c", "qty": "many"}
    assert error.continuation_token == "next"
    raws = [bytes(record) async for record in ditio.reporting.time_registrations().raw()]
    assert [json.loads(record)["id"] for record in raws] == ["b", "c"]


async def test_unknown_fields_missing_fields_and_new_values_pass(server: FaultServer, ditio: DitioSession) -> None:
    rows = [{"id": "a", "brandNew": {"deep": [1]}, "description": None}, {"id": "b", "workBreakLunchLength": 30.0}]
    server.script(json_answer(rows), page([{"id": "a", "resourceTypeName": "Drone", "x": 1}]))
    assert [project.work_break_lunch_length for project in await ditio.projects.list()] == [None, 30]
    assert (await ditio.reporting.time_registrations().collect())[0].resource_type_name == "Drone"


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "text/json", "", "application/problem+json"])
async def test_json_is_read_whatever_it_is_called(server: FaultServer, ditio: DitioSession, kind: str) -> None:
    server.script(answer(200, b'[{"id": "a"}]', {"Content-Type": kind}))
    assert len(await ditio.projects.list()) == 1


async def test_a_page_of_html_is_named_as_such(server: FaultServer, ditio: DitioSession) -> None:
    server.script(answer(200, b"<html><h1>Sign in</h1></html>", {"Content-Type": "text/html; charset=utf-8"}))
    with pytest.raises(DecodeError, match=r"text/html.*Sign in"):
        await ditio.projects.list()
    with pytest.raises(DecodeError, match="text/html"):
        await ditio.reporting.time_registrations().collect()
    with pytest.raises(DecodeError, match=r"the write was applied.*text/html"):
        await ditio.work_orders.create(project_id="p1", external_id="1")
    assert len(server.calls) == 3


@pytest.mark.parametrize("step", [answer(200), answer(204), answer(200, b" \r\n")])
async def test_an_empty_answer_where_data_are_due_is_an_error_and_never_none(
    server: FaultServer, ditio: DitioSession, step: Step
) -> None:
    server.script(step)
    for call in (ditio.projects.list, ditio.reporting.time_registrations().collect):
        with pytest.raises(DecodeError, match="empty"):
            await call()
    with pytest.raises(DecodeError, match=r"the write was applied.*empty"):
        await ditio.projects.create(project_number="1")


async def test_a_delete_is_content_with_any_answer(server: FaultServer, ditio: DitioSession) -> None:
    server.script(answer(204), answer(200, b"<html>"), answer(200), json_answer(None), json_answer({"message": "ok"}))
    for _ in range(5):
        await ditio.projects.delete("p1")
    assert len(server.calls) == 5


async def test_a_change_that_answers_nothing_is_read_back(server: FaultServer, ditio: DitioSession) -> None:
    server.script(answer(204), json_answer(PROJECT))
    assert (await ditio.projects.update("p1", name="x")).id == "p1"
    assert [seen.method for seen in server.calls] == ["PATCH", "GET"]


async def test_a_body_that_is_cut_and_looks_whole_is_fetched_once_more(
    server: FaultServer, ditio: DitioSession
) -> None:
    server.script(cut(ROWS, at=30, length=False), answer(200, ROWS))
    rows = await ditio.reporting.time_registrations().collect()
    assert [row.id for row in rows] == ["a", "b"]
    server.script(cut(b'[{"id": "a"}]', at=5, length=False), json_answer([PROJECT]))
    assert len(await ditio.projects.list()) == 1
    assert len(server.calls) == 4


async def test_a_body_that_is_cut_again_and_again_is_given_up_after_the_second_time(
    server: FaultServer, ditio: DitioSession
) -> None:
    server.script(cut(ROWS, at=30, length=False))
    with pytest.raises(DecodeError) as caught:
        await ditio.reporting.time_registrations().collect()
    assert (caught.value.truncated, len(server.calls)) == (True, 2)


async def test_a_write_whose_answer_is_cut_is_not_sent_again(server: FaultServer, ditio: DitioSession) -> None:
    server.script(cut(b'{"id": "w1", "name": "x"}', at=9, length=False))
    with pytest.raises(DecodeError, match="the write was applied"):
        await ditio.work_orders.create(project_id="p1", external_id="1")
    assert len(server.calls) == 1


async def test_a_gzip_bomb_is_refused_before_it_fills_the_memory(server: FaultServer) -> None:
    packed = bomb(60 * MIB)
    assert len(packed) < 100_000
    async with session(server, limits=Limits(page_bytes=8 * MIB)) as ditio:
        server.script(answer(200, packed, {"Content-Encoding": "gzip"}))
        tracemalloc.start()
        with pytest.raises(ResponseTooLargeError, match="larger than 8,388,608 bytes"):
            await ditio.reporting.time_registrations().collect()
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < 2 * 8 * MIB
        assert len(server.calls) == 1
        server.script(answer(200, bomb(7 * MIB), {"Content-Encoding": "gzip"}))
        assert len(await ditio.reporting.time_registrations().collect()) == 2


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
async def test_compressed_answers_are_read(server: FaultServer, ditio: DitioSession, encoding: str) -> None:
    body = gzip.compress(ROWS) if encoding == "gzip" else zlib.compress(ROWS)
    server.script(answer(200, body, {"Content-Encoding": encoding}))
    assert len(await ditio.reporting.time_registrations().collect()) == 2
    assert server.calls[0].headers["accept-encoding"] == "identity", "the server is on this machine"
    await ditio.with_options(headers={"Accept-Encoding": encoding}).reporting.time_registrations().collect()
    assert server.calls[1].headers["accept-encoding"] == encoding


@pytest.mark.parametrize("announced", [True, False])
async def test_an_answer_above_the_limit_is_refused_after_one_request(server: FaultServer, announced: bool) -> None:
    body = b" " * 2000 + ROWS
    told = {"Content-Length": str(len(body))} if announced else {"Connection": "close"}
    async with session(server, limits=Limits(page_bytes=2000)) as ditio:
        server.script(raw(head(200, {"Content-Type": "application/json", **told}) + body))
        with pytest.raises(ResponseTooLargeError, match="chunk_limit"):
            await ditio.reporting.time_registrations().collect()
    assert len(server.calls) == 1
