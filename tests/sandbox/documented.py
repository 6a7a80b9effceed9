"""What is documented of the streams of registrations: their fields, windows, modes and deletions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

V1 = "/reporting/v1"
ALWAYS = {"id", "modifiedDateTime"}
DELETIONS = {"isDeleted", "deletedDateTime"}


class Documented(NamedTuple):
    """`date` is what the window is on; `whole` are the parameters that ask for every record of the stream."""

    fields: str
    date: str | None = None
    deletions: Literal["tombstone", "last", "none"] = "none"
    incremental: bool = True
    whole: Mapping[str, str] = {}

    @property
    def names(self) -> set[str]:
        """The fields of a record."""
        return {*self.fields.split(), *ALWAYS, *(() if self.deletions == "none" else DELETIONS)}


PAYROLL = """transDateTime userId userName employeeNumber companyId qty standardQty overtime50Qty overtime100Qty
    timebankQty breakQty absenceQty approved approvedByName approvedDateTime"""
CHECKLIST = """documentNumber serialNumber templateName templateVersion baseTypeName statusText hasDeviation hasComment
    hasImages projectId projectNumber projectName activityId activityNumber activityName machineId resourceNumber
    createdByUserName createdDateTime submittedByUserName submittedDateTime approvedByUserName latitude longitude
    pdfUrl sections"""
INCIDENT = """serialNumber serialNumberWithPrefix title description typeName baseType baseTypeText status statusText
    risk measures requiresFurtherAction resolvedOnLocation companyName projectId projectNumber projectName
    projectCompanyName taskId taskName machineId machineName latitude longitude createdAt statusUpdatedAt pdfUrl"""

STREAMS: Mapping[str, Documented] = {
    "absence-registrations": Documented(
        """registrationId date startTime qty absenceTypeId absenceTypeCode absenceTypeName employeeNumber userId
        projectId approved approvedByName approvedDateTime payrollApproved payrollApprovedDateTime locked
        lockedDateTime pdfUrl""",
        "date",
        "tombstone",
    ),
    "machine-registrations": Documented(
        """startDateTime stopDateTime qty description approved machineId machineName resourceNumber machineTypeName
        driverId driverName driverCompanyName projectId projectNumber projectName projectExternalNumber
        projectCompanyName createdDateTime""",
        "stopDateTime",
        "tombstone",
    ),
    "payroll-lines": Documented(PAYROLL, "transDateTime"),
    "payroll-lines-extended": Documented(
        PAYROLL
        + """ absenceApprovedQty absenceLockedQty totalVerifiedQty approvedQty lockedQty verified verifiedByName
        verifiedDateTime overtimeLines""",
        "transDateTime",
        "tombstone",
        whole={"ExportFilter": "All", "UserPayrollTypeFilter": "AllUsers"},
    ),
    "checklist-registrations": Documented(CHECKLIST, deletions="last"),
    "incident-registrations": Documented(INCIDENT, deletions="tombstone"),
    "machine-checklist-registrations": Documented(CHECKLIST, deletions="last"),
    "machine-incident-registrations": Documented(INCIDENT, deletions="tombstone"),
    "crew-list-registrations": Documented(
        "projectId projectNumber hseCardId checkInDateTime checkOutDateTime",
        "checkInDateTime",
        "tombstone",
        whole={"IncludeOpen": "true", "FromDateTime": "2025-01-01"},
    ),
    "images": Documented(
        """originalFileName fileType fileSize originalUrl largeUrl mediumUrl thumbnailUrl source projectId projectNumber
        projectName taskId taskName activityId activityNumber companyId projectCompanyId createdByUserId
        createdByUserName createdDateTime latitude longitude accuracy roadReference""",
        "createdDateTime",
    ),
    "flow-trip-registrations": Documented(
        """loadDateTime dumpDateTime costStartDateTime costEndDateTime quantity quantityM3 registeredQuantity
        verifiedQuantity unitOfMeasureText massTypeId massType m3PerHour totalCycleTimeSeconds totalCycleTimeHours
        utilizationRate distance averageSpeedKmh netAltitudeChange totalAscent maxGradient averageGradient
        loadLocationName dumpLocationName loadCoordinates dumpCoordinates loaderId loaderName loaderNumber
        loaderDriverName dumperId dumperName dumperNumber dumperRegistrationNumber dumperDriverName
        dumperDriverCompanyName trailer verified approved invoiced receiptNumber customerName comment projectId
        projectNumber projectName projectExternalNumber projectCompanyName taskId taskName isFlowData""",
        "loadDateTime",
        "tombstone",
    ),
    "flow-locations": Documented("name projectId coordinates active", incremental=False),
    "flow-mass-types": Documented("name number density active", incremental=False),
}

NEVER_FILLED = {
    "images": {"roadReference"},  # resolved later, into a shape that is not documented
    "checklist-registrations": {"machineId", "resourceNumber"},
    "incident-registrations": {"machineId", "machineName"},
}

JOINS = {
    "user": {
        "identityUserId": {
            "absence-registrations": "userId",
            "payroll-lines": "userId",
            "payroll-lines-extended": "userId",
            "machine-registrations": "driverId",
            "images": "createdByUserId",
        },
        "employeeNumber": {"absence-registrations": "employeeNumber", "payroll-lines": "employeeNumber"},
    },
    "resource": {
        "id": {
            "machine-registrations": "machineId",
            "machine-checklist-registrations": "machineId",
            "machine-incident-registrations": "machineId",
            "flow-trip-registrations": "loaderId dumperId",
        },
        "number": {"machine-registrations": "resourceNumber", "machine-checklist-registrations": "resourceNumber"},
    },
    "project": {
        "id": {name: "projectId" for name, known in STREAMS.items() if "projectId" in known.names},
        "companyId": {"images": "projectCompanyId"},
    },
    "project/work-breakdown-structure": {
        "id": {
            "incident-registrations": "taskId",
            "machine-incident-registrations": "taskId",
            "flow-trip-registrations": "taskId",
            "images": "taskId activityId",
            "checklist-registrations": "activityId",
            "machine-checklist-registrations": "activityId",
        }
    },
    "flow-mass-types": {"id": {"flow-trip-registrations": "massTypeId"}},
    "flow-locations": {"name": {"flow-trip-registrations": "loadLocationName dumpLocationName"}},
}
"""Stream and field that are joined, and by which fields of which streams."""
