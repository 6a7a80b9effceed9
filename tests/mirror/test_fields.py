"""Fields that no column is there for: kept, counted, and made into columns."""

from __future__ import annotations

import json

import pytest

from ditio_async import ArgumentError, DecodeError
from ditio_async._tables.columns import Kind

from .scripted import HOURS, Scripted, counts, page, row


async def hours(scripted: Scripted, columns: str) -> list[tuple[object, ...]]:
    return await scripted.place.ask(f"SELECT {columns} FROM {scripted.place.prefix}{HOURS} ORDER BY id")


async def extras(scripted: Scripted) -> list[object]:
    return [extra and json.loads(str(extra)) for (extra,) in await hours(scripted, "extra")]


async def test_an_unknown_field_is_kept_and_reported(scripted: Scripted) -> None:
    report = await scripted.hours(
        page([row("a", newField=1, other=None), row("b")], "t", date=0), page([row("c", other={"ø": [1]})])
    )
    assert (report.unknown, report.misfits) == (("newField", "other"), 0)
    assert await extras(scripted) == [{"newField": 1}, None, {"other": {"ø": [1]}}]
    async with scripted.mirror() as mirror:
        assert await mirror.unknown_fields(HOURS) == {"newField": 1, "other": 1}
        assert await mirror.unknown_fields("users") == {}


async def test_a_value_that_does_not_fit_its_column_lands_in_extra(scripted: Scripted) -> None:
    rows = [row("a", qty="much", projectId=17, approved=1), row("b", qty=7, workDate="soon", approved=True)]
    report = await scripted.hours(page(rows, date=0))
    assert (report.misfits, report.unknown) == (3, ())
    assert await hours(scripted, "qty, project_id, work_date, approved") == [
        (None, "17", None, None),
        (7, None, None, 1),
    ]
    assert await extras(scripted) == [{"qty": "much", "approved": 1}, {"workDate": "soon"}]
    await scripted.hours(page([row("a", 1, qty=2)], date=1))
    assert await hours(scripted, "qty, extra") == [(2, None), (7, '{"workDate":"soon"}')]


async def test_a_machine_whose_date_does_not_fit_is_kept_though_windows_are_cut_by_it(in_sqlite: Scripted) -> None:
    rows = [row("a", stopDateTime="soon"), row("b", stopDateTime="2026-02-28T00:00:00Z")]
    in_sqlite.says("machine_registrations", page(rows, date=0))
    (report,) = (await in_sqlite.run("machine_registrations", since="2026-02-26")).streams
    assert (report.error, report.inserted, report.misfits) == (None, 2, 1)


@pytest.mark.parametrize("id", [None, "", True, 1.5, {}])
@pytest.mark.parametrize("more", [{}, {"qty": "much"}])
async def test_a_record_without_an_id_fails_its_stream_and_says_where_it_is(
    in_sqlite: Scripted, id: object, more: dict[str, object]
) -> None:
    in_sqlite.says(HOURS, page([row("a"), {**row("b"), "id": id, **more}], date=0))
    in_sqlite.says("projects", page([row("p")], date=0))
    report = await in_sqlite.run(HOURS, "projects")
    assert not report.ok
    hours_report, projects = report.streams
    assert report.failed == [hours_report]
    assert isinstance(hours_report.error, DecodeError)
    assert hours_report.error.path == "$.data[1].id"
    assert (projects.error, projects.inserted) == (None, 1)
    assert await hours(in_sqlite, "id") == []


async def test_a_number_for_an_id_is_its_text(in_sqlite: Scripted) -> None:
    report = await in_sqlite.hours(page([row(17)], date=0))
    assert (report.misfits, await hours(in_sqlite, "id")) == (0, [("17",)])


VALUES = {
    "text": ["Grøft", "", "2026-01-01T00:00:00Z"],
    "number": [1, 2.5, -3],
    "integer": [1, 2, -3],
    "boolean": [True, False, True],
    "moment": ["2026-01-01T00:00:00.1234567Z", "", "2026-01-01T01:00:00+01:00"],
    "json": [[1], {"b": 1, "a": [None]}, "text"],
    "mixedNumber1": [1, "two", 3],
}
KINDS = {**{kind.value: kind for kind in Kind}, "mixedNumber1": Kind.JSON}
COLUMNS = "text, number, integer, boolean, moment, json, mixed_number1"


def typed() -> list[dict[str, object]]:
    return [row(str(place), **{key: values[place] for key, values in VALUES.items()}) for place in range(3)]


