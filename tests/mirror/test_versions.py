"""Which version of a record stays: the newest, whatever comes in between; and a deletion stays a deletion."""

from __future__ import annotations

import itertools

import pytest

from .scripted import HOURS, Scripted, at, counts, page, row, stamp, tombstone


async def table(
    scripted: Scripted, columns: str = "id, qty, is_deleted", stream: str = HOURS
) -> list[tuple[object, ...]]:
    return await scripted.place.ask(f"SELECT {columns} FROM {scripted.place.prefix}{stream} ORDER BY id")


async def test_a_newer_version_replaces_an_older_one_and_not_the_other_way_round(scripted: Scripted) -> None:
    first = await scripted.hours(page([row("a", 5, qty=5), row("b", 5, qty=5), row("c", 5, qty=5)]))
    assert counts(first) == (3, 0, 0, 0)
    second = await scripted.hours(page([row("a", 6, qty=6), row("b", 5, qty=5), row("c", 4, qty=4)]))
    assert counts(second) == (0, 1, 0, 2)
    assert await table(scripted) == [("a", 6, 0), ("b", 5, 0), ("c", 5, 0)]


async def test_one_version_that_comes_with_other_values_is_taken_as_it_came_last(scripted: Scripted) -> None:
    await scripted.hours(page([row("a", 5, qty=5), row("b", None, qty=5)]))
    assert counts(await scripted.hours(page([row("a", 5, qty=6), row("b", None, qty=6)]))) == (0, 2, 0, 0)
    assert await table(scripted) == [("a", 6, 0), ("b", 6, 0)]


EMPTY = {
    "null": dict.fromkeys(["qty", "description", "approved", "extraField"]),
    "zero": {"qty": 0, "description": "", "approved": False, "extraField": ""},
}


@pytest.mark.parametrize("empty", EMPTY)
async def test_a_tombstone_marks_its_row_and_keeps_the_last_version_seen(scripted: Scripted, empty: str) -> None:
    await scripted.hours(page([row("a", 1, qty=7.5, description="Grøft", approved=True, userId="u", extraField=[1])]))
    assert counts(await scripted.hours(page([tombstone("a", 2, **EMPTY[empty])]))) == (0, 0, 1, 0)
    columns = "qty, description, approved, user_id, is_deleted, deleted_date_time, modified_date_time, extra"
    when = "2026-03-01 12:02:00"
    assert await table(scripted, columns) == [(7.5, "Grøft", 1, "u", 1, when, when, '{"extraField":[1]}')]


async def test_a_deletion_that_comes_with_the_last_version_is_kept_with_it(scripted: Scripted) -> None:
    scripted.says("projects", page([row("a", 1, name="Bru"), row("b", 1, name="Vei")]))
    await scripted.run("projects")
    gone = {"isDeleted": True, "deletedDateTime": stamp(at(9))}
    scripted.says("projects", page([row("a", 5, name="Bru 2", **gone), row("b", 1, name="Vei", **gone)]))
    (report,) = (await scripted.run("projects")).streams
    assert counts(report) == (0, 0, 2, 0)
    columns = "name, is_deleted, modified_date_time, deleted_date_time"
    assert await table(scripted, columns, "projects") == [
        ("Bru 2", 1, "2026-03-01 12:05:00", "2026-03-01 12:09:00"),
        ("Vei", 1, "2026-03-01 12:01:00", "2026-03-01 12:09:00"),
    ]
    scripted.says("projects", page([row("a", 5, name="Bru 2"), row("b", 8, name="Vei 8")]))
    (report,) = (await scripted.run("projects")).streams
    assert counts(report) == (0, 0, 0, 2)


async def test_a_deleted_checklist_keeps_its_full_record(scripted: Scripted) -> None:
    stream = "checklist_registrations"
    sections = [{"images": [{"url": "u"}]}]
    scripted.says(stream, page([row("a", 1, templateName="SJA")]))
    await scripted.run(stream)
    scripted.says(stream, page([tombstone("a", 3, templateName="SJA 2", sections=sections)]))
    await scripted.run(stream)
    columns = "template_name, sections, is_deleted"
    assert await table(scripted, columns, stream) == [("SJA 2", '[{"images":[{"url":"u"}]}]', 1)]


