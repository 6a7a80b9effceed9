"""What is there when a sandbox starts, made from a seed."""

from __future__ import annotations

import datetime as dt
import random

from ._machine_types import BY_NAME as MACHINE_TYPES
from ._words import CHAPTERS, COMPANIES, FIRST_NAMES, LAST_NAMES, MACHINES, PLACES, SITES, TITLES
from ._world import FIRST_DAY, LAST_DAY, TEMPLATE, Company, Entity, Fields, World, midnight, millis


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
                "mobileWork": f"+47900{10_000 + number}",
                "birthDate": (dt.date(1961, 3, 1) + dt.timedelta(days=277 * number)).isoformat(),
                "email": f"ansatt{1000 + number}@example.no",
                "workTitle": TITLES[number % len(TITLES)],
                "companyId": company.id,
                "companyName": company.name,
                "isDisabled": False,
                "department": (department := self._random.choice(("Anlegg", "Betong", "Maskin"))),
                "employments": [
                    {
                        "startDate": (FIRST_DAY - dt.timedelta(days=self._random.randrange(100, 4000))).isoformat(),
                        "department": department,
                        "payroll": 1,
                        "endDate": None,
                    }
                ],
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
                "profileId": person.id,
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
