"""Projects: unique by number in their company; creating one that is there gives that one (Ditio: Projects)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ._answers import Answer, bad_request, json_answer
from ._fields import PROJECT, require, whole
from ._routes import CORE, Call, Routes
from ._state import State
from ._world import Entity, Fields

PATH: Final = "/core/api/v4/integration/projects"


class Projects:
    """What create, replace, change and delete do.

    Args:
        forget_documents: told the id of what was deleted.
    """

    def __init__(self, state: State, forget_documents: Callable[[str], None]) -> None:
        self._state = state
        self._forget_documents = forget_documents

    def mount(self, routes: Routes) -> None:
        """The addresses."""
        routes.add("POST", PATH, self.create, CORE)
        routes.add("GET", PATH, self.list, CORE)
        routes.add("GET", PATH + "/by-project-number/{}", self.get_by_number, CORE)
        routes.add("GET", PATH + "/{}", self.get, CORE)
        routes.add("PUT", PATH + "/{}", self.replace, CORE)
        routes.add("PATCH", PATH + "/{}", self.update, CORE)
        routes.add("DELETE", PATH + "/{}", self.delete, CORE)

    async def create(self, call: Call) -> Answer:
        """A new project, or the one of that number."""
        fields = call.fields(PROJECT)
        require(fields, "companyId", "projectNumber")
        self._state.check_company(fields)
        there = self._numbered(fields)
        if there is not None:
            return json_answer(shown(there))
        self._check(fields)
        now = self._state.now()
        project = Entity({"id": self._state.new_id(), **fields}, now, now)
        self._state.world.projects[project.id] = project
        return json_answer(shown(project), 201)

    async def list(self, call: Call) -> Answer:
        """All that the client sees."""
        return json_answer([shown(project) for project in self._state.projects()])

    async def get(self, call: Call, id: str) -> Answer:
        """One."""
        return json_answer(shown(self._state.project(id)))

    async def get_by_number(self, call: Call, number: str) -> Answer:
        """One, by its number."""
        return json_answer(shown(self._state.project_by("projectNumber", number)))

    async def replace(self, call: Call, id: str) -> Answer:
        """What is left out is wiped, but for the customer."""
        project, fields = self._state.project(id), call.fields(PROJECT)
        require(fields, "companyId")
        return self._store(project, {"customerNumber": project.fields.get("customerNumber"), **fields})

    async def update(self, call: Call, id: str) -> Answer:
        """What is left out stays."""
        project = self._state.project(id)
        return self._store(project, {**project.fields, **call.fields(PROJECT)})

    async def delete(self, call: Call, id: str) -> Answer:
        """It goes with its work orders, registrations and documents."""
        project = self._state.project(id)
        now = self._state.now()
        for order in self._state.work_orders(project):
            order.deleted = now
            self._forget_documents(order.id)
        self._state.hours.delete_project(project.id)
        self._state.registrations.delete_all("projectId", project.id)
        self._forget_documents(project.id)
        project.deleted = now
        return Answer(204)

    def _store(self, project: Entity, fields: Fields) -> Answer:
        require(fields, "projectNumber")
        self._state.check_company(fields)
        if (self._numbered(fields) or project) is not project:
            raise bad_request("ProjectNumberInUse", f"Prosjektnummer {fields['projectNumber']} er allerede i bruk")
        self._check(fields)
        project.fields = {**fields, "id": project.id}
        project.modified = self._state.now()
        return json_answer(shown(project))

    def _numbered(self, fields: Fields) -> Entity | None:
        key = fields["companyId"], fields["projectNumber"]
        there = self._state.projects()
        return next((p for p in there if (p.fields["companyId"], p.fields["projectNumber"]) == key), None)

    def _check(self, fields: Fields) -> None:
        allowed, number = self._state.external_project_numbers, fields.get("externalProjectNumber")
        if allowed is not None and number and number not in allowed:
            raise bad_request(
                "ExternalProjectNumberInvalid", f"Extern prosjektnummer {number} er ikke en gyldig. Velg fra listen"
            )


def shown(project: Entity) -> Fields:
    """A project as the API shows it."""
    return {"id": project.id, **whole(PROJECT, project.fields)}
