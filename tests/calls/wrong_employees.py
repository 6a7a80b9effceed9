"""Wrong calls of employees."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ditio_async import UNSET
from ditio_async.resources.employees import EmploymentChanges, NewEmployment
from ditio_async.resources.machines import FuelType

from .wrong import NAIVE, Wrong

EMPLOYEE: dict[str, Any] = {
    "employee_number": "42",
    "first_name": "Åse",
    "last_name": "Ås",
    "phone": "+4798765432",
    "birth_date": "1990-01-31",
    "employment": NewEmployment(start_date="2026-01-31"),
}
PAYROLL = "payroll takes one of PayrollMode.DISABLED (0), PayrollMode.ENABLED (1), PayrollMode.VARIABLE (2)"


def employee(*words: str, **fields: Any) -> list[Wrong]:
    """A field of an employee that is wrong wherever it is given."""
    return [
        Wrong("employees.create", words, lambda ditio, _: ditio.employees.create(**{**EMPLOYEE, **fields})),
        Wrong("employees.update", words, lambda ditio, _: ditio.employees.update("42", **fields)),
    ]


def employment(*words: str, **fields: Any) -> list[Wrong]:
    """A field of an employment that is wrong wherever it is given, inside an employee too."""
    whole = {"start_date": "2026-01-31", **fields}
    nested = {**EMPLOYEE, "employment": NewEmployment(**whole)}
    return [
        Wrong("employees.create_employment", words, lambda ditio, _: ditio.employees.create_employment("42", **whole)),
        Wrong("employees.update_employment", words, lambda ditio, _: ditio.employees.update_employment("42", **fields)),
        Wrong(
            "employees.create",
            ("employment cannot be sent: ", *words),
            lambda ditio, _: ditio.employees.create(**nested),
        ),
    ]


DAYS = (
    ("takes a plain date, not a datetime (2026-01-31T00:00:00); use .date()", NAIVE),
    ("takes a plain date, not a datetime", dt.datetime(2026, 1, 31, tzinfo=dt.UTC)),
    ("is no plain date: '31.01.2026'; write it as 2026-01-31", "31.01.2026"),
    ("is no plain date: '2026-1-1'", "2026-1-1"),
    ("is no plain date: '2026-01-31T00:00:00'", "2026-01-31T00:00:00"),
    ("is no plain date: '2026-02-29'", "2026-02-29"),
    ("is no plain date: ''", ""),
    ("takes a date or yyyy-MM-dd, not int", 20260131),
)
EMPLOYEES = [
    *[
        Wrong(
            "employees.create",
            (f"needs {name}=",),
            lambda ditio, _, name=name: ditio.employees.create(**{**EMPLOYEE, name: UNSET}),
        )
        for name in EMPLOYEE
    ],
    *[
        Wrong(
            "employees.create",
            (f"{name} takes ", "not NoneType None"),
            lambda ditio, _, name=name: ditio.employees.create(**{**EMPLOYEE, name: None}),
        )
        for name in EMPLOYEE
    ],
    *[
        Wrong(
            "employees.update",
            (f"{name} takes ", "not NoneType None; leave it out instead"),
            lambda ditio, _, name=name: ditio.employees.update("42", **{name: None}),
        )
        for name in ("first_name", "last_name", "phone", "birth_date")
    ],
    *[row for words, value in DAYS for row in employee(f"birth_date {words}", birth_date=value)],
    *employee("email takes text, not int 7", email=7),
    *employee("no argument 'mobile_work'", mobile_work="1"),
    Wrong("employees.update", ("nothing to change",), lambda d, _: d.employees.update("42")),
    Wrong("employees.update", ("no argument 'employment'",), lambda d, _: d.employees.update("42", employment=None)),
    Wrong(
        "employees.update",
        ("no argument 'employee_number'",),
        lambda d, _: d.employees.update("42", employee_number="1"),
    ),
    Wrong("employees.get", ("needs employee_number=",), lambda d, _: d.employees.get()),
    *[
        Wrong(
            "employees.get", ("include", *words), lambda ditio, _, value=value: ditio.employees.get("42", include=value)
        )
        for words, value in (
            (("takes a list, not str 'tags'",), "tags"),
            (("is an empty list; leave it out",), []),
            (("takes one of 'tags', 'employment-history', 'work-time-arrangements', not 'history'",), ["history"]),
            (("not 'tags,employment-history'",), ["tags,employment-history"]),
            (("not ''",), ["tags", ""]),
            (("not 7",), [7]),
        )
    ],
    Wrong("employees.search", ("needs query=",), lambda d, _: d.employees.search()),
    Wrong("employees.search", ("query is ''",), lambda d, _: d.employees.search("")),
    Wrong("employees.search", ("query is ' '",), lambda d, _: d.employees.search(" ")),
    Wrong("employees.search", ("query takes text, not NoneType",), lambda d, _: d.employees.search(None)),
    Wrong(
        "employees.list",
        ("include_employees_from_subsidiaries takes True or False, not str 'true'",),
        lambda d, _: d.employees.list(include_employees_from_subsidiaries="true"),
    ),
]
EMPLOYMENTS = [
    *[
        row
        for words, value in DAYS
        for name in ("start_date", "end_date")
        for row in employment(f"{name} {words}", **{name: value})
    ],
    *[
        row
        for value in (3, -1, "1", True, 1.0, "enabled")
        for row in employment(PAYROLL, f"not {value!r}", payroll=value)
    ],
    *employment(PAYROLL, "not None; leave it out instead", payroll=None),
    *employment("start_date takes a date or yyyy-MM-dd, not NoneType", start_date=None),
    *employment("department takes text, not int 7", department=7),
    *employment(
        "end_date (2026-01-30) is before start_date (2026-01-31)", start_date="2026-01-31", end_date="2026-01-30"
    ),
    *employment("is before start_date (2026-01-31)", start_date=dt.date(2026, 1, 31), end_date="2025-12-31"),
    *[
        Wrong(
            "employees.create",
            (f"employment takes NewEmployment(...), not {kind}",),
            lambda ditio, _, value=value: ditio.employees.create(**{**EMPLOYEE, "employment": value}),
        )
        for kind, value in (
            ("dict {'start_date': '2026-01-31'}", {"start_date": "2026-01-31"}),
            ("str '2026-01-31'", "2026-01-31"),
            ("list", [NewEmployment(start_date="2026-01-31")]),
            ("EmploymentChanges", EmploymentChanges(start_date="2026-01-31")),
        )
    ],
    Wrong("employees.create_employment", ("needs start_date=",), lambda d, _: d.employees.create_employment("42")),
    Wrong("employees.update_employment", ("nothing to change",), lambda d, _: d.employees.update_employment("42")),
    Wrong("employees.end_employment", ("needs end_date=",), lambda d, _: d.employees.end_employment("42")),
    *[
        Wrong(
            "employees.end_employment",
            (f"end_date {words}",),
            lambda d, _, value=value: d.employees.end_employment("42", value),
        )
        for words, value in (*DAYS, ("takes a date or yyyy-MM-dd, not NoneType", None))
    ],
    Wrong(
        "employees.create_employment",
        ("payroll takes one of", "not <FuelType"),
        lambda d, _: d.employees.create_employment("42", start_date="2026-01-31", payroll=FuelType.DIESEL),
    ),
]
ROWS = [*EMPLOYEES, *EMPLOYMENTS]
