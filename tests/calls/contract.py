"""Projects, work orders, documents and files as they are documented. Nothing here comes from the library."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from .shapes import Kind, Operation, Paged, Record, Rows, core, fields, without

PROJECTS: Final = "/api/v4/integration/projects"
TASKS: Final = "/api/v4/integration/tasks"

_PROJECT = fields(
    text="companyId projectNumber name externalProjectNumber externalDimension1 externalDimension2 description "
    "mainForemanId projectLeaderId mainContactEmail projectCustomerName customerNumber projectAddress "
    "workBreakLunchStartTime workBreakDinnerStartTime",
    boolean="active requireTaskNumber blockedForRegistration",
    time="startDate finishedDatePlanned finishedDate",
    number="estimatedHourQty projectLocationLatitude projectLocationLongitude",
    integer="workBreakLunchLength workBreakDinnerLength",
)
_TASK = fields(
    text="companyId projectId externalId name parentActivityId externalProjectNumber externalProjectName externalDim01 "
    "workDescriptionShort workDescription unitId",
    boolean="active measureUnitQty safeJobAnalysisApprovalRequired",
    time="startDate finishedDatePlanned finishedDate",
    number="estimatedHourQty fixedResourcePrice costPrice price",
)
_ID = frozenset({"id"})
_NEW_PROJECT = frozenset({"companyId", "projectNumber"})
_NEW_TASK = frozenset({"companyId", "projectId", "externalId"})


PROJECT: Final = Record({"id": "text", **_PROJECT}, _ID)
TASK: Final = Record({"id": "text", **_TASK}, _ID)
REFERENCE: Final = Record(
    fields(text="id collectionRef fileNameOrig fileType", integer="fileSize", time="createdDateTime"), _ID
)
PAGE_FILE: Final = Record(fields(text="fileReferenceId name"), frozenset({"fileReferenceId"}))
UPLOADED: Final = Record(
    fields(boolean="successful", text="message section pageExternalId"),
    frozenset({"successful"}),
    {
        "files": Rows(Record(fields(text="name url", integer="size"), inner={"fileReference": REFERENCE})),
        "infoPageFiles": Rows(PAGE_FILE),
    },
)
DOCUMENTS: Final = Rows(Record(fields(text="section pageExternalId"), inner={"files": Rows(PAGE_FILE)}))
DESCRIPTION: Final = Record(fields(text="externalId title description"))
HOURS: Final = Record(
    fields(
        text="id unitName description descriptionInternal approvedByName lockedByName projectId projectNumber "
        "projectName projectExternalNumber projectCompanyId projectCompanyName projectLeaderName "
        "projectMainForemanName taskId taskName taskNameLong taskWbsNumber taskChapterId taskPieceWorkId resourceId "
        "resourceNumber resourceName resourceTypeName primaryResourceName machineEmissionClass userId userName "
        "userEmployeeNumber userCompanyName userCompanyOrgNr userWorkTitle userWorkShiftSettingName",
        number="qty unitQty unitPrice price amount costPriceBase costPriceMan costPriceMachine costAmount "
        "costAmountMan costAmountMachine breakQty",
        boolean="approved payrollApproved locked invoiced isDeleted",
        time="workDate startDateTime stopDateTime approvedDateTime payrollApprovedDateTime lockedDateTime "
        "createdDateTime modifiedDateTime deletedDateTime",
    ),
    _ID,
)

WHOLE: Final = fields(
    text="ProjectId CompanyId ContinuationToken",
    boolean="OwnCompanyDataOnly ExcludeDataFromSubsidiaries",
    integer="ChunkLimit",
)
SHARED: Final = fields(moment="ModifiedSince ModifiedBefore")
WINDOW: Final = fields(moment="FromDateTime ToDateTime")
_UPLOAD = fields(text="section", boolean="replaceExistingFilesWithSameName")


def _documents(resource: str, path: str) -> list[Operation]:
    pages, one = f"{path}/{{id}}/documents", f"{path}/{{id}}/documents/{{fileReferenceId}}"
    return [
        core(f"{resource}.upload", "POST", pages, query=_UPLOAD, body="files", answer=UPLOADED),
        core(f"{resource}.list", "GET", pages, answer=DOCUMENTS),
        core(f"{resource}.download", "GET", one, answer="bytes", also=(f"{resource}.open",)),
        core(f"{resource}.delete", "DELETE", one, statuses=(204,)),
    ]


def stream(
    call: str, path: str, answer: Paged | Literal["any"], query: Mapping[str, Kind], repeated: str = ""
) -> Operation:
    return Operation(
        call=call,
        surface="reporting",
        method="GET",
        path=path,
        query=query,
        repeated=frozenset(repeated.split()),
        answer=answer,
        also=("reporting.stream",),
    )


OPERATIONS: Final = [
    core("projects.create", "POST", PROJECTS, body=Record(_PROJECT, _NEW_PROJECT), answer=PROJECT, statuses=(200, 201)),
    core("projects.list", "GET", PROJECTS, answer=Rows(PROJECT)),
    core("projects.get", "GET", f"{PROJECTS}/{{id}}", answer=PROJECT),
    core("projects.get_by_number", "GET", f"{PROJECTS}/by-project-number/{{projectNumber}}", answer=PROJECT),
    core("projects.replace", "PUT", f"{PROJECTS}/{{id}}", body=Record(_PROJECT, _NEW_PROJECT), answer=PROJECT),
    core(
        "projects.update",
        "PATCH",
        f"{PROJECTS}/{{id}}",
        body=Record(without(_PROJECT, "companyId"), solid=_NEW_PROJECT),
        answer=PROJECT,
    ),
    core("projects.delete", "DELETE", f"{PROJECTS}/{{id}}", statuses=(204,)),
    *_documents("projects.documents", PROJECTS),
    core(
        "projects.documents.describe",
        "PUT",
        f"{PROJECTS}/{{id}}/documents/description",
        query=fields(text="section"),
        body=Record(fields(text="description")),
        answer=DESCRIPTION,
    ),
    core(
        "work_orders.create",
        "POST",
        TASKS,
        body=Record({"id": "text", **_TASK}, _NEW_TASK),
        answer=TASK,
        statuses=(200, 201),
    ),
    core("work_orders.get", "GET", f"{TASKS}/{{id}}", answer=TASK),
    core("work_orders.list_for_project", "GET", f"{TASKS}/project/{{projectId}}", answer=Rows(TASK)),
    core(
        "work_orders.list_for_project_number", "GET", f"{TASKS}/by-project-number/{{projectNumber}}", answer=Rows(TASK)
    ),
    core(
        "work_orders.get_by_external_ids",
        "GET",
        f"{TASKS}/by-external-project-number/{{externalProjectNumber}}/by-external-id/{{externalId}}",
        answer=TASK,
    ),
    core("work_orders.replace", "PUT", f"{TASKS}/{{id}}", body=Record(_TASK, _NEW_TASK), answer=TASK),
    core(
        "work_orders.update",
        "PATCH",
        f"{TASKS}/{{id}}",
        body=Record(without(_TASK, "companyId"), solid=_NEW_TASK | {"parentActivityId"}),
        answer=TASK,
    ),
    core("work_orders.delete", "DELETE", f"{TASKS}/{{id}}", statuses=(204,)),
    *_documents("work_orders.documents", TASKS),
    core(
        "files.download",
        "GET",
        "/api/file/{fileReferenceId}",
        answer="bytes",
        also=("files.open", "files.download_many"),
    ),
]