async def test_fields_become_columns_of_the_type_that_fits_all_values(scripted: Scripted) -> None:
    await scripted.hours(page([*typed(), row("9", left="x")], date=0))
    async with scripted.mirror() as mirror:
        columns = await mirror.promote(HOURS, *VALUES, "text")
        assert {column.key: column.kind for column in columns} == KINDS
        assert [column.name for column in columns] == COLUMNS.split(", ")
        assert await mirror.unknown_fields(HOURS) == {"left": 1}
    fraction = "1234567" if scripted.place.prefix == "" else "123457"
    filled = await hours(scripted, COLUMNS)
    assert [[*map(plain, one)] for one in filled] == [
        ["Grøft", 1, 1, 1, f"2026-01-01 00:00:00.{fraction}", [1], 1],
        ["", 2.5, 2, 0, None, {"b": 1, "a": [None]}, "two"],
        ["2026-01-01T00:00:00Z", -3, -3, 1, "2026-01-01 00:00:00", "text", 3],
        [None] * 7,
    ]
    assert await extras(scripted) == [None, None, None, {"left": "x"}]
    report = await scripted.hours(page([*typed(), row("9", left="x")], date=20))
    assert (counts(report), report.unknown) == ((0, 0, 0, 4), ("left",))
    await scripted.hours(page([row("0", 1, integer=7, boolean="no"), row("1", 1)], date=20))
    assert (await hours(scripted, "integer, boolean"))[:2] == [(7, None), (None, None)]
    assert (await extras(scripted))[:2] == [{"boolean": "no"}, None]


def plain(value: object) -> object:
    """JSON as what it stands for."""
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return value


async def test_another_mirror_that_is_open_writes_to_new_columns(scripted: Scripted) -> None:
    await scripted.hours(page([row("a", newField=1)], date=0))
    async with scripted.mirror() as first:
        async with scripted.mirror() as second:
            await second.promote(HOURS, "newField")
        scripted.says(HOURS, page([row("a", 1, newField=2)]))
        assert (await first.run([HOURS])).ok
    assert await hours(scripted, "new_field, extra") == [(2, None)]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (["nope"], "has no field 'nope' without a column"),
        (["weird-name"], "'weird-name' makes no column"),
        (["qty"], "'qty' makes no column"),
        (["newField", "NewField"], "'NewField' makes no column: its name would be 'new_field'"),
        (["extra"], "makes no column"),
        ([], "takes the names of one field or more"),
    ],
)
async def test_what_makes_no_column_is_refused_and_nothing_is_changed(
    scripted: Scripted, fields: list[str], words: str
) -> None:
    strange = {"weird-name": 1, "qty": "much", "newField": 1, "NewField": 2, "extra": 3}
    await scripted.hours(page([row("a", **strange)], date=0))
    async with scripted.mirror() as mirror:
        with pytest.raises(ArgumentError, match=words):
            await mirror.promote(HOURS, *fields)
        assert await mirror.unknown_fields(HOURS) == dict.fromkeys(strange, 1)
    assert counts(await scripted.hours(page([row("a", **strange)], date=1))) == (0, 0, 0, 1)


async def test_a_column_of_a_newer_release_is_added_and_filled_when_the_mirror_is_opened(scripted: Scripted) -> None:
    await scripted.hours(page([row("a", description="x", new=1), row("b")], date=0))
    p = scripted.place.prefix
    for view in ("hours_per_project_and_day", "hours"):
        await scripted.place.execute(f"DROP VIEW {p}{view}")
    await scripted.place.execute(f"ALTER TABLE {p}{HOURS} DROP COLUMN description")
    extra = json.dumps({"description": "kept", "new": 1})
    await scripted.place.execute(f"UPDATE {p}{HOURS} SET extra = '{extra}' WHERE id = 'a'")
    await scripted.place.execute(f"DELETE FROM {p}mirror_meta WHERE key = 'fingerprint'")
    report = await scripted.hours(page([row("b", 1, description="new")], date=9))
    assert counts(report) == (0, 1, 0, 0)
    assert await hours(scripted, "description, extra") == [("kept", '{"new":1}'), ("new", None)]
    assert await scripted.place.ask(f"SELECT description FROM {p}hours ORDER BY id") == [("kept",), ("new",)]


async def test_columns_of_ones_own_outlive_a_reset(scripted: Scripted) -> None:
    await scripted.hours(page([row("a", newField=1)], date=0))
    async with scripted.mirror() as mirror:
        await mirror.promote(HOURS, "newField")
        await mirror.reset(HOURS)
    report = await scripted.hours(page([row("a", newField=3)], date=0))
    assert (counts(report), await hours(scripted, "new_field")) == ((1, 0, 0, 0), [(3,)])
