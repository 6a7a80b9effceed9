"""Work orders; the API calls them tasks."""

from __future__ import annotations

import builtins
import datetime as dt
from typing import ClassVar

from msgspec import UNSET, Struct, UnsetType

from .._endpoints import Context, Create, Delete, Find, Get, Replace, Resource, Update
from .._fields import Fields, Model
from .._times import Time
from .documents import WorkOrderDocuments

PATH = "/api/v4/integration/tasks"


class WorkOrder(Model):
    """A work order, which the API calls a task (Ditio: Work orders).

    Times are aware UTC where the server says an offset, naive where it does not.

    Attributes:
        id: 24 hexadecimal digits.
        external_id: unique in the project.
        parent_activity_id: the work order above it in the same project; None or "" at the top.
        estimated_hour_qty: hours.
    """

    id: str
    company_id: str | None = None
    project_id: str | None = None
    external_id: str | None = None
    name: str | None = None
    active: bool | None = None
    parent_activity_id: str | None = None
    external_project_number: str | None = None
    external_project_name: str | None = None
    external_dim01: str | None = None
    work_description_short: str | None = None
    work_description: str | None = None
    start_date: dt.datetime | None = None
    finished_date_planned: dt.datetime | None = None
    finished_date: dt.datetime | None = None
    estimated_hour_qty: float | None = None
    fixed_resource_price: float | None = None
    unit_id: str | None = None
    cost_price: float | None = None
    price: float | None = None
    measure_unit_qty: bool | None = None
    safe_job_analysis_approval_required: bool | None = None


class WorkOrderFields(Fields, kw_only=True):
    """The fields of a work order that may be left out.

    On creation, those marked (T) are taken from the project's template work order when they are left out; None, False
    and 0 are sent as such.

    Args:
        name: what people call it.
        active: False unless given.
        start_date, finished_date_planned, finished_date: a date, an aware datetime or ISO 8601 text.
        estimated_hour_qty: hours.
        fixed_resource_price, cost_price, price: per unit (T).
        unit_id: the unit of measure (T).
        measure_unit_qty: quantities are measured (T).
        safe_job_analysis_approval_required: work needs an approved safe job analysis (T).
    """

    name: str | UnsetType | None = UNSET
    active: bool | UnsetType | None = UNSET
    external_project_number: str | UnsetType | None = UNSET
    external_project_name: str | UnsetType | None = UNSET
    external_dim01: str | UnsetType | None = UNSET
    work_description_short: str | UnsetType | None = UNSET
    work_description: str | UnsetType | None = UNSET
    start_date: Time | UnsetType | None = UNSET
    finished_date_planned: Time | UnsetType | None = UNSET
    finished_date: Time | UnsetType | None = UNSET
    estimated_hour_qty: float | UnsetType | None = UNSET
    fixed_resource_price: float | UnsetType | None = UNSET
    unit_id: str | UnsetType | None = UNSET
    cost_price: float | UnsetType | None = UNSET
    price: float | UnsetType | None = UNSET
    measure_unit_qty: bool | UnsetType | None = UNSET
    safe_job_analysis_approval_required: bool | UnsetType | None = UNSET


class WholeWorkOrder(WorkOrderFields, kw_only=True):
    """All of a work order.

    Args:
        project_id: the project that it belongs to.
        external_id: unique in the project.
        parent_activity_id: the work order above it, of the same project; None or "" at the top.
        company_id: the session's unless given.
    """

    project_id: str
    external_id: str
    parent_activity_id: str | UnsetType | None = UNSET
    company_id: str | UnsetType = UNSET


class NewWorkOrder(WholeWorkOrder, kw_only=True):
    """A work order to create.

    Args:
        id: an id of your own; one that is taken is refused.
    """

    id: str | UnsetType = UNSET


class WorkOrderChanges(WorkOrderFields, kw_only=True):
    """What to change of a work order.

    Args:
        project_id: the project that it belongs to.
        external_id: unique in the project.
        parent_activity_id: the work order above it, of the same project; "" moves it to the top. None, which the server
            takes for left out, is refused.
    """

    cures: ClassVar = {"parent_activity_id": 'the server takes null for left out; "" moves it to the top'}

    project_id: str | UnsetType = UNSET
    external_id: str | UnsetType = UNSET
    parent_activity_id: str | UnsetType = UNSET


class ExternalIds(Struct):
    """The ERP's keys of a work order."""

    external_project_number: str
    external_id: str


class WorkOrders(Resource):
    """Work orders, which the API calls tasks (Ditio: Work orders)."""

    name = "work_orders"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.documents = WorkOrderDocuments(context)

    create = Create(
        PATH,
        WorkOrder,
        NewWorkOrder,
        "Create a work order.",
        replay=False,
        hint="look with work_orders.list_for_project(project_id) whether the external_id is there",
    )
    get = Get(PATH + "/{id}", WorkOrder, "One work order.")
    list_for_project = Get(PATH + "/project/{projectId}", builtins.list[WorkOrder], "The work orders of a project.")
    list_for_project_number = Get(
        PATH + "/by-project-number/{projectNumber}", builtins.list[WorkOrder], "The work orders of a project number."
    )
    get_by_external_ids = Find(
        PATH + "/by-external-project-number/{externalProjectNumber}/by-external-id/{externalId}",
        WorkOrder,
        ExternalIds,
        "One work order, by the ERP's keys.",
    )
    replace = Replace(
        PATH + "/{id}", WorkOrder, WholeWorkOrder, "Replace a work order: what is left out is wiped.", key=str
    )
    update = Update(PATH + "/{id}", WorkOrder, WorkOrderChanges, "Change the given fields of a work order.", key=str)
    delete = Delete(
        PATH + "/{id}",
        "Delete a work order for good. One with children, hours or mass haul cannot be deleted: set active=False.",
        key=str,
    )
