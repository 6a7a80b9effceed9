"""Calls of work orders, and what must be on the wire."""

from __future__ import annotations

import datetime as dt

from ditio_async.resources.work_orders import WorkOrder

from ..support.strict import COMPANY, Answer
from .table import CORE, NOON, ODD, ODD_SENT, SUMMER, Case, sent

PATH = f"{CORE}/tasks"
BARE = WorkOrder(id="w1")
FIELDS = {
    "name": "Graving byggegrop Ø",
    "active": False,
    "parent_activity_id": "",
    "external_project_number": "E 1",
    "external_project_name": "Østre løp",
    "external_dim01": "d1",
    "work_description_short": "kort",
    "work_description": "lang\tog bred",
    "start_date": "2026-01-31T15:00:00Z",
    "finished_date_planned": NOON,
    "finished_date": dt.date(2026, 12, 24),
    "estimated_hour_qty": 0,
    "fixed_resource_price": 1e6,
    "unit_id": "m³",
    "cost_price": 0.1,
    "price": -1.5,
    "measure_unit_qty": True,
    "safe_job_analysis_approval_required": False,
}
SENT = {
    "name": "Graving byggegrop Ø",
    "active": False,
    "parentActivityId": "",
    "externalProjectNumber": "E 1",
    "externalProjectName": "Østre løp",
    "externalDim01": "d1",
    "workDescriptionShort": "kort",
    "workDescription": "lang\tog bred",
    "startDate": "2026-01-31T15:00:00Z",
    "finishedDatePlanned": "2026-01-31T12:00:00Z",
    "finishedDate": "2026-12-24",
    "estimatedHourQty": 0,
    "fixedResourcePrice": 1e6,
    "unitId": "m³",
    "costPrice": 0.1,
    "price": -1.5,
    "measureUnitQty": True,
    "safeJobAnalysisApprovalRequired": False,
}
KEYS = {"project_id": "p æ", "external_id": "WO/1"}
KEYS_SENT = {"projectId": "p æ", "externalId": "WO/1"}
STORED = {**SENT, **KEYS_SENT, "id": "w1", "companyId": "c 2", "finishedDate": ""}
WORK_ORDER = WorkOrder(
    **{
        **FIELDS,
        **KEYS,
        "id": "w1",
        "company_id": "c 2",
        "start_date": NOON.replace(hour=15),
        "finished_date": None,
    }
)
NULLS, NULLS_SENT = dict.fromkeys(FIELDS), dict.fromkeys(SENT)

