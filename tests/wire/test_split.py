"""Windows read side by side: each record once, none lost, resumable, and never more in memory than was asked for."""

from __future__ import annotations

import asyncio

import msgspec
import pytest

from ditio_async import ArgumentError, DitioSession, Progress, ServerError, Stream
from ditio_async.resources.reporting import TimeRegistration

from ..support.faults import FaultServer, Seen, Step, json_answer
from ..support.windows import DatedStream, Row, moment_of, row

START, END = "2026-01-01T00:00:00Z", "2026-01-31T00:00:00Z"


def month() -> list[Row]:
    """Rows on every boundary of a day, just before and after it, and many at one moment."""
    rows: list[Row] = []
    for day in range(1, 32):
        for time in ("00:00:00Z", "00:00:00.0000001Z", "12:00:00Z", "23:59:59.9999994Z", "23:59:59.9999999Z"):
            rows.append(row(len(rows), f"2026-01-{day:02}T{time}"))
    rows += [row(f"same-{n}", "2026-01-15T00:00:00Z") for n in range(30)]
    return [r for r in rows if moment_of(r["workDate"]) <= moment_of(END)]


def hours(ditio: DitioSession, start: str = START, end: str = END) -> Stream[TimeRegistration]:
    return ditio.reporting.time_registrations(from_date_time=start, to_date_time=end)


@pytest.mark.parametrize("days", [0.5, 1, 7, 14, 100])
@pytest.mark.parametrize("rounding", [False, True])
@pytest.mark.parametrize("in_order", [False, True])
async def test_each_record_comes_once(
    server: FaultServer, ditio: DitioSession, days: float, rounding: bool, in_order: bool
) -> None:
    source = DatedStream(month(), size=7, rounding=rounding)
    server.script(source)
    async with hours(ditio).split(days=days, concurrency=3, in_order=in_order) as records:
        ids = [record.id async for record in records]
    wanted = [r["id"] for r in source.rows]
    assert ids == wanted if in_order else sorted(ids) == sorted(map(str, wanted))
    assert source.windows[0][0] == START
    assert max(end for _, end in source.windows) == END, "the caller's own end, as it was given"


async def test_a_record_on_a_boundary_is_sent_once(server: FaultServer, ditio: DitioSession) -> None:
    source = DatedStream(month())
    server.script(source)
    async with hours(ditio).split(days=1) as records:
        assert len([r async for r in records]) == len(source.rows)
    assert len(source.served) == len(source.rows), "and not dropped here after it came twice"


class Small(msgspec.Struct, rename="camel"):
    id: str


async def test_raw_records_and_those_of_a_struct_without_the_date_are_told_apart_too(
    server: FaultServer, ditio: DitioSession
) -> None:
    source = DatedStream(month(), rounding=True)
    server.script(source)
    wanted = sorted(str(r["id"]) for r in source.rows)
    async with hours(ditio).of(Small).split(days=1) as records:
        assert sorted([r.id async for r in records]) == wanted
    async with hours(ditio).raw().split(days=1) as raws:
        assert sorted([msgspec.json.decode(r)["id"] async for r in raws]) == wanted


async def test_what_has_no_time_zone_is_kept_where_it_came(server: FaultServer, ditio: DitioSession) -> None:
    source = DatedStream([row(n, f"2026-01-{n:02}T00:00:00") for n in range(1, 32)])
    server.script(source)
    async with hours(ditio).split(days=1) as records:
        assert sorted([int(r.id) async for r in records]) == list(range(1, 32))


