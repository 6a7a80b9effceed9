"""Rows that a full run does not bring are taken for deleted: those that it asked for, and no others."""

from __future__ import annotations

from .scripted import HOURS, Scripted, at, counts, page, row, tombstone

BAD = page(["no record"])


def work(id: str, day: str | None, minutes: float = 0) -> dict[str, object]:
    return row(id, minutes, workDate=day and f"2026-{day}T00:00:00Z")


async def live(scripted: Scripted) -> str:
    found = await scripted.place.ask(f"SELECT id FROM {scripted.place.prefix}{HOURS} WHERE NOT is_deleted ORDER BY id")
    return "".join(str(id) for (id,) in found)


async def test_a_second_full_run_sweeps_what_vanished_and_says_no_time_of_it(scripted: Scripted) -> None:
    await scripted.hours(page([row("a"), row("b")], "t", date=0), page([row("c")]))
    report = await scripted.hours(page([row("a")], "t", date=9), page([row("c")]), full=True)
    assert counts(report) == (0, 0, 1, 2)
    query = f"SELECT id, modified_date_time, deleted_date_time FROM {scripted.place.prefix}{HOURS} WHERE is_deleted"
    assert await scripted.place.ask(query) == [("b", "2026-03-01 12:00:00", None)]
    await scripted.hours(page([tombstone("b", 1)], date=20))
    assert await scripted.place.ask(query) == [("b", "2026-03-01 12:01:00", "2026-03-01 12:01:00")]


async def test_only_rows_of_the_window_are_swept(scripted: Scripted) -> None:
    await scripted.hours(page([work("a", "01-31"), work("b", "02-01"), work("c", "02-02"), work("d", None)], date=0))
    report = await scripted.hours(page([work("c", "02-02")], date=9), full=True, since="2026-02-01")
    assert (report.deleted, await live(scripted)) == (1, "acd")


async def test_rows_of_the_window_alone_count_for_what_is_suspicious(scripted: Scripted) -> None:
    old = [work(f"o{n}", "01-01") for n in range(9)]
    await scripted.hours(page([*old, work("b", "02-01"), work("c", "02-02"), work("d", "02-03")], date=0))
    report = await scripted.attempt(page([work("c", "02-02")], date=9), full=True, since="2026-02-01")
    assert "of 3 rows that were there, the full run brought 1" in str(report.error)


async def test_rows_from_outside_of_the_window_that_came_as_changes_stay(scripted: Scripted) -> None:
    await scripted.hours(page([work("b", "02-01")], date=0), since="2026-02-01")
    await scripted.hours(page([work("a", "01-15", 5), work("z", None, 5)], date=20))
    report = await scripted.hours(page([work("b", "02-01")], date=30), full=True)
    assert (report.deleted, await live(scripted)) == (0, "abz")
    report = await scripted.hours(page([work("b", "02-01"), work("z", "02-09")], date=40), since="2026-01-01")
    assert (report.deleted, await live(scripted)) == (1, "bz")


async def test_a_full_run_that_was_broken_off_sweeps_nothing_that_it_had_brought(scripted: Scripted) -> None:
    rows = [row(id) for id in "abcde"]
    await scripted.hours(page(rows, date=0))
    pages = [page([row("a"), row("b", 9, qty=2)], "t1", date=20), page([row("c")], "t2", date=20), BAD]
    assert (await scripted.attempt(*pages, full=True)).error is not None
    assert await live(scripted) == "abcde"
    report = await scripted.hours(page([row("e")]), full=True)
    assert (report.resumed, counts(report), report.watermark) == (True, (0, 1, 1, 3), at(20))
    assert await live(scripted) == "abce"


async def test_a_first_run_that_was_broken_off_and_begun_anew_sweeps_what_it_had_brought(scripted: Scripted) -> None:
    await scripted.attempt(page([row("a"), row("b")], "t1", date=0), BAD)
    report = await scripted.hours(page([row("b"), row("c")], date=5), options={"chunk_limit": 9})
    assert (report.deleted, await live(scripted)) == (1, "bc")


async def test_nothing_of_what_was_seen_is_left_after_a_run(scripted: Scripted) -> None:
    rows = [row(id) for id in "abc"]
    await scripted.hours(page(rows, date=0))
    await scripted.attempt(page(rows, "t", date=1), BAD, full=True)
    seen = f"SELECT count(*) FROM {scripted.place.prefix}mirror_seen"
    assert await scripted.place.ask(seen) == [(3,)]
    await scripted.attempt(page([], date=1), full=True)
    assert await scripted.place.ask(seen) == [(0,)]
    await scripted.attempt(page([], date=2), full=True)
    assert await scripted.place.ask(seen) == [(0,)]


async def test_incremental_runs_sweep_nothing(scripted: Scripted) -> None:
    await scripted.hours(page([row(id) for id in "abc"], date=0))
    assert counts(await scripted.hours(page([row("b", 1)], date=20))) == (0, 1, 0, 0)
    assert await live(scripted) == "abc"
