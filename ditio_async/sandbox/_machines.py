"""Machines and equipment (Ditio: Machines).

Where the documentation is silent, this is the sandbox's own choice: a number is unique in its company, and a taken one
is a 400, as it is for projects, because a 409 is documented for users alone; equipment is listed with
includeEquipmentDetails alone; an item of update/array names its machine by id or, without one, by machineNumber; what
was sent to esg comes back in all answers; a machine that is deleted takes registrations with it, but no hours.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ._answers import Answer, bad_request, json_answer, not_found
from ._fields import FLAG, NUMBER, TEXT, TIME, WHOLE, checked, require, require_one_of, whole
from ._machine_types import BY_ID
from ._routes import CORE, Call, Routes
from ._state import State
from ._world import Entity, Fields

PATH: Final = "/core/api/v4/integration/machines"

MACHINE: Final[Mapping[str, str]] = {
    "companyId": TEXT,
    "machineNumber": TEXT,
    "name": TEXT,
    "typeId": TEXT,
    "isEquipment": FLAG,
    "active": FLAG,
    "department": TEXT,
    "buildYear": WHOLE,
    "weight": NUMBER,
    "capacity": NUMBER,
    "costPriceMachine": NUMBER,
    "costPrice": NUMBER,
    "price": NUMBER,
    "note": TEXT,
    "emissionClass": TEXT,
    "hourMeter": NUMBER,
    "serviceDate": TIME,
    "serialNumber": TEXT,
    "engineNumber": TEXT,
    "registrationNumber": TEXT,
    "responsibleId": TEXT,
    "responsibleEmployeeNumber": TEXT,
    "blockCheckIn": FLAG,
    "blockCheckInMessage": TEXT,
}
ESG: Final[Mapping[str, str]] = {"fuelConsumptionRate": NUMBER, "fuelConsumptionUnit": WHOLE, "fuelType": WHOLE}
_NULL_IS_OMITTED: Final = ("blockCheckIn", "blockCheckInMessage")


class Machines:
    """What create, replace, change and delete do, one by one and in arrays."""

    def __init__(self, state: State) -> None:
        self._state = state

    def mount(self, routes: Routes) -> None:
        """The addresses."""
        routes.add("POST", PATH, self.create, CORE)
        routes.add("POST", PATH + "/create/array", self.create_all, CORE)
        routes.add("GET", PATH, self.list, CORE)
        routes.add("GET", PATH + "/by-machine-number/{}", self.get_by_number, CORE)
        routes.add("GET", PATH + "/{}", self.get, CORE)
        routes.add("PUT", PATH + "/update/array", self.replace_all, CORE)
        routes.add("PUT", PATH + "/{}", self.update, CORE)
        routes.add("PATCH", PATH + "/{}", self.update, CORE)
        routes.add("PATCH", PATH + "/{}/esg", self.update_esg, CORE)
        routes.add("DELETE", PATH + "/{}", self.delete, CORE)

    async def create(self, call: Call) -> Answer:
        """A new one."""
        return json_answer(self._create(call.fields(MACHINE)), 201)

    async def create_all(self, call: Call) -> Answer:
        """New ones, one after another until one fails; those before it stay."""
        return json_answer(call.each(lambda item: self._create(checked(item, MACHINE))), 201)

    async def list(self, call: Call) -> Answer:
        """All that the client sees."""
        equipment = call.query.flag("includeEquipmentDetails")
        return json_answer(
            [_shown(machine) for machine in self._state.machines() if equipment or not machine.fields["isEquipment"]]
        )

    async def get(self, call: Call, id: str) -> Answer:
        """One."""
        return json_answer(_shown(self._state.machine(id)))

    async def get_by_number(self, call: Call, number: str) -> Answer:
        """One, by its number."""
        return json_answer(_shown(self._by_number(number)))

    async def update(self, call: Call, id: str) -> Answer:
        """What is left out stays, and here it does so in a PUT too."""
        return json_answer(self._update(self._state.machine(id), call.fields(MACHINE)))

    async def replace_all(self, call: Call) -> Answer:
        """Change them, one after another until one fails; those before it stay changed."""

        def update(item: object) -> Fields:
            fields = checked(item, {"id": TEXT, **MACHINE})
            id = fields.pop("id", None)
            if not id:
                require(fields, "machineNumber")
            machine = self._state.machine(str(id)) if id else self._by_number(str(fields["machineNumber"]))
            return self._update(machine, fields)

        return json_answer(call.each(update))

    async def update_esg(self, call: Call, id: str) -> Answer:
        """Set what it burns."""
        machine, fields = self._state.machine(id), call.fields(ESG)
        require_one_of(fields, "fuelConsumptionUnit", range(6))
        require_one_of(fields, "fuelType", range(8))
        machine.fields = {**machine.fields, **fields}
        machine.modified = self._state.now()
        return json_answer(_shown(machine))

    async def delete(self, call: Call, id: str) -> Answer:
        """It goes with what was registered on it."""
        machine = self._state.machine(id)
        self._state.registrations.delete_all("machineId", machine.id)
        machine.deleted = self._state.now()
        return Answer(204)

    def _create(self, fields: Fields) -> Fields:
        machine = Entity({"id": self._state.new_id()}, self._state.now(), 0)
        self._store(machine, {**whole(MACHINE, {}), **fields})
        self._state.world.resources[machine.id] = machine
        return _shown(machine)

    def _update(self, machine: Entity, fields: Fields) -> Fields:
        for name in _NULL_IS_OMITTED:
            if fields.get(name, "") is None:
                del fields[name]
        self._store(machine, {**machine.fields, **fields})
        return _shown(machine)

    def _store(self, machine: Entity, fields: Fields) -> None:
        require(fields, "companyId", "machineNumber")
        self._state.check_company(fields)
        key = fields["companyId"], fields["machineNumber"]
        others = [other for other in self._state.machines() if other is not machine]
        if any((other.fields["companyId"], other.fields["machineNumber"]) == key for other in others):
            raise bad_request("MachineNumberInUse", f"Maskinnummer {fields['machineNumber']} er allerede i bruk")
        kind = BY_ID.get(fields.get("typeId"))
        if kind is None and fields.get("typeId") and not fields.get("isEquipment"):
            raise bad_request("MachineService.machineTypeInvalid", f"typeId {fields['typeId']} is no type of machine")
        machine.fields = {
            **fields,
            "id": machine.id,
            "number": fields["machineNumber"],
            "typeName": kind and kind.name,
            "typeBaseName": kind.base if kind else "Other",
        }
        machine.modified = self._state.now()

    def _by_number(self, number: str) -> Entity:
        found = next((m for m in self._state.machines() if m.fields["machineNumber"] == number), None)
        if found is None:
            raise not_found(f"machine {number}")
        return found


def _shown(machine: Entity) -> Fields:
    esg = {name: machine.fields[name] for name in ESG if name in machine.fields}
    return {"id": machine.id, **whole(MACHINE, machine.fields), **esg}