async def test_no_more_windows_are_read_at_once_than_was_asked_for(server: FaultServer, ditio: DitioSession) -> None:
    source = DatedStream(month(), size=3)
    now = most = 0

    def counted(seen: Seen) -> Step:
        step = source(seen)

        async def act(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            nonlocal now, most
            now += 1
            most = max(most, now)
            await asyncio.sleep(1)
            now -= 1
            await step.act(reader, writer)

        return Step(act)

    server.script(counted)
    async with hours(ditio).split(days=3, concurrency=3) as records:
        assert len([r async for r in records]) == len(source.rows)
    assert most == 3


@pytest.mark.parametrize("in_order", [False, True])
async def test_a_slow_caller_finds_a_few_pages_waiting_and_no_more(
    server: FaultServer, ditio: DitioSession, in_order: bool
) -> None:
    source = DatedStream(month(), size=1)
    server.script(source)
    async with hours(ditio).split(days=1, concurrency=2, in_order=in_order) as records:
        seen = 0
        async for _ in records.pages():
            seen += 1
            await asyncio.sleep(60)
            assert len(server.calls) <= seen + 2 * 2
    assert seen > 100


@pytest.mark.parametrize("in_order", [False, True])
async def test_it_resumes_after_the_last_whole_page(server: FaultServer, ditio: DitioSession, in_order: bool) -> None:
    source = DatedStream(month(), size=4)
    server.script(source)
    seen: list[str] = []
    mark: str | None = None
    runs = 0
    while True:
        async with hours(ditio).split(days=2, concurrency=3, in_order=in_order, resume_from=mark) as records:
            pages = records.pages()
            taken = [page async for page, _ in zip_pages(pages, 5)]
        seen += [record.id for page in taken for record in page.records]
        runs += 1
        if not taken or taken[-1].bookmark is None:
            break
        mark = taken[-1].bookmark
    assert runs > 3
    assert sorted(seen) == sorted(str(r["id"]) for r in source.rows)


async def zip_pages(pages, count):  # type: ignore[no-untyped-def]  # a helper of these tests alone
    for number in range(count):
        try:
            yield await anext(pages), number
        except StopAsyncIteration:
            return


async def test_an_error_in_one_window_is_raised_once_with_the_place_to_resume_from(
    server: FaultServer, ditio: DitioSession
) -> None:
    source = DatedStream(month(), size=4)
    fail = True

    def failing(seen: Seen) -> Step:
        if fail and seen.query["FromDateTime"][0].startswith("2026-01-15"):
            return json_answer({}, 501)
        return source(seen)

    server.script(failing)
    seen: list[str] = []
    with pytest.raises(ServerError) as caught:
        async with hours(ditio).split(days=2, concurrency=3) as records:
            async for page in records.pages():
                seen += [record.id for record in page.records]
    fail = False
    mark = caught.value.continuation_token
    async with hours(ditio).split(days=2, concurrency=3, resume_from=mark) as records:
        seen += [record.id async for record in records]
    assert sorted(seen) == sorted(str(r["id"]) for r in source.rows)


async def test_progress_tells_the_fraction_of_the_windows(server: FaultServer, ditio: DitioSession) -> None:
    source = DatedStream(month())
    server.script(source)
    told: list[Progress] = []
    async with hours(ditio).on_progress(told.append).split(days=10, concurrency=1) as records:
        assert [r async for r in records]
        assert records.progress is told[-1]
    assert [round(p.fraction or 0, 2) for p in told] == [0.33, 0.67, 1.0]
    assert told[-1].records == len(source.rows)


async def test_machine_registrations_are_read_a_week_at_a_time(server: FaultServer, ditio: DitioSession) -> None:
    rows = [{**r, "stopDateTime": r["workDate"]} for r in month()]
    source = DatedStream(rows, size=9)
    server.script(source)
    stream = ditio.reporting.machine_registrations(from_date_time=START, to_date_time=END)
    pages = [page async for page in stream.pages()]
    assert [r.id for page in pages for r in page.records] == [r["id"] for r in source.rows]
    assert [start[:10] for start, _ in source.windows] == [f"2026-01-{day:02}" for day in (1, 8, 15, 22, 29)]
    for place in (pages[3].bookmark, pages[3].continuation_token):
        rest = [r.id async for page in stream.pages(resume_from=place) for r in page.records]
        assert rest == [r.id for page in pages[4:] for r in page.records]
    source.windows.clear()
    assert len(await stream.windows(days=None).collect()) == len(rows)
    assert source.windows == [(START, END)]
    source.windows.clear()
    assert len(await stream.windows(days=14).collect()) == len(rows)
    assert len(source.windows) == 3


async def test_changed_machine_registrations_are_asked_for_at_once(server: FaultServer, ditio: DitioSession) -> None:
    server.script(json_answer({"data": []}))
    assert await ditio.reporting.machine_registrations(modified_since=START).collect() == []
    assert len(server.calls) == 1


async def test_what_runs_beside_the_caller_ends_with_its_block(server: FaultServer, ditio: DitioSession) -> None:
    server.script(DatedStream(month(), size=2))
    async with hours(ditio).split(days=1) as records:
        await anext(records)
    with pytest.raises(RuntimeError, match="iterate inside"):
        while True:
            await anext(records)


async def test_a_split_is_entered_once(server: FaultServer, ditio: DitioSession) -> None:
    split = hours(ditio).split()
    server.script(DatedStream([]))
    async with split:
        pass
    with pytest.raises(RuntimeError, match="once"):
        async with split:
            pass


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda d: d.reporting.checklist_registrations().split(), "no date window"),
        (lambda d: d.reporting.time_registrations(modified_since=START).split(), "modified_since"),
        (lambda d: d.reporting.time_registrations(from_date_time=START).split(), "from_date_time= and to_date_time="),
        (lambda d: d.reporting.stream("/v1/other").split(), "no date window"),
        (lambda d: d.reporting.flow_locations().windows(days=1), "no date window"),
        (lambda d: hours(d).split(days=0), "days above 0"),
        (lambda d: hours(d).split(days="7"), "days above 0"),
        (lambda d: hours(d).split(days=0.0001), "windows, the most is"),
        (lambda d: hours(d).split(concurrency=0), "concurrency takes a whole number from 1 to 64"),
        (lambda d: hours(d).split(in_order=1), "in_order takes True or False"),
        (lambda d: hours(d).split(resume_from="eyJ"), "the bookmark of a split, not the server's token"),
        (lambda d: hours(d).split(resume_from=""), "resume_from takes a bookmark"),
        (lambda d: hours(d).windows(days=-1), "days above 0"),
        (lambda d: hours(d).ahead(pages=0), "pages takes a whole number from 1 to 100"),
        (lambda d: hours(d).on_progress("x"), "handler takes a function"),
        (lambda d: hours(d).on_bad_record(None), "handler takes a function"),
    ],
)
async def test_a_split_that_makes_no_sense_is_refused_before_anything_is_sent(
    server: FaultServer, ditio: DitioSession, wrong, words: str
) -> None:
    with pytest.raises(ArgumentError, match=words):
        wrong(ditio)
    assert not server.requests
