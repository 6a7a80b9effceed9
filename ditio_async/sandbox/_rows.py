"""The reporting streams, and how they show what is kept in memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ._answers import Answer
from ._routes import REPORTING, Call, Handler, Routes
from ._sources import Metadata
from ._state import State
from ._streams import Facts, Source, page
from ._world import Entity, Fields, stamp


def mount_streams(routes: Routes, state: State) -> None:
    """The addresses of the streams."""
    world, rows = state.world, _Rows(state)
    orders = Metadata(world.work_orders, rows.work_order, _facts(lambda order: str(order.fields["projectId"])))
    sources: dict[str, tuple[Source, bool]] = {
        "/v1/time-registrations": (state.hours, True),
        "/v1/project": (Metadata(world.projects, rows.project, _facts(lambda project: project.id)), False),
        "/v1/project/work-breakdown-structure": (orders, False),
        "/v1/user": (Metadata(world.users, rows.other, _facts(lambda _: None)), False),
        "/v1/resource": (Metadata(world.resources, rows.other, _facts(lambda _: None)), False),
    }
    for path, (source, windowed) in sources.items():
        routes.add("GET", f"/reporting{path}", _handler(state, path, source, windowed=windowed), REPORTING)


def _handler(state: State, path: str, source: Source, *, windowed: bool) -> Handler:
    async def stream(call: Call) -> Answer:
        return Answer(200, await page(source, path, call.query, state.companies, windowed=windowed))

    return stream


class _Rows:
    """Makes the rows; an entity of a company that the client does not see has none."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._names = {company.id: company.name for company in state.world.companies}

    def project(self, project: Entity) -> Fields | None:
        """A row of `/v1/project`."""
        f = project.fields
        if not self._state.sees(f["companyId"]):
            return None
        return {
            "number": f.get("projectNumber"),
            "name": f.get("name"),
            "externalNumber": f.get("externalProjectNumber"),
            "externalDim01": f.get("externalDimension1"),
            "externalDim02": f.get("externalDimension2"),
            **self._company(f),
            "active": bool(f.get("active")),
            "isExternal": False,
            "createdDateTime": stamp(project.created),
        }

    def work_order(self, order: Entity) -> Fields | None:
        """A row of `/v1/project/work-breakdown-structure`."""
        f = order.fields
        if not self._state.sees(f["companyId"]):
            return None
        parent = self._state.world.work_orders.get(str(f.get("parentActivityId")))
        above = str(parent.fields.get("name") or "") if parent else None
        name = str(f.get("name") or "")
        return {
            "projectId": f["projectId"],
            "number": f["externalId"],
            "name": name,
            "nameWithNumber": f"{f['externalId']} {name}".strip(),
            "chapterId": parent.id if parent else None,
            "externalNumber": f["externalId"],
            "externalDim01": f.get("externalDim01"),
            "externalDim02": None,
            "externalPieceWorkId": None,
            "parentName": above,
            "fullPathName": f"{above} / {name}" if above else name,
            **self._company(f),
            "isExternal": False,
        }

    def _company(self, fields: Mapping[str, object]) -> Fields:
        return {"companyId": fields["companyId"], "companyName": self._names.get(str(fields["companyId"]))}

    def other(self, entity: Entity) -> Fields | None:
        """A row of what is kept as it is shown: people, machines."""
        return entity.fields if self._state.sees(entity.fields["companyId"]) else None


def _facts(project_of: Callable[[Entity], str | None]) -> Callable[[Entity], Facts]:
    """What filters look at, given the project of an entity."""

    def of(entity: Entity) -> Facts:
        company = str(entity.fields["companyId"])
        return Facts(project_of(entity), company, company)

    return of
