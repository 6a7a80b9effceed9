"""The streams of the reporting API, as they are documented."""

from __future__ import annotations

from typing import Final

from .contract import HOURS, SHARED, WHOLE, WINDOW, stream
from .shapes import Kind, Operation, Paged, Record, Rows, fields

_KINDS: Final[dict[str, Kind]] = {
    "t": "text",
    "n": "number",
    "i": "integer",
    "b": "boolean",
    "dt": "time",
    "?": "anything",
    "[n]": "numbers",
}


def record(documented: str, **lists: Record) -> Record:
    """A record, from its fields as the documentation lists them: a name, and the letter of its kind."""
    known = dict(entry.split() for entry in documented.split(","))
    every = {"id": "t", **known, "modifiedDateTime": "dt", "isDeleted": "b", "deletedDateTime": "dt"}
    inner = {name: Rows(of) for name, of in lists.items()}
    return Record({name: _KINDS[kind] for name, kind in every.items()}, frozenset({"id"}), inner)


ABSENCE = record(
    "registrationId t, date dt, startTime dt, qty n, absenceTypeId t, absenceTypeCode t, absenceTypeName t, "
    "employeeNumber t, userId t, projectId t, approved b, approvedByName t, approvedDateTime dt, payrollApproved b, "
    "payrollApprovedDateTime dt, locked b, lockedDateTime dt, pdfUrl t"
)
MACHINE = record(
    "startDateTime dt, stopDateTime dt, qty n, description t, approved b, machineId t, machineName t, "
    "resourceNumber t, machineTypeName t, driverId t, driverName t, driverCompanyName t, projectId t, "
    "projectNumber t, projectName t, projectExternalNumber t, projectCompanyName t, createdDateTime dt"
)
PAYROLL = record(
    "transDateTime dt, userId t, userName t, employeeNumber t, companyId t, qty n, standardQty n, overtime50Qty n, "
    "overtime100Qty n, timebankQty n, breakQty n, absenceQty n, absenceApprovedQty n, absenceLockedQty n, "
    "totalVerifiedQty n, approvedQty n, lockedQty n, verified b, verifiedByName t, verifiedDateTime dt, approved b, "
    "approvedByName t, approvedDateTime dt",
    overtimeLines=Record(fields(text="payrollTypeId name", integer="lineType overtimeType", number="sorting qty")),
)
INCIDENT = record(
    "serialNumber t, serialNumberWithPrefix t, title t, description t, typeName t, baseType t, baseTypeText t, "
    "status t, statusText t, risk ?, measures t, requiresFurtherAction b, resolvedOnLocation b, companyName t, "
    "projectId t, projectNumber t, projectName t, projectCompanyName t, taskId t, taskName t, machineId t, "
    "machineName t, latitude n, longitude n, createdAt dt, statusUpdatedAt dt, pdfUrl t"
)
_FILES = Rows(Record(fields(text="url")))
CHECKLIST = record(
    "documentNumber t, serialNumber t, templateName t, templateVersion i, baseTypeName t, statusText t, "
    "hasDeviation b, hasComment b, hasImages b, projectId t, projectNumber t, projectName t, activityId t, "
    "activityNumber t, activityName t, machineId t, resourceNumber t, createdByUserName t, createdDateTime dt, "
    "submittedByUserName t, submittedDateTime dt, approvedByUserName t, latitude n, longitude n, pdfUrl t",
    sections=Record({}, inner={"attachments": _FILES, "images": _FILES}),
)
CREW = record("projectId t, projectNumber t, hseCardId t, checkInDateTime dt, checkOutDateTime dt")
TRIP = record(
    "loadDateTime dt, dumpDateTime dt, costStartDateTime dt, costEndDateTime dt, quantity n, quantityM3 n, "
    "registeredQuantity n, verifiedQuantity n, unitOfMeasureText t, massTypeId t, massType t, m3PerHour n, "
    "totalCycleTimeSeconds i, totalCycleTimeHours n, utilizationRate n, distance n, averageSpeedKmh n, "
    "netAltitudeChange n, totalAscent n, maxGradient n, averageGradient n, loadLocationName t, dumpLocationName t, "
    "loadCoordinates [n], dumpCoordinates [n], loaderId t, loaderName t, loaderNumber t, loaderDriverName t, "
    "dumperId t, dumperName t, dumperNumber t, dumperRegistrationNumber t, dumperDriverName t, "
    "dumperDriverCompanyName t, trailer b, verified b, approved b, invoiced b, receiptNumber t, customerName t, "
    "comment t, projectId t, projectNumber t, projectName t, projectExternalNumber t, projectCompanyName t, taskId t, "
    "taskName t, isFlowData b"
)
IMAGE = record(
    "source t, projectId t, projectNumber t, projectName t, taskId t, taskName t, activityId t, activityNumber t, "
    "companyId t, projectCompanyId t, createdByUserId t, createdByUserName t, createdDateTime dt, latitude n, "
    "longitude n, accuracy n, roadReference ?"
)
PROJECT = record(
    "number t, name t, externalNumber t, externalDim01 t, externalDim02 t, companyId t, companyName t, active b, "
    "isExternal b, createdDateTime dt"
)
BREAKDOWN = record(
    "projectId t, number t, name t, nameWithNumber t, chapterId t, externalNumber t, externalDim01 t, "
    "externalDim02 t, externalPieceWorkId t, parentName t, fullPathName t, companyId t, companyName t, isExternal b"
)
RESOURCE = record(
    "number t, name t, typeName t, typeBaseName t, registrationNumber t, serialNumber t, department t, "
    "emissionClass t, buildYear i, weight n, capacity n, costPrice n, price n, companyId t, companyName t, active b, "
    "isExternal b"
)
USER = record(
    "identityUserId t, employeeNumber t, name t, firstName t, lastName t, email t, workTitle t, department t, "
    "companyId t, companyName t, employmentCompanyId t, employmentCompanyName t, isActiveEmployment b, isDisabled b, "
    "startDate dt, endDate dt"
)
INCREMENTAL = {**WHOLE, **SHARED}
DATED = {**INCREMENTAL, **WINDOW}

