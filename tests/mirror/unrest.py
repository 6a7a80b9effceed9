"""What goes on at the source while it is mirrored: things are added, changed and deleted, in every stream."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any, Final

from ditio_async.sandbox import DitioSandbox

PATHS: Final = {
    "absence_registrations": "/v1/absence-registrations",
    "machine_registrations": "/v1/machine-registrations",
    "payroll_lines_extended": "/v1/payroll-lines-extended",
    "payroll_lines": "/v1/payroll-lines",
    "checklist_registrations": "/v1/checklist-registrations",
    "incident_registrations": "/v1/incident-registrations",
    "machine_checklist_registrations": "/v1/machine-checklist-registrations",
    "machine_incident_registrations": "/v1/machine-incident-registrations",
    "crew_list_registrations": "/v1/crew-list-registrations",
    "images": "/v1/images",
    "flow_trip_registrations": "/v1/flow-trip-registrations",
    "flow_locations": "/v1/flow-locations",
    "flow_mass_types": "/v1/flow-mass-types",
}
MASTER: Final = {
    "projects": ("projects", "name"),
    "work_breakdown_structure": ("work_orders", "externalDim01"),
    "users": ("users", "workTitle"),
    "resources": ("resources", "department"),
}
"""Of what is master data: where the sandbox keeps it, and a field that may change."""

CHANGING: Final = (
    "description",
    "comment",
    "title",
    "userName",
    "employeeNumber",
    "projectName",
    "name",
    "projectNumber",
)
"""Fields of registrations, of which the first that is there is changed."""

FEWEST: Final = 16
"""Where there are no more, none is deleted."""


class Unrest:
    """Changes a sandbox.

    Attributes:
        quiet: nothing is done any more.
    """

    def __init__(self, sandbox: DitioSandbox, seed: int) -> None:
        self._state = sandbox._state
        self._sandbox = sandbox
        self._random = random.Random(seed)
        self._count = 0
        self._hours: list[str] | None = None
        self.quiet = False

    def step(self, stream: str, kinds: Sequence[str] = ("add", "change", "change", "delete")) -> None:
        """Something happens to a stream."""
        if self.quiet:
            return
        self._count += 1
        kind = self._random.choice(kinds)
        if stream == "time_registrations":
            self._hour(kind)
        elif stream in MASTER:
            self._master(stream, kind)
        else:
            self._registration(stream, kind)

    def _hour(self, kind: str) -> None:
        source = self._sandbox.time_registrations
        if self._hours is None:
            hours = self._state.hours._hours
            self._hours = [hours.id(number) for _, number in hours.full(None, None, None)]
        if kind == "add" or not self._hours:
            self._hours.append(source.add({"qty": 1.5, "description": f"added {self._count} æøå"}))
        elif kind == "change":
            source.change(self._random.choice(self._hours), {"qty": self._count / 4, "description": None})
        else:
            source.delete(self._hours.pop(self._random.randrange(len(self._hours))))

    def _registration(self, stream: str, kind: str) -> None:
        records = self._sandbox.registrations(PATHS[stream])
        there = [entity for entity in records.entities.values() if entity.deleted is None]
        one = self._random.choice(there)
        if kind == "add" or len(there) < FEWEST:
            records.add({name: value for name, value in one.fields.items() if name != "id"})
        elif kind == "change":
            name = next(name for name in CHANGING if name in one.fields)
            records.change(one.id, {name: f"changed {self._count}"})
        else:
            records.delete(one.id)

    def _master(self, stream: str, kind: str) -> None:
        where, name = MASTER[stream]
        entities: dict[str, Any] = getattr(self._state.world, where)
        there = [entity for entity in entities.values() if entity.deleted is None]
        one = self._random.choice(there)
        if kind == "delete" and len(there) >= FEWEST:
            one.deleted = self._state.now()
        else:  # new ones are for the APIs that make them
            one.fields[name] = f"changed {self._count}"
            one.modified = self._state.now()
