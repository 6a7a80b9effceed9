"""Mass transport: what excavators were doing, as their own systems report it (Ditio: External excavator states).

Nothing tells one state from another that says the same: what is sent twice is there twice. Where the documentation is
silent, this is the sandbox's own choice: all fields are required; whoever and whatever is not known to the client is a
400 here, companies too; an import takes one after another until one fails, and those before it stay; the newest
timestamp is the newest endTime, `null` where there is none; utilisation is asked for by companyId, projectId,
machineId, from and to, all of which may be left out, and answered in seconds for each state.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ._answers import Answer, invalid, json_answer
from ._fields import TEXT, TIME, checked, require
from ._routes import MASS_TRANSPORT, Call, Routes
from ._state import State
from ._world import Fields, millis_of, stamp

PATH: Final = "/mass-transport/api/external-excavator-state"

EXCAVATOR_STATE: Final[Mapping[str, str]] = {
    "companyId": TEXT,
    "projectId": TEXT,
    "machineId": TEXT,
    "state": TEXT,
    "startTime": TIME,
    "endTime": TIME,
}
_WINDOW: Final[Mapping[str, str]] = {
    "companyId": TEXT,
    "projectId": TEXT,
    "machineId": TEXT,
    "from": TIME,
    "to": TIME,
}
_WHERE: Final = ("companyId", "projectId", "machineId")


class ExcavatorStates:
    """What they answer."""

    def __init__(self, state: State) -> None:
        self._state = state

    def mount(self, routes: Routes) -> None:
        """The addresses."""
        routes.add("POST", PATH, self.register, MASS_TRANSPORT)
        routes.add("POST", PATH + "/import", self.register_all, MASS_TRANSPORT)
        routes.add("GET", PATH + "/latest-timestamp/{}/{}", self.latest_timestamp, MASS_TRANSPORT)
        routes.add("POST", PATH + "/aggregated-data-per-state", self.aggregate, MASS_TRANSPORT)

    async def register(self, call: Call) -> Answer:
        """One more."""
        return json_answer(self._register(call.json()), 201)

    async def register_all(self, call: Call) -> Answer:
        """More, one after another until one fails."""
        return json_answer(call.each(self._register), 201)

    async def latest_timestamp(self, call: Call, company: str, project: str) -> Answer:
        """Up to when a project is reported."""
        self._state.check_company({"companyId": company})
        where = company, self._state.project(project).id
        ends = [
            _moment(s["endTime"]) for s in self._state.excavator_states if (s["companyId"], s["projectId"]) == where
        ]
        return json_answer(stamp(max(ends)) if ends else None)

    async def aggregate(self, call: Call) -> Answer:
        """Seconds for each state, of the time between from and to."""
        asked = call.fields(_WINDOW)
        first, last = (_moment(asked[name]) if asked.get(name) else None for name in ("from", "to"))
        seconds: dict[str, float] = {}
        for state in self._state.excavator_states:
            start, end = _moment(state["startTime"]), _moment(state["endTime"])
            start = start if first is None else max(start, first)
            end = end if last is None else min(end, last)
            if start < end and all(asked.get(name) in {None, state[name]} for name in _WHERE):
                name = str(state["state"])
                seconds[name] = seconds.get(name, 0.0) + (end - start) / 1000
        return json_answer([{"state": name, "seconds": total} for name, total in sorted(seconds.items())])

    def _register(self, item: object) -> Fields:
        fields = checked(item, EXCAVATOR_STATE)
        require(fields, *EXCAVATOR_STATE)
        there = {
            "companyId": self._state.companies,
            "projectId": [project.id for project in self._state.projects()],
            "machineId": [machine.id for machine in self._state.machines()],
        }
        unknown = {name: f"{fields[name]} was not found" for name, ids in there.items() if fields[name] not in ids}
        if unknown:
            raise invalid(unknown)
        if _moment(fields["startTime"]) >= _moment(fields["endTime"]):
            raise invalid({"startTime": "must be before endTime"})
        state: Fields = {"id": self._state.new_id(), **fields}
        self._state.excavator_states.append(state)
        return state


def _moment(text: object) -> int:
    return millis_of(str(text))
