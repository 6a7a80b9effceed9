"""The server that the tests start for themselves, and stop again."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import asyncpg
import pytest

from ..support import postgres_programs
from ..support.postgres import PostgresServer, needed_programs, new_database

PROGRAM = """
import time
from tests.support.postgres import PostgresServer, needed_programs
with PostgresServer(needed_programs()) as server:
    print(server.port, server.folder, flush=True)
    time.sleep(60)
"""


CUT = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError)
"""What a connection that was cut may raise, by whether the driver has noticed yet."""


def taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


async def ask(dsn: str, query: str) -> object:
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


def runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def test_a_server_starts_and_answers_and_leaves_nothing() -> None:
    with PostgresServer(needed_programs()) as server:
        assert await ask(server.dsn(), "SELECT 6 * 7") == 42
        pid, folder = server.pid, server.folder
        assert runs(pid)
    assert not runs(pid)
    assert not folder.exists()
    assert not taken(server.port)


def test_a_server_that_cannot_start_says_why_and_leaves_nothing() -> None:
    server = PostgresServer(needed_programs())
    server.port = 0
    with pytest.raises(AssertionError, match='0 is outside the valid range for parameter "port"'), server:
        pass
    assert not server.folder.exists()


def test_a_server_does_not_outlive_tests_that_are_killed() -> None:
    needed_programs()
    root = Path(__file__).parents[2]
    with subprocess.Popen([sys.executable, "-c", PROGRAM], cwd=root, stdout=subprocess.PIPE, text=True) as tests:
        assert tests.stdout is not None
        port, folder = tests.stdout.readline().split()
        assert taken(int(port))
        tests.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 20
    while Path(folder).exists():
        assert time.monotonic() < deadline, "it runs on"
        time.sleep(0.02)
    assert not taken(int(port))


async def test_a_restart_cuts_connections_and_keeps_what_was_committed(postgres: PostgresServer, database: str) -> None:
    connection = await asyncpg.connect(database)
    await connection.execute("CREATE TABLE kept AS SELECT 1 AS id")
    postgres.restart()
    with pytest.raises(CUT):
        await connection.execute("TABLE kept")
    assert await ask(database, "SELECT id FROM kept") == 1


async def test_the_connections_with_one_database_can_be_cut(postgres: PostgresServer, database: str) -> None:
    cut, other = await asyncpg.connect(database), await asyncpg.connect(postgres.dsn())
    await postgres.kill_backends(database)
    with pytest.raises(CUT):
        await cut.execute("SELECT 1")
    assert await other.fetchval("SELECT 1") == 1
    await other.close()


def test_a_database_is_empty_and_goes_with_its_connections(postgres: PostgresServer) -> None:
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as own:
        with new_database(postgres) as dsn:
            connection = own.run(asyncpg.connect(dsn))
            own.run(connection.execute("CREATE TABLE left_behind ()"))
        with pytest.raises(CUT):
            own.run(connection.execute("SELECT 1"))
        with new_database(postgres) as dsn:
            assert own.run(ask(dsn, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")) == 0
        assert own.run(ask(postgres.dsn(), "SELECT count(*) FROM pg_database WHERE datname LIKE 'test%'")) == 0


@pytest.mark.parametrize(("ci", "end"), [("", pytest.skip.Exception), ("true", pytest.fail.Exception)])
def test_without_a_server_the_tests_are_skipped_but_fail_in_ci(
    monkeypatch: pytest.MonkeyPatch, ci: str, end: type[BaseException]
) -> None:
    monkeypatch.setenv("CI", ci)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(postgres_programs, "PLACES", ())
    with pytest.raises(end, match="install the package `postgresql`"):
        needed_programs()


def test_the_newest_server_is_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for version in ("9.6", "15", "16"):
        (tmp_path / version / "bin").mkdir(parents=True)
    for version in ("9.6", "15"):
        for name in ("initdb", "postgres"):
            (tmp_path / version / "bin" / name).touch(mode=0o755)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(postgres_programs, "PLACES", (f"{tmp_path}/*/bin",))
    assert postgres_programs.programs() == tmp_path / "15" / "bin"
