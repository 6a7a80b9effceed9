"""Work orders, which the API calls tasks: a tree in each project (Ditio: Work orders)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ._answers import Answer, bad_request, json_answer, not_found
from ._fields import WORK_ORDER, require, whole
from ._routes import CORE, Call, Routes
from ._state import State
from ._world import TEMPLATE, Entity, Fields

PATH: Final = "/core/api/v4/integration/tasks"


class WorkOrders:
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
        routes.add("GET", PATH + "/project/{}", self.list_for_project, CORE)
        routes.add("GET", PATH + "/by-project-number/{}", self.list_for_project_number, CORE)
        by_external = PATH + "/by-external-project-number/{}/by-external-id/{}"
        routes.add("GET", by_external, self.get_by_external_ids, CORE)
        routes.add("GET", PATH + "/{}", self.get, CORE)
        routes.add("PUT", PATH + "/{}", self.replace, CORE)
        routes.add("PATCH", PATH + "/{}", self.update, CORE)
        routes.add("DELETE", PATH + "/{}", self.delete, CORE)

    async def create(self, call: Call) -> Answer:
        """A new one; what is left out comes from the project's template, null and false are what they are."""
        fields = call.fields(WORK_ORDER)
        _require(fields)
        self._state.check_company(fields)
        id = str(fields.get("id") or "") or self._state.new_id()
        if id in self._state.world.work_orders:
            raise bad_request("IdInUse", f"the id {id} is in use")
        now = self._state.now()
        order = Entity({**TEMPLATE, **fields, "id": id}, now, now)
        self._check(order, order.fields)
        self._state.world.work_orders[id] = order
        return json_answer(shown(order), 201)

    async def list_for_project(self, call: Call, id: str) -> Answer:
        """Those of a project."""
        return self._listed(self._state.project(id))

    async def list_for_project_number(self, call: Call, number: str) -> Answer:
        """Those of a project, by its number."""
        return self._listed(self._state.project_by("projectNumber", number))

    async def get_by_external_ids(self, call: Call, number: str, external_id: str) -> Answer:
        """One, by the ERP's keys."""
        orders = self._state.work_orders(self._state.project_by("externalProjectNumber", number))
        found = next((order for order in orders if order.fields["externalId"] == external_id), None)
        if found is None:
            raise not_found(f"task {external_id} of project {number}")
        return json_answer(shown(found))

    async def get(self, call: Call, id: str) -> Answer:
        """One."""
        return json_answer(shown(self._state.work_order(id)))

    async def replace(self, call: Call, id: str) -> Answer:
        """What is left out is wiped."""
        return self._store(self._state.work_order(id), call.fields(WORK_ORDER))

    async def update(self, call: Call, id: str) -> Answer:
        """What is left out stays, and so does the parent on null; an empty one moves the work order to the top."""
        order, fields = self._state.work_order(id), call.fields(WORK_ORDER)
        if fields.get("parentActivityId", "") is None:
            del fields["parentActivityId"]
        return self._store(order, {**order.fields, **fields})

    async def delete(self, call: Call, id: str) -> Answer:
        """It goes, unless something stands on it."""
        order = self._state.work_order(id)
        orders = self._state.world.work_orders.values()
        uses = {
            "child tasks": any(o.deleted is None and o.fields.get("parentActivityId") == order.id for o in orders),
            "time registrations": self._state.hours.used(order.id),
            "mass haul": self._state.registrations.hauls(order.id),
        }
        if what := next((what for what, used in uses.items() if used), None):
            raise bad_request("TaskInUse", f"task {order.fields['externalId']} has {what}; deactivate it instead")
        self._forget_documents(order.id)
        order.deleted = self._state.now()
        return Answer(204)

    def _listed(self, project: Entity) -> Answer:
        return json_answer([shown(order) for order in self._state.work_orders(project)])

    def _store(self, order: Entity, fields: Fields) -> Answer:
        _require(fields)
        self._state.check_company(fields)
        fields = {**fields, "id": order.id}
        self._check(order, fields)
        order.fields = fields
        order.modified = self._state.now()
        return json_answer(shown(order))

    def _check(self, order: Entity, fields: Fields) -> None:
        """The project and the parent must be there, and the external id must be free in the project."""
        project = self._state.project(str(fields["projectId"]))
        others = [o for o in self._state.work_orders(project) if o is not order]
        if any(o.fields["externalId"] == fields["externalId"] for o in others):
            raise bad_request("ExternalIdInUse", f"task {fields['externalId']} exists in the project")
        parent = fields.get("parentActivityId") or None
        fields["parentActivityId"] = parent
        if parent is not None and not any(o.id == parent for o in others):
            raise not_found(f"parent task {parent}")


def _require(fields: Fields) -> None:
    require(fields, "companyId", "projectId", "externalId")


def shown(order: Entity) -> Fields:
    """A work order as the API shows it."""
    return whole(WORK_ORDER, order.fields)
