"""Read-only lookups of projects, work orders and resources.

Which fields they show is not documented: as the integration API shows projects and work orders, and as the stream
`/v1/resource` shows resources. Own choices too: without activeInactiveAll those that are active, and a search looks at
number, name and external number.
"""

from __future__ import annotations

from typing import Final

from ._answers import Answer, json_answer, not_found
from ._fields import missing
from ._machine_types import TYPES
from ._projects import shown as project_shown
from ._query import Query
from ._routes import CORE, Call, Routes
from ._rows import Rows
from ._state import State
from ._work_orders import shown as work_order_shown
from ._world import Entity

PROJECTS: Final = "/core/api/projects"
RESOURCES: Final = "/core/api/resources"
_ACTIVE, _INACTIVE, _ALL = "0", "1", "2"


class Lookups:
    """What they answer."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._rows = Rows(state)

    def mount(self, routes: Routes) -> None:
        """The addresses."""
        routes.add("GET", PROJECTS, self.projects, CORE)
        routes.add("GET", PROJECTS + "/search", self.search_projects, CORE)
        routes.add("GET", PROJECTS + "/{}", self.project, CORE)
        routes.add("GET", PROJECTS + "/{}/tasks", self.project_tasks, CORE)
        routes.add("GET", RESOURCES + "/details/{}", self.resource, CORE)
        routes.add("GET", RESOURCES + "/types", self.resource_types, CORE)

    async def projects(self, call: Call) -> Answer:
        """All that the client sees, active ones or others."""
        return json_answer([project_shown(project) for project in _chosen(self._state.projects(), call.query)])

    async def search_projects(self, call: Call) -> Answer:
        """Those that have a text in them."""
        text, active_only = call.query.get("searchString"), call.query.flag("activeOnly")
        if not text:
            raise missing("searchString")
        there = [p for p in self._state.projects() if p.fields.get("active") or not active_only]
        names = ("projectNumber", "name", "externalProjectNumber")
        return json_answer(
            [
                project_shown(project)
                for project in there
                if any(text.lower() in str(project.fields.get(name) or "").lower() for name in names)
            ]
        )

    async def project(self, call: Call, id: str) -> Answer:
        """One."""
        return json_answer(project_shown(self._state.project(id)))

    async def project_tasks(self, call: Call, id: str) -> Answer:
        """The work orders of one, active ones or others."""
        orders = self._state.work_orders(self._state.project(id))
        return json_answer([work_order_shown(order) for order in _chosen(orders, call.query)])

    async def resource(self, call: Call, id: str) -> Answer:
        """A machine, or a person as a resource."""
        found = self._state.world.resources.get(id)
        row = None if found is None or found.deleted is not None else self._rows.resource(found)
        if row is None:
            raise not_found(f"resource {id}")
        return json_answer({"id": id, **row})

    async def resource_types(self, call: Call) -> Answer:
        """The types of machines."""
        return json_answer([{"id": kind.id, "name": kind.name, "typeBaseName": kind.base} for kind in TYPES])


def _chosen(entities: list[Entity], query: Query) -> list[Entity]:
    wished = query.choice("activeInactiveAll", {_ACTIVE, _INACTIVE, _ALL}, _ACTIVE)
    return [e for e in entities if wished == _ALL or bool(e.fields.get("active")) == (wished == _ACTIVE)]
