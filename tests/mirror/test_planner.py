"""What a mirror asks for: all of a stream or what changed, and since when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pytest

from ditio_async.mirror import Mode

from ..support.faults import reset
from .scripted import HOURS, Scripted, at, page, refusal, row, stamp, tombstone

DAY = 24 * 60
CHUNK = {"ChunkLimit": "5000"}
BAD = page(["no record"])
"""An error that is neither retried nor taken for a refused token."""


async def test_the_first_run_reads_all_and_the_next_what_changed_since_the_overlap(scripted: Scripted) -> None:
    first = await scripted.hours(page([row("a")], "t1", date=0), page([row("b")], "t2", date=3), page([], date=5))
    assert (first.mode, first.watermark) == (Mode.FULL, at(0))
    assert scripted.asked(HOURS) == [
        CHUNK,
        {**CHUNK, "ContinuationToken": "t1"},
        {**CHUNK, "ContinuationToken": "t2"},
    ]
    second = await scripted.hours(page([], "t3", date=20), page([], date=21))
    assert (second.mode, second.watermark) == (Mode.INCREMENTAL, at(20))
    since = {**CHUNK, "ModifiedSince": "2026-03-01T11:50:00Z"}
    assert scripted.asked(HOURS) == [since, {**since, "ContinuationToken": "t3"}]


async def test_the_overlap_is_taken_off_when_asking_and_not_from_the_watermark(in_sqlite: Scripted) -> None:
    options = {"overlap": dt.timedelta(minutes=90)}
    for minute in (0, 10, 20):
        report = await in_sqlite.hours(page([], date=minute), options=options)
        assert report.watermark == at(minute)
    assert [asked.get("ModifiedSince") for asked in in_sqlite.asked(HOURS)] == [None, stamp(at(-90)), stamp(at(-80))]


async def test_the_watermark_never_goes_backwards(scripted: Scripted) -> None:
    await scripted.hours(page([], date=30))
    assert (await scripted.hours(page([], date=10))).watermark == at(30)
    assert (await scripted.hours(page([], date=10), full=True)).watermark == at(30)
    await scripted.hours(page([]))
    assert [asked.get("ModifiedSince") for asked in scripted.asked(HOURS)][1::2] == [stamp(at(20)), stamp(at(20))]


async def test_without_a_date_the_watermark_is_when_this_machine_began_to_ask(in_sqlite: Scripted) -> None:
    def slow(_: object) -> object:
        in_sqlite.now = 50
        return page([row("a")], "t")

    report = await in_sqlite.hours(slow, page([]))  # type: ignore[arg-type]  # a step
    assert report.watermark == at(0)


async def test_a_run_that_failed_goes_on_at_the_next_page_and_repeats_every_parameter(scripted: Scripted) -> None:
    options = {"filters": {HOURS: {"project_id": "p/1", "own_company_data_only": True}}}
    await scripted.hours(page([row("z")], date=0), options=options)
    scripted.asked(HOURS)
    pages = [page([row("a")], "t1", date=30), page([row("b")], "t 2", date=31), BAD]
    failed = await scripted.attempt(*pages, options=options)
    assert failed.error is not None
    assert (failed.pages, failed.watermark) == (2, at(0))
    scripted.asked(HOURS)
    scripted.now = 300
    resumed = await scripted.hours(page([row("c")], "t3", date=60), page([], date=61), options=options)
    assert (resumed.resumed, resumed.pages, resumed.inserted, resumed.watermark) == (True, 4, 3, at(30))
    same = {**CHUNK, "ModifiedSince": stamp(at(-10)), "ProjectId": "p/1", "OwnCompanyDataOnly": "true"}
    assert scripted.asked(HOURS) == [{**same, "ContinuationToken": "t 2"}, {**same, "ContinuationToken": "t3"}]


async def test_a_run_that_failed_is_begun_anew_with_other_pages(scripted: Scripted) -> None:
    """Its place belongs to a request with another chunk limit."""
    await scripted.attempt(page([row("a")], "t1", date=1), BAD)
    scripted.asked(HOURS)
    report = await scripted.hours(page([row("a"), row("b")], date=2), options={"chunk_limit": 10})
    assert (report.resumed, report.mode, report.watermark) == (False, Mode.FULL, at(2))
    assert scripted.asked(HOURS) == [{"ChunkLimit": "10"}]


async def test_an_incremental_run_that_failed_is_left_for_a_full_one(in_sqlite: Scripted) -> None:
    await in_sqlite.hours(page([row("a")], date=0))
    await in_sqlite.attempt(page([row("b")], "t1", date=30), BAD)
    in_sqlite.asked(HOURS)
    report = await in_sqlite.hours(page([row("a"), row("b")], date=40), full=True)
    assert (report.resumed, report.mode, report.watermark) == (False, Mode.FULL, at(40))
    assert in_sqlite.asked(HOURS) == [CHUNK]


async def test_another_filter_reads_all_again(scripted: Scripted) -> None:
    rows = [row("a"), row("b"), row("c")]
    await scripted.hours(page(rows, date=0), options={"filters": {HOURS: {"project_id": "p"}}})
    report = await scripted.hours(page(rows[1:], date=20), options={"filters": {HOURS: {"project_id": "q"}}})
    assert (report.mode, report.deleted) == (Mode.FULL, 1)
    report = await scripted.hours(page([], date=40), options={"filters": {HOURS: {"project_id": "q"}}})
    assert report.mode is Mode.INCREMENTAL
    asked = scripted.asked(HOURS)
    assert [one["ProjectId"] for one in asked] == ["p", "q", "q"]
    assert ["ModifiedSince" in one for one in asked] == [False, False, True]


async def test_a_run_that_failed_is_left_when_the_filter_changes(in_sqlite: Scripted) -> None:
    await in_sqlite.attempt(page([row("a")], "t1", date=0), BAD)
    in_sqlite.asked(HOURS)
    await in_sqlite.hours(page([row("a")], date=1), options={"filters": {HOURS: {"project_id": "p"}}})
    assert in_sqlite.asked(HOURS) == [{**CHUNK, "ProjectId": "p"}]


async def test_an_earlier_since_reads_all_again_and_a_later_one_does_not(scripted: Scripted) -> None:
    wishes: list[object] = ["2026-02-01", "2026-02-15T00:00:00Z", None, dt.date(2026, 1, 1)]
    wishes.append(dt.datetime(2026, 1, 1, 1, tzinfo=dt.timezone(dt.timedelta(hours=2))))
    modes = [(await scripted.hours(page([], date=n), since=wish)).mode for n, wish in enumerate(wishes)]
    assert [mode is Mode.FULL for mode in modes] == [True, False, False, True, True]
    starts = [asked.get("FromDateTime") for asked in scripted.asked(HOURS)]
    assert starts == ["2026-02-01T00:00:00Z", None, None, "2026-01-01T00:00:00Z", "2025-12-31T23:00:00Z"]


async def test_a_full_run_keeps_the_window_of_the_one_before(in_sqlite: Scripted) -> None:
    await in_sqlite.hours(page([], date=0), since="2026-02-01")
    await in_sqlite.hours(page([], date=1), full=True)
    assert [asked["FromDateTime"] for asked in in_sqlite.asked(HOURS)] == ["2026-02-01T00:00:00Z"] * 2


async def test_what_has_no_incremental_mode_is_always_read_whole(scripted: Scripted) -> None:
    for _ in range(2):
        scripted.says("flow_locations", page([{"id": "a", "name": "Pukkverk"}], date=0))
        (report,) = (await scripted.run("flow_locations", since="2026-01-01")).streams
        assert (report.mode, report.error) == (Mode.FULL, None)
    assert scripted.asked("flow_locations") == [CHUNK, CHUNK]


@pytest.mark.parametrize("stream", ["payroll_lines", "images"])
async def test_what_does_not_tell_its_deletions_is_read_whole_every_day(in_sqlite: Scripted, stream: str) -> None:
    modes = []
    for minutes in (0, 60, DAY - 1, DAY, DAY + 60):
        in_sqlite.now = minutes
        in_sqlite.says(stream, page([], date=minutes))
        modes.append((await in_sqlite.run(stream)).streams[0].mode)
    full, since = Mode.FULL, Mode.INCREMENTAL
    assert modes == [full, since, since, full, since]
    in_sqlite.now += 60
    hourly = {"full_every": dt.timedelta(hours=3)}
    assert (await in_sqlite.run(stream, options=hourly)).streams[0].mode is since
    in_sqlite.now += 60
    assert (await in_sqlite.run(stream, options=hourly)).streams[0].mode is full


async def test_images_have_no_window_because_nobody_knows_the_column_of_their_date(in_sqlite: Scripted) -> None:
    in_sqlite.says("images", page([row("a")], date=0))
    await in_sqlite.run("images", since="2026-01-01")
    assert in_sqlite.asked("images") == [CHUNK]


async def test_the_crew_list_is_asked_for_everything_because_it_gives_today_otherwise(in_sqlite: Scripted) -> None:
    stream = "crew_list_registrations"
    await in_sqlite.run(stream)
    await in_sqlite.run(stream, since="2025-05-05")
    await in_sqlite.run(stream, full=True, since="2025-05-05")
    starts = [asked.get("FromDateTime") for asked in in_sqlite.asked(stream)]
    assert starts == ["2000-01-01T00:00:00Z", None, "2025-05-05T00:00:00Z"]


MACHINES = "machine_registrations"


def days(asked: list[Mapping[str, str]]) -> list[tuple[str, str]]:
    return [(one["FromDateTime"], one["ToDateTime"]) for one in asked]


async def test_machines_are_asked_for_week_by_week_a_month_ahead(scripted: Scripted) -> None:
    scripted.says(MACHINES, *[page([row(n, stopDateTime=stamp(at(n * DAY)))], date=n) for n in range(4)])
    (report,) = (await scripted.run(MACHINES, since="2026-02-26")).streams
    assert (report.error, report.inserted, report.watermark) == (None, 4, at(0))
    asked = scripted.asked(MACHINES)
    assert days(asked)[:2] == [
        ("2026-02-26T00:00:00Z", "2026-03-04T23:59:59.9999999Z"),
        ("2026-03-05T00:00:00Z", "2026-03-11T23:59:59.9999999Z"),
    ]
    assert asked[-1]["ToDateTime"] == stamp(at(31 * DAY))
    assert len(asked) == report.pages == 5
    (report,) = (await scripted.run(MACHINES)).streams
    assert (report.mode, report.error) == (Mode.INCREMENTAL, None)
    assert scripted.asked(MACHINES) == [{**CHUNK, "ModifiedSince": stamp(at(-10))}]


async def test_machines_go_on_in_the_week_where_they_were(in_sqlite: Scripted) -> None:
    in_sqlite.says(MACHINES, page([]), page([row("a")], "t"), BAD)
    await in_sqlite.run(MACHINES, since="2026-02-26")
    asked = in_sqlite.asked(MACHINES)
    in_sqlite.now = 5 * DAY
    (report,) = (await in_sqlite.run(MACHINES)).streams
    assert (report.error, report.resumed, report.pages) == (None, True, 6)
    again = in_sqlite.asked(MACHINES)
    assert again[0] == asked[-1]
    assert again[-1]["ToDateTime"] == stamp(at(31 * DAY))


async def test_machines_are_read_whole_where_the_server_does_not_say_what_changed_so_long_ago(
    scripted: Scripted,
) -> None:
    scripted.says(MACHINES, page([row("a", 1), row("b", 1), row("c", 1)], date=0))
    await scripted.run(MACHINES)
    scripted.asked(MACHINES)
    scripted.says(
        MACHINES, refusal("ModifiedSince is more than 3 days back"), page([row("b", 1), row("c", 9)], date=DAY)
    )
    (report,) = (await scripted.run(MACHINES)).streams
    assert (report.error, report.mode, report.watermark) == (None, Mode.FULL, at(DAY))
    assert (report.updated, report.deleted, report.unchanged) == (1, 1, 1)
    assert scripted.asked(MACHINES) == [{**CHUNK, "ModifiedSince": stamp(at(-10))}, CHUNK]


async def test_machines_are_read_whole_also_where_a_run_that_failed_is_too_old(in_sqlite: Scripted) -> None:
    in_sqlite.says(MACHINES, page([row("a", 1)], date=0))
    await in_sqlite.run(MACHINES)
    in_sqlite.says(MACHINES, page([row("a", 2)], "t", date=20), BAD)
    await in_sqlite.run(MACHINES)
    in_sqlite.says(MACHINES, refusal("token"), refusal("too long ago"), page([row("a", 3)], date=DAY))
    (report,) = (await in_sqlite.run(MACHINES)).streams
    assert (report.error, report.mode, report.resumed) == (None, Mode.FULL, False)


async def test_what_is_refused_to_other_streams_is_an_error(in_sqlite: Scripted) -> None:
    await in_sqlite.hours(page([], date=0))
    report = await in_sqlite.attempt(refusal("no such thing"))
    assert "no such thing" in str(report.error)
    assert report.watermark == at(0)


async def test_machines_that_are_registered_far_ahead_are_not_swept(scripted: Scripted) -> None:
    """A full run asks for no more than a month ahead, and a wrong year is soon written."""
    near, far = (row(name, stopDateTime=f"{year}-03-01T00:00:00Z") for name, year in (("near", 2026), ("far", 2062)))
    scripted.says(MACHINES, page([near]))
    await scripted.run(MACHINES, since="2026-02-28")
    scripted.says(MACHINES, page([near, far]))
    await scripted.run(MACHINES)
    scripted.says(MACHINES, page([near]))
    (report,) = (await scripted.run(MACHINES, full=True)).streams
    assert (report.error, report.deleted) == (None, 0)


async def test_a_connection_that_breaks_is_mended_within_the_run(in_sqlite: Scripted) -> None:
    report = await in_sqlite.hours(page([row("a")], "t", date=0), reset(), page([tombstone("a", 1)]))
    assert (report.pages, report.inserted, report.deleted) == (2, 1, 1)
