"""What a run tells, what it is told wrongly, and how a mirror stands."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Mapping
from typing import Any

import pytest

from ditio_async import ArgumentError, DecodeError, DitioSession
from ditio_async.mirror import Mirror, Mode, StreamProgress

from ..support.faults import FaultServer, Step, json_answer
from .scripted import HOURS, Scripted, at, counts, page, row, stamp, tombstone

BAD = page(["no record"])


async def test_progress_is_told_after_each_page_that_is_written(scripted: Scripted) -> None:
    told: list[StreamProgress] = []
    pages = [page([row("a"), row("b")], "t", date=0), page([]), page([])]
    await scripted.hours(*pages[:2], on_progress=told.append)
    start = {"stream": HOURS, "mode": Mode.FULL, "records": 2}
    assert told == [StreamProgress(**start, pages=1), StreamProgress(**start, pages=2, ended=True)]
    told.clear()
    await scripted.run("machine_registrations", since=stamp(at(0)), on_progress=told.append)
    assert [one.pages for one in told] == [*range(1, 6)]
    assert [one.fraction for one in told] == pytest.approx([n / 5 for n in range(1, 6)])
    assert [one.ended for one in told] == [*[False] * 4, True]


async def test_progress_of_a_run_that_goes_on_counts_from_its_beginning(in_sqlite: Scripted) -> None:
    await in_sqlite.attempt(page([row("a"), row("b")], "t", date=0), BAD)
    told: list[StreamProgress] = []
    await in_sqlite.hours(page([row("c")]), on_progress=told.append)
    assert told == [StreamProgress(stream=HOURS, mode=Mode.FULL, records=3, pages=2, ended=True)]


async def test_one_stream_that_fails_does_not_stop_the_others(scripted: Scripted) -> None:
    scripted.says(HOURS, page([row("a")], "t", date=0), BAD)
    scripted.says("projects", page([row("p")], date=0))
    scripted.says("users", json_answer({"message": "No"}, 403))
    report = await scripted.run("users", HOURS, "projects", concurrency=1)
    assert [stream.stream for stream in report.streams] == ["users", HOURS, "projects"]
    assert [stream.stream for stream in report.failed] == ["users", HOURS]
    assert not report.ok
    users, hours, projects = report.streams
    assert (users.mode, users.pages, users.watermark) == (Mode.FULL, 0, None)
    assert (hours.pages, hours.records, hours.watermark) == (1, 1, None)
    assert (counts(projects), projects.watermark, projects.error) == ((1, 0, 0, 0), at(0), None)
    assert str(report).splitlines()[0].startswith("users: PermissionDeniedError: ")
    assert str(projects).startswith("projects: full, 1 new, 0 changed, 0 deleted, 0 as they were, 1 page in 0.")


async def test_so_many_streams_are_read_at_once_as_was_said(in_sqlite: Scripted) -> None:
    running = most = 0

    async def act(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        for _ in range(50):  # time enough for another one to come
            await asyncio.sleep(0)
        running -= 1
        await page([]).act(reader, writer)

    streams = ["projects", "users", "resources", "payroll_lines", "images"]
    for concurrency in (1, 2):
        most = 0
        for stream in streams:
            in_sqlite.says(stream, Step(act))
        assert (await in_sqlite.run(*streams, concurrency=concurrency)).ok
        assert most == concurrency


async def test_the_status_tells_how_each_stream_stands(scripted: Scripted) -> None:
    async with scripted.mirror() as mirror:
        everything = await mirror.status()
        assert len(everything) == 18
        assert {(one.watermark, one.age, one.live, one.deleted, one.unfinished, one.error) for one in everything} == {
            (None, None, 0, 0, None, None)
        }
    await scripted.hours(page([row("a"), row("b")], date=0))
    await scripted.attempt(page([tombstone("b", 1), row("c", 1)], "t", date=20), BAD)
    scripted.now = 30
    async with scripted.mirror() as mirror:
        (status,) = await mirror.status([HOURS])
        assert (status.stream, status.watermark, status.age) == (HOURS, at(0), dt.timedelta(minutes=30))
        assert (status.live, status.deleted, status.unfinished) == (2, 1, 1)
        assert status.error is not None
        assert status.error.startswith("DecodeError: ")
    await scripted.hours(page([], date=40))
    async with scripted.mirror() as mirror:
        (status,) = await mirror.status([HOURS])
        assert (status.watermark, status.unfinished, status.error) == (at(20), None, None)


async def test_a_reset_empties_a_table_and_the_next_run_reads_all(scripted: Scripted) -> None:
    await scripted.hours(page([row("a"), row("b")], date=0))
    scripted.says("projects", page([row("p")], date=0))
    await scripted.run("projects")
    await scripted.attempt(page([row("c")], "t", date=20), BAD)
    async with scripted.mirror() as mirror:
        await mirror.reset(HOURS)
        hours, projects = await mirror.status([HOURS, "projects"])
        assert (hours.live, hours.watermark, hours.unfinished) == (0, None, None)
        assert (projects.live, projects.watermark) == (1, at(0))
    report = await scripted.hours(page([row("a")], date=40))
    assert (report.mode, counts(report), report.resumed) == (Mode.FULL, (1, 0, 0, 0), False)


@pytest.mark.parametrize(
    ("streams", "words"),
    [
        (["hours"], "there is no stream 'hours'; "),
        (["time_registration"], "did you mean 'time_registrations'"),
        (["item_registrations"], "its rows have no id"),
        ("users", r"takes a list of names, not one text; write \['users'\]"),
        ([], "streams is empty"),
        ([7], "there is no stream 7"),
    ],
)
async def test_names_that_no_stream_has_are_refused_before_anything_is_sent(
    in_sqlite: Scripted, streams: Any, words: str
) -> None:
    async with in_sqlite.mirror() as mirror:
        for call in (mirror.run, mirror.status):
            with pytest.raises(ArgumentError, match=words):
                await call(streams)
    assert not in_sqlite.server.requests


async def test_calls_of_one_stream_refuse_unknown_names_too(in_sqlite: Scripted) -> None:
    async with in_sqlite.mirror() as mirror:
        for call in (mirror.reset("hour"), mirror.promote("hour", "x"), mirror.unknown_fields("hour")):
            with pytest.raises(ArgumentError, match="there is no stream 'hour'"):
                await call


WRONG: list[tuple[Mapping[str, Any], str]] = [
    ({"concurrency": 0}, "mirror.run: concurrency "),
    ({"concurrency": 65}, "mirror.run: concurrency "),
    ({"concurrency": True}, "mirror.run: concurrency "),
    ({"full": 1}, "mirror.run: full takes True or False"),
    ({"allow_shrink": "yes"}, "mirror.run: allow_shrink takes True or False"),
    ({"since": "soon"}, "mirror.run: since is no ISO 8601 time"),
    ({"since": dt.datetime(2026, 1, 1)}, "mirror.run: since is a naive datetime"),  # noqa: DTZ001  # that is what is wrong
    ({"since": 2026}, "mirror.run: since takes a date"),
    ({"since": "0001-01-01T00:00:00Z"}, "mirror.run: since is no ISO 8601 time"),
    ({"on_progress": "print"}, "mirror.run: on_progress takes a function"),
]


@pytest.mark.parametrize(("how", "words"), WRONG)
async def test_what_makes_no_sense_of_a_run_is_refused_before_anything_is_sent(
    in_sqlite: Scripted, how: Mapping[str, Any], words: str
) -> None:
    async with in_sqlite.mirror() as mirror:
        with pytest.raises(ArgumentError, match=words):
            await mirror.run([HOURS], **how)
    assert not in_sqlite.server.requests


MADE_WRONG: list[tuple[Mapping[str, Any], str]] = [
    ({"chunk_limit": 0}, "Mirror: chunk_limit "),
    ({"chunk_limit": 10_001}, "Mirror: chunk_limit "),
    ({"overlap": 600}, "Mirror: overlap takes a timedelta of zero or more, not 600"),
    ({"overlap": dt.timedelta(minutes=-1)}, "Mirror: overlap takes a timedelta of zero or more"),
    ({"full_every": None}, "Mirror: full_every takes a timedelta"),
    ({"filters": {"hours": {}}}, "Mirror: filters: there is no stream 'hours'"),
    ({"filters": {HOURS: {"modified_since": "x", "chunk_limit": 1}}}, "chunk_limit, modified_since is what the mirror"),
    ({"filters": [HOURS]}, "Mirror: filters takes "),
    ({"filters": {HOURS: ["project_id"]}}, "Mirror: filters of time_registrations takes "),
    (
        {"filters": {HOURS: {"projectId": "p"}}},
        "reporting.time_registrations has no argument .projectId.; did you mean .project_id",
    ),
    ({"filters": {"images": {"sources": ["films"]}}}, "images: sources takes one of"),
    ({"source": 7}, "Mirror: source takes text"),
]


@pytest.mark.parametrize(("options", "words"), MADE_WRONG)
async def test_what_makes_no_sense_of_a_mirror_is_refused_when_it_is_made(
    in_sqlite: Scripted, options: Mapping[str, Any], words: str
) -> None:
    with pytest.raises(ArgumentError, match=words):
        in_sqlite.mirror(**options)


async def test_a_mirror_that_is_not_open_says_so(scripted: Scripted) -> None:
    mirror = scripted.mirror()
    for call in (
        mirror.run(),
        mirror.status(),
        mirror.reset("users"),
        mirror.promote("users", "x"),
        mirror.unknown_fields("users"),
    ):
        with pytest.raises(RuntimeError, match="use it with `async with"):
            await call
    assert not scripted.server.requests


async def test_a_question_that_is_cancelled_before_its_turn_leaves_nothing(scripted: Scripted) -> None:
    async with scripted.mirror() as mirror:
        tasks = [asyncio.ensure_future(mirror.status()) for _ in range(3)]
        for _ in range(3):
            await asyncio.sleep(0)
        for task in tasks[1:]:
            task.cancel()
        first, *others = await asyncio.gather(*tasks, return_exceptions=True)
        assert isinstance(first, list)
        assert {type(other) for other in others} == {asyncio.CancelledError}


async def test_what_a_progress_callback_raises_is_not_taken_for_an_error_of_the_database(scripted: Scripted) -> None:
    def tell(_: StreamProgress) -> None:
        raise OSError("the terminal is gone")

    scripted.says(HOURS, page([row("a")], "t", date=0), page([row("b")]))
    with pytest.raises(ExceptionGroup) as caught:
        await scripted.run(HOURS, on_progress=tell)
    assert [str(one) for one in caught.value.exceptions] == ["the terminal is gone"]
    assert (await scripted.hours(page([row("b")]))).pages == 2


async def test_the_source_is_the_address_and_the_company_unless_told(
    in_sqlite: Scripted, ditio: DitioSession, server: FaultServer
) -> None:
    async with Mirror(ditio, in_sqlite.place.store()):
        pass
    query = "SELECT value FROM mirror_meta WHERE key = 'source'"
    assert await in_sqlite.place.ask(query) == [(f"{server.base}/reporting for company company-1",)]


async def test_all_streams_are_mirrored_unless_some_are_named(in_sqlite: Scripted, server: FaultServer) -> None:
    async with in_sqlite.mirror() as mirror:
        report = await mirror.run()
    assert report.ok
    assert len({seen.path for seen in server.calls}) == len(report.streams) == 18


async def test_the_error_of_a_stream_keeps_its_kind_and_place(in_sqlite: Scripted) -> None:
    report = await in_sqlite.attempt(page([row("a")], "t", date=0), BAD)
    assert isinstance(report.error, DecodeError)
    assert report.error.continuation_token == "t"
