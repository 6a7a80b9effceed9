"""Calls of employees, and what must be on the wire."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from ditio_async import UNSET
from ditio_async.resources.employees import Employee, Employment, NewEmployment, PayrollMode

from ..support.strict import Answer
from .table import ODD, ODD_SENT, Case, sent

PATH: Final = "/core/api/v5/integration/employees"
MIDNIGHT: Final = dt.datetime(2026, 2, 1)  # noqa: DTZ001  # the server says no offset
KEYS: Final[dict[str, Any]] = {
    "first_name": "Åse «Ås»",
    "last_name": "Ødegård-O'Neil",
    "phone": "+4798765432",
    "birth_date": dt.date(1990, 2, 28),
}
KEYS_SENT: Final[dict[str, Any]] = {
    "firstName": "Åse «Ås»",
    "lastName": "Ødegård-O'Neil",
    "phone": "+4798765432",
    "birthDate": "1990-02-28",
}
FIELDS: Final[dict[str, Any]] = {"email": "åse@example.no", "work_title": 'Formann "nord" \\ 🚧\n'}
SENT: Final[dict[str, Any]] = {"email": "åse@example.no", "workTitle": 'Formann "nord" \\ 🚧\n'}
EMPLOYMENT: Final[dict[str, Any]] = {
    "start_date": "2026-02-01",
    "department": "Øst/vest",
    "payroll": PayrollMode.VARIABLE,
    "end_date": dt.date(2026, 2, 1),
}
EMPLOYMENT_SENT: Final[dict[str, Any]] = {
    "startDate": "2026-02-01",
    "department": "Øst/vest",
    "payroll": 2,
    "endDate": "2026-02-01",
}
STORED: Final = {
    **KEYS_SENT,
    **SENT,
    "employeeNumber": "0042",
    "birthDate": "1990-02-28T00:00:00",
    "employment": {**EMPLOYMENT_SENT, "payroll": 99, "endDate": "0001-01-01T00:00:00", "nytt": 1},
}
EMPLOYEE: Final = Employee(
    **{
        **KEYS,
        **FIELDS,
        "employee_number": "0042",
        "birth_date": dt.datetime(1990, 2, 28),  # noqa: DTZ001  # the server says no offset
        "employment": Employment(start_date=MIDNIGHT, department="Øst/vest", payroll=99),
    }
)
BARE: Final = Employee(employee_number="0042")
MORE: Final[dict[str, Any]] = {
    "tags": ["Kranfører", {"id": 1}],
    "employmentHistory": [{"startDate": "2020-01-01"}],
    "workTimeArrangements": {},
}

READS = [
    Case("employees.list", "all", lambda ditio: ditio.employees.list(), sent(f"GET {PATH}"), Answer([]), []),
    *[
        Case(
            "employees.list",
            f"those of subsidiaries: {word}",
            lambda ditio, flag=flag: ditio.employees.list(include_employees_from_subsidiaries=flag),
            sent(f"GET {PATH}?includeEmployeesFromSubsidiaries={word}"),
            Answer([STORED, {"employeeNumber": "0042"}]),
            [EMPLOYEE, BARE],
        )
        for flag, word in ((True, "true"), (False, "false"))
    ],
    Case(
        "employees.get",
        "a number",
        lambda ditio: ditio.employees.get("0042"),
        sent(f"GET {PATH}/0042"),
        Answer({"employeeNumber": "0042"}),
        BARE,
    ),
    Case(
        "employees.get",
        "an odd number, by name",
        lambda ditio: ditio.employees.get(employee_number=ODD, include=None),
        sent(f"GET {PATH}/{ODD_SENT}"),
        Answer(STORED),
        EMPLOYEE,
    ),
    Case(
        "employees.get",
        "with one thing more",
        lambda ditio: ditio.employees.get("0042", include=["tags"]),
        sent(f"GET {PATH}/0042?include=tags"),
        Answer({"employeeNumber": "0042", "tags": []}),
        Employee(employee_number="0042", tags=[]),
    ),
    Case(
        "employees.get",
        "with all that there is, in the caller's order",
        lambda ditio: ditio.employees.get("0042", ("work-time-arrangements", "tags", "employment-history")),
        sent(f"GET {PATH}/0042?include=work-time-arrangements%2Ctags%2Cemployment-history"),
        Answer({"employeeNumber": "0042", **MORE}),
        Employee(
            employee_number="0042",
            tags=MORE["tags"],
            employment_history=MORE["employmentHistory"],
            work_time_arrangements={},
        ),
    ),
    Case(
        "employees.get",
        "whose number is a word of other paths",
        lambda ditio: ditio.employees.get("create-employment"),
        sent(f"GET {PATH}/create-employment"),
        Answer({"employeeNumber": "0042"}),
        BARE,
    ),
    *[
        Case(
            "employees.search",
            f"for {text}",
            lambda ditio, text=text: ditio.employees.search(text),
            sent(f"GET {PATH}/search?query={written}"),
            Answer([{"employeeNumber": "0042"}, STORED]),
            [BARE, EMPLOYEE],
        )
        for text, written in (
            ("åse", "%C3%A5se"),
            ("+47 987/65&432", "%2B47%20987%2F65%26432"),
            (ODD, ODD_SENT),
        )
    ],
    Case(
        "employees.search",
        "by name, and nobody is found",
        lambda ditio: ditio.employees.search(query="a@b.no"),
        sent(f"GET {PATH}/search?query=a%40b.no"),
        Answer([]),
        [],
    ),
]
CREATES = [
    Case(
        "employees.create",
        "only what must be given",
        lambda ditio: ditio.employees.create(
            employee_number="0042", employment=NewEmployment(start_date="2026-02-01"), **KEYS
        ),
        sent(f"POST {PATH}", {"employeeNumber": "0042", **KEYS_SENT, "employment": {"startDate": "2026-02-01"}}),
        Answer({"employeeNumber": "0042"}, 201),
        BARE,
    ),
    Case(
        "employees.create",
        "everything",
        lambda ditio: ditio.employees.create(
            employee_number="0042", employment=NewEmployment(**EMPLOYMENT), **KEYS, **FIELDS
        ),
        sent(f"POST {PATH}", {"employeeNumber": "0042", **KEYS_SENT, **SENT, "employment": EMPLOYMENT_SENT}),
        Answer(STORED),
        EMPLOYEE,
    ),
    Case(
        "employees.create",
        "nulls and empty texts, and what is left out by name",
        lambda ditio: ditio.employees.create(
            employee_number="0 1",
            employment=NewEmployment(start_date=dt.date(2026, 2, 1), department=None, end_date=None, payroll=UNSET),
            email=None,
            work_title="",
            **KEYS,
        ),
        sent(
            f"POST {PATH}",
            {
                "employeeNumber": "0 1",
                **KEYS_SENT,
                "email": None,
                "workTitle": "",
                "employment": {"startDate": "2026-02-01", "department": None, "endDate": None},
            },
        ),
        Answer({"employeeNumber": "0042", "employment": None}, 201),
        BARE,
    ),
]
UPDATES = [
    Case(
        "employees.update",
        "one field",
        lambda ditio: ditio.employees.update("0042", birth_date="1990-02-28", email=UNSET),
        sent(f"PATCH {PATH}/0042", {"birthDate": "1990-02-28"}),
        Answer({"employeeNumber": "0042"}),
        BARE,
    ),
    Case(
        "employees.update",
        "everything",
        lambda ditio: ditio.employees.update(ODD, **KEYS, **FIELDS),
        sent(f"PATCH {PATH}/{ODD_SENT}", {**KEYS_SENT, **SENT}),
        Answer(STORED),
        EMPLOYEE,
    ),
    Case(
        "employees.update",
        "null clears, and an empty text is one",
        lambda ditio: ditio.employees.update("0042", email=None, work_title=""),
        sent(f"PATCH {PATH}/0042", {"email": None, "workTitle": ""}),
        Answer({"employeeNumber": "0042", "email": None}),
        BARE,
    ),
]
ROWS = [*READS, *CREATES, *UPDATES]
