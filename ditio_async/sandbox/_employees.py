"""Employees, the newer way to write people (Ditio: Employees v5).

Where the documentation is silent, this is the sandbox's own choice: the fields that `include` adds are `tags`,
`employmentHistory` (all employments, the last one too) and `workTimeArrangements`, of which nobody has tags or
arrangements; a number is looked up, and text searched for, in the subsidiary too; the employee number cannot be changed
by a PATCH, because there is another operation for it; `employment` in a PATCH does what update-employment does.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ._answers import Answer, bad_request, invalid, json_answer
from ._fields import DATE, OBJECT, TEXT, WHOLE, checked, missing, require, require_one_of
from ._people import check_dates, employments_of, last_employment
from ._routes import CORE, Call, Routes
from ._state import State
from ._structured import structured
from ._world import Entity, Fields

PATH: Final = "/core/api/v5/integration/employees"

EMPLOYEE: Final[Mapping[str, str]] = {
    "employeeNumber": TEXT,
    "firstName": TEXT,
    "lastName": TEXT,
    "phone": TEXT,
    "birthDate": DATE,
    "email": TEXT,
    "workTitle": TEXT,
    "employment": OBJECT,
}
EMPLOYMENT: Final[Mapping[str, str]] = {"startDate": DATE, "department": TEXT, "payroll": WHOLE, "endDate": DATE}
_REQUIRED: Final = tuple(EMPLOYEE)[:5]
_INCLUDES: Final = {
    "tags": "tags",
    "employment-history": "employmentHistory",
    "work-time-arrangements": "workTimeArrangements",
}


class Employees:
    """What create, change and search do, and the three operations on employments."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._people = state.people

    def mount(self, routes: Routes) -> None:
        """The addresses."""
        routes.add("POST", PATH, structured(self.create), CORE)
        routes.add("GET", PATH, structured(self.list), CORE)
        routes.add("GET", PATH + "/search", structured(self.search), CORE)
        routes.add("GET", PATH + "/{}", structured(self.get), CORE)
        routes.add("PATCH", PATH + "/{}", structured(self.update), CORE)
        routes.add("POST", PATH + "/{}/create-employment", structured(self.create_employment), CORE)
        routes.add("PATCH", PATH + "/{}/update-employment", structured(self.update_employment), CORE)
        routes.add("PATCH", PATH + "/{}/end-employment", structured(self.end_employment), CORE)

    async def create(self, call: Call) -> Answer:
        """A new one, in the client's own company."""
        fields = call.fields(EMPLOYEE)
        require(fields, *_REQUIRED)
        if fields.get("employment") is None:
            raise missing("employment")
        employment = _employment(fields.pop("employment"), "employment.")
        _check(employment, "employment.")
        own = {**_kept(fields), "companyId": self._state.company_id}
        return json_answer(_shown(self._people.add(own, employment)), 201)

    async def list(self, call: Call) -> Answer:
        """Those of the client's own company, and of its subsidiary if that is wished."""
        every = call.query.flag("includeEmployeesFromSubsidiaries")
        own = self._state.company_id
        return json_answer([_shown(p) for p in self._people.all() if every or p.fields["companyId"] == own])

    async def search(self, call: Call) -> Answer:
        """Those of whom name, phone, email or number have the text in them."""
        text = call.query.get("query")
        if not text:
            raise missing("query")
        names = ("name", "mobileWork", "email", "employeeNumber")
        fits = (p for p in self._people.all() if any(text.lower() in str(p.fields.get(n)).lower() for n in names))
        return json_answer([_shown(person) for person in fits])

    async def get(self, call: Call, number: str) -> Answer:
        """One, with what else is wished."""
        person = self._people.numbered(number)
        wished = {part.strip() for text in call.query.all("include") for part in text.split(",")} - {""}
        if unknown := wished.difference(_INCLUDES):
            raise invalid({"include": f"{', '.join(sorted(unknown))} is none of {', '.join(_INCLUDES)}"})
        history = {"employmentHistory": [_written(employment) for employment in employments_of(person.fields)]}
        more = {_INCLUDES[name]: history.get(_INCLUDES[name], []) for name in sorted(wished)}
        return json_answer({**_shown(person), **more})

    async def update(self, call: Call, number: str) -> Answer:
        """What is left out stays, and null clears."""
        person, fields = self._people.numbered(number), call.fields(EMPLOYEE)
        require({**_shown(person), **fields}, *_REQUIRED)
        if fields.pop("employeeNumber", number) != number:
            raise invalid({"employeeNumber": "is changed by an operation of its own"})
        if fields.get("employment", "") is None:
            raise missing("employment")
        changes = _employment(fields.pop("employment", {}), "employment.")
        return self._store(person, {**last_employment(person), **changes}, "employment.", _kept(fields))

    async def create_employment(self, call: Call, number: str) -> Answer:
        """One more, unless one is running."""
        person, employment = self._people.numbered(number), _employment(call.json())
        _check(employment)
        there = employments_of(person.fields)
        if any(not earlier.get("endDate") for earlier in there):
            raise bad_request("EmploymentRunning", f"an employment of {number} is running; end it first")
        self._people.change(person, person.fields, [*there, employment])
        return json_answer(_shown(person), 201)

    async def update_employment(self, call: Call, number: str) -> Answer:
        """Change the last one: what is left out stays, and null clears."""
        person = self._people.numbered(number)
        return self._store(person, {**last_employment(person), **_employment(call.json())})

    async def end_employment(self, call: Call, number: str) -> Answer:
        """The last one ends."""
        person, fields = self._people.numbered(number), call.fields({"endDate": DATE})
        require(fields, "endDate")
        return self._store(person, {**last_employment(person), **fields})

    def _store(self, person: Entity, employment: Fields, inside: str = "", fields: Fields | None = None) -> Answer:
        _check(employment, inside)
        spans = [*employments_of(person.fields)[:-1], employment]
        self._people.change(person, {**person.fields, **(fields or {})}, spans)
        return json_answer(_shown(person))


def _employment(sent: object, inside: str = "") -> Fields:
    return checked(sent, EMPLOYMENT, inside)


def _check(employment: Fields, inside: str = "") -> None:
    require(employment, "startDate", inside=inside)
    named = {f"{inside}{name}": value for name, value in employment.items()}
    require_one_of(named, f"{inside}payroll", range(3))
    check_dates(named, f"{inside}startDate", f"{inside}endDate")


def _kept(fields: Fields) -> Fields:
    """Under the names that are kept: the phone is what the older API calls mobileWork."""
    return {"mobileWork" if name == "phone" else name: value for name, value in fields.items()}


def _shown(person: Entity) -> Fields:
    f = {**person.fields, "phone": person.fields.get("mobileWork")}
    own = {name: f.get(name) for name in EMPLOYEE if name != "employment"}
    return {**own, "employment": _written(last_employment(person))}


def _written(employment: Fields) -> Fields:
    return {name: employment.get(name) for name in EMPLOYMENT}
