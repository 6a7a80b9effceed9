"""Users, the older way to write people (Ditio: Users v4).

Two keys lead to a user: identityId is the person, companyProfileId the person in a company; one in the place of the
other is not found. Where the documentation is silent, this is the sandbox's own choice: one with hours cannot be
deleted, which is what its 409 stands for; those that are deleted are in no delta of the list, only in the stream
`/v1/user`; disable and enable answer with the user.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ._answers import Answer, json_answer, refusal
from ._fields import EITHER_DATE, PHONE, TEXT, require, whole
from ._people import check_dates, employments_of, last_employment
from ._routes import CORE, Call, Routes
from ._state import State
from ._world import Entity, Fields

PATH: Final = "/core/api/v4/integration/users"

USER: Final[Mapping[str, str]] = {
    "companyId": TEXT,
    "employeeNumber": TEXT,
    "firstName": TEXT,
    "lastName": TEXT,
    "mobileWork": PHONE,
    "birthDate": EITHER_DATE,
    "employmentStartDate": EITHER_DATE,
    "email": TEXT,
    "mobilePrivate": TEXT,
    "workTitle": TEXT,
    "department": TEXT,
    "employmentEndDate": EITHER_DATE,
    "mainProjectNumber": TEXT,
    "carRegNumber": TEXT,
    "address": TEXT,
}
_REQUIRED: Final = tuple(USER)[:7]
_OF_EMPLOYMENT: Final = {
    "employmentStartDate": "startDate",
    "employmentEndDate": "endDate",
    "department": "department",
}


class Users:
    """What create, replace, change, disable and delete do."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._people = state.people

    def mount(self, routes: Routes) -> None:
        """The addresses."""
        routes.add("POST", PATH, self.create, CORE)
        routes.add("GET", PATH, self.list, CORE)
        routes.add("GET", PATH + "/by-employee-number/{}", self.get_by_employee_number, CORE)
        routes.add("PUT", PATH + "/{}", self.replace, CORE)
        routes.add("PATCH", PATH + "/disable/{}", self.disable, CORE)
        routes.add("PATCH", PATH + "/enable/{}", self.enable, CORE)
        routes.add("PATCH", PATH + "/{}", self.update, CORE)
        routes.add("DELETE", PATH + "/{}", self.delete, CORE)

    async def create(self, call: Call) -> Answer:
        """A new one."""
        fields = call.fields(USER)
        self._check(fields)
        own, employment = _split(fields)
        return json_answer(_shown(self._people.add(own, employment)), 201)

    async def list(self, call: Call) -> Answer:
        """All that the client sees, or those that were changed since then."""
        since = call.query.moment("changedSince") or 0
        return json_answer([_shown(user) for user in self._people.all() if user.modified >= since])

    async def get_by_employee_number(self, call: Call, number: str) -> Answer:
        """One."""
        return json_answer(_shown(self._people.numbered(number)))

    async def replace(self, call: Call, id: str) -> Answer:
        """What is left out is wiped."""
        user = self._people.with_identity(id)
        return self._store(user, {**dict.fromkeys(USER), **call.fields(USER)})

    async def update(self, call: Call, id: str) -> Answer:
        """What is left out stays."""
        user = self._people.with_profile(id)
        return self._store(user, {**_shown(user), **call.fields(USER)})

    async def disable(self, call: Call, id: str) -> Answer:
        """Let somebody in no more."""
        return self._disable(id, True)

    async def enable(self, call: Call, id: str) -> Answer:
        """Let somebody in again."""
        return self._disable(id, False)

    async def delete(self, call: Call, id: str) -> Answer:
        """One goes with what was registered of them, unless there are hours."""
        user = self._people.with_identity(id)
        if self._state.hours.worked(id):
            raise refusal(409, "UserInUse", f"user {id} has time registrations; disable the user instead")
        self._state.registrations.delete_all("userId", id)
        self._people.remove(user)
        return Answer(204)

    def _disable(self, id: str, disabled: bool) -> Answer:
        user = self._people.with_profile(id)
        self._people.change(user, {**user.fields, "isDisabled": disabled})
        return json_answer(_shown(user))

    def _store(self, user: Entity, fields: Fields) -> Answer:
        self._check(fields)
        own, employment = _split(fields)
        spans = [*employments_of(user.fields)[:-1], {**last_employment(user), **employment}]
        self._people.change(user, {**user.fields, **own}, spans)
        return json_answer(_shown(user))

    def _check(self, fields: Fields) -> None:
        require(fields, *_REQUIRED)
        self._state.check_company(fields)
        check_dates(fields, "employmentStartDate", "employmentEndDate")


def _split(fields: Fields) -> tuple[Fields, Fields]:
    """What is the person's own, and what belongs to the employment."""
    own = {name: fields[name] for name in USER if name in fields and name not in _OF_EMPLOYMENT}
    return own, {kept: fields.get(name) for name, kept in _OF_EMPLOYMENT.items()}


def _shown(user: Entity) -> Fields:
    employment = last_employment(user)
    ids = {"identityId": user.fields["identityUserId"], "companyProfileId": user.id}
    of_employment = {name: employment.get(kept) for name, kept in _OF_EMPLOYMENT.items()}
    return {**whole(USER, {**user.fields, **of_employment}), **ids}
