"""States of excavators, and a server that stores as many of them as it is told to."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from typing import Any

from msgspec import Struct

from ditio_async import DitioSession, Environment, ExcavatorState

from ..support.faults import CLIENT, COMPANY, SECRET, FaultServer, Seen, Step, json_answer
from .common import LONGEST_PAUSES

START = dt.datetime(2026, 3, 2, 8, tzinfo=dt.UTC)
ALL = 1_000_000


def state(
    minute: float, *, machine: str = "m1", project: str = "p1", minutes: float = 1, **more: Any
) -> ExcavatorState:
    """What a machine did before this minute of the day."""
    end = START + dt.timedelta(minutes=minute)
    given = {"start_time": end - dt.timedelta(minutes=minutes), "end_time": end, "state": "Working", **more}
    return ExcavatorState(project_id=project, machine_id=machine, **given)


def states(count: int) -> list[ExcavatorState]:
    """One a minute; none begins when another one ends."""
    return [state(minute, minutes=0.5) for minute in range(count)]


class Turn(Struct):
    """What becomes of an import: so many are stored, and then it is answered."""

    stored: int = ALL
    step: Step = json_answer([], 201)


REFUSAL = json_answer({"error": "StateInvalid", "message": "ugyldig"}, 400)


class Depot:
    """Takes states, one after another.

    Attributes:
        states: those that are stored, in the order of arrival.
        imports: how many there were in each request.
        turns: what becomes of the first imports; all others are taken.
        says: what is answered to the first questions for the newest timestamp; all others get the truth.
        kind: of which time it is.
        unwanted: machines whose states are refused, with all that comes after them in the request,
        is_atomic: or with all of the request.
    """

    def __init__(self, server: FaultServer) -> None:
        self.states: list[dict[str, Any]] = []
        self.imports: list[int] = []
        self.turns: list[Turn] = []
        self.says: list[Step] = []
        self.kind = "endTime"
        self.unwanted: set[str] = set()
        self.is_atomic = False
        self.asked = 0
        server.script(self._step)

    @property
    def minutes(self) -> list[float]:
        """When the stored states end."""
        return [(dt.datetime.fromisoformat(s["endTime"]) - START).total_seconds() / 60 for s in self.states]

    @property
    def machines(self) -> list[str]:
        return [stored["machineId"] for stored in self.states]

    @property
    def projects(self) -> list[str]:
        return [stored["projectId"] for stored in self.states]

    def newest(self, project: str) -> str | None:
        times = [s[self.kind] for s in self.states if s["projectId"] == project]
        return max(times, key=dt.datetime.fromisoformat, default=None)

    def _step(self, seen: Seen) -> Step:
        if seen.method == "GET":
            self.asked += 1
            return self.says.pop(0) if self.says else json_answer(self.newest(seen.path.rpartition("/")[2]))

        async def act(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            rows = json.loads(seen.body)
            self.imports.append(len(rows))
            turn = self.turns.pop(0) if self.turns else self._turn(rows)
            self.states += rows[: turn.stored]
            await turn.step.act(reader, writer)

        return Step(act)

    def _turn(self, rows: list[dict[str, Any]]) -> Turn:
        bad = [index for index, row in enumerate(rows) if row["machineId"] in self.unwanted]
        return Turn(0 if self.is_atomic else bad[0], REFUSAL) if bad else Turn()


def session(server: FaultServer, **kwargs: Any) -> DitioSession:
    """A session that knows where mass transport is."""
    bases = {name: f"{server.base}/{name}" for name in ("identity", "core", "reporting", "mass_transport")}
    environment = Environment(name="faults", **bases)
    return DitioSession(CLIENT, SECRET, environment=environment, company_id=COMPANY, clock=LONGEST_PAUSES, **kwargs)
