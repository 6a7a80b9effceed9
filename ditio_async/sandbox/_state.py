"""What a sandbox holds, and what of it the client sees."""

from __future__ import annotations

import datetime as dt
import itertools
import time
from collections.abc import Callable, Collection

from ._answers import not_found, refusal
from ._founding import Maker
from ._hours import Hours, mixed
from ._people import People
from ._registrations import Registrations
from ._sources import TimeRegistrations
from ._world import Entity, Fields, is_machine


class State:
    """Everything behind the API.

    Attributes:
        world: companies, people, machines, projects, work orders.
        hours: the time registrations.
        registrations: all others.
        people: those of the world, for the APIs that write them.
        certificates: by employee number and type.
        excavator_states: in order of arrival.
        weight_measures: in order of arrival.
        settled_before: payroll has settled the days before this one.
        external_project_numbers: those that are allowed, or None where all are.
    """

    def __init__(
        self,
        seed: int,
        records: int,
        external_project_numbers: Collection[str] | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.world = Maker(seed).world()
        self.hours = TimeRegistrations(Hours(self.world, seed, records), self.now)
        self.registrations = Registrations(self.world, seed, self.now, self.today)
        self.people = People(self.world, self.companies, self.now, self.today, self.new_id)
        self.certificates: dict[tuple[object, object], Fields] = {}
        self.excavator_states: list[Fields] = []
        self.weight_measures: list[Fields] = []
        self.settled_before: dt.date | None = None
        allowed = external_project_numbers
        self.external_project_numbers = None if allowed is None else {*allowed}
        self._clock = clock
        self._ids = itertools.count(1)
        self._salt = mixed(seed) >> 24
        self._latest = 0

    @property
    def company_id(self) -> str:
        """The client's own company."""
        return self.world.companies[0].id

    @property
    def companies(self) -> tuple[str, str]:
        """The client's own company and its subsidiary."""
        return self.world.companies[0].id, self.world.companies[1].id

    def now(self) -> int:
        """Milliseconds since 1970; never the same twice, so that the order of changes is clear."""
        self._latest = max(self._latest + 1, int(time.time() * 1000))
        return self._latest

    def today(self) -> dt.date:
        """The day that it is by the sandbox's clock, UTC."""
        return dt.datetime.fromtimestamp(self._clock(), dt.UTC).date()

    def new_id(self) -> str:
        """24 hexadecimal digits."""
        return f"{int(time.time()):08x}{self._salt:010x}{next(self._ids):06x}"

    def freeze_payroll(self, before: dt.date | None) -> None:
        """Payroll has settled the days before this one, or none."""
        self.settled_before = before

    def sees(self, company: object) -> bool:
        """Whether a company is the client's."""
        return company in self.companies

    def check_company(self, fields: Fields) -> None:
        """Refuse to write into a company of others."""
        if not self.sees(fields.get("companyId")):
            raise refusal(403, "Forbidden", f"no access to company {fields.get('companyId')}")

    def project(self, id: str) -> Entity:
        """A project that the client sees."""
        return self._visible(self.world.projects.get(id), f"project {id}")

    def work_order(self, id: str) -> Entity:
        """A work order that the client sees."""
        return self._visible(self.world.work_orders.get(id), f"task {id}")

    def machine(self, id: str) -> Entity:
        """A machine or a piece of equipment that the client sees."""
        found = self.world.resources.get(id)
        return self._visible(found if found is None or is_machine(found) else None, f"machine {id}")

    def machines(self) -> list[Entity]:
        """All machines and equipment that the client sees."""
        there = self.world.resources.values()
        return [m for m in there if m.deleted is None and is_machine(m) and self.sees(m.fields["companyId"])]

    def document_page(self, id: str) -> tuple[str, str]:
        """A work order's id, and the name of the page of its documents."""
        order = self.work_order(id)
        return order.id, str(order.fields.get("workDescriptionShort") or order.fields["externalId"])

    def projects(self) -> list[Entity]:
        """All projects that the client sees."""
        return [p for p in self.world.projects.values() if p.deleted is None and self.sees(p.fields["companyId"])]

    def project_by(self, field: str, value: str) -> Entity:
        """The project with a number."""
        found = next((p for p in self.projects() if p.fields.get(field) == value), None)
        return self._visible(found, f"project {value}")

    def work_orders(self, project: Entity) -> list[Entity]:
        """The work orders of a project."""
        orders = self.world.work_orders.values()
        return [o for o in orders if o.deleted is None and o.fields["projectId"] == project.id]

    def _visible(self, entity: Entity | None, what: str) -> Entity:
        if entity is None or entity.deleted is not None or not self.sees(entity.fields["companyId"]):
            raise not_found(what)
        return entity
