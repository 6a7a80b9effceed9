"""Wrong values where a look at the outermost arguments does not find them."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

from ditio_async import UNSET, ExcavatorState, NewAbsenceDay, NewCertificate, NewEmployment, NewMachine

from .wrong import NAIVE, Wrong
from .wrong_absences import key, upsert
from .wrong_arrays import CERTIFICATE, STATE, rows
from .wrong_employees import EMPLOYEE
from .wrong_mass_transport import WEIGHTS, free, weight

LEFT_OUT: Any = UNSET

ROWS = [
    rows("machines.create_many", [NewMachine(machine_number=LEFT_OUT)], "machines[0]", "needs machine_number="),
    *[
        rows(
            "certificates.upsert", [NewCertificate(**{**CERTIFICATE, name: UNSET})], "certificates[0]", f"needs {name}="
        )
        for name in CERTIFICATE
    ],
    *[
        rows(
            "mass_transport.excavator_states.import_many",
            [ExcavatorState(**{**STATE, name: UNSET})],
            "states[0]",
            f"needs {name}=",
        )
        for name in STATE
    ],
    upsert("days cannot be sent: [0]", "needs date=", days=[NewAbsenceDay(date=LEFT_OUT, qty=1)]),
    upsert("days cannot be sent: [0]", "needs qty=", days=[NewAbsenceDay(date="2026-01-30", qty=LEFT_OUT)]),
    Wrong(
        "employees.create",
        ("employment cannot be sent: ", "needs start_date="),
        lambda d, _: d.employees.create(**{**EMPLOYEE, "employment": NewEmployment(start_date=LEFT_OUT)}),
    ),
    upsert(
        "days[1]",
        "days[0]",
        days=[NewAbsenceDay(date="2026-01-31", qty=0), NewAbsenceDay(date=dt.date(2026, 1, 31), qty=4)],
    ),
    *key("a/..\\b", "lead elsewhere"),
    *key("..\\a", "lead elsewhere"),
    *free({"a": [NAIVE]}, "is a naive datetime"),
    *free([{"a": {"b": NAIVE}}], "is a naive datetime"),
    *free({"a": math.nan}, "finite"),
    weight("is a naive datetime", project_id="p1", anything=[NAIVE]),
    weight("finite", project_id="p1", anything=math.inf),
    weight("projectId", project_id="p1", projectId="another"),
    weight("companyId", project_id="p1", companyId="another"),
    Wrong(
        f"{WEIGHTS}.advance",
        ("through takes verified, approved, invoiced, not []",),
        lambda d, _: d.mass_transport.weight_measures.advance({"a": 1}, through=[]),
    ),
]
