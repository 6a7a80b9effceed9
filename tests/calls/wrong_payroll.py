"""Wrong calls of the payroll export."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ditio_async import DataFilter

from .wrong import HALF, NAIVE, Wrong

STATES = "data_filter takes one of DataFilter.APPROVED (0), DataFilter.LOCKED (5), DataFilter.ALL (10)"
PEOPLE = (
    "user_payroll_type_filter takes one of UserPayrollType.PAID_BY_HOUR ('paid-by-hour'), "
    "UserPayrollType.FIXED_PAY ('fixed-pay'), UserPayrollType.ALL_USERS ('all-users')"
)


def everywhere(*words: str, **filter: Any) -> list[Wrong]:
    """What is wrong with each of the calls."""
    return [
        Wrong("payroll.summaries", words, lambda ditio, _: ditio.payroll.summaries(**filter)),
        Wrong("payroll.lines", words, lambda ditio, _: ditio.payroll.lines(**filter)),
        Wrong("payroll.file", words, lambda ditio, directory: ditio.payroll.file(directory, **filter)),
    ]


def file(to: Any, *words: str, **filter: Any) -> Wrong:
    """A file, to a path or to what is made of the directory."""
    return Wrong(
        "payroll.file",
        words,
        lambda ditio, directory: ditio.payroll.file(to(directory) if callable(to) else to, **filter),
    )


ROWS = [
    *[
        row
        for name in ("from_work_date", "to_work_date", "modified_since_date")
        for words, value in (
            (("takes a plain date, not a datetime", "use .date()"), NAIVE),
            (("is no plain date: '31.01.2026'", "write it as 2026-01-31"), "31.01.2026"),
            (("is no plain date: '2026-01-31T12:00:00Z'",), "2026-01-31T12:00:00Z"),
            (("is no plain date: '2026-02-30'",), "2026-02-30"),
            (("is no plain date: ''",), ""),
            (("takes a date or yyyy-MM-dd, not int 20260131",), 20260131),
        )
        for row in everywhere(name, *words, **{name: value})
    ],
    *everywhere(
        "from_work_date (2026-02-01) is after to_work_date (2026-01-31)",
        from_work_date="2026-02-01",
        to_work_date=dt.date(2026, 1, 31),
    ),
    *[row for value in (1, 7, -5, "0", "all", False, True, 5.0, [0]) for row in everywhere(STATES, data_filter=value)],
    *[
        row
        for value in ("PaidByHour", "all", "ALL-USERS", 0, ["all-users"], DataFilter.ALL)
        for row in everywhere(PEOPLE, user_payroll_type_filter=value)
    ],
    *everywhere("user_payroll_type_filter takes one of", "not ''", user_payroll_type_filter=""),
    *[
        row
        for name in ("user_ids", "company_ids", "project_ids", "payroll_type_ids", "absence_type_ids")
        for words, value in (
            (("takes a list, not str 'x'",), "x"),
            (("is an empty list; leave it out",), []),
            (("has an empty text in it",), ["x", ""]),
            (("takes text, not int 7 in it",), ["x", 7]),
            (("holds half a character",), [HALF]),
        )
        for row in everywhere(name, *words, **{name: value})
    ],
    *everywhere(
        "override_payroll_export_settings_for_fixed_pay_employees takes True or False, not int 1",
        override_payroll_export_settings_for_fixed_pay_employees=1,
    ),
    *everywhere("no argument 'from_date'", from_date="2026-01-31"),
    *everywhere("no argument 'fromWorkDate'; did you mean 'from_work_date'?", fromWorkDate="2026-01-31"),
    Wrong("payroll.summaries", ("by name", "from_work_date"), lambda ditio, _: ditio.payroll.summaries("2026-01-31")),
    Wrong("payroll.summaries", ("no argument 'voucher_number'",), lambda d, _: d.payroll.summaries(voucher_number="1")),
    Wrong("payroll.lines", ("voucher_number is empty; leave it out",), lambda d, _: d.payroll.lines(voucher_number="")),
    Wrong("payroll.lines", ("voucher_number takes text, not int",), lambda d, _: d.payroll.lines(voucher_number=7)),
    Wrong("payroll.lines", ("no argument 'data_export_type'",), lambda d, _: d.payroll.lines(data_export_type=1)),
    file(lambda directory: directory, "data_export_type takes a whole number, not str '3'", data_export_type="3"),
    file(lambda directory: directory, "data_export_type takes a whole number, not bool True", data_export_type=True),
    file(
        lambda directory: directory,
        "to_work_date (2026-02-16) is more than 45 days after from_work_date (2026-01-01)",
        "files cannot be joined; save one for each 45 days, the first of them with to_work_date='2026-02-15'",
        from_work_date="2026-01-01",
        to_work_date=dt.date(2026, 2, 16),
    ),
    file("", "to takes the path of a file or of a directory, not ''"),
    file(None, "to takes the path of a file or of a directory, not None"),
    file(lambda directory: directory / "none" / "a.csv", "none; make it first"),
    Wrong("payroll.file", ("'to'",), lambda ditio, _: ditio.payroll.file(), TypeError),
]
