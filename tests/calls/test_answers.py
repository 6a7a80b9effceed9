"""Answers of every documented shape: what a call makes of them."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from ditio_async import DitioSession

from ..support.strict import COMPANY, Answer, StrictServer
from .answers import How, answer, check
from .documented import OPERATIONS
from .shapes import Operation, Paged, Record, Rows
from .table import NOON
from .test_operations import ROWS

TYPED = [operation for operation in OPERATIONS if isinstance(operation.answer, Record | Rows | Paged)]
BY_CALL = {case.call: case.run for case in reversed(ROWS)}


@pytest.mark.parametrize("operation", TYPED, ids=lambda operation: operation.call)
async def test_answers_of_every_kind_are_read_whole(
    server: StrictServer, ditio: DitioSession, operation: Operation
) -> None:
    for how in get_args(How):
        said = answer(operation.answer, how)
        if operation.call.endswith(".upload"):
            said["successful"] = True
        server.answer(Answer(said))
        check(operation.answer, said, await BY_CALL[operation.call](ditio))


@pytest.mark.parametrize("operation", [one for one in OPERATIONS if one.method == "DELETE"], ids=lambda one: one.call)
async def test_a_delete_succeeds_with_any_2xx(server: StrictServer, ditio: DitioSession, operation: Operation) -> None:
    for status in (200, 201, 202, 204):
        server.answer(Answer(status=status))
        assert await BY_CALL[operation.call](ditio) is None


async def test_pages_are_asked_for_with_the_same_filter(server: StrictServer, ditio: DitioSession) -> None:
    first, second = "eyJ0IjoxfQ==+/æ &", "2"
    server.answer(
        Answer({"data": [{"id": "1"}, {"id": "2"}], "continuationToken": first}),
        Answer({"data": [], "continuationToken": second}),
        Answer({"data": [{"id": "3"}], "continuationToken": ""}),
    )
    stream = ditio.reporting.time_registrations(modified_since=NOON, project_id="p æ", chunk_limit=2)
    assert [record.id async for record in stream] == ["1", "2", "3"]
    one, two, three = (sent.line for _, sent in server.taken)
    assert one.endswith("?ProjectId=p%20%C3%A6&ChunkLimit=2&ModifiedSince=2026-01-31T12%3A00%3A00Z")
    assert two == f"{one}&ContinuationToken=eyJ0IjoxfQ%3D%3D%2B%2F%C3%A6%20%26"
    assert three == f"{one}&ContinuationToken=2"


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("projects.documents.list", [{"section": "a", "files": None}]),
        ("work_orders.documents.upload", {"successful": True, "files": None, "infoPageFiles": None}),
    ],
)
async def test_null_in_the_place_of_a_list_is_an_empty_list(
    server: StrictServer, ditio: DitioSession, call: str, said: Any
) -> None:
    server.answer(Answer(said))
    check(next(one for one in OPERATIONS if one.call == call).answer, said, await BY_CALL[call](ditio))


async def test_a_stream_is_resumed_with_the_same_filter(server: StrictServer, ditio: DitioSession) -> None:
    page: dict[str, Any] = {"data": [{"id": "1"}], "continuationToken": "t 1"}
    server.answer(Answer(page), Answer({"data": [{"id": "2"}]}))
    stream = ditio.reporting.stream("/v1/images", {"Sources": ["feed", "alert"]})
    begun = await anext(stream.pages())
    (rest,) = [found async for found in stream.pages(resume_from=begun.continuation_token)]
    assert rest.records == [{"id": "2"}]
    assert server.taken[1][1].line.endswith("/v1/images?Sources=feed&Sources=alert&ContinuationToken=t%201")


async def test_each_surface_has_one_token_for_all_its_calls(server: StrictServer, ditio: DitioSession) -> None:
    for _ in range(2):
        server.answer(Answer([]), Answer({"data": []}))
        await ditio.projects.list()
        await ditio.reporting.time_registrations().collect()
    assert (server.arrived, len(server.taken), ditio.tokens_fetched) == (6, 4, 2)


async def test_the_headers_of_a_view_go_along_and_the_session_stays_as_it_is(
    server: StrictServer, ditio: DitioSession
) -> None:
    server.answer(Answer([]), Answer({"id": "p1"}))
    assert await ditio.with_options(timeout=5, retries=0, headers={"X-Trace": "a=1; b"}).projects.list() == []
    await ditio.projects.create(project_number="1")
    assert [headers.get("X-Trace") for headers in server.headers] == ["a=1; b", None]


async def test_a_view_creates_for_the_company_of_its_session(server: StrictServer, ditio: DitioSession) -> None:
    server.answer(Answer({"id": "p1"}))
    await ditio.with_options(timeout=5).projects.create(project_number="1")
    assert server.taken[0][1].json["companyId"] == ditio.company_id == COMPANY