ROWS = [
    Case(
        "work_orders.create",
        "only what must be given",
        lambda ditio: ditio.work_orders.create(project_id="p1", external_id="1"),
        sent(f"POST {PATH}", {"projectId": "p1", "externalId": "1", "companyId": COMPANY}),
        Answer({"id": "w1"}, 201),
        BARE,
    ),
    Case(
        "work_orders.create",
        "everything, and an id of one's own",
        lambda ditio: ditio.work_orders.create(id="w1", company_id="c 2", **KEYS, **FIELDS),
        sent(f"POST {PATH}", {"id": "w1", "companyId": "c 2", **KEYS_SENT, **SENT}),
        Answer(STORED),
        WORK_ORDER,
    ),
    Case(
        "work_orders.create",
        "nothing from the template",
        lambda ditio: ditio.work_orders.create(**KEYS, **NULLS),
        sent(f"POST {PATH}", {"companyId": COMPANY, **KEYS_SENT, **NULLS_SENT}),
        Answer({"id": "w1", **NULLS_SENT}, 201),
        BARE,
    ),
    Case(
        "work_orders.get",
        "an id",
        lambda ditio: ditio.work_orders.get("w1"),
        sent(f"GET {PATH}/w1"),
        Answer({"id": "w1"}),
        BARE,
    ),
    Case(
        "work_orders.get",
        "an odd id",
        lambda ditio: ditio.work_orders.get(ODD),
        sent(f"GET {PATH}/{ODD_SENT}"),
        Answer(STORED),
        WORK_ORDER,
    ),
    Case(
        "work_orders.list_for_project",
        "none",
        lambda ditio: ditio.work_orders.list_for_project("p1"),
        sent(f"GET {PATH}/project/p1"),
        Answer([]),
        [],
    ),
    Case(
        "work_orders.list_for_project",
        "several of an odd id",
        lambda ditio: ditio.work_orders.list_for_project(ODD),
        sent(f"GET {PATH}/project/{ODD_SENT}"),
        Answer([{"id": "w1"}, STORED]),
        [BARE, WORK_ORDER],
    ),
    Case(
        "work_orders.list_for_project_number",
        "none",
        lambda ditio: ditio.work_orders.list_for_project_number("P-1"),
        sent(f"GET {PATH}/by-project-number/P-1"),
        Answer([]),
        [],
    ),
    Case(
        "work_orders.list_for_project_number",
        "several of an odd number",
        lambda ditio: ditio.work_orders.list_for_project_number(ODD),
        sent(f"GET {PATH}/by-project-number/{ODD_SENT}"),
        Answer([{"id": "w1"}, STORED]),
        [BARE, WORK_ORDER],
    ),
    Case(
        "work_orders.get_by_external_ids",
        "by position",
        lambda ditio: ditio.work_orders.get_by_external_ids("E-1", "WO-1"),
        sent(f"GET {PATH}/by-external-project-number/E-1/by-external-id/WO-1"),
        Answer({"id": "w1"}),
        BARE,
    ),
    Case(
        "work_orders.get_by_external_ids",
        "odd ones by name, in another order",
        lambda ditio: ditio.work_orders.get_by_external_ids(external_id="by-external-id", external_project_number=ODD),
        sent(f"GET {PATH}/by-external-project-number/{ODD_SENT}/by-external-id/by-external-id"),
        Answer(STORED),
        WORK_ORDER,
    ),
    Case(
        "work_orders.replace",
        "only what must be given",
        lambda ditio: ditio.work_orders.replace("w1", project_id="p1", external_id="1"),
        sent(f"PUT {PATH}/w1", {"projectId": "p1", "externalId": "1", "companyId": COMPANY}),
        Answer({"id": "w1"}),
        BARE,
    ),
    Case(
        "work_orders.replace",
        "everything",
        lambda ditio: ditio.work_orders.replace(ODD, company_id="c 2", **KEYS, **FIELDS),
        sent(f"PUT {PATH}/{ODD_SENT}", {"companyId": "c 2", **KEYS_SENT, **SENT}),
        Answer(STORED),
        WORK_ORDER,
    ),
    Case(
        "work_orders.update",
        "one field",
        lambda ditio: ditio.work_orders.update("w1", finished_date=SUMMER),
        sent(f"PATCH {PATH}/w1", {"finishedDate": "2026-07-01T00:30:00+02:00"}),
        Answer({"id": "w1", "finishedDate": "2026-07-01T00:30:00+02:00"}),
        WorkOrder(id="w1", finished_date=dt.datetime(2026, 6, 30, 22, 30, tzinfo=dt.UTC)),
    ),
    Case(
        "work_orders.update",
        "everything",
        lambda ditio: ditio.work_orders.update(ODD, **KEYS, **FIELDS),
        sent(f"PATCH {PATH}/{ODD_SENT}", {**KEYS_SENT, **SENT}),
        Answer(STORED),
        WORK_ORDER,
    ),
    Case(
        "work_orders.update",
        "nothing left",
        lambda ditio: ditio.work_orders.update("w1", **{**NULLS, "parent_activity_id": ""}),
        sent(f"PATCH {PATH}/w1", {**NULLS_SENT, "parentActivityId": ""}),
        Answer({"id": "w1"}),
        BARE,
    ),
    Case(
        "work_orders.delete",
        "an id",
        lambda ditio: ditio.work_orders.delete("w1"),
        sent(f"DELETE {PATH}/w1"),
        Answer(status=204),
        None,
    ),
    Case(
        "work_orders.delete",
        "an odd id",
        lambda ditio: ditio.work_orders.delete(ODD),
        sent(f"DELETE {PATH}/{ODD_SENT}"),
        Answer(status=204),
        None,
    ),
]
