"""The payroll export, and what must be on the wire."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from typing import Any, Final

from ditio_async import DataFilter, Ditio, UserPayrollType
from ditio_async.resources.payroll import OvertimeLine, PayrollSummary

from ..support.strict import Answer
from .table import ODD, ODD_SENT, Case, sent

EXPORT: Final = "GET /core/api/payroll-export"
SUMMARIES: Final = f"{EXPORT}/"
LINES: Final = f"{EXPORT}/summary-as-lines"
FILE: Final = f"{EXPORT}/file"
WHOLE: Final[dict[str, Any]] = {
    "from_work_date": "2026-01-01",
    "to_work_date": dt.date(2026, 2, 15),
    "modified_since_date": dt.date(2026, 1, 31),
    "data_filter": DataFilter.ALL,
    "user_payroll_type_filter": UserPayrollType.ALL_USERS,
    "override_payroll_export_settings_for_fixed_pay_employees": False,
    "user_ids": ["u1", ODD],
    "company_ids": ("c1",),
    "project_ids": ["p1", "p2"],
    "payroll_type_ids": ["t1"],
    "absence_type_ids": ["a1", "a2", "a3"],
}
WHOLE_SENT: Final = (
    "fromWorkDate=2026-01-01&toWorkDate=2026-02-15&modifiedSinceDate=2026-01-31&dataFilter=10"
    "&userPayrollTypeFilter=all-users&overridePayrollExportSettingsForFixedPayEmployees=false"
    f"&userIds=u1&userIds={ODD_SENT}&companyIds=c1&projectIds=p1&projectIds=p2&payrollTypeIds=t1"
    "&absenceTypeIds=a1&absenceTypeIds=a2&absenceTypeIds=a3"
)
DAY: Final = {
    "userName": "Åse",
    "transDateTime": "2026-01-31T00:00:00",
    "qty": 9,
    "overtime50Qty": 1.5,
    "nytt": {},
    "overtimeLines": [{"name": "Overtid 50 %", "lineType": 20, "overtimeType": 0, "qty": 1.5}],
}
SUMMARY: Final = PayrollSummary(
    user_name="Åse",
    trans_date_time=dt.datetime(2026, 1, 31),  # noqa: DTZ001  # the server says no offset
    qty=9.0,
    overtime50_qty=1.5,
    overtime_lines=[OvertimeLine(name="Overtid 50 %", line_type=20, overtime_type=0, qty=1.5)],
)
NAMED: Final = {"Content-Disposition": "attachment; filename*=UTF-8''L%C3%B8nn%20%2B1.csv"}


async def saved(ditio: Ditio, name: str = "", **given: Any) -> tuple[str, bytes]:
    """The name that the file got, and what is in it."""
    with tempfile.TemporaryDirectory() as directory:
        path = await ditio.payroll.file(Path(directory, name) if name else directory, **given)
        return path.name, path.read_bytes()


ROWS = [
    Case(
        "payroll.summaries",
        "no filter: the server's own days",
        lambda ditio: ditio.payroll.summaries(),
        sent(SUMMARIES),
        Answer([DAY, {"userName": None, "overtimeLines": None}]),
        [SUMMARY, PayrollSummary()],
    ),
    Case(
        "payroll.summaries",
        "the whole filter, as far apart as dates may be",
        lambda ditio: ditio.payroll.summaries(**WHOLE),
        sent(f"{SUMMARIES}?{WHOLE_SENT}"),
        Answer([]),
        [],
    ),
    Case(
        "payroll.summaries",
        "bare values, and the first day alone",
        lambda ditio: ditio.payroll.summaries(
            from_work_date="2026-01-31", data_filter=0, user_payroll_type_filter="fixed-pay"
        ),
        sent(f"{SUMMARIES}?fromWorkDate=2026-01-31&dataFilter=0&userPayrollTypeFilter=fixed-pay"),
        Answer([]),
        [],
    ),
    Case(
        "payroll.summaries",
        "the last day alone",
        lambda ditio: ditio.payroll.summaries(to_work_date="2026-01-31", data_filter=DataFilter.LOCKED),
        sent(f"{SUMMARIES}?toWorkDate=2026-01-31&dataFilter=5"),
        Answer([]),
        [],
    ),
    Case(
        "payroll.lines",
        "no filter",
        lambda ditio: ditio.payroll.lines(),
        sent(LINES),
        Answer([{"qty": 7.5, "nytt": {"a": [None]}}]),
        [{"qty": 7.5, "nytt": {"a": [None]}}],
    ),
    Case(
        "payroll.lines",
        "the whole filter",
        lambda ditio: ditio.payroll.lines(**WHOLE, voucher_number=ODD),
        sent(f"{LINES}?{WHOLE_SENT}&voucherNumber={ODD_SENT}"),
        Answer([]),
        [],
    ),
    Case(
        "payroll.file",
        "to a path",
        lambda ditio: saved(ditio, "min.csv"),
        sent(FILE),
        Answer(b"\xefa;b", headers=NAMED),
        ("min.csv", b"\xefa;b"),
    ),
    Case(
        "payroll.file",
        "the whole filter, to a directory",
        lambda ditio: saved(ditio, **WHOLE, voucher_number="B 1", data_export_type=3),
        sent(f"{FILE}?{WHOLE_SENT}&voucherNumber=B%201&dataExportType=3"),
        Answer(b"", headers=NAMED),
        ("Lønn +1.csv", b""),
    ),
    Case(
        "payroll.file",
        "to a directory, without a name of the server's",
        lambda ditio: saved(ditio, from_work_date="2026-01-31"),
        sent(f"{FILE}?fromWorkDate=2026-01-31"),
        Answer(b"x"),
        ("payroll-export", b"x"),
    ),
]
