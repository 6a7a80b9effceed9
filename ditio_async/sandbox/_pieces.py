"""Parts of the JSON of time registrations, written once for each project, work order, person and machine."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from ._world import Entity, Fields


class Pieces(NamedTuple):
    """A part of the JSON of many registrations, and what it says."""

    json: bytes
    key: str
    company: str


def _inner(fields: Fields) -> bytes:
    return msgspec.json.encode(fields)[1:-1] + b","


def project_pieces(project: Entity, company: str) -> Pieces:
    """What they say of their project."""
    f = project.fields
    return Pieces(
        _inner(
            {
                "projectId": project.id,
                "projectNumber": f["projectNumber"],
                "projectName": f["name"],
                "projectExternalNumber": f["externalProjectNumber"],
                "projectCompanyId": f["companyId"],
                "projectCompanyName": company,
                "projectLeaderName": f["projectLeaderId"],
                "projectMainForemanName": f["mainForemanId"],
            }
        ),
        project.id,
        str(f["companyId"]),
    )


def task_pieces(order: Entity) -> Pieces:
    """What they say of their work order."""
    f = order.fields
    fields: Fields = {
        "taskId": order.id,
        "taskName": f["name"],
        "taskNameLong": f["workDescriptionShort"],
        "taskWbsNumber": f["externalId"],
        "taskChapterId": f["parentActivityId"],
        "taskPieceWorkId": None,
    }
    return Pieces(_inner(fields), order.id, "")


def resource_pieces(resource: Entity) -> Pieces:
    """What they say of the machine, or of the person as a resource."""
    f = resource.fields
    fields: Fields = {
        "resourceId": resource.id,
        "resourceNumber": f["number"],
        "resourceName": f["name"],
        "resourceTypeName": f["typeName"],
        "primaryResourceName": f["name"],
        "machineEmissionClass": f.get("emissionClass"),
    }
    return Pieces(_inner(fields), resource.id, "")


def person_pieces(user: Entity, human: Entity, org_numbers: dict[str, str]) -> tuple[Pieces, Pieces]:
    """What they say of the person, and of the same as a resource."""
    f = user.fields
    fields: Fields = {
        "userId": f["identityUserId"],
        "userName": f["name"],
        "userEmployeeNumber": f["employeeNumber"],
        "userCompanyName": f["companyName"],
        "userCompanyOrgNr": org_numbers[str(f["companyId"])],
        "userWorkTitle": f["workTitle"],
        "userWorkShiftSettingName": "Dag 07-15",
    }
    return Pieces(_inner(fields), user.id, str(f["companyId"])), resource_pieces(human)
