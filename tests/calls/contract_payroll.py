"""The payroll export, as it is documented."""

from __future__ import annotations

from typing import Final

from .contract_streams import PAYROLL
from .shapes import Operation, Record, Rows, fields

PATH: Final = "/api/payroll-export"
FILTER: Final = fields(
    day="fromWorkDate toWorkDate modifiedSinceDate",
    integer="dataFilter",
    text="userPayrollTypeFilter userIds companyIds projectIds payrollTypeIds absenceTypeIds",
    boolean="overridePayrollExportSettingsForFixedPayEmployees",
)
LISTS: Final = frozenset({"userIds", "companyIds", "projectIds", "payrollTypeIds", "absenceTypeIds"})
OF_RECORDS: Final = {"id", "modifiedDateTime", "isDeleted", "deletedDateTime"}
SUMMARY: Final = Record(
    {name: kind for name, kind in PAYROLL.fields.items() if name not in OF_RECORDS}, inner=PAYROLL.inner
)


def _export(call: str, path: str, **known: object) -> Operation:
    return Operation(call=f"payroll.{call}", surface="core", method="GET", path=PATH + path, repeated=LISTS, **known)


OPERATIONS: Final = [
    _export("summaries", "/", query=FILTER, answer=Rows(SUMMARY)),
    _export("lines", "/summary-as-lines", query={**FILTER, "voucherNumber": "text"}, answer="any"),
    _export("file", "/file", query={**FILTER, "voucherNumber": "text", "dataExportType": "integer"}, answer="bytes"),
]
