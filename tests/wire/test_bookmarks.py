"""Bookmarks say where a run was, and what it belongs to."""

from __future__ import annotations

import pytest

from ditio_async import ArgumentError, DitioSession

from ..support.faults import FaultServer, page
from ..support.windows import DatedStream, row

START, END = "2026-01-01T00:00:00Z", "2026-01-31T00:00:00Z"


async def test_a_bookmark_resumes_as_the_token_does(server: FaultServer, ditio: DitioSession) -> None:
    server.script(page([{"id": "a"}], "t/1 :æ"), page([{"id": "b"}]))
    stream = ditio.reporting.time_registrations(modified_since=START)
    first = await anext(stream.pages())
    assert first.continuation_token == "t/1 :æ"
    assert first.bookmark
    assert [r.id async for p in stream.pages(resume_from=first.bookmark) for r in p.records] == ["b"]
    assert server.calls[-1].query["ContinuationToken"] == ["t/1 :æ"]


async def test_the_last_page_has_no_bookmark(server: FaultServer, ditio: DitioSession) -> None:
    server.script(page([{"id": "a"}]))
    assert (await anext(ditio.reporting.users().pages())).bookmark is None


async def test_records_know_their_bookmark_after_a_whole_page(server: FaultServer, ditio: DitioSession) -> None:
    server.script(page([{"id": "a"}, {"id": "b"}], "t1"), page([{"id": "c"}], "t2"), page([{"id": "d"}]))
    records = aiter(ditio.reporting.users())
    marks = []
    async for record in records:
        marks.append((record.id, records.continuation_token))
    assert marks == [("a", None), ("b", None), ("c", "t1"), ("d", "t2")]
    assert records.bookmark is None
    assert records.progress.pages == 3


@pytest.mark.parametrize("how", ["pages", "ahead", "eager"])
async def test_a_bookmark_of_another_stream_filter_or_mode_is_refused_before_anything_is_sent(
    server: FaultServer, ditio: DitioSession, how: str
) -> None:
    server.script(page([{"id": "a"}], "t1"))
    reporting = ditio.reporting
    mark = (await anext(reporting.time_registrations(modified_since=START).pages())).bookmark
    sent = len(server.requests)
    others = [
        reporting.absence_registrations(modified_since=START),
        reporting.time_registrations(modified_since=END),
        reporting.time_registrations(modified_since=START, project_id="p"),
        reporting.time_registrations(from_date_time=START),
    ]
    for other in others:
        with pytest.raises(ArgumentError, match="another stream, filter or mode"):
            getattr(other, how)(resume_from=mark)
    assert len(server.requests) == sent


async def test_bookmarks_of_pages_and_of_splits_are_told_apart(server: FaultServer, ditio: DitioSession) -> None:
    server.script(DatedStream([row(n, f"2026-01-{n:02}T00:00:00Z") for n in range(1, 30)], size=2))
    stream = ditio.reporting.time_registrations(from_date_time=START, to_date_time=END)
    of_page = (await anext(stream.pages())).bookmark
    async with stream.split(days=10) as records:
        of_split = (await anext(records.pages())).bookmark
    with pytest.raises(ArgumentError, match="bookmark of a split"):
        stream.pages(resume_from=of_split)
    with pytest.raises(ArgumentError, match="bookmark of pages"):
        stream.split(days=10, resume_from=of_page)
    with pytest.raises(ArgumentError, match="another stream, filter or mode"):
        stream.split(days=9, resume_from=of_split)
    with pytest.raises(ArgumentError, match="no bookmark"):
        stream.split(days=10, resume_from=f"{of_split}%")


async def test_a_token_does_not_say_in_which_of_several_windows_it_is(server: FaultServer, ditio: DitioSession) -> None:
    stream = ditio.reporting.machine_registrations(from_date_time=START, to_date_time=END)
    with pytest.raises(ArgumentError, match="give the bookmark of a page"):
        stream.pages(resume_from="eyJ")
    assert not server.requests
