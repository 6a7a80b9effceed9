"""Each stream: without a filter, and with everything that its filter knows."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from ditio_async.resources import reporting

from ..support.strict import Answer
from .table import NOON, ODD, ODD_SENT, SUMMER, WINTER, Case, sent

WHOLE: Final = {
    "project_id": ODD,
    "company_id": "c",
    "own_company_data_only": False,
    "exclude_data_from_subsidiaries": True,
    "chunk_limit": 1,
}
WHOLE_SENT: Final = (
    f"ProjectId={ODD_SENT}&CompanyId=c&OwnCompanyDataOnly=false&ExcludeDataFromSubsidiaries=true&ChunkLimit=1"
)
INCREMENTAL: Final = {**WHOLE, "modified_since": WINTER, "modified_before": SUMMER}
INCREMENTAL_SENT: Final = (
    f"{WHOLE_SENT}&ModifiedSince=2026-01-31T12%3A00%3A00.250000Z&ModifiedBefore=2026-06-30T22%3A30%3A00Z"
)
DATED: Final = {**INCREMENTAL, "from_date_time": dt.date(2026, 1, 1), "to_date_time": NOON}
DATED_SENT: Final = f"{INCREMENTAL_SENT}&FromDateTime=2026-01-01&ToDateTime=2026-01-31T12%3A00%3A00Z"
DELETED: Final = {"id": "r2", "isDeleted": True, "deletedDateTime": "2026-01-31T12:00:00Z"}


def rows(name: str, path: str, record: Any, given: dict[str, Any], query: str) -> list[Case]:
    """A stream with and without its filter; records are dicts where no class is known for them."""
    call, line = f"reporting.{name}", f"GET /reporting/v1/{path}"
    made = [{"id": "r1"}, DELETED]
    if record is not dict:
        made = [record(id="r1"), record(id="r2", is_deleted=True, deleted_date_time=NOON)]
    answer = Answer({"data": [{"id": "r1"}, DELETED]})
    return [
        Case(call, "no filter", lambda d: getattr(d.reporting, name)().collect(), sent(line), answer, made),
        Case(
            call,
            "the whole filter",
            lambda d: getattr(d.reporting, name)(**given).collect(limit=1),
            sent(f"{line}?{query}"),
            answer,
            made[:1],
        ),
    ]


ROWS = [
    *rows("absence_registrations", "absence-registrations", reporting.AbsenceRegistration, DATED, DATED_SENT),
    *rows("machine_registrations", "machine-registrations", reporting.MachineRegistration, DATED, DATED_SENT),
    *rows("payroll_lines", "payroll-lines", reporting.PayrollLine, DATED, DATED_SENT),
    *rows(
        "payroll_lines_extended",
        "payroll-lines-extended",
        reporting.PayrollLine,
        {**DATED, "export_filter": "All", "user_payroll_type_filter": "AllUsers"},
        f"{DATED_SENT}&ExportFilter=All&UserPayrollTypeFilter=AllUsers",
    ),
    *rows(
        "checklist_registrations",
        "checklist-registrations",
        reporting.ChecklistRegistration,
        INCREMENTAL,
        INCREMENTAL_SENT,
    ),
    *rows(
        "incident_registrations",
        "incident-registrations",
        reporting.IncidentRegistration,
        INCREMENTAL,
        INCREMENTAL_SENT,
    ),
    *rows(
        "machine_checklist_registrations",
        "machine-checklist-registrations",
        reporting.ChecklistRegistration,
        INCREMENTAL,
        INCREMENTAL_SENT,
    ),
    *rows(
        "machine_incident_registrations",
        "machine-incident-registrations",
        reporting.IncidentRegistration,
        INCREMENTAL,
        INCREMENTAL_SENT,
    ),
    *rows(
        "crew_list_registrations",
        "crew-list-registrations",
        reporting.CrewListRegistration,
        {**DATED, "project_ids": "p1,p2", "include_open": True},
        f"{DATED_SENT}&ProjectIds=p1%2Cp2&IncludeOpen=true",
    ),
    *rows(
        "images",
        "images",
        reporting.ImageRecord,
        {**DATED, "sources": ["feed", "checklist"]},
        f"{DATED_SENT}&Sources=feed&Sources=checklist",
    ),
    *rows("flow_trip_registrations", "flow-trip-registrations", reporting.FlowTripRegistration, DATED, DATED_SENT),
    *rows("flow_locations", "flow-locations", dict, WHOLE, WHOLE_SENT),
    *rows("flow_mass_types", "flow-mass-types", dict, WHOLE, WHOLE_SENT),
    *rows("projects", "project", reporting.ProjectRecord, INCREMENTAL, INCREMENTAL_SENT),
    *rows(
        "work_breakdown_structure",
        "project/work-breakdown-structure",
        reporting.WorkBreakdownRecord,
        INCREMENTAL,
        INCREMENTAL_SENT,
    ),
    *rows("users", "user", reporting.UserRecord, INCREMENTAL, INCREMENTAL_SENT),
    *rows("resources", "resource", reporting.ResourceRecord, INCREMENTAL, INCREMENTAL_SENT),
]
