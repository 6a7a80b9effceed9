"""A mirror's tables over time: made once, led to newer versions, and never somebody else's."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from ditio_async import StoreError
from ditio_async.mirror import _schema
from ditio_async.mirror._sql import Dialect

from .places import SOURCE, Place, PostgresPlace, SqlitePlace
from .scripted import HOURS, Scripted, counts, page, row


async def opened(place: Place, source: str = SOURCE) -> None:
    store = place.store()
    await store.open(source)
    await store.aclose()


async def meta(place: Place, key: str = "version") -> object:
    return (await place.ask(f"SELECT value FROM {place.prefix}mirror_meta WHERE key = '{key}'"))[0][0]


def second(dialect: Dialect) -> Sequence[str]:
    return [
        f"CREATE TABLE {dialect.prefix}mirror_more (id TEXT)",
        f"ALTER TABLE {dialect.prefix}mirror_state ADD COLUMN more TEXT",
    ]


async def test_an_older_schema_is_led_to_the_newest_version_once(
    scripted: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    await scripted.hours(page([row("a")], date=0))
    monkeypatch.setattr(_schema, "MIGRATIONS", [*_schema.MIGRATIONS, second])
    for _ in range(2):
        assert counts(await scripted.hours(page([row("a")], date=1))) == (0, 0, 0, 1)
    p = scripted.place.prefix
    assert await meta(scripted.place) == "2"
    assert await scripted.place.ask(f"SELECT stream, more FROM {p}mirror_state") == [(HOURS, None)]
    assert await scripted.place.ask(f"SELECT * FROM {p}mirror_more") == []


async def test_a_migration_that_fails_changes_nothing(store: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    await opened(store)
    broken = [
        *second(Dialect(types={}, differs="", latest="", false="", true="", day="", prefix=store.prefix)),
        "NONSENSE",
    ]
    monkeypatch.setattr(_schema, "MIGRATIONS", [*_schema.MIGRATIONS, lambda _: broken])
    with pytest.raises(StoreError, match="cannot do what a mirror needs"):
        await opened(store)
    monkeypatch.undo()
    await opened(store)
    assert await meta(store) == "1"


async def test_a_newer_schema_is_refused(store: Place) -> None:
    await opened(store)
    await store.execute(f"UPDATE {store.prefix}mirror_meta SET value = '7' WHERE key = 'version'")
    with pytest.raises(StoreError, match="version 7 of the schema, and this release of ditio_async knows 1: upgrade"):
        await opened(store)


async def test_the_tables_of_another_source_are_refused(store: Place) -> None:
    await opened(store)
    with pytest.raises(StoreError, match="is a mirror of the source, and the session reads another: mirror each"):
        await opened(store, "another")
    assert await meta(store, "source") == SOURCE


@pytest.mark.parametrize(
    "made", ["TABLE projects (id TEXT)", "TABLE hours (id TEXT)", "VIEW people AS SELECT 1 AS mine"]
)
async def test_what_somebody_else_has_there_is_refused_and_left_alone(store: Place, made: str) -> None:
    name = made.split()[1]
    if not isinstance(store, SqlitePlace):
        await store.execute("DROP SCHEMA ditio CASCADE; CREATE SCHEMA ditio")
    await store.execute(f"CREATE {made.replace(name, store.prefix + name)}")
    with pytest.raises(StoreError, match=rf"has tables of its own called {name}; give the mirror another place"):
        await opened(store)
    assert len(await store.ask(f"SELECT * FROM {store.prefix}{name}")) == ("VIEW" in made)
    with pytest.raises(Exception, match="mirror_meta"):  # which nobody has made
        await store.ask(f"SELECT * FROM {store.prefix}mirror_meta")


async def test_other_tables_do_not_matter(store: Place) -> None:
    await store.execute("CREATE TABLE mine (id TEXT)")
    await opened(store)
    assert await store.ask("SELECT * FROM mine") == []


async def test_mirrors_that_open_a_new_database_at_once_make_it_once(store: Place) -> None:
    if not isinstance(store, SqlitePlace):
        await store.execute("DROP SCHEMA ditio CASCADE")
    await asyncio.gather(*[opened(store) for _ in range(4)])
    assert await meta(store) == "1"


async def test_opening_what_is_as_it_should_be_changes_nothing(store: Place) -> None:
    """Programs that read are not in the way: nothing is locked, and views stay what they are."""
    await opened(store)
    before = await meta(store, "fingerprint")
    if isinstance(store, SqlitePlace):
        await store.execute("PRAGMA user_version = 7")
        (version,) = (await store.ask("PRAGMA schema_version"))[0]
        await opened(store)
        assert await store.ask("PRAGMA schema_version") == [(version,)]
    else:
        query = "SELECT 'ditio.hours'::regclass::oid::bigint"
        oid = await store.ask(query)
        await opened(store)
        assert await store.ask(query) == oid
    assert await meta(store, "fingerprint") == before


async def test_an_empty_table_is_filled_before_it_has_indexes(scripted: Scripted) -> None:
    kind = "SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'time_registrations' AND sql IS NOT NULL"
    if isinstance(scripted.place, PostgresPlace):
        kind = "SELECT indexname FROM pg_indexes WHERE tablename = 'time_registrations' AND indexname NOT LIKE '%pkey'"
    await scripted.attempt(page([row("a")], "t", date=0), page(["no record"]))
    assert await scripted.place.ask(kind) == []
    await scripted.hours(page([row("b")]))
    names = {f"time_registrations_{name}" for name in ("project_id", "user_id", "work_date", "modified_date_time")}
    assert names < {name for (name,) in await scripted.place.ask(kind)}
    await scripted.attempt(page(["no record"]), full=True)
    assert len(await scripted.place.ask(kind)) > len(names)