async def test_a_deletion_of_what_was_never_seen_is_remembered_and_its_row_comes_too_late(scripted: Scripted) -> None:
    assert counts(await scripted.hours(page([tombstone("a", 5)]))) == (0, 0, 1, 0)
    assert counts(await scripted.hours(page([row("a", 4, qty=4), row("a", 5, qty=5)]))) == (0, 0, 0, 2)
    assert await table(scripted) == [("a", None, 1)]


async def test_a_row_that_was_restored_is_back_and_its_old_deletion_changes_nothing(scripted: Scripted) -> None:
    await scripted.hours(page([row("a", 1, qty=1)]))
    await scripted.hours(page([tombstone("a", 2)]))
    assert counts(await scripted.hours(page([row("a", 3, qty=3)]))) == (0, 1, 0, 0)
    assert counts(await scripted.hours(page([tombstone("a", 2)]))) == (0, 0, 0, 1)
    assert await table(scripted, "qty, is_deleted, deleted_date_time") == [(3, 0, None)]


async def test_the_same_deletion_twice_changes_nothing_and_a_later_one_its_time(scripted: Scripted) -> None:
    await scripted.hours(page([row("a", 1, qty=1)]))
    twice = [tombstone("a", 2), tombstone("a", 2)]
    assert counts(await scripted.hours(page(twice, "t"), page(twice))) == (0, 0, 1, 3)
    await scripted.hours(page([tombstone("a", 4)]))
    assert await table(scripted, "qty, is_deleted, deleted_date_time") == [(1, 1, "2026-03-01 12:04:00")]


async def test_a_deletion_without_a_time_stays_until_a_newer_version(scripted: Scripted) -> None:
    await scripted.hours(page([row("a", 2, qty=2)]))
    assert counts(await scripted.hours(page([{"id": "a", "isDeleted": True}]))) == (0, 0, 1, 0)
    assert counts(await scripted.hours(page([{"id": "a", "isDeleted": True}]))) == (0, 0, 0, 1)
    assert counts(await scripted.hours(page([row("a", 1, qty=1)]))) == (0, 0, 0, 1)
    assert await table(scripted) == [("a", 2, 1)]
    assert counts(await scripted.hours(page([row("a", 3, qty=3)]))) == (0, 1, 0, 0)


async def test_a_row_that_was_swept_comes_back_as_it_was(scripted: Scripted) -> None:
    rows = [row(id, 1, qty=1) for id in "abc"]
    await scripted.hours(page(rows))
    assert counts(await scripted.hours(page(rows[1:]), full=True)) == (0, 0, 1, 2)
    assert await table(scripted, "is_deleted, deleted_date_time") == [(1, None), (0, None), (0, None)]
    assert counts(await scripted.hours(page(rows), full=True)) == (0, 1, 0, 2)
    assert await table(scripted) == [("a", 1, 0), ("b", 1, 0), ("c", 1, 0)]


async def test_the_order_of_versions_within_a_page_does_not_matter(scripted: Scripted) -> None:
    versions = [row("x", 1, qty=1), row("x", 3, qty=3), tombstone("x", 2), tombstone("x", 1.5)]
    orders = enumerate(itertools.permutations(versions))
    await scripted.hours(page([{**version, "id": f"{number:02}"} for number, order in orders for version in order]))
    columns = "qty, is_deleted, modified_date_time, deleted_date_time"
    assert {*await table(scripted, columns)} == {(3, 0, "2026-03-01 12:03:00", None)}


