"""Calls of employments, whose answers are not documented, and what must be on the wire."""

from __future__ import annotations

import datetime as dt

from ditio_async import UNSET
from ditio_async.resources.employees import PayrollMode

from ..support.strict import Answer
from .rows_employees import EMPLOYMENT, EMPLOYMENT_SENT, PATH
from .table import ODD, ODD_SENT, Case, sent

TEXT = {"Content-Type": "text/plain"}

ROWS = [
    Case(
        "employees.create_employment",
        "only what must be given",
        lambda ditio: ditio.employees.create_employment("0042", start_date=dt.date(2026, 2, 1)),
        sent(f"POST {PATH}/0042/create-employment", {"startDate": "2026-02-01"}),
        Answer(status=204),
        None,
    ),
    Case(
        "employees.create_employment",
        "everything, and something is shown",
        lambda ditio: ditio.employees.create_employment(ODD, **EMPLOYMENT),
        sent(f"POST {PATH}/{ODD_SENT}/create-employment", EMPLOYMENT_SENT),
        Answer({"employeeNumber": "0042"}, 201),
        None,
    ),
    Case(
        "employees.create_employment",
        "nulls, and a text is said",
        lambda ditio: ditio.employees.create_employment(
            "0042", start_date="2026-02-01", end_date=None, department=None, payroll=0
        ),
        sent(
            f"POST {PATH}/0042/create-employment",
            {"startDate": "2026-02-01", "endDate": None, "department": None, "payroll": 0},
        ),
        Answer(b"OK", headers=TEXT),
        None,
    ),
    Case(
        "employees.update_employment",
        "everything",
        lambda ditio: ditio.employees.update_employment(ODD, **EMPLOYMENT),
        sent(f"PATCH {PATH}/{ODD_SENT}/update-employment", EMPLOYMENT_SENT),
        Answer([], 200),
        None,
    ),
    Case(
        "employees.update_employment",
        "an end and a department that are cleared",
        lambda ditio: ditio.employees.update_employment("0042", end_date=None, department=None),
        sent(f"PATCH {PATH}/0042/update-employment", {"endDate": None, "department": None}),
        Answer(status=204),
        None,
    ),
    Case(
        "employees.update_employment",
        "an end without a start, and an empty text",
        lambda ditio: ditio.employees.update_employment("0042", end_date="1999-12-31", department="", start_date=UNSET),
        sent(f"PATCH {PATH}/0042/update-employment", {"endDate": "1999-12-31", "department": ""}),
        Answer({}),
        None,
    ),
    *[
        Case(
            "employees.update_employment",
            f"payroll {payroll!r}",
            lambda ditio, payroll=payroll: ditio.employees.update_employment("0042", payroll=payroll),
            sent(f"PATCH {PATH}/0042/update-employment", {"payroll": number}),
            Answer(status=204),
            None,
        )
        for payroll, number in (
            (PayrollMode.DISABLED, 0),
            (PayrollMode.ENABLED, 1),
            (PayrollMode.VARIABLE, 2),
            (0, 0),
            (1, 1),
            (2, 2),
        )
    ],
    Case(
        "employees.end_employment",
        "by position",
        lambda ditio: ditio.employees.end_employment("0042", dt.date(2026, 2, 1)),
        sent(f"PATCH {PATH}/0042/end-employment", {"endDate": "2026-02-01"}),
        Answer(status=204),
        None,
    ),
    Case(
        "employees.end_employment",
        "by name, and a text is said",
        lambda ditio: ditio.employees.end_employment(ODD, end_date="2026-02-01"),
        sent(f"PATCH {PATH}/{ODD_SENT}/end-employment", {"endDate": "2026-02-01"}),
        Answer(b"OK", headers=TEXT),
        None,
    ),
]
