"""Machines and equipment, as they are documented."""

from __future__ import annotations

from typing import Final

from .shapes import Record, Rows, core, fields, without

PATH: Final = "/api/v4/integration/machines"
ONE: Final = f"{PATH}/{{id}}"

_MACHINE = fields(
    text="companyId machineNumber name typeId department note emissionClass serialNumber engineNumber "
    "registrationNumber responsibleId responsibleEmployeeNumber blockCheckInMessage",
    boolean="isEquipment active blockCheckIn",
    integer="buildYear",
    number="weight capacity costPriceMachine costPrice price hourMeter",
    time="serviceDate",
)
_ESG = fields(number="fuelConsumptionRate", integer="fuelConsumptionUnit fuelType")
_NEW = frozenset({"companyId", "machineNumber"})
_IGNORED = frozenset({"blockCheckIn", "blockCheckInMessage"})
"""Null says nothing of these, so that it is never sent."""
_CREATED: Final = Record(_MACHINE, _NEW, solid=_IGNORED)
_CHANGED: Final = Record(without(_MACHINE, "companyId"), solid=_NEW | _IGNORED)

MACHINE: Final = Record({"id": "text", **_MACHINE, **_ESG}, frozenset({"id"}))
OPERATIONS: Final = [
    core("machines.create", "POST", PATH, body=_CREATED, answer=MACHINE, statuses=(200, 201)),
    core(
        "machines.create_many",
        "POST",
        f"{PATH}/create/array",
        body=Rows(_CREATED),
        argument="machines",
        answer=Rows(MACHINE),
    ),
    core("machines.list", "GET", PATH, query=fields(boolean="includeEquipmentDetails"), answer=Rows(MACHINE)),
    core("machines.get", "GET", ONE, answer=MACHINE),
    core("machines.get_by_number", "GET", f"{PATH}/by-machine-number/{{machineNumber}}", answer=MACHINE),
    core("machines.replace", "PUT", ONE, body=_CHANGED, answer=MACHINE),
    core(
        "machines.replace_many",
        "PUT",
        f"{PATH}/update/array",
        body=Rows(Record({"id": "text", **_MACHINE}, _NEW, solid=_IGNORED)),
        argument="machines",
        answer=Rows(MACHINE),
    ),
    core("machines.update", "PATCH", ONE, body=_CHANGED, answer=MACHINE),
    core("machines.update_esg", "PATCH", f"{ONE}/esg", body=Record(_ESG), answer=MACHINE),
    core("machines.delete", "DELETE", ONE, statuses=(204,)),
]
