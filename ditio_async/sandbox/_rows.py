"""The reporting streams, and how they show what is kept in memory."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from ._answers import Answer
from ._entities import Entities, Shape
from ._routes import REPORTING, Call, Handler, Routes
from ._state import State
from ._streams import Facts, Stream, page
from ._world import Entity, Fields, stamp

_RESOURCE: Final = """number name typeName typeBaseName registrationNumber serialNumber department emissionClass
    buildYear weight capacity costPrice price active""".split()


def mount_streams(routes: Routes, state: State) -> None:
    """The addresses of the streams."""
    hours = Stream("/v1/time-registrations", lambda _: state.hours, window=True)
    for stream in (hours, *state.registrations.streams(), *_master_data(state)):
        routes.add("GET", f"/reporting{stream.path}", _handler(state, stream), REPORTING)


def _handler(state: State, stream: Stream) -> Handler:
    async def answer(call: Call) -> Answer:
        return Answer(200, await page(stream, call, state.companies))

    return answer


def _master_data(state: State) -> Iterator[Stream]:
    """What registrations join."""
    world, rows = state.world, Rows(state)
    shown: dict[str, tuple[Mapping[str, Entity], Shape]] = {
        "/v1/project": (world.projects, Shape(rows.project, _facts(lambda project: project.id))),
        "/v1/project/work-breakdown-structure": (
            world.work_orders,
            Shape(rows.work_order, _facts(lambda order: str(order.fields["projectId"]))),
        ),
        "/v1/user": (world.users, Shape(state.people.row, _facts(lambda _: None))),
        "/v1/resource": (world.resources, Shape(rows.resource, _facts(lambda _: None))),
    }
    for path, (entities, shape) in shown.items():
        yield Stream(path, functools.partial(_open, entities, shape))


def _open(entities: Mapping[str, Entity], shape: Shape, _: Call) -> Entities:
    return Entities(entities, shape)


class Rows:
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

    def resource(self, resource: Entity) -> Fields | None:
        """A row of `/v1/resource`."""
        f = resource.fields
        if not self._state.sees(f["companyId"]):
            return None
        return {**{name: f.get(name) for name in _RESOURCE}, **self._company(f), "isExternal": False}


def _facts(project_of: Callable[[Entity], str | None]) -> Callable[[Entity], Facts]:
    """What filters look at, given the project of an entity."""

    def of(entity: Entity) -> Facts:
        company = str(entity.fields["companyId"])
        return Facts(project_of(entity), company, company)

    return of
