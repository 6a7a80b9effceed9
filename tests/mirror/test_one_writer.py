"""One writer for each stream: the second is turned away, in this process and in others."""

from __future__ import annotations

import asyncio
import errno
import fcntl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ditio_async.errors import MirrorLockedError, StoreError

from ..support.faults import Seen, Step, when
from .places import Place, PostgresPlace, SqlitePlace
from .scripted import HOURS, Scripted, page, row


async def test_a_second_mirror_of_a_stream_is_turned_away_and_others_are_not(scripted: Scripted) -> None:
    go, reached = asyncio.Event(), asyncio.Event()

    def held(_: Seen) -> Step:
        reached.set()
        return when(go, page([row("a")], date=0))

    scripted.says(HOURS, held)
    async with scripted.mirror() as first, scripted.mirror() as second:
        task = asyncio.ensure_future(first.run([HOURS]))
        await reached.wait()
        locked, free = (await second.run([HOURS, "projects"])).streams
        assert isinstance(locked.error, MirrorLockedError)
        assert free.error is None
        for refused in (second.reset(HOURS), second.promote(HOURS, "x"), first.reset(HOURS)):
            with pytest.raises(MirrorLockedError, match="another mirror writes to time_registrations"):
                await refused
        (status,) = await second.status([HOURS])
        assert (status.live, status.watermark) == (0, None)
        go.set()
        assert (await task).ok
        assert (await second.run([HOURS])).ok


PROGRAM = """
import asyncio, sys
from ditio_async._tables.datasets import DATASETS
from tests.mirror.places import SOURCE, PostgresPlace, SqlitePlace

async def main(kind, where):
    store = (SqlitePlace if kind == "SqlitePlace" else PostgresPlace)(where).store()
    await store.open(SOURCE)
    async with store.table(DATASETS["time_registrations"]):
        print("locked", flush=True)
        await asyncio.to_thread(sys.stdin.read)
    await store.aclose()

asyncio.run(main(*sys.argv[1:]))
"""


@contextmanager
def other_process(place: Place) -> Iterator[subprocess.Popen[str]]:
    """One that has the lock until its input ends."""
    where = place.path if isinstance(place, SqlitePlace) else place.dsn if isinstance(place, PostgresPlace) else ""
    command = [sys.executable, "-c", PROGRAM, type(place).__name__, str(where)]
    root = Path(__file__).parents[2]
    with subprocess.Popen(command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        yield other


async def test_a_second_process_is_turned_away_until_the_first_has_ended(scripted: Scripted) -> None:
    with other_process(scripted.place) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        assert await asyncio.to_thread(other.stdout.readline) == "locked\n"
        assert isinstance((await scripted.attempt(page([], date=0))).error, MirrorLockedError)
        other.stdin.close()
        await asyncio.to_thread(other.wait)
    assert (await scripted.attempt(page([], date=0))).error is None


async def test_a_disk_that_has_no_locks_is_an_error_of_the_store(
    in_sqlite: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    def flock(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", flock)
    report = await in_sqlite.attempt(page([]))
    assert isinstance(report.error, StoreError)
    assert "cannot be locked" in str(report.error)
