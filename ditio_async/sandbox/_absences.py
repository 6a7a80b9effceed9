"""Absences that are pushed, by an id of the caller's own (Ditio: Absences).

Each is a row for each day in the stream `/v1/absence-registrations`, which is where its days are kept. Where the
documentation is silent, this is the sandbox's own choice: without a list of days, those from Monday to Friday, of 7.5
hours each unless hoursPerDay says otherwise; daysQty is how many days there are; a push is the whole absence again;
projectMatchedBy is `projectNumber` or `externalProjectNumber`; no absence that has a settled day, or would have one, is
changed or deleted: a 409.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final, cast

from ._absence_days import TYPES
from ._answers import Answer, invalid, json_answer, not_found, refusal
from ._fields import DATE, FLAG, LIST, NUMBER, TEXT, checked, require
from ._people import check_dates
from ._records import Records
from ._routes import CORE, Call, Routes
from ._site import Registration, approval
from ._state import State
from ._world import Entity, Fields, millis, stamp

PATHS: Final = ("/core/api/integration/absences", "/core/api/v5/integration/absences")
"""The address, and the one of older material."""

ABSENCE: Final[Mapping[str, str]] = {
    "externalId": TEXT,
    "employeeNumber": TEXT,
    "absenceTypeCode": TEXT,
    "absenceTypeId": TEXT,
    "startDate": DATE,
    "endDate": DATE,
    "projectNumber": TEXT,
    "projectCompanyId": TEXT,
    "hoursPerDay": NUMBER,
    "comment": TEXT,
    "approved": FLAG,
    "days": LIST,
}
_DAY: Final[Mapping[str, str]] = {"date": DATE, "qty": NUMBER}
_USUAL_HOURS: Final = 7.5

Days = dict[dt.date, float]
"""Hours by day."""


class Absence(Entity):
    """One; it is gone when the person or the project is deleted."""

    user: Entity | None = None
    project: Entity | None = None

    @property
    def is_gone(self) -> bool:
        """What it is about was deleted."""
        return any(about is not None and about.deleted is not None for about in (self.user, self.project))


class Absences:
    """What pushing, reading and deleting does."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._there: dict[str, Absence] = {}

    def mount(self, routes: Routes) -> None:
        """The addresses."""
        for path in PATHS:
            routes.add("POST", path, self.push, CORE)
            routes.add("GET", path + "/{*}", self.get, CORE)
            routes.add("DELETE", path + "/{*}", self.delete, CORE)

    async def push(self, call: Call) -> Answer:
        """A new one, or the one of that id as it is now."""
        fields = call.fields(ABSENCE)
        require(fields, "externalId", "employeeNumber", "startDate", "endDate")
        check_dates(fields, "startDate", "endDate")
        id = str(fields["externalId"]).strip()
        there = self._find(id)
        user, (project, matched_by) = self._state.people.named_in(fields), self._project(fields)
        kind, days = _type(fields), _days(fields)
        self._refuse_settled(days, [] if there is None else self._rows(there))
        now = self._state.now()
        absence = there or Absence({"id": self._state.new_id(), "approved": fields.get("approved") is True}, now, now)
        sent = {name: fields.get(name) for name in ABSENCE if name not in {"approved", "days"}}
        matched: Fields = {"externalId": id, "projectMatchedBy": matched_by}
        absence.fields = {**absence.fields, **sent, **kind, **_about(user, project), **matched}
        absence.user, absence.project = user, project
        self._store(absence, days)
        self._there[id] = absence
        return json_answer(self._shown(absence), 201 if there is None else 200)

    async def get(self, call: Call, id: str) -> Answer:
        """One."""
        return json_answer(self._shown(self._one(id)))

    async def delete(self, call: Call, id: str) -> Answer:
        """It was none."""
        absence = self._one(id)
        rows = self._rows(absence)
        self._refuse_settled({}, rows)
        for row in rows:
            self._stream.delete(row.id)
        del self._there[id.strip()]
        return Answer(204)

    @property
    def _stream(self) -> Records:
        return self._state.registrations.of("/v1/absence-registrations")

    def _find(self, id: str) -> Absence | None:
        found = self._there.get(id)
        return None if found is None or found.is_gone else found

    def _one(self, id: str) -> Absence:
        found = self._find(id.strip())
        if found is None:
            raise not_found(f"absence {id}")
        return found

    def _rows(self, absence: Entity) -> list[Registration]:
        rows = self._stream.entities.values()
        own = [row for row in rows if row.deleted is None and row.fields["registrationId"] == absence.id]
        return sorted(own, key=_day_of)

    def _project(self, fields: Fields) -> tuple[Entity | None, str | None]:
        number, company = fields.get("projectNumber"), fields.get("projectCompanyId")
        if not number:
            return None, None
        fitting = [p for p in self._state.projects() if not company or p.fields["companyId"] == company]
        for field in ("projectNumber", "externalProjectNumber"):
            for project in fitting:
                if project.fields.get(field) == number:
                    return project, field
        raise invalid({"projectNumber": f"project {number} was not found"})

    def _refuse_settled(self, days: Days, rows: list[Registration]) -> None:
        before = self._state.settled_before
        settled = [row for row in rows if row.fields["payrollApproved"] or row.fields["locked"]]
        early = [day for day in [*days, *map(_day_of, rows)] if before is not None and day < before]
        if settled or early:
            day = min([*early, *map(_day_of, settled)])
            raise refusal(409, "AbsenceSettled", f"{day} is settled by payroll, and frozen")

    def _store(self, absence: Entity, days: Days) -> None:
        """Rows of days that are as they were are left alone, and what was approved stays so."""
        there = {_day_of(row): row for row in self._rows(absence)}
        approved = absence.fields["approved"] is True and not there
        for day in set(there).difference(days):
            self._stream.delete(there[day].id)
        for day, hours in sorted(days.items()):
            row = _row(absence, day, hours)
            if day not in there:
                self._stream.add({**row, **_unsettled(self._state.now(), approved)})
            elif any(there[day].fields[name] != value for name, value in row.items()):
                self._stream.change(there[day].id, row)

    def _shown(self, absence: Entity) -> Fields:
        rows, f = self._rows(absence), absence.fields
        return {
            **{name: f.get(name) for name in ABSENCE},
            "absenceRegistrationId": absence.id,
            **{name: f[name] for name in ("userName", "absenceTypeName", "projectName", "projectMatchedBy")},
            "daysQty": len(rows),
            "days": [{"date": str(_day_of(row)), "qty": row.fields["qty"]} for row in rows],
        }


