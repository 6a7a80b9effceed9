"""Reference data: types of machines and of alerts, and external references.

Where the documentation is silent, this is the sandbox's own choice: the fields of the types; a reference that is there
already is a 400; the project of a process code must be there; one that is disabled is listed no more. Where the sandbox
checks external project numbers, those that are created here are allowed from then on, and disabled ones are not. How
references are deleted is not documented: the sandbox has no address for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from ._answers import Answer, bad_request, invalid, json_answer, not_found
from ._fields import TEXT, missing, require, whole
from ._incidents import MACHINE_TYPES as MACHINE_ALERTS
from ._incidents import TYPES as ALERTS
from ._machine_types import TYPES as MACHINE_TYPES
from ._routes import CORE, Call, Routes
from ._state import State
from ._world import Fields

PATH: Final = "/core/api/project-external-reference"

REFERENCE: Final[Mapping[str, str]] = {
    "externalRefType": TEXT,
    "externalRefValue": TEXT,
    "name": TEXT,
    "projNumber": TEXT,
}
_PROJECT: Final = "ExternalProjectNumber"
_OF_A_PROJECT: Final = ("ExternalSubProjectNumber", "ProcessCode")


class _Reference(Struct):
    fields: Fields
    is_disabled: bool = False


class Reference:
    """What it answers."""

    def __init__(self, state: State) -> None:
        self._state = state
        numbers = state.external_project_numbers
        if numbers is None:
            numbers = {str(p.fields["externalProjectNumber"]) for p in state.projects()}
        self._references: dict[str, _Reference] = {}
        for number in sorted(numbers):
            self._add({"externalRefType": _PROJECT, "externalRefValue": number})

    def mount(self, routes: Routes) -> None:
        """The addresses."""
        routes.add("GET", "/core/api/MachineType", self.machine_types, CORE)
        routes.add("GET", "/core/api/ProjNotificationTypeSetup", self.alert_types, CORE)
        routes.add("GET", PATH + "/type/{}", self.of_type, CORE)
        routes.add("GET", PATH + "/type/{}/project/{}", self.of_type, CORE)
        routes.add("POST", PATH, self.create, CORE)
        routes.add("PUT", PATH + "/disable/{}", self.disable, CORE)

    async def machine_types(self, call: Call) -> Answer:
        """Those that machines may have."""
        return json_answer([{"id": kind.id, "name": kind.name, "typeBaseName": kind.base} for kind in MACHINE_TYPES])

    async def alert_types(self, call: Call) -> Answer:
        """Those that alerts have."""
        kinds = enumerate((*ALERTS, *MACHINE_ALERTS), start=1)
        return json_answer(
            [
                {"id": f"5f0c2a7e9b1d4c0004ad{number:04}", "name": name, "baseTypeText": base}
                for number, (base, name, _) in kinds
            ]
        )

    async def of_type(self, call: Call, kind: str, project: str | None = None) -> Answer:
        """Those of a type, or of a type and a project."""
        there = [reference.fields for reference in self._references.values() if not reference.is_disabled]
        return json_answer([f for f in there if f["externalRefType"] == kind and project in {None, f["projNumber"]}])

    async def create(self, call: Call) -> Answer:
        """A new one."""
        fields = call.fields(REFERENCE)
        require(fields, "externalRefType", "externalRefValue")
        if fields["externalRefType"] in _OF_A_PROJECT and not fields.get("projNumber"):
            raise missing("projNumber")
        numbers = {project.fields["projectNumber"] for project in self._state.projects()}
        if fields["externalRefType"] == "ProcessCode" and fields["projNumber"] not in numbers:
            raise invalid({"projNumber": f"project {fields['projNumber']} was not found"})
        key = _key(fields)
        if any(_key(other.fields) == key and not other.is_disabled for other in self._references.values()):
            raise bad_request("ExternalReferenceInUse", f"{fields['externalRefValue']} finnes allerede")
        if self._state.external_project_numbers is not None and fields["externalRefType"] == _PROJECT:
            self._state.external_project_numbers.add(str(fields["externalRefValue"]))
        return json_answer(self._add(fields), 201)

    async def disable(self, call: Call, id: str) -> Answer:
        """It may be used no more."""
        reference = self._references.get(id)
        if reference is None:
            raise not_found(f"external reference {id}")
        reference.is_disabled = True
        if self._state.external_project_numbers is not None and reference.fields["externalRefType"] == _PROJECT:
            self._state.external_project_numbers.discard(str(reference.fields["externalRefValue"]))
        return json_answer(reference.fields)

    def _add(self, fields: Fields) -> Fields:
        id = self._state.new_id()
        self._references[id] = _Reference({"id": id, **whole(REFERENCE, fields)})
        return self._references[id].fields


def _key(fields: Fields) -> tuple[object, ...]:
    return fields["externalRefType"], fields["externalRefValue"], fields.get("projNumber")
