"""Calls of absences, and what must be on the wire."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from ditio_async import UNSET
from ditio_async.resources.absences import Absence, AbsenceDay, NewAbsenceDay

from ..support.strict import Answer
from .table import Case, sent

PATH: Final = "/core/api/integration/absences"
FIRST: Final = dt.datetime(2026, 1, 30)  # noqa: DTZ001  # the server says no offset
LAST: Final = dt.datetime(2026, 2, 1)  # noqa: DTZ001  # the same
KEYS: Final[dict[str, Any]] = {
    "external_id": "HR/2026/Å 1",
    "employee_number": "0042",
    "start_date": dt.date(2026, 1, 30),
    "end_date": "2026-02-01",
}
KEYS_SENT: Final[dict[str, Any]] = {
    "externalId": "HR/2026/Å 1",
    "employeeNumber": "0042",
    "startDate": "2026-01-30",
    "endDate": "2026-02-01",
}
FIELDS: Final[dict[str, Any]] = {
    "absence_type_code": "FERIE",
    "absence_type_id": "65f1c0ffee65f1c0ffee65f1",
    "project_number": "P 1/æ",
    "project_company_id": "c 2",
    "hours_per_day": 7.5,
    "comment": 'Blåtur «på» fjellet\n"mer" 🏔️',
    "approved": False,
    "days": [
        NewAbsenceDay(date=dt.date(2026, 1, 30), qty=3.75),
        NewAbsenceDay(date="2026-02-01", qty=0),
    ],
}
SENT: Final[dict[str, Any]] = {
    "absenceTypeCode": "FERIE",
    "absenceTypeId": "65f1c0ffee65f1c0ffee65f1",
    "projectNumber": "P 1/æ",
    "projectCompanyId": "c 2",
    "hoursPerDay": 7.5,
    "comment": 'Blåtur «på» fjellet\n"mer" 🏔️',
    "approved": False,
    "days": [{"date": "2026-01-30", "qty": 3.75}, {"date": "2026-02-01", "qty": 0}],
}
NULLS, NULLS_SENT = dict.fromkeys(FIELDS), dict.fromkeys(SENT)
STORED: Final = {
    **KEYS_SENT,
    **SENT,
    "startDate": "2026-01-30T00:00:00",
    "days": [{"date": "2026-01-30T00:00:00", "qty": 3.75}, {"date": "2026-02-01", "qty": 0}],
    "absenceRegistrationId": "a1",
    "userName": "Åse",
    "absenceTypeName": "Ferie",
    "projectName": "Fjellhall",
    "projectMatchedBy": "number",
    "daysQty": 2,
    "nytt": None,
}
ABSENCE: Final = Absence(
    **{
        **KEYS,
        **FIELDS,
        "start_date": FIRST,
        "end_date": LAST,
        "days": [AbsenceDay(date=FIRST, qty=3.75), AbsenceDay(date=LAST, qty=0.0)],
        "absence_registration_id": "a1",
        "user_name": "Åse",
        "absence_type_name": "Ferie",
        "project_name": "Fjellhall",
        "project_matched_by": "number",
        "days_qty": 2.0,
    }
)
BARE: Final = Absence(external_id="e1")
IDS: Final = {
    "e1": "e1",
    "HR/2026/1": "HR/2026/1",
    "a b%?#+æ|/c": "a%20b%25%3F%23%2B%C3%A6%7C/c",
    " \tHR/Å 1 \n": "HR/%C3%85%201",
    "https://hr/1": "https%3A//hr/1",
    "a%2Fb": "a%252Fb",
    ".a/..b/c..": ".a/..b/c..",
    "Ferie & fri;é=1": "Ferie%20%26%20fri%3B%C3%A9%3D1",
}
"""Ids, and how they are in a path: trimmed, with their slashes, and all else percent-encoded."""

UPSERTS = [
    Case(
        "absences.upsert",
        "only what must be given",
        lambda ditio: ditio.absences.upsert(**KEYS),
        sent(f"POST {PATH}", KEYS_SENT),
        Answer({"externalId": "e1"}, 201),
        BARE,
    ),
    Case(
        "absences.upsert",
        "everything",
        lambda ditio: ditio.absences.upsert(**KEYS, **FIELDS),
        sent(f"POST {PATH}", {**KEYS_SENT, **SENT}),
        Answer(STORED),
        ABSENCE,
    ),
    Case(
        "absences.upsert",
        "nothing of it",
        lambda ditio: ditio.absences.upsert(**KEYS, **NULLS),
        sent(f"POST {PATH}", {**KEYS_SENT, **NULLS_SENT}),
        Answer({"externalId": "e1", **NULLS_SENT}),
        BARE,
    ),
    Case(
        "absences.upsert",
        "one day, which differs, and what is left out by name",
        lambda ditio: ditio.absences.upsert(
            external_id="e1",
            employee_number="0042",
            start_date="2026-02-01",
            end_date=dt.date(2026, 2, 1),
            days=(NewAbsenceDay(date="2026-02-01", qty=7),),
            comment="",
            approved=UNSET,
            hours_per_day=0,
        ),
        sent(
            f"POST {PATH}",
            {
                "externalId": "e1",
                "employeeNumber": "0042",
                "startDate": "2026-02-01",
                "endDate": "2026-02-01",
                "days": [{"date": "2026-02-01", "qty": 7}],
                "comment": "",
                "hoursPerDay": 0,
            },
        ),
        Answer({"externalId": "e1", "days": []}),
        BARE,
    ),
    Case(
        "absences.upsert",
        "no day that differs",
        lambda ditio: ditio.absences.upsert(**KEYS, days=[], approved=True),
        sent(f"POST {PATH}", {**KEYS_SENT, "days": [], "approved": True}),
        Answer({"externalId": "e1"}),
        BARE,
    ),
]
BY_ID = [
    case
    for key, written in IDS.items()
    for case in (
        Case(
            "absences.get",
            f"{key!r}",
            lambda ditio, key=key: ditio.absences.get(key),
            sent(f"GET {PATH}/{written}"),
            Answer(STORED),
            ABSENCE,
        ),
        Case(
            "absences.cancel",
            f"{key!r}",
            lambda ditio, key=key: ditio.absences.cancel(key),
            sent(f"DELETE {PATH}/{written}"),
            Answer(status=204),
            None,
        ),
    )
]
ROWS = [*UPSERTS, *BY_ID]
