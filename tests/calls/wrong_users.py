"""Wrong calls of users, and wrong ids of people."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ditio_async import UNSET
from ditio_async._ids import CompanyProfileId, IdentityId

from .wrong import HALF, NAIVE, Wrong

IDENTITY, PROFILE = IdentityId("auth0|abc"), CompanyProfileId("65f1c0ffee65f1c0ffee65f1")
USER: dict[str, Any] = {
    "employee_number": "42",
    "first_name": "Åse",
    "last_name": "Ås",
    "mobile_work": "+4798765432",
    "birth_date": "31.01.1990",
    "employment_start_date": "2026-01-31",
}


def user(*words: str, **fields: Any) -> list[Wrong]:
    """A field of a user that is wrong wherever it is given."""
    return [
        Wrong("users.create", words, lambda ditio, _: ditio.users.create(**{**USER, **fields})),
        Wrong("users.replace", words, lambda ditio, _: ditio.users.replace(IDENTITY, **{**USER, **fields})),
        Wrong("users.update", words, lambda ditio, _: ditio.users.update(PROFILE, **fields)),
    ]


def by_identity(value: Any, *words: str) -> list[Wrong]:
    said = ("identity_id", *words)
    return [
        Wrong("users.replace", said, lambda ditio, _: ditio.users.replace(value, **USER)),
        Wrong("users.delete", said, lambda ditio, _: ditio.users.delete(value)),
    ]


def by_profile(value: Any, *words: str) -> list[Wrong]:
    said = ("company_profile_id", *words)
    return [
        Wrong("users.update", said, lambda ditio, _: ditio.users.update(value, email="x")),
        Wrong("users.disable", said, lambda ditio, _: ditio.users.disable(value)),
        Wrong("users.enable", said, lambda ditio, _: ditio.users.enable(value)),
    ]


def by_number(value: Any, *words: str) -> list[Wrong]:
    said = ("employee_number", *words)
    return [
        Wrong("users.get_by_employee_number", said, lambda ditio, _: ditio.users.get_by_employee_number(value)),
        Wrong("employees.get", said, lambda ditio, _: ditio.employees.get(value)),
        Wrong("employees.update", said, lambda ditio, _: ditio.employees.update(value, email="x")),
        Wrong(
            "employees.create_employment",
            said,
            lambda ditio, _: ditio.employees.create_employment(value, start_date="2026-01-31"),
        ),
        Wrong(
            "employees.update_employment", said, lambda ditio, _: ditio.employees.update_employment(value, payroll=1)
        ),
        Wrong("employees.end_employment", said, lambda ditio, _: ditio.employees.end_employment(value, "2026-01-31")),
    ]


IDS = [
    *by_identity(PROFILE, "takes the IdentityId of a user, not the CompanyProfileId '65f1c0ffee65f1c0ffee65f1'"),
    *by_profile(IDENTITY, "takes the CompanyProfileId of a user, not the IdentityId 'auth0|abc'"),
    *by_profile("auth0|x", "takes the CompanyProfileId of a user, and 'auth0|x' is an IdentityId"),
    *[
        row
        for value, words in (
            ("", "is '', which names nothing"),
            (" . ", "which names nothing"),
            ("..", "is '..', which names nothing"),
            ("/", "a slash cannot be part of it"),
            ("a/../b", "a slash cannot be part of it"),
            ("a\tb", "control characters cannot be part of it"),
            (HALF, "half a character"),
            (None, "takes text, not NoneType"),
            (7, "takes text, not int 7"),
            (b"x", "takes text, not bytes"),
        )
        for row in (*by_identity(value, words), *by_profile(value, words), *by_number(value, words))
    ],
]
USERS = [
    *[
        Wrong(
            "users.create",
            (f"needs {name}=",),
            lambda ditio, _, name=name: ditio.users.create(**{**USER, name: UNSET}),
        )
        for name in USER
    ],
    *[
        Wrong(
            "users.replace",
            (f"needs {name}=",),
            lambda ditio, _, name=name: ditio.users.replace(IDENTITY, **{**USER, name: UNSET}),
        )
        for name in USER
    ],
    *[row for name in USER for row in user(f"{name} takes ", "not NoneType None", **{name: None})],
    *user("first_name takes text, not int 7", first_name=7),
    *user("address holds half a character", address=HALF),
    *user("no argument 'phone'", phone="1"),
    *user("no argument 'mobileWork'; did you mean 'mobile_work'?", mobileWork="1"),
    *[
        row
        for name in ("birth_date", "employment_start_date", "employment_end_date")
        for words, value in (
            ("takes a plain date, not a datetime (2026-01-31T00:00:00); use .date()", NAIVE),
            ("takes a plain date, not a datetime", dt.datetime(2026, 1, 31, tzinfo=dt.UTC)),
            ("is no plain date: '2026-1-1'; write it as 2026-01-31 or 31.01.2026", "2026-1-1"),
            ("is no plain date: '2026-01-31T00:00:00Z'", "2026-01-31T00:00:00Z"),
            ("is no plain date: '31.1.2026'", "31.1.2026"),
            ("is no plain date: '31.01.26'", "31.01.26"),
            ("is no plain date: '31/01/2026'", "31/01/2026"),
            ("is no day of the calendar: '01.31.2026'", "01.31.2026"),
            ("is no day of the calendar: '29.02.2026'", "29.02.2026"),
            ("is no plain date: '2026-02-29'", "2026-02-29"),
            ("is no plain date: ''", ""),
            ("takes a date or yyyy-MM-dd", 20260131),
        )
        for row in user(f"{name} {words}", **{name: value})
    ],
    *[
        row
        for start, end, said in (
            (
                "2026-02-01",
                "2026-01-31",
                "employment_end_date (2026-01-31) is before employment_start_date (2026-02-01)",
            ),
            ("2026-02-01", "31.01.2026", "employment_end_date (31.01.2026) is before"),
            ("01.02.2026", "31.12.2025", "is before employment_start_date (01.02.2026)"),
            (dt.date(2026, 2, 1), "31.01.2026", "is before employment_start_date (2026-02-01)"),
        )
        for row in user(said, employment_start_date=start, employment_end_date=end)
    ],
    Wrong("users.create", ("company_id takes text",), lambda d, _: d.users.create(**USER, company_id=None)),
    Wrong("users.create", ("needs company_id=",), lambda d, _: d.users.create(**USER, company_id="")),
    Wrong("users.replace", ("needs company_id=",), lambda d, _: d.users.replace(IDENTITY, **USER, company_id="")),
    Wrong("users.update", ("nothing to change",), lambda d, _: d.users.update(PROFILE)),
    Wrong("users.update", ("no argument 'company_id'",), lambda d, _: d.users.update(PROFILE, company_id="c")),
    Wrong("users.list", ("changed_since is a naive datetime",), lambda d, _: d.users.list(changed_since=NAIVE)),
    Wrong("users.list", ("changed_since is no ISO 8601 time: ''",), lambda d, _: d.users.list(changed_since="")),
    Wrong("users.list", ("by name",), lambda d, _: d.users.list("2026-01-31")),
    Wrong("users.list", ("did you mean 'changed_since'?",), lambda d, _: d.users.list(changedSince="2026-01-31")),
]
ROWS = [*IDS, *USERS]
