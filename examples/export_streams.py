"""Export six streams at once to JSON Lines, a file for each; run it again to go on where it was interrupted.

    python export_streams.py export 2026-01-01 2026-01-31

A line is a record with every field that the server sent. A stream that fails does not stop the others. What is complete
is not read again; delete the checkpoints to begin anew.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from importlib.util import find_spec
from pathlib import Path
from time import monotonic
from typing import TypeAlias

from msgspec import Raw
from resumable_file import CannotGoOnError, Place, ResumableFile

from ditio_async import DitioError, DitioSession, Page, Stream

Tell: TypeAlias = Callable[[str, Place, float | None], None]
"""Is told of a stream's name, the place of its file and, where that is known, the fraction that is through."""


def streams(ditio: DitioSession, start: str, end: str, size: int) -> dict[str, Stream[Raw]]:
    """What is exported. Checklists, incidents and users have no date window: they come whole."""
    read = ditio.reporting
    return {
        "hours": read.time_registrations(from_date_time=start, to_date_time=end, chunk_limit=size).raw(),
        "absences": read.absence_registrations(from_date_time=start, to_date_time=end, chunk_limit=size).raw(),
        "machines": read.machine_registrations(from_date_time=start, to_date_time=end, chunk_limit=size).raw(),
        "checklists": read.checklist_registrations(chunk_limit=size).raw(),
        "incidents": read.incident_registrations(chunk_limit=size).raw(),
        "users": read.users(chunk_limit=size).raw(),
    }


def append(file: ResumableFile, page: Page[Raw]) -> None:
    """Write a page, a record a line. A line break in JSON is only layout, never in a text."""
    lines = [bytes(record).translate(None, b"\r\n") + b"\n" for record in page.records]
    file.append(b"".join(lines), len(lines), page.bookmark)


async def export(name: str, stream: Stream[Raw], file: ResumableFile, tell: Tell) -> None:
    """Add the pages that are not in the file yet. The next ones come while one is written."""
    async with stream.ahead(pages=2, resume_from=file.place.bookmark) as records:
        pages = records.pages()
        async for page in pages:
            await asyncio.to_thread(append, file, page)
            tell(name, file.place, pages.progress.fraction)


async def export_all(folder: Path, start: str, end: str, size: int, tell: Tell) -> dict[str, Exception]:
    """Export all streams side by side.

    Returns:
        What went wrong, by the name of the stream.
    """
    failed: dict[str, Exception] = {}

    async def one(name: str, stream: Stream[Raw]) -> None:
        try:
            file = ResumableFile(folder / f"{name}.jsonl", f"{start} to {end}")
            tell(name, file.place, None)
            if not file.place.done:
                await export(name, stream, file, tell)
        except (DitioError, CannotGoOnError, OSError) as error:
            failed[name] = error

    async with DitioSession.from_env() as ditio:
        wanted = streams(ditio, start, end, size)
        async with asyncio.TaskGroup() as group:
            for name, stream in wanted.items():
                group.create_task(one(name, stream))
    return failed


def said(place: Place) -> str:
    """How far a file is, in words."""
    return f"{place.records:,} records, {place.pages:,} pages, {place.size / 1e6:,.1f} MB"


@contextmanager
def bars() -> Generator[Tell, None, None]:
    """A bar for each stream, where there is a terminal and rich is installed."""
    from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

    columns = TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[said]}"), TimeElapsedColumn()
    with Progress(*columns) as progress:
        rows: dict[str, TaskID] = {}

        def tell(name: str, place: Place, fraction: float | None) -> None:
            if name not in rows:
                rows[name] = progress.add_task(name, total=None, said="")
            through = 1.0 if place.done else fraction
            total = None if through is None else 1.0
            progress.update(rows[name], total=total, completed=through or 0.0, said=said(place))

        yield tell


@contextmanager
def lines() -> Generator[Tell, None, None]:
    """A line for each stream when it is complete, and every few seconds until then."""
    told: dict[str, float] = {}

    def tell(name: str, place: Place, _: float | None) -> None:
        if place.done or monotonic() - told.setdefault(name, monotonic()) > 5:
            told[name] = monotonic()
            print(f"{name}: {said(place)}{', complete' if place.done else ''}", flush=True)

    yield tell


def display() -> AbstractContextManager[Tell]:
    """What there is to show progress with."""
    return bars() if sys.stdout.isatty() and find_spec("rich") else lines()


def main() -> int:
    """Run the program.

    Returns:
        0, 1 where a stream failed, 130 where Ctrl-C was pressed.
    """
    parser = argparse.ArgumentParser(description="Export six streams of Ditio to JSON Lines.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("start", help="first day, 2026-01-01")
    parser.add_argument("end", help="last day, 2026-01-31")
    parser.add_argument("--page", type=int, default=2500, metavar="RECORDS", help="records a page (default 2500)")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    try:
        with display() as tell:
            failed = asyncio.run(export_all(given.folder, given.start, given.end, given.page, tell))
    except KeyboardInterrupt:
        print("Interrupted. Run the same command again to go on from here.", file=sys.stderr)
        return 130
    for name, error in failed.items():
        print(f"{name} failed: {error}", file=sys.stderr)
    if failed:
        print("Run the same command again to go on with what is not complete.", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
