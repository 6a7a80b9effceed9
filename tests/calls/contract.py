"""The API as it is documented: what each operation takes and gives. Nothing here comes from the library."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

from msgspec import Struct

Kind: TypeAlias = Literal["text", "number", "integer", "boolean", "time", "moment", "day", "numbers", "anything"]
"""Of one value.

A `time` is a date or a time of day on it, with the zone that it is in; a `moment` is a time in UTC; a `day` is
a plain date; `numbers` are a list; what is `anything` has no documented shape.
"""


class Record(Struct, frozen=True):
    """An object: its fields, those that are always there, and the records and lists of records inside it."""

    fields: Mapping[str, Kind]
    required: frozenset[str] = frozenset()
    inner: Mapping[str, Record | Rows] = {}


class Rows(Struct, frozen=True):
    """A list of objects."""

    of: Record


class Paged(Struct, frozen=True):
    """A page of objects, with what leads to the next one."""

    of: Record


Shape: TypeAlias = Record | Rows | Paged


class Operation(Struct, frozen=True, kw_only=True):
    """One method of one path.

    Attributes:
        call: how it is called in Python; `also` are other calls that send it.
        repeated: parameters that may come more than once.
        body: fields of the JSON body, or `files` for multipart.
        answer: None where there is none, `bytes` for a file, `text` for rows of text, `any` where
            nothing is known of it.
    """

    call: str
    surface: str
    method: str
    path: str
    query: Mapping[str, Kind] = {}
    repeated: frozenset[str] = frozenset()
    body: Record | Literal["files"] | None = None
    answer: Shape | Literal["bytes", "text", "any"] | None = None
    statuses: tuple[int, ...] = (200,)
    also: tuple[str, ...] = ()


def fields(**kinds: str) -> dict[str, Kind]:
    """The kind of each field, from a text of names for each kind."""
    return {name: kind for kind, names in kinds.items() for name in names.split()}


PROJECTS: Final = "/api/v4/integration/projects"
TASKS: Final = "/api/v4/integration/tasks"
SCOPES: Final = {"core": "ditioapiv3", "reporting": "reportingapiv1"}

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


def _without(known: Mapping[str, Kind], *names: str) -> dict[str, Kind]:
    return {name: kind for name, kind in known.items() if name not in names}


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
        _core(f"{resource}.upload", "POST", pages, query=_UPLOAD, body="files", answer=UPLOADED),
        _core(f"{resource}.list", "GET", pages, answer=DOCUMENTS),
        _core(f"{resource}.download", "GET", one, answer="bytes", also=(f"{resource}.open",)),
        _core(f"{resource}.delete", "DELETE", one, statuses=(204,)),
    ]


def _core(call: str, method: str, path: str, **known: object) -> Operation:
    return Operation(call=call, surface="core", method=method, path=path, **known)


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
    _core(
        "projects.create", "POST", PROJECTS, body=Record(_PROJECT, _NEW_PROJECT), answer=PROJECT, statuses=(200, 201)
    ),
    _core("projects.list", "GET", PROJECTS, answer=Rows(PROJECT)),
    _core("projects.get", "GET", f"{PROJECTS}/{{id}}", answer=PROJECT),
    _core("projects.get_by_number", "GET", f"{PROJECTS}/by-project-number/{{projectNumber}}", answer=PROJECT),
    _core("projects.replace", "PUT", f"{PROJECTS}/{{id}}", body=Record(_PROJECT, _NEW_PROJECT), answer=PROJECT),
    _core(
        "projects.update", "PATCH", f"{PROJECTS}/{{id}}", body=Record(_without(_PROJECT, "companyId")), answer=PROJECT
    ),
    _core("projects.delete", "DELETE", f"{PROJECTS}/{{id}}", statuses=(204,)),
    *_documents("projects.documents", PROJECTS),
    _core(
        "projects.documents.describe",
        "PUT",
        f"{PROJECTS}/{{id}}/documents/description",
        query=fields(text="section"),
        body=Record(fields(text="description")),
        answer=DESCRIPTION,
    ),
    _core(
        "work_orders.create",
        "POST",
        TASKS,
        body=Record({"id": "text", **_TASK}, _NEW_TASK),
        answer=TASK,
        statuses=(200, 201),
    ),
    _core("work_orders.get", "GET", f"{TASKS}/{{id}}", answer=TASK),
    _core("work_orders.list_for_project", "GET", f"{TASKS}/project/{{projectId}}", answer=Rows(TASK)),
    _core(
        "work_orders.list_for_project_number", "GET", f"{TASKS}/by-project-number/{{projectNumber}}", answer=Rows(TASK)
    ),
    _core(
        "work_orders.get_by_external_ids",
        "GET",
        f"{TASKS}/by-external-project-number/{{externalProjectNumber}}/by-external-id/{{externalId}}",
        answer=TASK,
    ),
    _core("work_orders.replace", "PUT", f"{TASKS}/{{id}}", body=Record(_TASK, _NEW_TASK), answer=TASK),
    _core("work_orders.update", "PATCH", f"{TASKS}/{{id}}", body=Record(_without(_TASK, "companyId")), answer=TASK),
    _core("work_orders.delete", "DELETE", f"{TASKS}/{{id}}", statuses=(204,)),
    *_documents("work_orders.documents", TASKS),
    _core(
        "files.download",
        "GET",
        "/api/file/{fileReferenceId}",
        answer="bytes",
        also=("files.open", "files.download_many"),
    ),
]
"""What has a call of its own."""

OTHERS: Final = [
    _core("request", "GET", "/api/MachineType", answer="any"),
    _core(
        "request", "GET", "/api/projects/search", query=fields(text="searchString", boolean="activeOnly"), answer="any"
    ),
    _core("request", "GET", "/api/integration/absences/{externalId}/{rest}", answer="any"),
    _core(
        "request",
        "POST",
        "/api/project-external-reference",
        body=Record(fields(text="externalRefType externalRefValue name projNumber"), frozenset({"externalRefType"})),
        answer="any",
        statuses=(200, 201),
    ),
    _core("request", "PUT", "/api/project-external-reference/disable/{id}", answer="any"),
    _core("request", "DELETE", "/api/v4/integration/machines/{id}", statuses=(204,)),
    _core("request", "PUT", "/api/v4/integration/machines/{id}", body=Record(fields(text="note")), answer="any"),
    _core("request", "PATCH", "/api/v4/integration/machines/{id}", body=Record(fields(text="note")), answer="any"),
]
"""What is reached by its path: some of what there is, of every kind."""
