"""Work orders, by project and external id."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec import UNSET

from ...errors import NotFoundError
from ...resources.work_orders import NewWorkOrder, WorkOrder, WorkOrders
from ..compare import given
from ..entries import Entry
from ..kind import InUse


class WorkOrderKind(InUse[NewWorkOrder, WorkOrder]):
    """Work orders of the projects that are named in what is desired.

    An `id` that a caller gives names one among the others, so that it can be a parent; one that is there keeps its own.
    """

    name = "work_orders"
    apart = frozenset({"id", "company_id", "project_id"})
    blanks = frozenset({"parent_activity_id"})

    def __init__(self, work_orders: WorkOrders, keys: tuple[str, ...]) -> None:
        super().__init__(NewWorkOrder, keys or ("project_id", "external_id"))
        self._work_orders = work_orders
        self._own: dict[str, str] = {}

    async def read(self, wanted: Sequence[NewWorkOrder]) -> list[WorkOrder]:
        """Those of the projects, one project after the other."""
        found: list[WorkOrder] = []
        for project in dict.fromkeys(want.project_id for want in wanted):
            try:
                found += await self._work_orders.list_for_project(project)
            except NotFoundError as error:
                error.message = f"project_id {project!r} of what is desired: {error.message}"
                raise
        there = {self.key_of(have): have.id for have in found}
        for want in wanted:
            if want.id and (id := there.get(self.key_of(want))) is not None:
                self._own[want.id] = id
        return found

    def fields(self, want: NewWorkOrder) -> dict[str, Any]:
        """What is compared, with the parent by the id that it has in Ditio."""
        return self._led_back(super().fields(want))

    def _led_back(self, fields: dict[str, Any]) -> dict[str, Any]:
        if (parent := fields.get("parent_activity_id")) in self._own:
            fields["parent_activity_id"] = self._own[parent]
        return fields

    async def create(self, want: NewWorkOrder) -> object:
        """Make one."""
        return await self._work_orders.create(**self._led_back(given(want)))

    async def change(self, have: WorkOrder, changes: Mapping[str, Any]) -> object:
        """Change one; the top is "" in a change, because the server takes null for left out."""
        fields = dict(changes)
        if fields.get("parent_activity_id", UNSET) is None:
            fields["parent_activity_id"] = ""
        return await self._work_orders.update(have.id, **fields)

    def waves(
        self, entries: Sequence[Entry[NewWorkOrder, WorkOrder]]
    ) -> Iterable[Sequence[Entry[NewWorkOrder, WorkOrder]]]:
        """A work order whose parent is to be created with an id of the caller's own comes after that parent."""
        made = {entry.want.id: entry for entry in entries if entry.have is None and entry.want and entry.want.id}
        waves: list[list[Entry[NewWorkOrder, WorkOrder]]] = []
        for entry in entries:
            depth, parent, seen = 0, entry, {id(entry)}
            while parent.want and (above := made.get(parent.want.parent_activity_id or "")) and id(above) not in seen:
                depth, parent = depth + 1, above
                seen.add(id(above))
            waves += [[] for _ in range(depth + 1 - len(waves))]
            waves[depth].append(entry)
        return waves
