"""A Ditio that says exactly what is written down, page by page, and a mirror of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from email.utils import format_datetime
from typing import Any

from ditio_async import Clock, DitioSession
from ditio_async.mirror import Mirror, MirrorReport, StreamReport

from ..support.faults import Choice, FaultServer, Seen, Step, json_answer
from .places import SOURCE, Place

NOON = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
PATHS = {
    "time_registrations": "/v1/time-registrations",
    "absence_registrations": "/v1/absence-registrations",
    "machine_registrations": "/v1/machine-registrations",
    "payroll_lines": "/v1/payroll-lines",
    "payroll_lines_extended": "/v1/payroll-lines-extended",
    "checklist_registrations": "/v1/checklist-registrations",
    "crew_list_registrations": "/v1/crew-list-registrations",
    "images": "/v1/images",
    "flow_locations": "/v1/flow-locations",
    "projects": "/v1/project",
    "work_breakdown_structure": "/v1/project/work-breakdown-structure",
    "resources": "/v1/resource",
    "users": "/v1/user",
}
HOURS = "time_registrations"


def at(minutes: float) -> dt.datetime:
    """So many minutes after noon."""
    return NOON + dt.timedelta(minutes=minutes)


def stamp(moment: dt.datetime) -> str:
    """As the server writes it, and as it is asked."""
    return moment.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")


def row(id: object, minutes: float | None = 0, **more: object) -> dict[str, object]:
    """A record, changed so many minutes after noon."""
    return {"id": id, "modifiedDateTime": None if minutes is None else stamp(at(minutes)), **more}


def tombstone(id: str, minutes: float, **more: object) -> dict[str, object]:
    """What is left of a registration."""
    when = stamp(at(minutes))
    return {"id": id, "isDeleted": True, "deletedDateTime": when, "modifiedDateTime": when, **more}


def page(rows: Sequence[object], token: str | None = None, *, date: float | None = None) -> Step:
    """A page, answered so many minutes after noon; without a Date header unless told."""
    headers = {} if date is None else {"Date": format_datetime(at(date), usegmt=True)}
    return json_answer({"data": rows, "continuationToken": token}, headers=headers)


def refusal(words: str = "no") -> Step:
    """400."""
    return json_answer({"error": "Invalid", "message": words}, 400)


class Scripted:
    """The server's script, and a mirror that is opened for each run.

    Attributes:
        now: minutes after noon, by this machine's clock.
    """

    def __init__(self, server: FaultServer, ditio: DitioSession, place: Place) -> None:
        self.server = server
        self.ditio = ditio
        self.place = place
        self.now = 0.0
        self._pages: dict[str, list[Choice]] = {}
        server.script(self._answer)

    def says(self, stream: str, *pages: Choice) -> None:
        """What comes next; a stream that has nothing more to say gives empty pages."""
        self._pages[f"/reporting{PATHS[stream]}"] = [*pages]

    def _answer(self, seen: Seen) -> Step:
        pages = self._pages.get(seen.path)
        choice = pages.pop(0) if pages else page([])
        return choice if isinstance(choice, Step) else choice(seen)

    def asked(self, stream: str) -> list[Mapping[str, str]]:
        """The parameters of the requests for a stream since this was last asked."""
        found = [seen for seen in self.server.calls if seen.path == f"/reporting{PATHS[stream]}"]
        self.server.requests[:] = [seen for seen in self.server.requests if seen not in found]
        return [{name: value for name, (value,) in seen.query.items()} for seen in found]

    def mirror(self, **options: Any) -> Mirror:
        """A mirror, not open yet."""
        clock = Clock(wall=lambda: at(self.now).timestamp())
        options = {"source": SOURCE, "clock": clock, **options}
        return Mirror(self.ditio, self.place.store(), **options)

    async def run(self, *streams: str, options: Mapping[str, Any] | None = None, **how: Any) -> MirrorReport:
        """One run of a mirror that is opened for it."""
        async with self.mirror(**(options or {})) as mirror:
            return await mirror.run(streams, **how)

    async def hours(self, *pages: Choice, **how: Any) -> StreamReport:
        """One run of one stream, that must not fail, over these pages."""
        report = await self.attempt(*pages, **how)
        assert report.error is None
        return report

    async def attempt(self, *pages: Choice, **how: Any) -> StreamReport:
        """The same; it may fail."""
        self.says(HOURS, *pages)
        (report,) = (await self.run(HOURS, **how)).streams
        return report


def counts(report: StreamReport) -> tuple[int, int, int, int]:
    """Inserted, updated, deleted, unchanged."""
    return report.inserted, report.updated, report.deleted, report.unchanged
