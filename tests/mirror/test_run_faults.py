"""What goes wrong in a run: refused and repeated tokens, rows that move, answers too short, a second mirror."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from ditio_async._tables.datasets import DATASETS
from ditio_async.errors import (
    BadRequestError,
    ContinuationRefusedError,
    MirrorLockedError,
    PaginationLoopError,
    SuspiciousShrinkError,
)
from ditio_async.mirror import Mode
from ditio_async.mirror._plan import Wish
from ditio_async.mirror._stream import StreamRun

from ..support.faults import Seen, Step, when
from ..support.stepping import Moment, cancelled_at_every_await
from .places import SOURCE, Place, PostgresPlace, SqlitePlace
from .scripted import HOURS, Scripted, at, counts, page, refusal, row, stamp, tombstone

BAD = page(["no record"])
ALL = Wish(since=None, full=True, overlap=dt.timedelta(0), full_every=dt.timedelta(0), filters={})
HOW: dict[str, Any] = {"chunk_limit": 1, "allow_shrink": False, "now": lambda: at(0), "tell": None}


async def ids(place: Place, where: str = "NOT is_deleted") -> str:
    return "".join(
        str(id) for (id,) in await place.ask(f"SELECT id FROM {place.prefix}{HOURS} WHERE {where} ORDER BY id")
    )


@pytest.mark.parametrize("resumed", [False, True])
async def test_a_refused_token_begins_the_run_anew_with_what_was_asked_for(scripted: Scripted, resumed: bool) -> None:
    await scripted.hours(page([row("z")], date=0))
    start = [page([row("a", 21)], "t1", date=20)]
    if resumed:
        await scripted.attempt(*start, BAD)
        start = []
    scripted.asked(HOURS)
    report = await scripted.hours(
        *start, refusal("unknown token"), page([row("a", 21), row("b", 22)], "t2", date=25), page([tombstone("z", 23)])
    )
    assert (report.mode, report.resumed, report.watermark) == (Mode.INCREMENTAL, False, at(25))
    assert counts(report) == (1, 0, 1, 1)
    asked = scripted.asked(HOURS)
    assert [one.get("ContinuationToken") for one in asked] == [*[None] * len(start), "t1", None, "t2"]
    assert {one["ModifiedSince"] for one in asked} == {stamp(at(-10))}
    assert await ids(scripted.place) == "ab"


async def test_a_token_that_is_refused_again_is_an_error_and_the_next_run_begins_anew(in_sqlite: Scripted) -> None:
    report = await in_sqlite.attempt(
        page([row("a")], "t1", date=0), refusal(), page([row("a")], "t2", date=1), refusal()
    )
    assert isinstance(report.error, ContinuationRefusedError)
    assert report.watermark is None
    report = await in_sqlite.hours(refusal(), page([row("a"), row("b")], date=9))
    assert (report.watermark, await ids(in_sqlite.place)) == (at(9), "ab")


def looping(seen: Seen) -> Step:
    """A B A."""
    token = seen.query.get("ContinuationToken", ["start"])[0]
    return page([row(token[-1], 30)], {"start": "A", "A": "B", "B": "A"}[token], date=30)


def same(seen: Seen) -> Step:
    """Always the same token."""
    return page([row("s", 30)], "A", date=30)


def empty(seen: Seen) -> Step:
    """Nothing, with a new token each time."""
    token = int(seen.query.get("ContinuationToken", ["0"])[0])
    return page([], str(token + 1), date=30)


@pytest.mark.parametrize(("leads", "requests"), [(looping, 3), (same, 2), (empty, 100)])
async def test_a_server_that_leads_in_circles_does_not_move_the_watermark(
    scripted: Scripted, leads: object, requests: int
) -> None:
    await scripted.hours(page([row("z")], date=0))
    scripted.asked(HOURS)
    report = await scripted.attempt(*[leads] * 200)  # type: ignore[list-item]  # steps
    assert isinstance(report.error, PaginationLoopError)
    assert report.watermark == at(0)
    assert len(scripted.asked(HOURS)) == requests
    scripted.now = 60
    report = await scripted.hours(page([row("y", 31)], date=60))
    assert report.watermark == at(30)
    assert "z" in await ids(scripted.place)


async def test_rows_that_move_between_pages_are_right_after_the_next_run(scripted: Scripted) -> None:
    """While a full run reads, b moves to where it has been, and c behind: b does not come, c comes twice."""
    rows = [row(id, 0, qty=1) for id in "abcd"]
    await scripted.hours(page(rows, date=0))
    moved = [row("b", 61, qty=2), row("c", 62, qty=2)]
    pages = [page([rows[0], rows[2]], "t", date=60), page([moved[1], rows[3]], date=64)]
    report = await scripted.hours(*pages, full=True)
    assert (counts(report), report.watermark) == ((0, 1, 1, 3), at(60))
    await scripted.hours(page([moved[1], moved[0]], date=70))
    table = await scripted.place.ask(f"SELECT id, qty, is_deleted FROM {scripted.place.prefix}{HOURS} ORDER BY id")
    assert table == [("a", 1, 0), ("b", 2, 0), ("c", 2, 0), ("d", 1, 0)]


async def test_deletions_that_come_before_their_rows_hold_over_runs(scripted: Scripted) -> None:
    await scripted.hours(page([row("z")], date=0))
    await scripted.hours(page([tombstone("a", 22)], "t", date=20), page([row("a", 21)], date=20))
    await scripted.hours(page([row("a", 21)], date=40))
    assert await ids(scripted.place) == "z"
    await scripted.hours(page([row("a", 21), row("z")], date=60), full=True)
    assert await ids(scripted.place, "is_deleted") == "a"


@pytest.mark.parametrize("left", ["", "a", "abc"])
async def test_a_full_run_that_brings_less_than_half_is_refused_and_takes_nothing(
    scripted: Scripted, left: str
) -> None:
    await scripted.hours(page([row(id) for id in "abcdefg"], date=0))
    report = await scripted.attempt(page([], "t", date=20), page([row(id) for id in left], date=21), full=True)
    assert isinstance(report.error, SuspiciousShrinkError)
    assert "of 7 rows" in str(report.error)
    assert "allow_shrink=True" in str(report.error)
    assert report.watermark == at(0)
    assert await ids(scripted.place) == "abcdefg"
    report = await scripted.hours(page([row(id) for id in "abcdefg"], date=40), full=True)
    assert (report.resumed, report.unchanged) == (False, 7)


@pytest.mark.parametrize("left", ["", "a"])
async def test_what_was_allowed_to_shrink_does(scripted: Scripted, left: str) -> None:
    await scripted.hours(page([row(id) for id in "abcdefg"], date=0))
    report = await scripted.hours(page([row(id) for id in left], date=20), full=True, allow_shrink=True)
    assert (report.deleted, report.watermark) == (7 - len(left), at(20))
    assert await ids(scripted.place) == left


async def test_half_of_the_rows_is_enough(scripted: Scripted) -> None:
    await scripted.hours(page([row(id) for id in "abcd"], date=0))
    assert (await scripted.hours(page([row(id) for id in "ab"], date=20), full=True)).deleted == 2


async def test_an_incremental_run_without_rows_is_no_shrinking(scripted: Scripted) -> None:
    await scripted.hours(page([row(id) for id in "abcd"], date=0))
    assert counts(await scripted.hours(page([], date=20))) == (0, 0, 0, 0)
    assert await ids(scripted.place) == "abcd"


@pytest.mark.parametrize("moment", ["waiting", "woken"])
async def test_a_run_that_is_cancelled_anywhere_leaves_nothing_and_the_next_one_goes_on(
    scripted: Scripted, moment: Moment
) -> None:
    rows = [row(id) for id in "abcd"]

    def served(seen: Seen) -> Step:
        token = seen.query.get("ContinuationToken", ["0"])[0]
        return page([rows[int(token)]], str(int(token) + 1) if int(token) < 3 else None, date=0)

    async def run() -> None:
        """In one task, as each stream of a run has one."""
        store = scripted.place.store()
        await store.open(SOURCE)
        try:
            report = await StreamRun(scripted.ditio, store, DATASETS[HOURS], ALL, **HOW).run()
        finally:
            await store.aclose()
        assert report.error is None, report

    async def remembered() -> int | None:
        """How many pages of the run that did not end were written."""
        states = await scripted.place.ask(f"SELECT state FROM {scripted.place.prefix}mirror_state")
        position = json.loads(str(states[0][0]))["position"] if states else {"pages": 0}
        return position["pages"] if position else None

    async with scripted.mirror() as mirror:
        await mirror.reset(HOURS)
    reached: set[str] = set()
    scripted.says(HOURS, *[served] * 4000)
    async for step in cancelled_at_every_await(run, moment):
        there = await ids(scripted.place)
        reached.add(there)
        assert await remembered() in {len(there), None if there == "abcd" else 0}
        assert "abcd".startswith(there)
        if step % 8 == 0:
            await run()
            assert await ids(scripted.place) == "abcd"
        for table in (HOURS, "mirror_state", "mirror_seen"):
            await scripted.place.execute(f"DELETE FROM {scripted.place.prefix}{table}")
    assert reached == {"", "a", "ab", "abc", "abcd"}


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


async def test_a_400_to_the_first_page_is_no_refused_token(in_sqlite: Scripted) -> None:
    report = await in_sqlite.attempt(refusal("bad filter"))
    assert type(report.error) is BadRequestError
    assert len(in_sqlite.asked(HOURS)) == 1
