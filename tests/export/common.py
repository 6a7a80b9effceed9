"""What several of these tests need."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path

from ditio_async.export import ExportReport, StreamReport

from ..support.faults import Choice, Seen, Step, json_answer, page

HOURS, PROJECTS = "/reporting/v1/time-registrations", "/reporting/v1/project"
MONTHS = {"from_date_time": "2026-01-01", "to_date_time": "2026-03-31", "partition": "month"}


def paged(rows: Sequence[object], size: int) -> Choice:
    """Serves rows in pages."""

    def serve(seen: Seen) -> Step:
        at = int(seen.query.get("ContinuationToken", ["0"])[0])
        return page(rows[at : at + size], str(at + size) if at + size < len(rows) else None)

    return serve


def by_path(choices: Mapping[str, Choice]) -> Choice:
    """Serves each path in its own way."""

    def serve(seen: Seen) -> Step:
        choice = choices.get(seen.path)
        if choice is None:
            return json_answer({"message": f"no {seen.path}"}, 404)
        return choice if isinstance(choice, Step) else choice(seen)

    return serve


def rows_of(sql: str) -> list[tuple[object, ...]]:
    """What DuckDB answers. It is imported here, because it complains at the end of what is frozen by then."""
    import duckdb

    return duckdb.sql(sql).fetchall()


async def reached(event: asyncio.Event, task: asyncio.Task[object]) -> None:
    """Wait for an event, which a task that ended will not bring about."""
    waiting = asyncio.create_task(event.wait())
    await asyncio.wait({waiting, task}, return_when=asyncio.FIRST_COMPLETED)
    if not waiting.done():
        waiting.cancel()
        raise AssertionError(f"it ended: {task}")


def only(report: ExportReport) -> StreamReport:
    """The report of the only stream, which is complete."""
    (stream,) = report.streams
    assert stream.error is None, stream.error
    assert report.ok
    return stream


def names(folder: Path) -> list[str]:
    """All files in it, hidden ones too."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
