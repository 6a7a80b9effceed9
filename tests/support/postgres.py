"""A private PostgreSQL server, and databases in it that live for one test."""

from __future__ import annotations

import asyncio
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import randbelow, token_hex
from typing import Any, Self
from urllib.parse import urlsplit

import asyncpg
import pytest

from .postgres_programs import programs

USER = "tests"
PATIENCE = 30.0
"""Seconds in which the server must be ready, or have stopped."""

MISSING = (
    "there is no PostgreSQL server on this machine: install the package `postgresql` "
    "(apt-get), `postgresql-server` (dnf) or the formula `postgresql` (brew), or put its initdb on the path"
)
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "timezone": "UTC",
}
# The shell becomes the server. Its child ends the server and takes the folder away when the pipe ends without a word,
# as it does when the tests are killed.
GUARDED = """
guard() {
    read -r word && return
    kill -INT $$
    tries=0
    while [ -e cluster/postmaster.pid ] && [ $tries -lt 300 ]; do sleep 0.1; tries=$((tries + 1)); done
    rm -rf "$0"
}
exec 3<&0
guard <&3 >/dev/null 2>&1 &
exec "$@" 3<&- </dev/null
"""


class PostgresServer:
    """A server with a cluster of its own, which does not outlive the tests, and does without safety against power cuts.

    Attributes:
        folder: what it has on the disk: its cluster, its socket, and its log.
        port: on 127.0.0.1; the same after a restart.
    """

    def __init__(self, binaries: Path) -> None:
        self._binaries = binaries
        self._as_user: dict[str, Any] = {}
        self._process: subprocess.Popen[bytes] | None = None
        self.folder = Path(tempfile.mkdtemp(prefix="ditio-pg-"))
        self.port = _free_port()

    def __enter__(self) -> Self:
        try:
            self._make_cluster()
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self.stop()
        finally:
            shutil.rmtree(self.folder)

    @property
    def pid(self) -> int:
        """The server's own process."""
        assert self._process is not None, "the server does not run"
        return self._process.pid

    def dsn(self, database: str = "postgres") -> str:
        """Where a driver finds a database."""
        return f"postgresql://127.0.0.1:{self.port}/{database}?user={USER}"

    def start(self) -> None:
        """Start, and wait until it takes connections."""
        settings = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
        places = ["-D", self._cluster, "-p", str(self.port), "-k", self.folder]
        server = [self._binaries / "postgres", *places, *settings]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                ["/bin/sh", "-c", GUARDED, self.folder, *server],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,  # the terminal's Ctrl-C is for the tests alone
                **self._as_user,
            )
        deadline = time.monotonic() + PATIENCE
        while not self._ready():
            assert self._process.poll() is None, f"the server has died:\n{self._log.read_text()}"
            assert time.monotonic() < deadline, f"the server is not ready in time:\n{self._log.read_text()}"
            time.sleep(0.01)

    def stop(self) -> None:
        """Stop, with whatever is under way rolled back and every connection cut."""
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(signal.SIGINT)
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.communicate(b"stopped\n")  # there is nothing left to guard

    def restart(self) -> None:
        """Cut every connection, and come back at the same port."""
        self.stop()
        self.start()

    async def execute(self, statement: str) -> None:
        """Run one statement, outside of a transaction and of the tests' databases."""
        connection = await asyncpg.connect(self.dsn(), ssl=False)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    async def kill_backends(self, dsn: str) -> None:
        """Cut the connections with one database."""
        database = urlsplit(dsn).path.strip("/")
        await self.execute(f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{database}'")

    @property
    def _cluster(self) -> Path:
        return self.folder / "cluster"

    @property
    def _log(self) -> Path:
        return self.folder / "log"

    def _make_cluster(self) -> None:
        if os.geteuid() == 0:  # which PostgreSQL refuses to run as
            user = pwd.getpwnam("nobody")
            os.chown(self.folder, user.pw_uid, user.pw_gid)
            self._as_user = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        self._as_user |= {"cwd": self.folder, "env": {**os.environ, "LC_ALL": "C"}}
        options = ["--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", f"--username={USER}"]
        command = [self._binaries / "initdb", "-D", self._cluster, *options]
        done = subprocess.run(command, capture_output=True, text=True, check=False, **self._as_user)
        assert done.returncode == 0, f"initdb has failed:\n{done.stdout}{done.stderr}"

    def _ready(self) -> bool:
        """Whether the server says so; a file that an earlier one has left does not count."""
        try:
            lines = (self._cluster / "postmaster.pid").read_text().split()
        except FileNotFoundError:
            return False
        return bool(lines) and lines[0] == str(self.pid) and lines[-1] == "ready"


def _free_port() -> int:
    """A port that is free, below those that systems hand out by themselves, so that a restart finds it free again."""
    while True:
        port = 15_000 + randbelow(15_000)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port


def needed_programs() -> Path:
    """PostgreSQL's programs; without them a test is skipped, but fails in CI."""
    if found := programs():
        return found
    if os.environ.get("CI"):
        pytest.fail(MISSING)
    pytest.skip(MISSING)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """The server of this process's tests, started when the first of them asks for it."""
    with PostgresServer(needed_programs()) as server:
        yield server


@contextmanager
def new_database(server: PostgresServer, template: str = "template0") -> Iterator[str]:
    """The DSN of a new database, empty unless told otherwise, dropped in the end with whatever is still connected."""
    name = f"test_{token_hex(6)}"
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as own:  # the test's own time may not be real
        own.run(server.execute(f"CREATE DATABASE {name} TEMPLATE {template}"))
        try:
            yield server.dsn(name)
        finally:
            own.run(server.execute(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
def database(postgres: PostgresServer) -> Iterator[str]:
    """The DSN of a database for this test alone."""
    with new_database(postgres) as dsn:
        yield dsn
