"""Streams whose server refuses a continuation token, repeats one, or never ends."""

from __future__ import annotations

import itertools

import pytest

from ditio_async import (
    BadRequestError,
    ContinuationRefusedError,
    DitioSession,
    PaginationLoopError,
    PermissionDeniedError,
    RequestError,
    ServerError,
)

from ..support.faults import FaultServer, Seen, Step, answer, json_answer, page, reset

REFUSAL = json_answer({"code": "ArgumentError", "message": "Invalid continuation token"}, 400)


def tokens(server: FaultServer) -> list[str | None]:
    """The continuation tokens that were asked for, in order."""
    return [seen.query.get("ContinuationToken", [None])[0] for seen in server.calls]


async def test_a_token_travels_as_it_is_and_the_filter_with_it(server: FaultServer, ditio: DitioSession) -> None:
    odd = "a+b/c==&x=1 æ%20#?"
    server.script(page([{"id": "a"}], odd), page([{"id": "b"}]))
    stream = ditio.reporting.time_registrations(modified_since="2025-01-01T00:00:00Z", chunk_limit=7)
    assert [record.id async for record in stream] == ["a", "b"]
    assert tokens(server) == [None, odd]
    filters = [{**seen.query, "ContinuationToken": []} for seen in server.calls]
    assert filters[0] == filters[1]
    assert filters[0]["ChunkLimit"] == ["7"]


async def test_a_refused_token_is_told_as_such_after_one_request(server: FaultServer, ditio: DitioSession) -> None:
    server.script(page([{"id": "a"}], "stale"), REFUSAL)
    pages = ditio.reporting.time_registrations().pages()
    assert [record.id for record in (await anext(pages)).records] == ["a"]
    with pytest.raises(ContinuationRefusedError, match="Invalid continuation token") as caught:
        await anext(pages)
    assert isinstance(caught.value, BadRequestError)
    assert (caught.value.status, caught.value.continuation_token) == (400, "stale")
    assert tokens(server) == [None, "stale"]


async def test_a_refused_token_of_the_callers_own_is_told_as_such(server: FaultServer, ditio: DitioSession) -> None:
    server.script(REFUSAL)
    with pytest.raises(ContinuationRefusedError):
        await anext(ditio.reporting.stream("/v1/x").pages(resume_from="old"))
    assert tokens(server) == ["old"]


async def test_a_refused_first_page_is_an_ordinary_refusal(server: FaultServer, ditio: DitioSession) -> None:
    server.script(REFUSAL)
    with pytest.raises(BadRequestError) as caught:
        await ditio.reporting.time_registrations().collect()
    assert type(caught.value) is BadRequestError


@pytest.mark.parametrize("circle", ["A", "AB", "ABCDEF"])
async def test_a_token_that_comes_back_ends_the_stream_before_its_page_is_seen(
    server: FaultServer, ditio: DitioSession, circle: str
) -> None:
    turns = itertools.cycle(circle)
    server.script(lambda _: page([{"id": "x"}], next(turns)))
    pages, seen = ditio.reporting.time_registrations().pages(), 0
    with pytest.raises(PaginationLoopError) as caught:
        async for _ in pages:
            seen += 1
    assert seen == len(circle)
    assert len(server.calls) == len(circle) + 1
    assert caught.value.continuation_token == pages.continuation_token == circle[-1], "where it stood"


async def test_a_token_that_answers_itself_ends_a_resumed_stream(server: FaultServer, ditio: DitioSession) -> None:
    server.script(page([{"id": "x"}], "A"))
    with pytest.raises(PaginationLoopError):
        await anext(ditio.reporting.time_registrations().pages(resume_from="A"))
    assert tokens(server) == ["A"]


async def test_empty_pages_without_end_end(server: FaultServer, ditio: DitioSession) -> None:
    count = itertools.count()
    server.script(lambda _: page([], f"t{next(count)}"))
    with pytest.raises(PaginationLoopError, match="100 empty pages"):
        await ditio.reporting.time_registrations().collect()
    assert len(server.calls) == 100


async def test_some_empty_pages_are_passed_over(server: FaultServer, ditio: DitioSession) -> None:
    count = itertools.count()

    def step(_: Seen) -> Step:
        number = next(count)
        return page([{"id": str(number)}] if number % 90 == 0 else [], f"t{number}" if number < 270 else None)

    server.script(step)
    assert [record.id async for record in ditio.reporting.time_registrations()] == ["0", "90", "180", "270"]
    assert len(server.calls) == 271


@pytest.mark.parametrize("token", [None, ""])
async def test_a_page_without_a_token_is_the_last_one(
    server: FaultServer, ditio: DitioSession, token: str | None
) -> None:
    server.script(page([{"id": "a"}], token))
    pages = ditio.reporting.time_registrations().pages()
    await anext(pages)
    for _ in range(2):
        with pytest.raises(StopAsyncIteration):
            await anext(pages)
    assert len(server.calls) == 1


@pytest.mark.parametrize(
    ("step", "kind"), [(reset(), RequestError), (answer(500), ServerError), (answer(403), PermissionDeniedError)]
)
async def test_an_iterator_that_failed_goes_on_where_it_stood(
    server: FaultServer, ditio: DitioSession, step: Step, kind: type[RequestError]
) -> None:
    server.script(page([{"id": "a"}, {"id": "b"}], "next"), step)
    records = aiter(ditio.reporting.time_registrations())
    assert [(await anext(records)).id, (await anext(records)).id] == ["a", "b"]
    with pytest.raises(kind) as caught:
        await anext(records)
    assert caught.value.continuation_token == "next"
    server.script(page([{"id": "c"}]))
    assert [record.id async for record in records] == ["c"]


async def test_between_two_records_no_slot_and_no_connection_is_held(server: FaultServer, ditio: DitioSession) -> None:
    server.script(page([{"id": "a"}], "next"))
    left = [aiter(ditio.reporting.time_registrations()) for _ in range(20)]
    for records in left:
        await anext(records)
    assert len(server.calls) == 20
    assert server.connections == 1, "each gave its connection back"
