"""Values that a database does not hold as they are, and what becomes of them: nothing is lost, and no run fails."""

from __future__ import annotations

import json
from typing import Any

from ditio_async.errors import DecodeError

from ..support.faults import answer
from .places import Place
from .scripted import HOURS, Scripted, page, row


async def stored(scripted: Scripted, place: Place, **fields: object) -> tuple[dict[str, Any], int]:
    """The row that is made of a record, with what it has in no column as an object, and the misfits."""
    report = await scripted.hours(page([row("a", **fields)]))
    names = ["description", "qty", "work_date", "start_date_time", "extra"]
    ((*values, extra),) = await place.ask(f"SELECT {', '.join(names)} FROM {place.prefix}time_registrations")
    return {**dict(zip(names, values, strict=False)), **json.loads(str(extra or "{}"))}, report.misfits


async def test_a_nul_is_kept_where_the_database_holds_it_and_replaced_and_counted_where_not(
    scripted: Scripted, store: Place
) -> None:
    values, misfits = await stored(
        scripted, store, description="a\0b\0", other=["\0\0", "\\u0000", "\\\0"], **{"wh\0o": "c"}
    )
    nul = "\0" if not store.prefix else "\ufffd"
    assert values["description"] == f"a{nul}b{nul}"
    assert values["other"] == [nul * 2, "\\u0000", f"\\{nul}"]
    assert values[f"wh{nul}o"] == "c"
    assert misfits == (2 if store.prefix else 0)


async def test_words_that_only_look_like_a_nul_stay(scripted: Scripted, store: Place) -> None:
    values, misfits = await stored(scripted, store, description="\\u0000", other="\\u0000")
    assert (values["description"], values["other"], misfits) == ("\\u0000", "\\u0000", 0)


async def test_a_text_of_a_megabyte_is_kept(scripted: Scripted, store: Place) -> None:
    text = "æ" * 500_000
    values, misfits = await stored(scripted, store, description=text, other=text)
    assert (values["description"], values["other"], misfits) == (text, text, 0)


async def test_numbers_beyond_64_bits_are_kept(scripted: Scripted, store: Place) -> None:
    values, misfits = await stored(scripted, store, qty=1 << 70, other=(1 << 70) + 1, description=-(1 << 70))
    assert (values["qty"], values["other"]) == (float(1 << 70), (1 << 70) + 1)
    assert (values["description"], misfits) == (str(-(1 << 70)), 0)


async def test_moments_that_no_calendar_has_go_where_the_unknown_fields_go(scripted: Scripted, store: Place) -> None:
    values, misfits = await stored(
        scripted, store, workDate="2026-02-30T00:00:00Z", startDateTime="9999-12-31T23:59:59-05:00"
    )
    assert (values["work_date"], values["workDate"]) == (None, "2026-02-30T00:00:00Z")
    assert (values["start_date_time"], values["startDateTime"]) == (None, "9999-12-31T23:59:59-05:00")
    assert misfits == 2


async def test_the_largest_moment_of_the_server_is_kept_in_one_place_or_the_other(
    scripted: Scripted, store: Place
) -> None:
    largest = "9999-12-31T23:59:59.9999999Z"
    values, misfits = await stored(scripted, store, workDate=largest, startDateTime="0001-01-01T00:00:00")
    assert values["start_date_time"] is None
    assert values["work_date"] == ("9999-12-31 23:59:59.9999999" if not misfits else None)
    assert values.get("workDate") == (largest if misfits else None)


async def test_half_of_a_pair_of_surrogates_is_no_text_and_stops_its_stream_alone(
    scripted: Scripted, store: Place
) -> None:
    scripted.says(HOURS, answer(body=rb'{"data": [{"id": "a", "description": "\ud800 and more"}]}'))
    scripted.says("projects", page([row("p")]))
    hours, projects = (await scripted.run(HOURS, "projects")).streams
    assert isinstance(hours.error, DecodeError)
    assert projects.inserted == 1
    assert not await store.ask(f"SELECT id FROM {store.prefix}time_registrations")


async def test_names_that_no_struct_can_have_are_kept_like_all_others(scripted: Scripted, store: Place) -> None:
    names = {'a"b': 1, "a\\b": 2, "a\nb": 3, "": 4, "class": 5, "c0": 6, "æ ø": 7}
    values, misfits = await stored(scripted, store, description="d", **names)
    assert {name: values[name] for name in names} == names
    assert (values["description"], misfits) == ("d", 0)
