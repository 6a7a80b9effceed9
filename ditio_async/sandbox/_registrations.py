"""The registrations beside the hours: which streams there are, and what is kept of each."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from msgspec import Struct

from . import _crew, _images, _machine_hours, _mass_haul, _payroll
from ._absence_days import absences
from ._checklists import checklists, machine_checklists
from ._entities import Deletions, Entities, Keep, Shape, everything
from ._files import File, Files
from ._incidents import incidents, machine_incidents
from ._query import Query
from ._records import Records
from ._routes import Call
from ._site import Ground, Maker, Registration, Site
from ._streams import Facts, Stream
from ._world import Entity, Fields, World, millis_of

OwnFilter: TypeAlias = Callable[[Query, dt.date], Keep]
"""Reads the parameters that only one stream has, given the day that it is; refuses what makes no sense."""


class Kind(Struct, frozen=True):
    """A stream of registrations.

    Attributes:
        date: the field that the window is on, if there is one.
        deletions: those of payroll lines and trips are not documented, and the sandbox's own choice.
        fields: which of a registration's fields it shows; all of them where none are named.
    """

    make: Maker
    date: str | None = None
    deletions: Deletions = "tombstone"
    incremental: bool = True
    keep: OwnFilter | None = None
    fields: Sequence[str] = ()


KINDS: Final[Mapping[str, Kind]] = {
    "/v1/absence-registrations": Kind(absences, "date"),
    "/v1/machine-registrations": Kind(_machine_hours.machine_hours, "stopDateTime", keep=_machine_hours.both_ends),
    "/v1/payroll-lines": Kind(_payroll.days, "transDateTime", "none", fields=_payroll.PLAIN),
    "/v1/payroll-lines-extended": Kind(_payroll.days, "transDateTime", keep=_payroll.extended),
    "/v1/checklist-registrations": Kind(checklists, deletions="last"),
    "/v1/incident-registrations": Kind(incidents),
    "/v1/machine-checklist-registrations": Kind(machine_checklists, deletions="last"),
    "/v1/machine-incident-registrations": Kind(machine_incidents),
    "/v1/crew-list-registrations": Kind(_crew.passages, "checkInDateTime", keep=_crew.chosen_passages),
    "/v1/images": Kind(_images.images, "createdDateTime", "none", keep=_images.of_sources),
    "/v1/flow-trip-registrations": Kind(_mass_haul.trips, "loadDateTime"),
    "/v1/flow-locations": Kind(_mass_haul.locations, deletions="none", incremental=False),
    "/v1/flow-mass-types": Kind(_mass_haul.mass_types, deletions="none", incremental=False),
}


class Registrations:
    """All of them; each kind is made from the seed when it is first asked for."""

    def __init__(self, world: World, seed: int, now: Callable[[], int], today: Callable[[], dt.date]) -> None:
        self._world = world
        self._ground = Ground.of(world)
        self._seed = seed
        self._now = now
        self._today = today
        self._files = Files()
        self._made: dict[Maker, Records] = {}

    def file(self, id: str) -> File | None:
        """A file of a registration; all of them are made before it is said that there is none."""
        if self._files.get(id) is None:
            for kind in KINDS.values():
                self.records(kind.make)
        return self._files.get(id)

    def of(self, path: str) -> Records:
        """What a stream hands out."""
        return self.records(KINDS[path].make)

    def records(self, make: Maker) -> Records:
        """What a maker made, and what was done to it since."""
        if make not in self._made:
            site = Site(self._ground, f"{self._seed} {make.__qualname__}", self._files, self._others)
            dated = next((kind.date for kind in KINDS.values() if kind.make is make), None)
            self._made[make] = Records(make(site), dated, site, self._now)
        return self._made[make]

    def streams(self) -> Iterator[Stream]:
        """Their addresses."""
        for path, kind in KINDS.items():
            yield Stream(path, functools.partial(self._open, kind), kind.date is not None, kind.incremental)

    def delete_all(self, field: str, value: str) -> None:
        """Delete all registrations that say this of their project, their machine or who it is about."""
        for kind in KINDS.values():
            self.records(kind.make).delete_all(field, value)

    def hauls(self, work_order: str) -> bool:
        """Whether mass is hauled for a work order."""
        trips = self.records(_mass_haul.trips).entities.values()
        return any(trip.deleted is None and trip.fields.get("taskId") == work_order for trip in trips)

    def _others(self, make: Maker) -> list[Registration]:
        return [*self.records(make).entities.values()]

    def _open(self, kind: Kind, call: Call) -> Entities:
        keep = kind.keep(call.query, self._today()) if kind.keep else everything
        shape = Shape(_shown(kind.fields), self._facts, _date(kind.date), kind.deletions)
        origin = str(call.request.url.origin())
        return Entities(self.records(kind.make).entities, shape, keep=keep, origin=origin)

    def _facts(self, entity: Entity) -> Facts:
        project_id = entity.fields.get("projectId")
        project = self._world.projects.get(str(project_id))
        by = entity.by if isinstance(entity, Registration) else None
        own = str(by.fields["companyId"]) if by else None
        company = str(project.fields["companyId"]) if project else own
        return Facts(str(project_id) if project_id else None, company, own)


def _shown(names: Sequence[str]) -> Callable[[Entity], Fields]:
    """A row of all fields, or of some."""

    def row(entity: Entity) -> Fields:
        return {name: entity.fields.get(name) for name in names} if names else entity.fields

    return row


def _date(field: str | None) -> Callable[[Entity], int]:
    """What the window is on; when it was created where there is none."""
    return lambda entity: millis_of(str(entity.fields[field])) if field else entity.created
