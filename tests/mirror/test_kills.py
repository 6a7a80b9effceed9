"""Programs that mirror are killed at random moments, while things change: what is there is what checkpoints say."""

from __future__ import annotations

import asyncio
import random
import subprocess
import time
from collections.abc import Callable
from typing import Final

import aiohttp
import pytest

from ditio_async.sandbox import DitioSandbox

from ..support.postgres import PostgresServer
from .child import HEADER
from .children import started
from .ledger import Ledger
from .looks import Watched, WatchedDatabase
from .unrest import Unrest
from .witness import Witness, token_of

STREAMS: Final = (
    "time_registrations",
    "absence_registrations",
    "checklist_registrations",
    "flow_trip_registrations",
    "flow_locations",
    "users",
)
FEW_RECORDS: Final = 15
"""A page."""
PATIENCE: Final = 30


class Killing:
    """Programs that mirror from one sandbox into one place, one after the other.

    Args:
        most: pages after which one is killed.
    """

    def __init__(self, sandbox: DitioSandbox, place: Watched, seed: int, most: int) -> None:
        self._sandbox = sandbox
        self._place = place
        self._most = most
        self._random = random.Random(seed)
        self._unrest = Unrest(sandbox, seed)
        self._number = 0
        self.ledger = Ledger(self._change)
        self.errors: list[str] = []

    def _change(self, _: str) -> None:
        for _ in range(2):
            stream = self._random.choice(STREAMS)
            few = stream == "flow_locations"  # of which more than half must not go between two runs
            self._unrest.step(
                stream, ["change"] * 9 + ["add", "delete"] if few else ["add", "change", "change", "delete"]
            )

    def start(self) -> subprocess.Popen[str]:
        """Another program."""
        self._number += 1
        self.ledger.child = str(self._number)
        return started(self._sandbox, self._place, self.ledger.child, FEW_RECORDS, STREAMS)

    def once(self, end: Callable[[], None] = lambda: None) -> None:
        """Let one run for some pages, do something, kill it, and look at what it has left.

        Args:
            end: what is done to the database; the program may find that it cannot go on, and say so.
        """
        program = self.start()
        enough, deadline = self.ledger.pages + self._random.randrange(1, self._most), time.monotonic() + PATIENCE
        while self.ledger.pages < enough and program.poll() is None:
            assert time.monotonic() < deadline, "no more pages are asked for"
            time.sleep(0.001)
        time.sleep(self._random.random() / 100)
        assert program.poll() is None, program.communicate()
        end()
        program.kill()
        _, error = program.communicate()
        self.ledger.child = "none"
        if error:
            self.errors.append(error)
        self.look()

    def look(self) -> None:
        """See whether what is there is what the checkpoint says."""
        self._place.rest()
        look = self._place.look(STREAMS)
        for stream in STREAMS:
            wrong = self.ledger.differences(stream, look.tables[stream], look.states.get(stream))
            assert not wrong, f"{stream}, after program {self._number}: {wrong}"

    def end(self) -> None:
        """Nothing changes any more: after one run, all is as it is at the source."""
        self._unrest.quiet = True
        program, runs = self.start(), 3
        deadline = time.monotonic() + PATIENCE
        while self.ledger.ended(runs) < len(STREAMS):
            assert program.poll() is None, program.communicate()
            assert time.monotonic() < deadline, "the last run does not end"
            time.sleep(0.01)
        program.kill()
        program.communicate()
        self.look()
        asyncio.run(self._compare())

    async def _compare(self) -> None:
        look = self._place.look(STREAMS)
        async with aiohttp.ClientSession() as http:
            http.headers["Authorization"] = f"Bearer {await token_of(http, self._sandbox)}"
            for stream in STREAMS:
                source = Witness(stream)
                await source.run(http, str(self._sandbox.environment.reporting))
                live = {id: row for id, row in look.tables[stream].items() if not row["is_deleted"]}
                assert not source.differences(live), stream
        assert any(row["is_deleted"] for rows in look.tables.values() for row in rows.values())


def killed(
    place: Watched, times: int, *, seed: int, most: int = 120, disturb: Callable[[int], None] = lambda _: None
) -> Killing:
    with DitioSandbox(records=150) as sandbox:
        killing = Killing(sandbox, place, seed, most)
        with killing.ledger.keeping(HEADER):
            for number in range(times):
                killing.once(lambda number=number: disturb(number))
            killing.end()
        return killing


def test_a_mirror_that_is_killed_has_what_its_checkpoint_says(place: Watched) -> None:
    killed(place, 3, seed=3, most=60)


@pytest.mark.long
@pytest.mark.timeout(1200)
def test_a_mirror_that_is_killed_a_hundred_times_has_what_its_checkpoint_says(place: Watched) -> None:
    killing = killed(place, 100, seed=4)
    assert killing.ledger.middles > 100
    assert not killing.errors


@pytest.mark.long
@pytest.mark.timeout(1200)
def test_a_mirror_whose_server_goes_away_has_what_its_checkpoint_says(postgres: PostgresServer, database: str) -> None:
    place = WatchedDatabase(database)

    def disturb(number: int) -> None:
        if number % 3:
            place.cut()
        else:
            postgres.restart()
        time.sleep(number / 100)  # it may go on, as far as it can

    killing = killed(place, 30, seed=5, disturb=disturb)
    assert killing.errors
    assert {error.split()[-1] for error in killing.errors} == {"StoreError"}, killing.errors