# The same moment, written in many ways.
ONE_MOMENT = [
    "2026-03-01T12:00:00.5Z",
    "2026-03-01T12:00:00.500Z",
    "2026-03-01T12:00:00.5000000Z",
    "2026-03-01T12:00:00.5",
    "2026-03-01T13:00:00.5+01:00",
    "2026-03-01T09:30:00.5000000-02:30",
    "2026-03-01t12:00:00.5z",
]


async def test_one_moment_is_the_same_however_it_is_written(scripted: Scripted) -> None:
    await scripted.hours(page([{"id": "a", "modifiedDateTime": ONE_MOMENT[0]}]))
    pages = [page([{"id": "a", "modifiedDateTime": text}], text) for text in ONE_MOMENT]
    assert counts(await scripted.hours(*pages, page([]))) == (0, 0, 0, len(ONE_MOMENT))
    assert await table(scripted, "modified_date_time") == [("2026-03-01 12:00:00.5",)]


async def test_a_fraction_of_a_second_makes_a_version_newer(scripted: Scripted) -> None:
    texts = ["12:00:00Z", "12:00:00.1Z", "12:00:00.12Z", "12:00:00.9999990Z", "12:00:01"]
    rows = [{"id": "a", "modifiedDateTime": f"2026-03-01T{text}", "description": text} for text in texts]
    pages = [page([one], str(place)) for place, one in enumerate(rows)]
    assert counts(await scripted.hours(*pages, page([]))) == (1, 4, 0, 0)
    assert counts(await scripted.hours(*pages[:-1], page([]))) == (0, 0, 0, 4)
    assert await table(scripted, "description") == [("12:00:01",)]


async def test_seven_digits_are_told_apart_within_a_page_as_between_pages(in_sqlite: Scripted) -> None:
    older, newer = (
        {"id": "a", "modifiedDateTime": f"2026-03-01T12:00:00.123456{digit}Z", "qty": digit} for digit in (1, 2)
    )
    await in_sqlite.hours(page([newer, older]))
    assert await table(in_sqlite, "qty, modified_date_time") == [(2, "2026-03-01 12:00:00.1234562")]
    await in_sqlite.hours(page([older], "t"), page([newer]))
    assert await table(in_sqlite, "qty") == [(2,)]


async def test_times_that_are_not_set_are_null(scripted: Scripted) -> None:
    unset = ["", None, "0001-01-01T00:00:00", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00.0000000"]
    rows = [
        {"id": str(place), "modifiedDateTime": text, "workDate": text, "deletedDateTime": text}
        for place, text in enumerate(unset)
    ]
    report = await scripted.hours(page(rows))
    assert counts(report) == (5, 0, 0, 0)
    assert report.misfits == 0
    assert {*await table(scripted, "modified_date_time, work_date, deleted_date_time, extra")} == {(None,) * 4}


async def test_an_impossible_date_lands_in_extra(scripted: Scripted) -> None:
    report = await scripted.hours(page([row("a", 1, workDate="2026-02-30T00:00:00Z", qty=1)]))
    assert report.misfits == 1
    assert await table(scripted, "qty, work_date, extra") == [(1, None, '{"workDate":"2026-02-30T00:00:00Z"}')]


async def test_a_record_that_fits_is_written_alike_beside_one_that_does_not(in_sqlite: Scripted) -> None:
    fits = {"id": "a", "modifiedDateTime": "2026-03-01T12:00:00.1234567Z", "qty": 1, "new": {"b": 1, "a": 2}}
    await in_sqlite.hours(page([fits]))
    report = await in_sqlite.hours(page([fits, {"id": "b", "qty": "much"}]))
    assert counts(report) == (1, 0, 0, 1)


async def test_fields_that_come_in_another_order_are_no_change(in_sqlite: Scripted) -> None:
    await in_sqlite.hours(page([row("a", 1, zeta=1)], "t"), page([row("b", 1, alpha={"y": 1, "x": 2}, zeta=2)]))
    report = await in_sqlite.hours(page([row("b", 1, zeta=2, alpha={"x": 2, "y": 1}), row("a", 1, zeta=1)]))
    assert counts(report) == (0, 0, 0, 2)
