"""What registrations are made of: days, people, machines and work of a world, picked by a seed."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final, TypeAlias

from msgspec import Struct

from ._files import Files, Picture
from ._world import FIRST_DAY, LAST_DAY, Entity, Fields, World, is_machine, millis, stamp

_HOUR: Final = 3_600_000
_DAY: Final = 24 * _HOUR

NO_TAGS: Final[Mapping[str, str]] = MappingProxyType({})


class Registration(Entity):
    """Something that was registered on site.

    Attributes:
        by: who did it, if that is known.
        parent: what it belongs to; it is gone when that is deleted.
        pictures: that were taken for it.
        tags: what the stream's own filters look at and its records do not say.
    """

    by: Entity | None = None
    parent: Entity | None = None
    pictures: Sequence[Picture] = ()
    tags: Mapping[str, str] = NO_TAGS


class Ground(Struct, frozen=True):
    """The part of a world that the client sees, as it was when the sandbox started."""

    projects: list[Entity]
    tasks: Mapping[str, list[Entity]]
    users: list[Entity]
    machines: list[Entity]
    companies: Mapping[str, str]

    @classmethod
    def of(cls, world: World) -> Ground:
        """Of a world that is new; copied, because registrations are made later than clients write."""
        visible = {company.id: company.name for company in world.companies if company.visible}
        projects = [_copy(p) for p in world.projects.values() if p.fields["companyId"] in visible]
        tasks: dict[str, list[Entity]] = {project.id: [] for project in projects}
        for order in world.work_orders.values():
            if order.fields["parentActivityId"] and order.fields["projectId"] in tasks:
                tasks[str(order.fields["projectId"])].append(_copy(order))
        machines = [_copy(r) for r in world.resources.values() if is_machine(r)]
        return cls(projects, tasks, [_copy(user) for user in world.users.values()], machines, visible)


def _copy(entity: Entity) -> Entity:
    return Entity({**entity.fields}, entity.created, entity.modified)


class Site:
    """Hands out what the makers of one kind of registration ask for; the same seed and kind, the same things.

    Attributes:
        random: for what else a maker needs.
        files: where documents and images go.
        others: the registrations that another maker made.
    """

    def __init__(self, ground: Ground, seed: str, files: Files, others: Callable[[Maker], list[Registration]]) -> None:
        self.random = random.Random(f"ditio {seed}")
        self.files = files
        self.others = others
        self.users = ground.users
        self.projects = ground.projects
        self._ground = ground

    def days(self, count: int) -> Iterator[dt.date]:
        """So many working days, evenly spread."""
        span = [FIRST_DAY + dt.timedelta(days=number) for number in range((LAST_DAY - FIRST_DAY).days + 1)]
        working = [day for day in span if day.weekday() < 5]
        return (working[number * len(working) // count] for number in range(count))

    def moment(self, day: dt.date, first: float, last: float) -> int:
        """A moment of a day, between two hours, UTC."""
        return millis(day, self.random.uniform(first, last))

    def id(self, created: int) -> str:
        """24 hexadecimal digits."""
        return f"{created // 1000:08x}{self.random.getrandbits(64):016x}"

    def project(self) -> Entity:
        """One that the client sees; some have more to do than others."""
        return self.projects[int(self.random.random() ** 2 * len(self.projects))]

    def tasks(self, project: Entity) -> list[Entity]:
        """The work orders of a project that people work on."""
        return self._ground.tasks[project.id]

    def task(self, project: Entity) -> Entity:
        """One of them."""
        return self.random.choice(self.tasks(project))

    def user(self) -> Entity:
        """Somebody."""
        return self.random.choice(self.users)

    def leader(self) -> str:
        """The name of one who approves."""
        return str(self.random.choice(self.users[:8]).fields["name"])

    def machine(self, *types: str) -> Entity:
        """A machine, of one of the types if there are any."""
        fitting = [m for m in self._ground.machines if not types or m.fields["typeName"] in types]
        return self.random.choice(fitting)

    def near(self, project: Entity) -> tuple[float, float]:
        """Latitude and longitude of a place in a project."""
        latitude, longitude = (
            float(str(project.fields[f"projectLocation{axis}"])) + self.random.uniform(-0.004, 0.004)
            for axis in ("Latitude", "Longitude")
        )
        return round(latitude, 6), round(longitude, 6)

    def sometimes(self, value: str, chance: float = 0.5) -> str | None:
        """The value, or None."""
        return value if self.random.random() < chance else None

    def company(self, entity: Entity) -> str | None:
        """The name of the company that something belongs to."""
        return self._ground.companies.get(str(entity.fields["companyId"]))

    def fate(self, created: int) -> tuple[int, int | None]:
        """When a registration was changed last, which may be its creation, and when it was deleted, if it was."""
        touched = self.random.random() < 0.85
        modified = created + self.random.randrange(_HOUR, 8 * _DAY) if touched else created
        gone = self.random.random() < 0.05
        return modified, modified + self.random.randrange(_HOUR, 5 * _DAY) if gone else None

    def registration(
        self,
        fields: Fields,
        created: int,
        fate: tuple[int, int | None],
        *,
        by: Entity | None = None,
        parent: Entity | None = None,
        pictures: Sequence[Picture] = (),
        tags: Mapping[str, str] = NO_TAGS,
    ) -> Registration:
        """One, which somebody registered."""
        modified, deleted = fate
        whole = {"id": self.id(created), **fields}
        return Registration(whole, created, modified, deleted, by, parent, pictures, tags)


Maker: TypeAlias = Callable[[Site], Iterable[Registration]]
"""Makes all registrations of a kind."""


def approval(modified: int, approved: bool, by: str) -> Fields:
    """Whether something was approved, by whom and when, which is when it was changed."""
    return {
        "approved": approved,
        "approvedByName": by if approved else None,
        "approvedDateTime": stamp(modified) if approved else None,
    }


def project_fields(project: Entity, *names: str) -> Fields:
    """What registrations say of their project; the names are those of the fields."""
    f = project.fields
    known = {
        "projectId": project.id,
        "projectNumber": f["projectNumber"],
        "projectName": f["name"],
        "projectExternalNumber": f["externalProjectNumber"],
    }
    return {name: known[name] for name in names or known}