STREAMS: Final[list[Operation]] = [
    stream("reporting.time_registrations", "/v1/time-registrations", Paged(HOURS), DATED),
    stream("reporting.absence_registrations", "/v1/absence-registrations", Paged(ABSENCE), DATED),
    stream("reporting.machine_registrations", "/v1/machine-registrations", Paged(MACHINE), DATED),
    stream("reporting.payroll_lines", "/v1/payroll-lines", Paged(PAYROLL), DATED),
    stream(
        "reporting.payroll_lines_extended",
        "/v1/payroll-lines-extended",
        Paged(PAYROLL),
        {**DATED, "ExportFilter": "text", "UserPayrollTypeFilter": "text"},
    ),
    stream("reporting.checklist_registrations", "/v1/checklist-registrations", Paged(CHECKLIST), INCREMENTAL),
    stream("reporting.incident_registrations", "/v1/incident-registrations", Paged(INCIDENT), INCREMENTAL),
    stream(
        "reporting.machine_checklist_registrations",
        "/v1/machine-checklist-registrations",
        Paged(CHECKLIST),
        INCREMENTAL,
    ),
    stream(
        "reporting.machine_incident_registrations", "/v1/machine-incident-registrations", Paged(INCIDENT), INCREMENTAL
    ),
    stream(
        "reporting.crew_list_registrations",
        "/v1/crew-list-registrations",
        Paged(CREW),
        {**DATED, "ProjectIds": "text", "IncludeOpen": "boolean"},
    ),
    stream("reporting.images", "/v1/images", Paged(IMAGE), {**DATED, "Sources": "text"}, repeated="Sources"),
    stream("reporting.flow_trip_registrations", "/v1/flow-trip-registrations", Paged(TRIP), DATED),
    stream("reporting.flow_locations", "/v1/flow-locations", "any", WHOLE),
    stream("reporting.flow_mass_types", "/v1/flow-mass-types", "any", WHOLE),
    stream("reporting.projects", "/v1/project", Paged(PROJECT), INCREMENTAL),
    stream("reporting.work_breakdown_structure", "/v1/project/work-breakdown-structure", Paged(BREAKDOWN), INCREMENTAL),
    stream("reporting.users", "/v1/user", Paged(USER), INCREMENTAL),
    stream("reporting.resources", "/v1/resource", Paged(RESOURCE), INCREMENTAL),
    Operation(
        call="reporting.item_registrations",
        surface="reporting",
        method="GET",
        path="/v1/item-registrations/web-query",
        query=fields(day="FromDate ToDate"),
        answer="text",
    ),
]
