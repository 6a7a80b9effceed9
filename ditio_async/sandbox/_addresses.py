"""Every address that the sandbox knows."""

from __future__ import annotations

from ._absences import Absences
from ._answers import Answer, file_answer
from ._certificates import Certificates
from ._documents import Documents
from ._employees import Employees
from ._excavators import ExcavatorStates
from ._files import PATH as FILES
from ._identity import Identity
from ._items import mount_items
from ._lookups import Lookups
from ._machines import Machines
from ._payroll_export import PayrollExport
from ._projects import PATH as PROJECTS
from ._projects import Projects
from ._reference import Reference
from ._routes import CORE, REPORTING, Call, Routes
from ._rows import mount_streams
from ._scim import Scim
from ._state import State
from ._users import Users
from ._weights import WeightMeasures
from ._work_orders import PATH as TASKS
from ._work_orders import WorkOrders


def every_address(state: State, identity: Identity, documents: Documents, scim: Scim) -> Routes:
    """Of two addresses that fit, the first wins."""

    async def file(_: Call, id: str) -> Answer:
        """A file by its own address: of a registration, or one that was uploaded."""
        made = state.registrations.file(id)
        if made is None:
            return documents.file(None, id)
        return file_answer(made.name, made.content(), made.content_type)

    routes = Routes()
    routes.add("POST", "/identity/connect/token", identity.grant)
    documents.mount(routes, PROJECTS, lambda id: (state.project(id).id, "Documents"))
    documents.mount(routes, TASKS, state.document_page)
    routes.add("GET", f"{FILES}/{{}}", file, CORE, REPORTING)
    Projects(state, documents.forget).mount(routes)
    WorkOrders(state, documents.forget).mount(routes)
    Machines(state).mount(routes)
    Users(state).mount(routes)
    Employees(state).mount(routes)
    Certificates(state).mount(routes)
    Absences(state).mount(routes)
    Reference(state).mount(routes)
    Lookups(state).mount(routes)
    ExcavatorStates(state).mount(routes)
    WeightMeasures(state).mount(routes)
    PayrollExport(state).mount(routes)
    mount_items(routes, state.registrations)
    mount_streams(routes, state)
    scim.mount(routes)
    return routes
