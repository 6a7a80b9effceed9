"""What is there when a sandbox starts: companies, people, machines, projects and their work orders, from a seed."""

from __future__ import annotations

import datetime as dt
import functools
import random
from typing import Final

from msgspec import Struct

from ._machine_types import BY_NAME as MACHINE_TYPES
from ._words import CHAPTERS, COMPANIES, FIRST_NAMES, LAST_NAMES, MACHINES, PLACES, SITES, TITLES

FIRST_DAY: Final = dt.date(2025, 1, 2)
LAST_DAY: Final = dt.date(2026, 6, 30)

Fields = dict[str, object]
"""An entity as JSON writes it: the API's own names."""


class Entity(Struct):
    """Something that is created, changed and deleted. Times are milliseconds since 1970, UTC."""

    fields: Fields
    created: int
    modified: int
    deleted: int | None = None

    @property
    def id(self) -> str:
        """The key."""
        return str(self.fields["id"])


def is_machine(resource: Entity) -> bool:
    """Whether a resource is a machine or a piece of equipment, and no person."""
    return resource.fields["typeBaseName"] != "Human"


class Company(Struct, frozen=True):
    """A company; the client sees the first two."""

    id: str
    name: str
    org_nr: str
    visible: bool


class World(Struct):
    """The people and things of a sandbox; projects and work orders are changed by what clients send."""

    companies: list[Company]
    users: dict[str, Entity]
    resources: dict[str, Entity]
    projects: dict[str, Entity]
    work_orders: dict[str, Entity]


TEMPLATE: Final[Fields] = {
    "unitId": "5f0c2a7e9b1d4c0001aa0001",
    "costPrice": 410.0,
    "price": 640.0,
    "fixedResourcePrice": 0.0,
    "measureUnitQty": False,
    "safeJobAnalysisApprovalRequired": True,
}
"""The template work order of every project of the sandbox: a new work order takes from it what is left out."""


def millis(day: dt.date, hour: float = 0.0) -> int:
    """A moment of a day, UTC."""
    return int(dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC).timestamp() * 1000 + hour * 3_600_000)


def stamp(moment: int) -> str:
    """Milliseconds as a .NET server writes them: seven digits and a Z."""
    day, rest = divmod(moment, 86_400_000)
    seconds, thousandths = divmod(rest, 1000)
    return f"{_day(day)}T{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{thousandths:03}0000Z"


@functools.lru_cache(2048)
def _day(number: int) -> str:
    return (dt.date(1970, 1, 1) + dt.timedelta(days=number)).isoformat()


def millis_of(text: str) -> int:
    """Milliseconds of an ISO 8601 time, which is UTC where it does not say an offset.

    Raises:
        ValueError: it is none.
    """
    moment = dt.datetime.fromisoformat(text.strip().replace(" ", "+"))  # a plus that was not percent-encoded
    return int(moment.replace(tzinfo=moment.tzinfo or dt.UTC).timestamp() * 1000)


def midnight(day: dt.date) -> str:
    """A date as a .NET server writes it."""
    return f"{day.isoformat()}T00:00:00Z"


