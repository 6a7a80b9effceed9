"""Files that a mirror cannot write to: each a StoreError with the cure, and what was there is intact."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

import pytest

from ditio_async import DitioSession
from ditio_async._tables.datasets import DATASETS
from ditio_async.errors import MirrorLockedError, StoreError
from ditio_async.mirror import Mirror, SqliteStore, StreamProgress
from ditio_async.sandbox import DitioSandbox

from .looks import WatchedFile
from .places import SOURCE

STREAM: Final = "time_registrations"
ROOT: Final = Path(__file__).parents[2]
AS_NOBODY: Final = """
import asyncio, os, sys
from ditio_async._tables.datasets import DATASETS
from ditio_async.errors import MirrorLockedError, StoreError
from ditio_async.mirror import SqliteStore

async def main():
    store = SqliteStore(sys.argv[1])
    try:
        await store.open("there")
    except StoreError as error:
        print(error)
    else:
        await store.aclose()

os.setgid(65534)
os.setuid(65534)
asyncio.run(main())
"""


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "ditio.db"
    assert not [thread.name for thread in threading.enumerate() if thread.name.startswith("ditio-sqlite")]


@pytest.fixture
async def ditio(sandbox: DitioSandbox) -> AsyncIterator[DitioSession]:
    async with DitioSession(**sandbox.credentials) as ditio:
        yield ditio


async def refused(ditio: DitioSession, store: SqliteStore) -> str:
    with pytest.raises(StoreError) as refusal:
        async with Mirror(ditio, store, source=SOURCE):
            pass
    return str(refusal.value)


async def failed(mirror: Mirror) -> str:
    """What the report of a run says that could not write."""
    (stream,) = (await mirror.run([STREAM])).streams
    assert isinstance(stream.error, StoreError), stream
    return str(stream.error)


def opened(path: Path) -> closing[sqlite3.Connection]:
    return closing(sqlite3.connect(path, isolation_level=None, timeout=0))


async def test_a_file_that_is_no_database_is_left_as_it_is(ditio: DitioSession, path: Path) -> None:
    path.write_text("Timelister 2026\n" * 1000)
    assert "is no SQLite database; give another path" in await refused(ditio, SqliteStore(path))
    assert path.read_text() == "Timelister 2026\n" * 1000
    assert [*path.parent.iterdir()] == [path]


async def test_a_folder_is_no_database(ditio: DitioSession, tmp_path: Path) -> None:
    assert "cannot be opened" in await refused(ditio, SqliteStore(tmp_path))


async def test_a_folder_that_is_not_there_is_not_made(ditio: DitioSession, tmp_path: Path) -> None:
    assert "see that its folder is there" in await refused(ditio, SqliteStore(tmp_path / "no" / "ditio.db"))
    assert not [*tmp_path.iterdir()]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
@pytest.mark.parametrize("what", ["file", "folder"])
def test_without_rights_it_is_said_which_to_look_at(what: str) -> None:
    folder = Path(tempfile.mkdtemp())  # pytest's own are closed to others
    try:
        path = folder / "ditio.db"
        if what == "file":
            with opened(path) as db:
                db.execute("CREATE TABLE own (id)")
            folder.chmod(0o777)
        else:
            folder.chmod(0o555)
        command = [sys.executable, "-c", AS_NOBODY, str(path)]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
        process = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert not process.stderr
        assert ("the rights of the file" if what == "file" else "its folder is there, and its rights") in process.stdout
    finally:
        shutil.rmtree(folder)


@contextmanager
def room_for(mirror: Mirror, pages: int) -> Iterator[None]:
    """The file may only grow by so much."""
    db = mirror._store._database._db  # type: ignore[attr-defined]  # a full disk, as SQLite itself plays it
    (there,) = db.execute("PRAGMA page_count").fetchone()
    db.execute(f"PRAGMA max_page_count = {there + pages}")
    try:
        yield
    finally:
        db.execute("PRAGMA max_page_count = 1000000")


async def test_with_a_full_disk_pages_that_were_written_stay_and_the_next_run_goes_on_there(
    ditio: DitioSession, path: Path
) -> None:
    place = WatchedFile(path)
    async with Mirror(ditio, place.store(), chunk_limit=10, source=SOURCE) as mirror:
        with room_for(mirror, 12):
            assert "the disk is full; make room and run again" in await failed(mirror)
        look = place.look([STREAM])
        position = look.states[STREAM]["position"]
        assert 0 < position["pages"] < 11
        assert len(look.tables[STREAM]) == sum(position["counts"].values())
        (stream,) = (await mirror.run([STREAM])).streams
    assert stream.error is None
    assert stream.resumed
    assert stream.inserted == stream.records == len(place.table(STREAM)) > 100


async def test_a_file_that_another_program_writes_to_is_waited_for_as_long_as_was_said(
    ditio: DitioSession, path: Path
) -> None:
    async with Mirror(ditio, SqliteStore(path, timeout=0.05), source=SOURCE) as mirror:
        with opened(path) as other:
            other.execute("BEGIN IMMEDIATE")
            assert "is locked by another program; run again when it has let go" in await failed(mirror)
            other.execute("ROLLBACK")
        assert (await mirror.run([STREAM])).ok
    async with Mirror(ditio, SqliteStore(path, timeout=10), source=SOURCE) as mirror:
        with opened(path) as other:
            other.execute("BEGIN IMMEDIATE")
            run = asyncio.create_task(mirror.run([STREAM]))
            done, _ = await asyncio.wait([run], timeout=0.1)
            assert not done
            other.execute("ROLLBACK")
        assert (await run).ok


async def test_a_new_file_that_another_program_holds_is_said_to_be_locked(ditio: DitioSession, path: Path) -> None:
    with opened(path) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert "is locked by another program" in await refused(ditio, SqliteStore(path, timeout=0.05))


async def test_a_damaged_page_is_said_to_be_one(ditio: DitioSession, path: Path) -> None:
    async with Mirror(ditio, SqliteStore(path), source=SOURCE) as mirror:
        assert (await mirror.run([STREAM])).ok
    with opened(path) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (root,) = db.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (STREAM,)).fetchone()
        (size,) = db.execute("PRAGMA page_size").fetchone()
    with path.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\xab" * size)
    async with Mirror(ditio, SqliteStore(path), source=SOURCE) as mirror:
        report = await mirror.run([STREAM, "projects"], full=True)
    hours, projects = report.streams
    assert isinstance(hours.error, StoreError)
    assert "is damaged; restore it, or move it away and mirror anew" in str(hours.error)
    assert projects.error is None


async def test_programs_that_make_a_file_at_once_all_can(path: Path) -> None:
    for number in range(3):
        stores = [SqliteStore(path.with_name(f"{number}.db")) for _ in range(6)]
        await asyncio.gather(*(store.open("there") for store in stores))
        for store in stores:
            await store.aclose()


async def test_a_run_that_is_broken_off_in_the_middle_leaves_no_thread(ditio: DitioSession, path: Path) -> None:
    def stop(progress: StreamProgress) -> None:
        raise KeyError(progress.pages)

    with pytest.raises(ExceptionGroup):
        async with Mirror(ditio, SqliteStore(path), chunk_limit=10, source=SOURCE) as mirror:
            await mirror.run([STREAM], on_progress=stop)
    assert WatchedFile(path).look([STREAM]).states[STREAM]["position"]["pages"] == 1


async def test_a_file_is_locked_under_all_of_its_names(ditio: DitioSession, path: Path) -> None:
    (path.parent / "other").symlink_to(path)
    async with (
        Mirror(ditio, SqliteStore(path), source=SOURCE) as mirror,
        Mirror(ditio, SqliteStore(path.parent / "other"), source=SOURCE) as other,
        mirror._store.table(DATASETS[STREAM]),
    ):
        (stream,) = (await other.run([STREAM])).streams
    assert isinstance(stream.error, MirrorLockedError)
