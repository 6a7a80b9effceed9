"""The people of the companies: users v4, employees v5 and the stream `/v1/user` show the same ones.

An employee number is unique in its company. A person may have had several employments, which do not overlap; the last
of them is the one that is shown and changed.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Mapping
from typing import Final, cast

from ._answers import bad_request, invalid, not_found
from ._world import Entity, Fields, World, midnight

_ENDLESS: Final = "9999-12-31"

_ROW: Final = "identityUserId employeeNumber name firstName lastName email workTitle department isDisabled".split()


class People:
    """All of them.

    Args:
        companies: the client's own company and its subsidiary; it sees nobody else.
    """

    def __init__(
        self,
        world: World,
        companies: tuple[str, str],
        now: Callable[[], int],
        today: Callable[[], dt.date],
        new_id: Callable[[], str],
    ) -> None:
        self._world = world
        self._companies = companies
        self._names = {company.id: company.name for company in world.companies}
        self._now = now
        self._today = today
        self._new_id = new_id

    def all(self) -> list[Entity]:
        """Those that the client sees, of its own company first."""
        there = [user for user in self._world.users.values() if user.deleted is None]
        return [user for company in self._companies for user in there if user.fields["companyId"] == company]

    def with_profile(self, id: str) -> Entity:
        """One, by companyProfileId."""
        return self._one(lambda user: user.id == id, f"company profile {id}")

    def with_identity(self, id: str) -> Entity:
        """One, by identityId."""
        return self._one(lambda user: user.fields["identityUserId"] == id, f"user {id}")

    def numbered(self, number: str) -> Entity:
        """One, by employee number."""
        return self._one(lambda user: user.fields["employeeNumber"] == number, f"employee {number}")

    def named_in(self, fields: Fields) -> Entity:
        """The one whose employeeNumber a body says; nobody is a 400 here."""
        number = fields["employeeNumber"]
        found = next((user for user in self.all() if user.fields["employeeNumber"] == number), None)
        if found is None:
            raise invalid({"employeeNumber": f"employee {number} was not found"})
        return found

    def add(self, fields: Fields, employment: Fields) -> Entity:
        """One more."""
        now = self._now()
        identity = f"auth0|{self._new_id()}"
        user = Entity({"id": self._new_id(), "identityUserId": identity, "isDisabled": False}, now, now)
        human: Fields = {"id": self._new_id(), "profileId": user.id, "typeBaseName": "Human"}
        self.change(user, {**user.fields, **fields}, [employment])
        self._world.users[user.id] = user
        self._world.resources[str(human["id"])] = Entity(human, now, now)
        self._show_as_resource(user)
        return user

    def change(self, user: Entity, fields: Fields, employments: list[Fields] | None = None) -> None:
        """Let somebody be as these fields say.

        Raises:
            Refusal: the number is taken, or the employments overlap.
        """
        spans = sorted(employments_of(fields) if employments is None else employments, key=_start)
        key = fields["companyId"], fields["employeeNumber"]
        others = (other for other in self.all() if other is not user)
        if any((other.fields["companyId"], other.fields["employeeNumber"]) == key for other in others):
            raise bad_request("EmployeeNumberInUse", f"Ansattnummer {fields['employeeNumber']} er allerede i bruk")
        if any(_end(earlier) >= _start(later) for earlier, later in itertools.pairwise(spans)):
            raise bad_request("EmploymentOverlaps", "employments of a person cannot overlap")
        user.fields = {
            **fields,
            "id": user.id,
            "name": f"{fields['firstName']} {fields['lastName']}",
            "companyName": self._names[str(fields["companyId"])],
            "department": spans[-1].get("department"),
            "employments": spans,
        }
        user.modified = self._now()
        self._show_as_resource(user)

    def remove(self, user: Entity) -> None:
        """One less."""
        user.deleted = self._now()
        for human in self._humans(user):
            human.deleted = user.deleted

    def row(self, user: Entity) -> Fields | None:
        """A row of `/v1/user`; none for those that the client does not see."""
        f = user.fields
        if f["companyId"] not in self._companies:
            return None
        company: Fields = {"Id": f["companyId"], "Name": f["companyName"]}
        start, end = (last_employment(user).get(name) for name in ("startDate", "endDate"))
        return {
            **{name: f.get(name) for name in _ROW},
            **{f"{of}{name}": value for of in ("company", "employmentCompany") for name, value in company.items()},
            "isActiveEmployment": _start(last_employment(user)) <= str(self._today()) <= _end(last_employment(user)),
            "startDate": _midnight(start),
            "endDate": _midnight(end),
        }

    def _one(self, fits: Callable[[Entity], bool], what: str) -> Entity:
        found = next((user for user in self.all() if fits(user)), None)
        if found is None:
            raise not_found(what)
        return found

    def _humans(self, user: Entity) -> list[Entity]:
        return [r for r in self._world.resources.values() if r.fields.get("profileId") == user.id]

    def _show_as_resource(self, user: Entity) -> None:
        f = user.fields
        for human in self._humans(user):
            shared = {name: f.get(name) for name in ("name", "department", "companyId", "companyName")}
            own: Fields = {"number": f["employeeNumber"], "typeName": f.get("workTitle"), "active": not f["isDisabled"]}
            human.fields = {**human.fields, **shared, **own}
            human.modified = user.modified


def employments_of(fields: Mapping[str, object]) -> list[Fields]:
    """All that somebody had, the first one first."""
    return cast("list[Fields]", fields["employments"])


def last_employment(user: Entity) -> Fields:
    """The one that counts."""
    return employments_of(user.fields)[-1]


def check_dates(fields: Mapping[str, object], start: str, end: str) -> None:
    """Refuse an end before its start; the names are those of the fields."""
    first, last = fields.get(start), fields.get(end)
    if first and last and str(last) < str(first):
        raise invalid({end: f"cannot be before {start}"})


def _start(employment: Fields) -> str:
    return str(employment["startDate"])


def _end(employment: Fields) -> str:
    return str(employment.get("endDate") or _ENDLESS)


def _midnight(date: object) -> str | None:
    return midnight(dt.date.fromisoformat(str(date))) if date else None
