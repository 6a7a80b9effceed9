"""Certificates, and what must be on the wire."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, Final

from ditio_async import UNSET
from ditio_async.resources.certificates import Certificate, NewCertificate

from ..support.strict import Answer
from .table import CORE, NOON, SUMMER, WINTER, Case, sent

LINE: Final = f"POST {CORE}/certificates"
KEYS: Final[dict[str, Any]] = {
    "employee_number": "0042",
    "certificate_type": "Fører «M2» – G/8 🚜",
    "issued_date_time": WINTER,
    "valid_until_date_time": SUMMER,
}
KEYS_SENT: Final[dict[str, Any]] = {
    "employeeNumber": "0042",
    "certificateType": "Fører «M2» – G/8 🚜",
    "issuedDateTime": "2026-01-31T07:00:00.250000-05:00",
    "validUntilDateTime": "2026-07-01T00:30:00+02:00",
}
CERTIFICATE: Final = Certificate(
    employee_number="0042",
    certificate_type="Fører «M2» – G/8 🚜",
    issued_date_time=NOON.replace(microsecond=250_000),
    valid_until_date_time=dt.datetime(2026, 6, 30, 22, 30, tzinfo=dt.UTC),
    certificate_number="C 1/2",
    notes="",
)


def dated(number: str, first: Any, last: Any) -> NewCertificate:
    return NewCertificate(
        employee_number=number, certificate_type="T", issued_date_time=first, valid_until_date_time=last
    )


def written(number: str, first: str, last: str) -> dict[str, str]:
    return {"employeeNumber": number, "certificateType": "T", "issuedDateTime": first, "validUntilDateTime": last}


def several() -> Iterator[NewCertificate]:
    yield dated("1", "2026-01-31", "2026-02-01")
    yield dated("2", "2026-01-31", "2026-02-01")


ROWS = [
    Case(
        "certificates.upsert",
        "one, with what must be given",
        lambda ditio: ditio.certificates.upsert([NewCertificate(**KEYS)]),
        sent(LINE, [KEYS_SENT]),
        Answer([{"employeeNumber": "0042"}], 201),
        [Certificate(employee_number="0042")],
    ),
    Case(
        "certificates.upsert",
        "everything, nulls, and what is left out by name",
        lambda ditio: ditio.certificates.upsert(
            (
                NewCertificate(**KEYS, certificate_number="C 1/2", notes=""),
                NewCertificate(**{**KEYS, "certificate_type": "Ø"}, certificate_number=None, notes=None),
                NewCertificate(**{**KEYS, "employee_number": "43"}, certificate_number=UNSET, notes="\n\"'\\"),
            )
        ),
        sent(
            LINE,
            [
                {**KEYS_SENT, "certificateNumber": "C 1/2", "notes": ""},
                {**KEYS_SENT, "certificateType": "Ø", "certificateNumber": None, "notes": None},
                {**KEYS_SENT, "employeeNumber": "43", "notes": "\n\"'\\"},
            ],
        ),
        Answer([{**KEYS_SENT, "certificateNumber": "C 1/2", "notes": "", "nytt": 1}, {"notes": None}]),
        [CERTIFICATE, Certificate()],
    ),
    Case(
        "certificates.upsert",
        "dates, texts, and moments in two zones that are a second apart",
        lambda ditio: ditio.certificates.upsert(
            [
                dated("1", dt.date(2026, 1, 31), dt.date(2026, 2, 1)),
                dated("2", "2026-01-31T12:00:00Z", "2026-01-31T13:00:01+01:00"),
                dated("3", NOON, "2026-01-31T13:00:01+01:00"),
                dated("4", "2026-01-31", NOON),
            ]
        ),
        sent(
            LINE,
            [
                written("1", "2026-01-31", "2026-02-01"),
                written("2", "2026-01-31T12:00:00Z", "2026-01-31T13:00:01+01:00"),
                written("3", "2026-01-31T12:00:00Z", "2026-01-31T13:00:01+01:00"),
                written("4", "2026-01-31", "2026-01-31T12:00:00Z"),
            ],
        ),
        Answer([]),
        [],
    ),
    Case(
        "certificates.upsert",
        "of a generator, and not shown",
        lambda ditio: ditio.certificates.upsert(several()),
        sent(LINE, [written("1", "2026-01-31", "2026-02-01"), written("2", "2026-01-31", "2026-02-01")]),
        Answer(status=204),
        [],
    ),
]
