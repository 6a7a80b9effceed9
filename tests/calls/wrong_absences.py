"""Wrong calls of absences."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

from ditio_async import UNSET
from ditio_async.resources.absences import NewAbsenceDay

from .wrong import HALF, Wrong
from .wrong_employees import DAYS

ABSENCE: dict[str, Any] = {
    "external_id": "HR/1",
    "employee_number": "42",
    "start_date": "2026-01-30",
    "end_date": "2026-02-01",
}


def upsert(*words: str, **fields: Any) -> Wrong:
    return Wrong("absences.upsert", words, lambda ditio, _: ditio.absences.upsert(**{**ABSENCE, **fields}))


def key(value: Any, *words: str) -> list[Wrong]:
    said = ("external_id", *words)
    return [
        Wrong("absences.get", said, lambda ditio, _: ditio.absences.get(value)),
        Wrong("absences.cancel", said, lambda ditio, _: ditio.absences.cancel(value)),
        upsert(*said, external_id=value),
    ]


def day(date: Any, qty: Any = 0) -> NewAbsenceDay:
    return NewAbsenceDay(date=date, qty=qty)


KEYS = [
    *[row for value in ("", " ", "/", "..", " . ", "./..", "//", " /.\t") for row in key(value, "which names nothing")],
    *[
        row
        for value in ("a/../b", "../a", "a/..", "./a", "a/./b", " ../a", "a/.. ")
        for row in key(value, f"is {value!r}; . and .. between slashes lead elsewhere")
    ],
    *[row for value in ("a\nb", "a/\x00", "a\x7fb") for row in key(value, "control characters cannot be part of it")],
    *key(HALF, "half a character"),
    *key(None, "takes text, not NoneType"),
    *key(7, "takes text, not int 7"),
    *key(b"x", "takes text, not bytes"),
    *key(["x"], "takes text, not list"),
]
FIELDS = [
    *[upsert(f"needs {name}=", **{name: UNSET}) for name in ABSENCE],
    *[upsert(f"{name} takes ", "not NoneType None", **{name: None}) for name in ABSENCE],
    *[upsert(f"{name} {words}", **{name: value}) for name in ("start_date", "end_date") for words, value in DAYS],
    upsert("end_date (2026-01-29) is before start_date (2026-01-30)", end_date="2026-01-29"),
    upsert("end_date (2026-02-01) is before start_date (2026-02-02)", start_date=dt.date(2026, 2, 2)),
    upsert("employee_number is '', which names nothing", employee_number=""),
    upsert("employee_number takes text, not int 42", employee_number=42),
    upsert("hours_per_day takes a number, not str '7.5'", hours_per_day="7.5"),
    upsert("hours_per_day takes a finite number, not nan", hours_per_day=math.nan),
    upsert("approved takes True or False, not int 1", approved=1),
    upsert("comment holds half a character", comment=HALF),
    upsert("no argument 'absence_type'", absence_type="FERIE"),
    upsert("no argument 'externalId'; did you mean 'external_id'?", externalId="1"),
    Wrong("absences.upsert", ("by name",), lambda ditio, _: ditio.absences.upsert("HR/1")),
    Wrong("absences.get", ("missing",), lambda ditio, _: ditio.absences.get(), TypeError),
]
SINGLE_DAYS = [
    upsert("days takes a list of NewAbsenceDay(...), not NewAbsenceDay", days=day("2026-01-30")),
    upsert("days takes a list of NewAbsenceDay(...), not str '2026-01-30'", days="2026-01-30"),
    upsert("days takes a list of NewAbsenceDay(...), not dict", days={"2026-01-30": 0}),
    upsert(
        "days", "[0]: takes NewAbsenceDay(...), not dict {'date': '2026-01-30'", days=[{"date": "2026-01-30", "qty": 0}]
    ),
    upsert("days", "[1]: takes NewAbsenceDay(...), not NoneType None", days=[day("2026-01-30"), None]),
    *[
        upsert(
            "days cannot be sent: [2] (date=",
            f"): date {words}",
            days=[*map(day, ("2026-01-30", "2026-01-31")), day(value)],
        )
        for words, value in (*DAYS, ("takes a date or yyyy-MM-dd, not NoneType", None))
    ],
    upsert("[0] (date='2026-01-30'): qty takes a number, not NoneType None", days=[day("2026-01-30", None)]),
    upsert("[0] (date='2026-01-30'): qty takes a number, not str '1'", days=[day("2026-01-30", "1")]),
    upsert("[0] (date='2026-01-30'): qty takes a number, not bool True", days=[day("2026-01-30", True)]),
    upsert("qty takes a finite number, not inf", days=[day("2026-01-30", math.inf)]),
    upsert("days[1] (2026-01-29) is outside of 2026-01-30 to 2026-02-01", days=[day("2026-02-01"), day("2026-01-29")]),
    upsert("days[0] (2026-02-02) is outside of", days=[day(dt.date(2026, 2, 2))]),
]
ROWS = [*KEYS, *FIELDS, *SINGLE_DAYS]
