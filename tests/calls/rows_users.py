"""Calls of users, and what must be on the wire."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from ditio_async import UNSET
from ditio_async._ids import CompanyProfileId, IdentityId
from ditio_async.resources.users import User

from ..support.strict import COMPANY, Answer
from .table import CORE, NOON, ODD, ODD_SENT, SUMMER, WINTER, Case, sent

PATH: Final = f"{CORE}/users"
IDENTITY: Final = IdentityId("auth0|abc")
PROFILE: Final = CompanyProfileId("65f1c0ffee65f1c0ffee65f1")
KEYS: Final[dict[str, Any]] = {
    "employee_number": "0042",
    "first_name": "Åse «Ås»",
    "last_name": "Ødegård-O'Neil",
    "mobile_work": "+4798765432",
    "birth_date": dt.date(1990, 2, 28),
    "employment_start_date": "01.02.2026",
}
KEYS_SENT: Final[dict[str, Any]] = {
    "employeeNumber": "0042",
    "firstName": "Åse «Ås»",
    "lastName": "Ødegård-O'Neil",
    "mobileWork": "+4798765432",
    "birthDate": "1990-02-28",
    "employmentStartDate": "01.02.2026",
}
FIELDS: Final[dict[str, Any]] = {
    "email": "åse@example.no",
    "mobile_private": "",
    "work_title": 'Formann "nord" 🚧',
    "department": "Øst\\vest",
    "employment_end_date": "2026-02-01",
    "main_project_number": "P 1/æ",
    "car_reg_number": "ÆØ 12345",
    "address": "Åsgata 1\n0150 Oslo",
}
SENT: Final[dict[str, Any]] = {
    "email": "åse@example.no",
    "mobilePrivate": "",
    "workTitle": 'Formann "nord" 🚧',
    "department": "Øst\\vest",
    "employmentEndDate": "2026-02-01",
    "mainProjectNumber": "P 1/æ",
    "carRegNumber": "ÆØ 12345",
    "address": "Åsgata 1\n0150 Oslo",
}
NULLS, NULLS_SENT = dict.fromkeys(FIELDS), dict.fromkeys(SENT)
STORED: Final = {
    **KEYS_SENT,
    **SENT,
    "companyId": "c 2",
    "identityId": "auth0|abc",
    "companyProfileId": "65f1c0ffee65f1c0ffee65f1",
    "birthDate": "28.02.1990",
    "employmentEndDate": "",
    "nytt": [{}],
}
USER: Final = User(
    **{
        **KEYS,
        **FIELDS,
        "company_id": "c 2",
        "identity_id": IDENTITY,
        "company_profile_id": PROFILE,
        "birth_date": "28.02.1990",
        "employment_end_date": "",
    }
)
BARE: Final = User(employee_number="0042")

READS = [
    Case("users.list", "all", lambda ditio: ditio.users.list(), sent(f"GET {PATH}"), Answer([]), []),
    Case(
        "users.list",
        "since a date",
        lambda ditio: ditio.users.list(changed_since=dt.date(2026, 1, 31)),
        sent(f"GET {PATH}?changedSince=2026-01-31"),
        Answer([STORED, {"employeeNumber": "0042"}]),
        [USER, BARE],
    ),
    *[
        Case(
            "users.list",
            f"since {written}",
            lambda ditio, since=since: ditio.users.list(changed_since=since),
            sent(f"GET {PATH}?changedSince={written}"),
            Answer([]),
            [],
        )
        for since, written in (
            (NOON, "2026-01-31T12%3A00%3A00Z"),
            (SUMMER, "2026-06-30T22%3A30%3A00Z"),
            (WINTER, "2026-01-31T12%3A00%3A00.250000Z"),
            ("2026-01-31T12:00:00+01:00", "2026-01-31T12%3A00%3A00%2B01%3A00"),
        )
    ],
    Case(
        "users.list",
        "None is no filter",
        lambda ditio: ditio.users.list(changed_since=None),
        sent(f"GET {PATH}"),
        Answer([{}]),
        [User()],
    ),
    Case(
        "users.get_by_employee_number",
        "a number",
        lambda ditio: ditio.users.get_by_employee_number("0042"),
        sent(f"GET {PATH}/by-employee-number/0042"),
        Answer({"employeeNumber": "0042"}),
        BARE,
    ),
    Case(
        "users.get_by_employee_number",
        "an odd number",
        lambda ditio: ditio.users.get_by_employee_number(ODD),
        sent(f"GET {PATH}/by-employee-number/{ODD_SENT}"),
        Answer(STORED),
        USER,
    ),
]
WRITES = [
    Case(
        "users.create",
        "only what must be given",
        lambda ditio: ditio.users.create(**KEYS),
        sent(f"POST {PATH}", {**KEYS_SENT, "companyId": COMPANY}),
        Answer({"employeeNumber": "0042"}, 201),
        BARE,
    ),
    Case(
        "users.create",
        "everything",
        lambda ditio: ditio.users.create(company_id="c 2", **KEYS, **FIELDS),
        sent(f"POST {PATH}", {"companyId": "c 2", **KEYS_SENT, **SENT}),
        Answer(STORED),
        USER,
    ),
    Case(
        "users.create",
        "nothing of it, and dates as others write them",
        lambda ditio: ditio.users.create(
            **{**KEYS, "birth_date": "28.02.1990", "employment_start_date": dt.date(2026, 2, 1)}, **NULLS
        ),
        sent(
            f"POST {PATH}",
            {
                **KEYS_SENT,
                "birthDate": "28.02.1990",
                "employmentStartDate": "2026-02-01",
                "companyId": COMPANY,
                **NULLS_SENT,
            },
        ),
        Answer({"employeeNumber": "0042", **NULLS_SENT}),
        BARE,
    ),
    Case(
        "users.replace",
        "only what must be given",
        lambda ditio: ditio.users.replace(IDENTITY, **KEYS),
        sent(f"PUT {PATH}/auth0%7Cabc", {**KEYS_SENT, "companyId": COMPANY}),
        Answer({"employeeNumber": "0042"}),
        BARE,
    ),
    Case(
        "users.replace",
        "everything, by an id that is a text",
        lambda ditio: ditio.users.replace("auth0|abc", company_id="c 2", **KEYS, **FIELDS),
        sent(f"PUT {PATH}/auth0%7Cabc", {"companyId": "c 2", **KEYS_SENT, **SENT}),
        Answer(STORED),
        USER,
    ),
    Case(
        "users.replace",
        "nothing of it left, by an id without a bar",
        lambda ditio: ditio.users.replace("a%7Cb+æ", **KEYS, **NULLS),
        sent(f"PUT {PATH}/a%257Cb%2B%C3%A6", {**KEYS_SENT, "companyId": COMPANY, **NULLS_SENT}),
        Answer({"employeeNumber": "0042"}),
        BARE,
    ),
    Case(
        "users.update",
        "one field, by the id that a user has",
        lambda ditio: ditio.users.update(PROFILE, birth_date="29.02.2024"),
        sent(f"PATCH {PATH}/{PROFILE}", {"birthDate": "29.02.2024"}),
        Answer({"birthDate": "29.02.2024", "identityId": None}),
        User(birth_date="29.02.2024"),
    ),
    Case(
        "users.update",
        "everything, by an id that is a text",
        lambda ditio: ditio.users.update("a b%?#+æ", **KEYS, **FIELDS),
        sent(f"PATCH {PATH}/a%20b%25%3F%23%2B%C3%A6", {**KEYS_SENT, **SENT}),
        Answer(STORED),
        USER,
    ),
    Case(
        "users.update",
        "nothing left",
        lambda ditio: ditio.users.update(PROFILE, **NULLS),
        sent(f"PATCH {PATH}/{PROFILE}", NULLS_SENT),
        Answer({"employeeNumber": "0042"}),
        BARE,
    ),
    Case(
        "users.update",
        "left out by name, and an employment of one day",
        lambda ditio: ditio.users.update(
            PROFILE,
            email=UNSET,
            birth_date=UNSET,
            employment_start_date="31.01.2026",
            employment_end_date=dt.date(2026, 1, 31),
        ),
        sent(f"PATCH {PATH}/{PROFILE}", {"employmentStartDate": "31.01.2026", "employmentEndDate": "2026-01-31"}),
        Answer({}),
        User(),
    ),
]
ROWS = [*READS, *WRITES]
