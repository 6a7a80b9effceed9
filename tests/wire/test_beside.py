"""Reading ahead, and decoding while bytes arrive."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from typing import Any

import msgspec
import pytest

from ditio_async import (
    AttemptTimeoutError,
    ContinuationRefusedError,
    DecodeError,
    DitioSession,
    Limits,
    ResponseTooLargeError,
    ServerError,
)

from ..support.faults import FaultServer, Step, cut, head, json_answer, page, raw, reset, session
from .common import LONGEST_PAUSES


def rows(count: int, first: int = 0) -> list[dict[str, object]]:
    return [{"id": str(n), "description": "},{" + "x" * 500} for n in range(first, first + count)]


def body(count: int, token: str | None = None, first: int = 0) -> bytes:
    return json.dumps({"data": rows(count, first), "continuationToken": token}, separators=(",", ":")).encode()


def parts(pieces: Sequence[bytes], gates: Sequence[asyncio.Event], *, told: int | None = None) -> Step:
    """A body that comes in pieces; before each but the first, an event is waited for."""

    async def act(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        length = {"Content-Length": str(told if told is not None else sum(map(len, pieces)))}
        writer.write(head(200, {"Content-Type": "application/json", **length}) + pieces[0])
        for piece, gate in zip(pieces[1:], gates, strict=False):
            await gate.wait()
            writer.write(piece)

    return Step(act)


async def test_the_next_pages_come_while_the_caller_works(server: FaultServer, ditio: DitioSession) -> None:
    server.script(*(page([{"id": str(n)}], f"t{n}") for n in range(6)), page([]))
    async with ditio.reporting.users().ahead(pages=2) as records:
        await anext(records)
        await asyncio.sleep(60)
        assert len(server.calls) == 3, "the one that the caller is in, and two that wait"
        assert [record.id async for record in records] == ["1", "2", "3", "4", "5"]


async def test_what_was_read_ahead_is_handed_out_before_the_error(server: FaultServer, ditio: DitioSession) -> None:
    server.script(page([{"id": "a"}], "t1"), page([{"id": "b"}], "t2"), json_answer({}, 501))
    seen: list[str] = []
    with pytest.raises(ServerError) as caught:
        async with ditio.reporting.users().ahead() as records:
            async for record in records:
                await asyncio.sleep(60)
                seen.append(record.id)
    assert seen == ["a", "b"]
    assert caught.value.continuation_token == "t2"


async def test_reading_ahead_resumes(server: FaultServer, ditio: DitioSession) -> None:
    server.script(page([{"id": "b"}]))
    async with ditio.reporting.users().ahead(resume_from="t1") as records:
        assert [record.id async for record in records] == ["b"]
    assert server.calls[0].query["ContinuationToken"] == ["t1"]


async def test_an_eager_reader_gets_records_before_the_page_is_there(server: FaultServer, ditio: DitioSession) -> None:
    whole, gate = body(300), asyncio.Event()
    server.script(parts([whole[:90_000], whole[90_000:]], [gate]))
    async with ditio.reporting.users().eager() as records:
        first = [(await anext(records)).id for _ in range(100)]
        assert not gate.is_set()
        gate.set()
        rest = [record.id async for record in records]
    assert first + rest == [str(n) for n in range(300)]
    assert records.progress.records == 300
    assert records.progress.bytes == len(whole)


@pytest.mark.parametrize("count", [0, 1, 40, 1000])
async def test_eager_pages_say_what_whole_pages_say(server: FaultServer, ditio: DitioSession, count: int) -> None:
    answer = raw(_ok(body(count, "t1")), close=False), raw(_ok(body(3, None, count)), close=False)
    server.script(*answer)
    whole = [p async for p in ditio.reporting.users().pages()]
    server.script(*answer)
    async with ditio.reporting.users().eager() as records:
        eager = [p async for p in records.pages()]
    assert [(p.records, p.continuation_token, p.bookmark) for p in eager] == [
        (p.records, p.continuation_token, p.bookmark) for p in whole
    ]


def _ok(body: bytes, **headers: str) -> bytes:
    return head(200, {"Content-Type": "application/json", "Content-Length": str(len(body)), **headers}) + body


async def test_unusual_pages_are_read_when_they_are_complete(server: FaultServer, ditio: DitioSession) -> None:
    text = json.dumps({"recordCount": 300, "data": rows(300)}, indent=1).encode()
    server.script(raw(_ok(text), close=False))
    async with ditio.reporting.users().eager() as records:
        (only,) = [p async for p in records.pages()]
    assert (len(only.records), only.record_count) == (300, 300)


async def test_an_eager_page_that_breaks_before_its_first_record_is_fetched_again(
    server: FaultServer, ditio: DitioSession
) -> None:
    whole = body(200)
    server.script(reset(_ok(whole)[:300]), cut(whole, at=500, length=False), raw(_ok(whole), close=False))
    async with ditio.reporting.users().eager() as records:
        assert len([record async for record in records]) == 200
    assert len(server.calls) == 3


async def test_an_eager_page_that_breaks_later_is_not_repeated(server: FaultServer, ditio: DitioSession) -> None:
    whole = body(300)
    server.script(page([{"id": "x"}], "t1"), parts([whole[:90_000], b""], [asyncio.Event()], told=len(whole)))
    seen: list[str] = []
    with pytest.raises(AttemptTimeoutError) as caught:
        async with ditio.with_options(timeout=20).reporting.users().eager() as records:
            async for record in records:
                seen.append(record.id)
    assert seen == ["x", *(str(n) for n in range(len(seen) - 1))]
    assert 50 < len(seen) < 300
    assert caught.value.continuation_token == "t1"
    assert len(server.calls) == 2


async def test_an_eager_page_that_ends_early_is_an_error(server: FaultServer, ditio: DitioSession) -> None:
    server.script(cut(body(300), at=90_000, length=False))
    with pytest.raises(DecodeError) as caught:
        async with ditio.reporting.users().eager() as records:
            seen = [record.id async for record in records]
            raise AssertionError(seen)
    assert caught.value.truncated


async def test_an_eager_page_is_capped(server: FaultServer) -> None:
    server.script(raw(_ok(b'{"data":[{"id":"' + b"x" * 200_000), close=True))
    async with session(server, clock=LONGEST_PAUSES, limits=Limits(page_bytes=100_000)) as ditio:
        with pytest.raises(ResponseTooLargeError):
            async with ditio.reporting.users().eager() as records:
                await anext(records)


async def test_a_refused_token_is_told_as_such_by_an_eager_reader(server: FaultServer, ditio: DitioSession) -> None:
    server.script(json_answer({"message": "stale"}, 400))
    with pytest.raises(ContinuationRefusedError, match="stale") as caught:
        async with ditio.reporting.users().eager(resume_from="old") as records:
            await anext(records)
    assert caught.value.continuation_token == "old"


@pytest.mark.parametrize("mode", ["plain", "ahead", "eager"])
async def test_bad_records_are_collected_where_that_is_asked_for(
    server: FaultServer, ditio: DitioSession, mode: str
) -> None:
    data: list[object] = [*rows(200), {"id": 7}, {"name": "nobody"}, *rows(200, 200)]
    server.script(page([{"id": "x"}], "t1"), json_answer({"data": data}))
    bad: list[DecodeError] = []
    stream = ditio.reporting.users().on_bad_record(bad.append)
    if mode == "plain":
        seen = [record.id async for record in stream]
    else:
        async with getattr(stream, mode)() as records:
            seen = [record.id async for record in records]
    assert seen == ["x", *(str(n) for n in range(400))]
    assert [json.loads(error.raw) for error in bad] == [{"id": 7}, {"name": "nobody"}]
    assert [error.path for error in bad] == ["$.data[200].id", "$.data[201]"]
    assert {error.continuation_token for error in bad} == {"t1"}


async def test_many_bad_records_weigh_no_more_than_they_do(server: FaultServer, ditio: DitioSession) -> None:
    server.script(json_answer({"data": [*rows(200), *({"id": n} for n in range(300))]}))
    bad: list[DecodeError] = []
    assert len([record async for record in ditio.reporting.users().on_bad_record(bad.append)]) == 200
    assert sum(len(error.raw) + len(error.body) for error in bad) == 2 * sum(len(error.raw) for error in bad)
    assert len(bad) == 300


async def test_a_record_that_does_not_fit_ends_the_page_it_is_in_for_good(
    server: FaultServer, ditio: DitioSession
) -> None:
    data: list[object] = [*rows(300), {"id": 7}]
    server.script(page([{"id": "x"}], "t1"), json_answer({"data": data}))
    for reader in (aiter(ditio.reporting.users()), ditio.reporting.users().pages()):
        server.script(page([{"id": "x"}], "t1"), json_answer({"data": data}))
        with pytest.raises(DecodeError) as caught:
            async for _ in reader:
                pass
        assert (caught.value.path, caught.value.continuation_token) == ("$.data[300].id", "t1")
        with pytest.raises(DecodeError):
            await anext(reader)


async def test_the_loop_gets_turns_while_a_large_page_is_decoded(server: FaultServer, prompt: DitioSession) -> None:
    server.script(raw(_ok(body(20_000)), close=False))
    turns = 0

    async def count() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    records = aiter(prompt.reporting.users())
    await anext(records)
    counter = asyncio.create_task(count())
    while records.progress.pages == 0:
        await anext(records, None)
    counter.cancel()
    assert turns > 5


@pytest.mark.parametrize("mode", ["plain", "pages"])
async def test_a_handler_that_raises_ends_the_reading_for_good(
    server: FaultServer, ditio: DitioSession, mode: str
) -> None:
    data: list[object] = [*rows(200), {"id": 7}, *rows(200, 200)]
    server.script(json_answer({"data": data, "continuationToken": "t"}))
    calls = 0

    def handler(error: DecodeError) -> None:
        nonlocal calls
        calls += 1
        msgspec.json.decode(error.raw, type=str)

    stream = ditio.reporting.users().on_bad_record(handler)
    seen: list[str] = []

    reader: Any = aiter(stream) if mode == "plain" else stream.pages()
    with pytest.raises(msgspec.ValidationError):
        async for item in reader:
            seen.append(item.id)
    with pytest.raises(RuntimeError, match="in the middle of a page"):
        await anext(reader)
    assert calls == 1
    assert seen == [str(n) for n in range(len(seen))]
    assert len(seen) <= 200