class Maker:
    """Makes a world from a seed: the same seed, the same world."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(f"ditio {seed}")
        self._start = millis(FIRST_DAY - dt.timedelta(days=30), 8)

    def world(self) -> World:
        """All of it."""
        companies = [
            Company(self._id(), name, f"9{self._random.randrange(10**7, 10**8)}", index < 2)
            for index, name in enumerate(COMPANIES)
        ]
        people = [self._person(number, companies[number % 8 == 7]) for number in range(1, 61)]
        machines = [self._machine(number, companies[number % 3 == 2]) for number in range(1, 31)]
        humans = [self._human(person) for person in people]
        leaders = [str(person.fields["name"]) for person in people[:8]]
        counts = ((companies[0], 18), (companies[1], 6), (companies[2], 3))
        owners = [company for company, count in counts for _ in range(count)]
        projects = [self._project(number, company, leaders) for number, company in enumerate(owners, start=1001)]
        orders = [order for project in projects for order in self._orders(project)]
        return World(companies, _keyed(people), _keyed(humans + machines), _keyed(projects), _keyed(orders))

    def _id(self) -> str:
        return f"{self._start // 1000:08x}{self._random.getrandbits(64):016x}"

    def _entity(self, fields: Fields) -> Entity:
        self._start += self._random.randrange(1000, 90_000)
        return Entity({"id": self._id(), **fields}, self._start, self._start)

    def _person(self, number: int, company: Company) -> Entity:
        first, last = self._random.choice(FIRST_NAMES), self._random.choice(LAST_NAMES)
        return self._entity(
            {
                "identityUserId": f"auth0|{self._random.getrandbits(96):024x}",
                "employeeNumber": str(1000 + number),
                "name": f"{first} {last}",
                "firstName": first,
                "lastName": last,
                "email": f"ansatt{1000 + number}@example.no",
                "workTitle": TITLES[number % len(TITLES)],
                "department": self._random.choice(("Anlegg", "Betong", "Maskin")),
                "companyId": company.id,
                "companyName": company.name,
                "employmentCompanyId": company.id,
                "employmentCompanyName": company.name,
                "isActiveEmployment": True,
                "isDisabled": False,
                "startDate": midnight(FIRST_DAY - dt.timedelta(days=self._random.randrange(100, 4000))),
                "endDate": None,
            }
        )

    def _human(self, person: Entity) -> Entity:
        shared = {name: person.fields[name] for name in ("name", "department", "companyId", "companyName")}
        return self._entity(
            {
                "number": person.fields["employeeNumber"],
                **shared,
                "typeName": person.fields["workTitle"],
                "typeBaseName": "Human",
                "costPrice": 410.0,
                "price": 640.0,
                "active": True,
                "isExternal": False,
            }
        )

    def _machine(self, number: int, company: Company) -> Entity:
        name, type_name, weight, price = MACHINES[number % len(MACHINES)]
        kind = MACHINE_TYPES[type_name]
        return self._entity(
            {
                "number": f"M-{100 + number}",
                "machineNumber": f"M-{100 + number}",
                "name": f"{name} {number}",
                "typeId": kind.id,
                "typeName": kind.name,
                "typeBaseName": kind.base,
                "isEquipment": False,
                "registrationNumber": f"AN {self._random.randrange(10_000, 99_999)}"
                if kind.base == "Vehicle"
                else None,
                "serialNumber": f"SN{self._random.getrandbits(32):08X}",
                "department": "Maskin",
                "emissionClass": self._random.choice(("Steg IV", "Steg V", "Euro 6", "Elektrisk")),
                "buildYear": self._random.randrange(2012, 2026),
                "weight": weight,
                "capacity": None,
                "costPrice": price * 0.7,
                "price": price,
                "companyId": company.id,
                "companyName": company.name,
                "active": True,
                "isExternal": False,
            }
        )

    def _project(self, number: int, company: Company, leaders: list[str]) -> Entity:
        site, place = SITES[number % len(SITES)], PLACES[number // 2 % len(PLACES)]
        begun = FIRST_DAY - dt.timedelta(days=self._random.randrange(10, 200))
        return self._entity(
            {
                "companyId": company.id,
                "projectNumber": str(number),
                "name": site.format(place),
                "externalProjectNumber": f"E-{number}",
                "description": f"{site.format(place)}, byggherre {place} kommune",
                "active": True,
                "requireTaskNumber": True,
                "blockedForRegistration": False,
                "startDate": midnight(begun),
                "finishedDatePlanned": midnight(LAST_DAY + dt.timedelta(days=self._random.randrange(30, 300))),
                "estimatedHourQty": float(self._random.randrange(40, 400) * 100),
                "projectLeaderId": self._random.choice(leaders),
                "mainForemanId": self._random.choice(leaders),
                "projectCustomerName": f"{place} kommune",
                "projectLocationLatitude": round(self._random.uniform(58.2, 69.9), 5),
                "projectLocationLongitude": round(self._random.uniform(5.3, 18.9), 5),
                "workBreakLunchStartTime": "11:00",
                "workBreakLunchLength": 30,
            }
        )

    def _orders(self, project: Entity) -> list[Entity]:
        orders: list[Entity] = []
        for chapter, (title, works) in enumerate(CHAPTERS.items(), start=1):
            top = self._order(project, f"{chapter:02}", title, None)
            orders += [top, *(self._order(project, f"{chapter:02}.{i}", w, top.id) for i, w in enumerate(works, 1))]
        return orders

    def _order(self, project: Entity, number: str, name: str, parent: str | None) -> Entity:
        fields: Fields = {
            "companyId": project.fields["companyId"],
            "projectId": project.id,
            "externalId": number,
            "name": name,
            "active": True,
            "parentActivityId": parent,
            "workDescriptionShort": f"{number} {name}",
        }
        return self._entity({**fields, **TEMPLATE})


def _keyed(entities: list[Entity]) -> dict[str, Entity]:
    return {entity.id: entity for entity in entities}
