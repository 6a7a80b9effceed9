"""Disks that are really full: what was written stays, and when there is room the next run goes on."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import psycopg
import pytest

from ditio_async import DitioSession
from ditio_async.errors import StoreError
from ditio_async.mirror import Mirror
from ditio_async.sandbox import DitioSandbox

from ..support.postgres import PostgresServer
from .looks import Watched, WatchedDatabase, WatchedFile
from .places import SOURCE

STREAM: Final = "absence_registrations"
ROOM: Final = {"sqlite": 2, "postgresql": 40}
"""Megabytes of a disk that one empty mirror fits on."""
REST: Final = 160_000
"""Bytes that are left on it."""

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount")


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def disk(kind: str) -> Iterator[Path]:
    """A small one, in a folder that a server of another user can come to."""
    folder = Path(tempfile.mkdtemp(prefix="ditio-disk-"))
    try:
        command = ["mount", "-t", "tmpfs", "-o", f"size={ROOM[kind]}m", "tmpfs", folder]
        if subprocess.call(command, stderr=subprocess.DEVNULL):
            pytest.skip("this machine does not let anybody mount")
        yield folder
        subprocess.check_call(["umount", folder])
    finally:
        folder.rmdir()


@pytest.fixture
def place(request: pytest.FixtureRequest, disk: Path, kind: str) -> Iterator[Watched]:
    """On that disk."""
    if kind == "sqlite":
        yield WatchedFile(disk / "ditio.db")
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    owner, folder = server.folder.stat(), disk / "space"
    folder.mkdir()
    os.chown(folder, owner.st_uid, owner.st_gid)
    with psycopg.connect(server.dsn(), autocommit=True) as db:
        db.execute(f"CREATE TABLESPACE small LOCATION '{folder}'")
        db.execute("CREATE DATABASE small TEMPLATE template0 TABLESPACE small")
        yield WatchedDatabase(server.dsn("small"))
        db.execute("DROP DATABASE small WITH (FORCE)")
        db.execute("DROP TABLESPACE small")


async def test_what_was_written_stays_and_when_there_is_room_the_next_run_goes_on(
    sandbox: DitioSandbox, place: Watched, disk: Path
) -> None:
    filler = disk / "filler"
    async with (
        DitioSession(**sandbox.credentials) as ditio,
        Mirror(ditio, place.store(), chunk_limit=20, source=SOURCE) as mirror,
    ):
        space = os.statvfs(disk)
        filler.write_bytes(bytes(space.f_bavail * space.f_frsize - REST))
        (failed,) = (await mirror.run([STREAM])).streams
        assert isinstance(failed.error, StoreError)
        assert "disk is full; make room and run again: what was there is intact" in str(failed.error)
        look = place.look([STREAM])
        position = look.states[STREAM]["position"]
        assert position["pages"] > 0
        assert len(look.tables[STREAM]) == sum(position["counts"].values())
        filler.unlink()
        (stream,) = (await mirror.run([STREAM])).streams
    assert (stream.error, stream.resumed) == (None, True)
    assert stream.inserted == len(place.table(STREAM)) > 200