def _about(user: Entity, project: Entity | None) -> Fields:
    return {
        "userId": user.fields["identityUserId"],
        "userName": user.fields["name"],
        "projectId": project and project.id,
        "projectName": project and project.fields.get("name"),
    }


def _type(fields: Fields) -> Fields:
    """The id wins over the code."""
    position, name = (0, "absenceTypeId") if fields.get("absenceTypeId") else (1, "absenceTypeCode")
    require(fields, name)
    found = next((kind for kind in TYPES if kind[position] == fields[name]), None)
    if found is None:
        raise invalid({name: f"{fields[name]} is no type of absence"})
    return dict(zip(("absenceTypeId", "absenceTypeCode", "absenceTypeName"), found, strict=True))


def _days(fields: Fields) -> Days:
    """Those of the period, and what the list says of single ones; a day of no hours is none."""
    first, last = (dt.date.fromisoformat(str(fields[name])) for name in ("startDate", "endDate"))
    sent = fields.get("hoursPerDay")
    hours = _USUAL_HOURS if sent is None else float(cast("float", sent))
    if hours < 0:
        raise invalid({"hoursPerDay": "cannot be negative"})
    period = [first + dt.timedelta(days=number) for number in range((last - first).days + 1)]
    days = {day: hours for day in period if day.weekday() < 5}
    for number, item in enumerate(cast("list[object]", fields.get("days") or [])):
        day, quantity = _single_day(item, f"days[{number}].")
        if not first <= day <= last:
            raise invalid({f"days[{number}].date": "must be inside of the period"})
        days[day] = quantity
    return {day: quantity for day, quantity in days.items() if quantity}


def _single_day(item: object, inside: str) -> tuple[dt.date, float]:
    sent = checked(item, _DAY, inside)
    require(sent, "date", inside=inside)
    quantity = sent.get("qty")
    if quantity is None or cast("float", quantity) < 0:
        raise invalid({f"{inside}qty": "must be a number of hours"})
    return dt.date.fromisoformat(str(sent["date"])), float(cast("float", quantity))


def _row(absence: Entity, day: dt.date, hours: float) -> Fields:
    f = absence.fields
    names = "absenceTypeId absenceTypeCode absenceTypeName employeeNumber userId projectId".split()
    return {
        "registrationId": absence.id,
        "date": stamp(millis(day)),
        "startTime": stamp(millis(day, 6)),
        "qty": hours,
        **{name: f[name] for name in names},
    }


def _unsettled(now: int, approved: bool) -> Fields:
    return {**approval(now, approved, "Integrasjon"), "payrollApproved": False, "locked": False}


def _day_of(row: Registration) -> dt.date:
    return dt.date.fromisoformat(str(row.fields["date"])[:10])
