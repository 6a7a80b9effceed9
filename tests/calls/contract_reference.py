"""Reference data and lookups, as they are documented."""

from __future__ import annotations

from typing import Final

from .shapes import Record, Rows, core, fields

PATH: Final = "/api/project-external-reference"
OF_TYPE: Final = f"{PATH}/type/{{externalRefType}}"

_REFERENCE = fields(text="externalRefType externalRefValue name projNumber")
_NEW = frozenset({"externalRefType", "externalRefValue"})
REFERENCE: Final = Record({"id": "text", **_REFERENCE})
_WHICH = fields(integer="activeInactiveAll")

OPERATIONS: Final = [
    core("reference.machine_types", "GET", "/api/MachineType", answer="any"),
    core("reference.alert_types", "GET", "/api/ProjNotificationTypeSetup", answer="any"),
    core("reference.external_references", "GET", OF_TYPE, answer=Rows(REFERENCE)),
    core(
        "reference.external_references",
        "GET",
        f"{OF_TYPE}/project/{{projNumber}}",
        python={"projNumber": "project"},
        answer=Rows(REFERENCE),
    ),
    core(
        "reference.create_external_reference",
        "POST",
        PATH,
        body=Record(_REFERENCE, _NEW),
        answer=REFERENCE,
        statuses=(200, 201),
    ),
    core("reference.disable_external_reference", "PUT", f"{PATH}/disable/{{id}}", answer="any"),
    core("lookups.projects", "GET", "/api/projects", query=_WHICH, answer="any"),
    core(
        "lookups.search_projects",
        "GET",
        "/api/projects/search",
        query=fields(text="searchString", boolean="activeOnly"),
        answer="any",
    ),
    core("lookups.project", "GET", "/api/projects/{id}", answer="any"),
    core("lookups.project_tasks", "GET", "/api/projects/{id}/tasks", query=_WHICH, answer="any"),
    core("lookups.resource", "GET", "/api/resources/details/{id}", answer="any"),
    core("lookups.resource_types", "GET", "/api/resources/types", answer="any"),
]
