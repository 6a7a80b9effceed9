"""Versions and deletions in any order, any number of times, in pages of any size: the table ends as it must."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from ditio_async._tables.columns import Column
from ditio_async._tables.datasets import DATASETS, Dataset
from ditio_async.mirror import Store
from ditio_async.mirror._sqlite import Database
from ditio_async.mirror._state import Counts, Mode, Position, State

from .places import SOURCE, PostgresPlace
from .rules import Model, Version
from .scripted import at

STREAMS = {True: DATASETS["time_registrations"], False: DATASETS["resources"]}
"""By whether their deletions are bare."""
START = Position(run_id="r", mode=Mode.INCREMENTAL, filter="")
MINUTE_OF = {None: None, **{at(minute).strftime("%Y-%m-%d %H:%M:%S"): minute for minute in range(100)}}


def rows_of(versions: Sequence[Version], columns: Sequence[Column], *, texts: bool) -> list[list[object]]:
    """As the mirror reads them."""
    names = [column.name for column in columns]
    places = {name: names.index(name) for name in ("modified_date_time", "is_deleted", "deleted_date_time")}
    value = names.index("qty" if "qty" in names else "weight")

    def moment(minutes: int | None) -> object:
        if minutes is None:
            return None
        return at(minutes).strftime("%Y-%m-%d %H:%M:%S") if texts else at(minutes)

    found: list[list[object]] = []
    for version in versions:
        row: list[object] = [version.id, *[None] * len(names)]
        row[places["modified_date_time"]] = moment(version.modified)
        row[places["deleted_date_time"]] = moment(version.deleted)
        row[places["is_deleted"]] = version.is_deleted
        row[value] = version.value
        found.append(row)
    return found


class Counted(NamedTuple):
    """What the mirror counts for each page, and how its table ends."""

    counts: list[Counts]
    rows: list[Version]


def in_sqlite(pages: Sequence[Sequence[Version]], *, bare: bool) -> Counted:
    """In a database in memory."""
    database = Database(Path(":memory:"), 1.0)
    database.open(SOURCE)
    try:
        dataset, position, counts = STREAMS[bare], START, [Counts()]
        for page in pages:
            rows = rows_of(page, database.columns(dataset), texts=True)
            position = database.apply(dataset, State(), rows, position)
            counts.append(position.counts)
        found = database._db.execute(written(dataset)).fetchall()
    finally:
        database.close()
    return Counted(steps(counts), [*map(version_of, found)])


async def in_postgresql(
    place: PostgresPlace, store: Store, pages: Sequence[Sequence[Version]], *, bare: bool
) -> Counted:
    """In a table that is emptied before."""
    dataset, position, counts = STREAMS[bare], START, [Counts()]
    async with store.table(dataset) as table:
        await table.reset()
        for page in pages:
            position = await table.apply(rows_of(page, table.columns, texts=False), position)
            counts.append(position.counts)
    return Counted(steps(counts), [*map(version_of, await place.ask(written(dataset, place.prefix)))])


def written(dataset: Dataset, prefix: str = "") -> str:
    value = "qty" if dataset.has("qty") else "weight"
    names = f"id, modified_date_time, deleted_date_time, is_deleted, {value}"
    return f"SELECT {names} FROM {prefix}{dataset.name} ORDER BY id"


def version_of(row: tuple[Any, ...]) -> Version:
    id, modified, deleted, flag, value = row
    return Version(id, MINUTE_OF[modified], MINUTE_OF[deleted], bool(flag), value)


def steps(counts: Sequence[Counts]) -> list[Counts]:
    """What each page added."""
    names = Counts.__struct_fields__
    return [
        Counts(**{name: getattr(after, name) - getattr(before, name) for name in names})
        for before, after in itertools.pairwise(counts)
    ]


MINUTES = st.one_of(st.none(), st.integers(0, 6))
LIVE = st.tuples(st.sampled_from("abc"), MINUTES, st.sampled_from([1.0, 2.0])).map(
    lambda drawn: Version(drawn[0], drawn[1], value=drawn[2])
)
DELETIONS = st.tuples(st.sampled_from("abc"), MINUTES, MINUTES, st.just(True), st.sampled_from([None, 4.0])).map(
    lambda drawn: Version(*drawn)
)
PAGES = st.lists(st.lists(st.one_of(LIVE, DELETIONS), max_size=6), max_size=6)


def check_against_model(pages: list[list[Version]], found: Counted, *, bare: bool) -> None:
    model = Model(bare=bare)
    assert found.counts == [model.page(page) for page in pages]
    assert found.rows == [model.there[id] for id in sorted(model.there)]


@settings(max_examples=80)
@given(pages=PAGES, bare=st.booleans())
def test_pages_do_what_the_rules_say(pages: list[list[Version]], bare: bool) -> None:
    check_against_model(pages, in_sqlite(pages, bare=bare), bare=bare)


async def test_pages_do_the_same_in_postgresql(postgresql: PostgresPlace) -> None:
    chance, store = random.Random(1), postgresql.store()
    await store.open(SOURCE)
    for number in range(12):
        pages = [[any_version(chance) for _ in range(8)] for _ in range(5)]
        bare = number % 2 == 0
        check_against_model(pages, await in_postgresql(postgresql, store, pages, bare=bare), bare=bare)
    await store.aclose()


def any_version(chance: random.Random) -> Version:
    minutes = [None, *range(7)]
    if chance.random() < 0.6:
        return Version(chance.choice("abc"), chance.choice(minutes), value=chance.choice([1.0, 2.0]))
    times = chance.choice(minutes), chance.choice(minutes)
    return Version(chance.choice("abc"), *times, is_deleted=True, value=chance.choice([None, 4.0]))


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[list[Version]], list[Version]]:
    """What became of some records, told in any order, and how it ends: with what happened last."""
    told: list[Version] = []
    ends: list[Version] = []
    for id in "abc":
        last = None
        for minute, alive in enumerate(draw(st.lists(st.booleans(), max_size=5)), 1):
            last = Version(id, minute, value=float(minute)) if alive else Version(id, minute, minute, is_deleted=True)
            told.append(last)
        if last is not None:
            ends.append(last)
    order = draw(st.permutations([*told, *draw(st.lists(st.sampled_from(told), max_size=6) if told else st.just([]))]))
    size = draw(st.integers(1, 8))
    return [order[start : start + size] for start in range(0, len(order), size)], ends


@settings(max_examples=60)
@given(history=histories())
def test_in_any_order_a_table_ends_with_what_happened_last(
    history: tuple[list[list[Version]], list[Version]],
) -> None:
    pages, ends = history
    rows = in_sqlite(pages, bare=True).rows
    assert [row if not row.is_deleted else row._replace(value=None) for row in rows] == ends


@settings(max_examples=60)
@given(history=histories())
def test_pages_that_come_again_change_nothing(history: tuple[list[list[Version]], list[Version]]) -> None:
    pages, _ = history
    once, twice = in_sqlite(pages, bare=True), in_sqlite([*pages, *pages], bare=True)
    assert twice.rows == once.rows
    assert {count.unchanged for count in twice.counts[len(pages) :]} <= {len(page) for page in pages}
    assert all(count.inserted == count.updated == count.deleted == 0 for count in twice.counts[len(pages) :])
