"""PostgreSQL servers that a mirror cannot use: each a StoreError with the cure, and what was there is intact."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any, Final
from urllib.parse import urlsplit

import pytest

from ditio_async import DitioSession
from ditio_async.errors import StoreError
from ditio_async.mirror import Mirror, StreamProgress
from ditio_async.mirror.postgres import PostgresStore
from ditio_async.sandbox import DitioSandbox

from ..support.postgres import PostgresServer
from .looks import WatchedDatabase
from .places import SOURCE, PostgresPlace

STREAM: Final = "time_registrations"


@pytest.fixture
async def ditio(sandbox: DitioSandbox) -> AsyncIterator[DitioSession]:
    async with DitioSession(**sandbox.credentials) as ditio:
        yield ditio


@pytest.fixture
def place(postgresql: PostgresPlace) -> WatchedDatabase:
    return WatchedDatabase(postgresql.dsn)


@pytest.fixture
def empty(database: str) -> WatchedDatabase:
    return WatchedDatabase(database)


async def refused(ditio: DitioSession, dsn: str) -> str:
    with pytest.raises(StoreError) as refusal:
        async with Mirror(ditio, PostgresStore(dsn), source=SOURCE):
            pass
    return str(refusal.value)


def execute(place: WatchedDatabase, *statements: str) -> None:
    with place.writer() as db:
        for statement in statements:
            db.execute(statement)


def named(dsn: str, user: str) -> str:
    return dsn.replace("user=tests", f"user={user}")


async def run(mirror: Mirror, on_progress: Callable[[StreamProgress], object] | None = None) -> Any:
    (stream,) = (await mirror.run([STREAM], on_progress=on_progress)).streams
    return stream


async def breaks_and_goes_on(
    mirror: Mirror, place: WatchedDatabase, breaks: Callable[[], object], mends: Callable[[], object] = lambda: None
) -> str:
    """What is said of a run in which something breaks after the third page, and that the next one goes on there."""

    def progress(progress: StreamProgress) -> None:
        if progress.pages == 3:
            breaks()

    failed = await run(mirror, progress)
    assert isinstance(failed.error, StoreError), failed
    mends()
    look = place.look([STREAM])
    position = look.states[STREAM]["position"]
    assert position["pages"] == 3
    assert len(look.tables[STREAM]) == sum(position["counts"].values()) > 0
    goes_on = await run(mirror)
    assert goes_on.error is None
    assert goes_on.resumed
    assert goes_on.inserted == len(place.table(STREAM)) > 100
    assert [status.live for status in await mirror.status([STREAM])] == [goes_on.inserted]
    return str(failed.error)


async def test_without_the_database_it_is_said_how_to_make_one(ditio: DitioSession, postgres: PostgresServer) -> None:
    assert "has no such database; create it: createdb NAME" in await refused(ditio, postgres.dsn("nowhere"))


async def test_without_the_user_it_is_said_where_it_is_named(ditio: DitioSession, database: str) -> None:
    assert "refuses the user; see the address" in await refused(ditio, named(database, "nobody_here"))


@pytest.fixture
def guarded(place: WatchedDatabase, postgres: PostgresServer) -> Iterator[str]:
    """A user who has to say a password."""
    rules = postgres.folder / "cluster" / "pg_hba.conf"
    before = rules.read_text()
    rules.write_text(f"host all guarded 127.0.0.1/32 scram-sha-256\n{before}")
    execute(place, "CREATE ROLE guarded LOGIN PASSWORD 'right'", "SELECT pg_reload_conf()")
    yield "guarded"
    rules.write_text(before)
    execute(place, "DROP ROLE guarded", "SELECT pg_reload_conf()")


async def test_with_another_password_it_is_said_where_to_look_and_not_which_it_was(
    ditio: DitioSession, database: str, guarded: str
) -> None:
    said = await refused(ditio, f"{named(database, guarded)}&password=wr0ng")
    assert "refuses the password; see the address, or ~/.pgpass" in said
    assert "wr0ng" not in said


async def test_without_a_server_it_is_said_to_see_that_it_runs(ditio: DitioSession, unused_port: int) -> None:
    dsn = f"postgresql://127.0.0.1:{unused_port}/ditio?user=tests"
    assert "cannot be reached" in await refused(ditio, dsn)


@pytest.fixture
async def unused_port() -> int:
    server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port: int = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    return port


async def test_without_the_right_to_make_the_schema_nothing_is_made(
    ditio: DitioSession, empty: WatchedDatabase
) -> None:
    execute(empty, "DROP ROLE IF EXISTS guest", "CREATE ROLE guest LOGIN")
    assert "grant CREATE on the database" in await refused(ditio, named(empty.address, "guest"))
    with empty.reader() as reader:
        assert not reader.ask("SELECT nspname FROM pg_namespace WHERE nspname = 'ditio'")


async def test_rights_that_are_taken_away_in_the_middle_are_missed_and_the_next_run_goes_on(
    ditio: DitioSession, place: WatchedDatabase
) -> None:
    execute(
        place,
        "DROP ROLE IF EXISTS writer",
        "CREATE ROLE writer LOGIN",
        "GRANT USAGE ON SCHEMA ditio TO writer",
        "GRANT ALL ON ALL TABLES IN SCHEMA ditio TO writer",
    )
    async with Mirror(ditio, PostgresStore(named(place.address, "writer")), chunk_limit=10, source=SOURCE) as mirror:
        said = await breaks_and_goes_on(
            mirror,
            place,
            lambda: execute(place, f"REVOKE INSERT ON ditio.{STREAM} FROM writer"),
            lambda: execute(place, f"GRANT INSERT ON ditio.{STREAM} TO writer"),
        )
    assert "gives no rights for this" in said
    execute(place, "DROP OWNED BY writer", "DROP ROLE writer")


async def test_a_database_that_is_read_only_is_said_to_be_one(ditio: DitioSession, empty: WatchedDatabase) -> None:
    name = urlsplit(empty.address).path.strip("/")
    execute(empty, f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    assert "is read-only, a standby perhaps" in await refused(ditio, empty.address)


async def test_a_connection_that_is_cut_in_the_middle_of_a_run_is_said_to_be_lost(
    ditio: DitioSession, place: WatchedDatabase
) -> None:
    async with Mirror(ditio, place.store(), chunk_limit=10, source=SOURCE) as mirror:
        said = await breaks_and_goes_on(mirror, place, place.cut)
    assert "the connection was lost; see that it runs, and run again: it goes on where it was" in said


async def test_a_server_that_is_restarted_in_the_middle_of_a_run_serves_the_next_one(
    ditio: DitioSession, place: WatchedDatabase, postgres: PostgresServer
) -> None:
    async with Mirror(ditio, place.store(), chunk_limit=10, source=SOURCE) as mirror:
        assert "cannot be reached, or the connection was lost" in await breaks_and_goes_on(
            mirror, place, postgres.restart
        )


async def test_a_server_that_hung_up_while_nothing_went_on_is_asked_over_a_new_connection(
    ditio: DitioSession, place: WatchedDatabase
) -> None:
    async with Mirror(ditio, place.store(), source=SOURCE) as mirror:
        assert (await run(mirror)).error is None
        place.cut()
        for _ in range(2):
            try:
                found = await mirror.status([STREAM])
                break
            except StoreError:
                continue  # it may be heard only when something is asked
        assert found[0].live > 100


async def test_a_statement_that_takes_too_long_is_given_up_and_the_next_run_goes_on(
    ditio: DitioSession, place: WatchedDatabase
) -> None:
    store = PostgresStore(place.address, timeout=0.2)
    with place.writer() as other:
        async with Mirror(ditio, store, chunk_limit=10, source=SOURCE) as mirror:
            said = await breaks_and_goes_on(
                mirror,
                place,
                lambda: other.execute(f"BEGIN; LOCK TABLE ditio.{STREAM} IN SHARE MODE"),
                lambda: other.execute("ROLLBACK"),
            )
    assert "does not answer in time; run again" in said


async def test_programs_that_make_a_schema_at_once_all_can(empty: WatchedDatabase) -> None:
    stores = [empty.store() for _ in range(4)]
    await asyncio.gather(*(store.open("there") for store in stores))
    for store in stores:
        await store.aclose()
