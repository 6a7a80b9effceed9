"""Wrong calls of arrays: machines, certificates, states of excavators."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from ditio_async import Ditio
from ditio_async.resources.certificates import NewCertificate
from ditio_async.resources.machines import MachineReplacement, NewMachine
from ditio_async.resources.mass_transport import ExcavatorState

from .wrong import HALF, NAIVE, Wrong

NOON = "2026-01-31T12:00:00Z"
CERTIFICATE: dict[str, Any] = {
    "employee_number": "42",
    "certificate_type": "M2",
    "issued_date_time": NOON,
    "valid_until_date_time": "2027-01-31",
}
STATE: dict[str, Any] = {
    "project_id": "p1",
    "machine_id": "m1",
    "state": "Working",
    "start_time": NOON,
    "end_time": "2026-01-31T13:00:00Z",
}


def machine(number: Any, **fields: Any) -> NewMachine:
    return NewMachine(machine_number=number, **fields)


def certificate(**fields: Any) -> NewCertificate:
    return NewCertificate(**{**CERTIFICATE, **fields})


def state(**fields: Any) -> ExcavatorState:
    return ExcavatorState(**{**STATE, **fields})


CALLS: dict[str, tuple[str, str, Callable[[Ditio], Any]]] = {
    "machines.create_many": ("machines", "NewMachine", lambda ditio: ditio.machines.create_many),
    "machines.replace_many": ("machines", "MachineReplacement", lambda ditio: ditio.machines.replace_many),
    "certificates.upsert": ("certificates", "NewCertificate", lambda ditio: ditio.certificates.upsert),
    "mass_transport.excavator_states.import_many": (
        "states",
        "ExcavatorState",
        lambda ditio: ditio.mass_transport.excavator_states.import_many,
    ),
}


def rows(call: str, given: Any, *words: str) -> Wrong:
    return Wrong(call, words, lambda ditio, _: CALLS[call][2](ditio)(given() if callable(given) else given))


def each(given: Any, words: str) -> list[Wrong]:
    """What is wrong with every array; the words tell of its name, and of its rows."""
    return [rows(call, given, words.format(name=name, row=row)) for call, (name, row, _) in CALLS.items()]


def third(row: Any, words: str) -> list[Wrong]:
    """Something else in the place of the third of them."""
    good: dict[str, list[Any]] = {
        "machines.create_many": [machine("1"), machine("2")],
        "machines.replace_many": [MachineReplacement(machine_number="1"), MachineReplacement(machine_number="2")],
        "certificates.upsert": [certificate(), certificate(employee_number="43")],
        "mass_transport.excavator_states.import_many": [state(), state(machine_id="m2")],
    }
    return [
        rows(call, [*good[call], row], words.format(name=name, row=name_of_row))
        for call, (name, name_of_row, _) in CALLS.items()
    ]


def of_machines(row: dict[str, Any], *words: str) -> list[Wrong]:
    """A machine that is wrong in both arrays of machines, behind one that is right."""
    return [
        rows("machines.create_many", [machine("1"), NewMachine(**row)], *words),
        rows("machines.replace_many", [MachineReplacement(machine_number="1"), MachineReplacement(**row)], *words),
    ]


def of_certificates(*words: str, **fields: Any) -> Wrong:
    said = ("certificates[1]", *words)
    return rows("certificates.upsert", [certificate(employee_number="1"), certificate(**fields)], *said)


def of_states(*words: str, **fields: Any) -> Wrong:
    said = ("states[1]", *words)
    good = state(machine_id="m0")
    return rows("mass_transport.excavator_states.import_many", [good, state(**fields)], *said)


WHOLE = [
    *each([], "{name} is empty, so there is nothing to send"),
    *each((), "{name} is empty"),
    *each(lambda: iter(()), "{name} is empty"),
    *each(None, "{name} takes a list of {row}(...), not None"),
    *each(7, "{name} takes a list of {row}(...), not 7"),
    *each("M-7", "{name} takes a list of {row}(...), not 'M-7'"),
    *each(b"M-7", "{name} takes a list of {row}(...), not b'M-7'"),
    *each(lambda: machine("1"), "{name} takes a list of {row}(...), not NewMachine("),
    *each({"machine_number": "1"}, "{name}[0]: takes {row}(...), not str 'machine_number'"),
    *third({"machine_number": "3"}, "{name}[2]: takes {row}(...), not dict {{'machine_number': '3'}}"),
    *third(None, "{name}[2]: takes {row}(...), not NoneType None"),
    *third("M-7", "{name}[2]: takes {row}(...), not str 'M-7'"),
    *third([], "{name}[2]: takes {row}(...), not list []"),
    rows(
        "machines.create_many",
        [MachineReplacement(machine_number="1")],
        "machines[0] (machine_number='1'): takes NewMachine(...), not MachineReplacement",
    ),
    *[
        Wrong(call, ("missing 1 required positional argument",), lambda d, _, take=take: take(d)(), TypeError)
        for call, (_, _, take) in CALLS.items()
    ],
    *[
        Wrong(
            call,
            ("unexpected keyword argument",),
            lambda d, _, take=take, name=name: take(d)(**{name: []}),
            TypeError,
        )
        for call, (name, _, take) in CALLS.items()
    ],
]
MACHINES = [
    *of_machines(
        {"machine_number": "M-7", "name": 7}, "machines[1] (machine_number='M-7'): name takes text, not int 7"
    ),
    *of_machines({"machine_number": 7}, "machines[1] (machine_number=7): machine_number takes text, not int 7"),
    *of_machines({"machine_number": None}, "machine_number takes text, not NoneType None"),
    *of_machines({"machine_number": ""}, "machines[1] (machine_number=''): machine_number is '', which names nothing"),
    *of_machines({"machine_number": HALF}, "machine_number holds half a character"),
    *of_machines(
        {"machine_number": "2", "block_check_in": None},
        "machines[1] (machine_number='2'): block_check_in takes True or False, not NoneType None",
        "give True or False",
    ),
    *of_machines({"machine_number": "2", "block_check_in_message": None}, '"" clears the message'),
    *of_machines({"machine_number": "2", "service_date": NAIVE}, "service_date is a naive datetime"),
    *of_machines({"machine_number": "2", "build_year": "1999"}, "build_year takes a whole number, not str '1999'"),
    *of_machines({"machine_number": "2", "company_id": None}, "company_id takes text, not NoneType None"),
    *of_machines(
        {"machine_number": "2", "company_id": ""},
        "machines[1] needs company_id=",
        "DitioSession(company_id=...)",
    ),
    *of_machines({"machine_number": "1"}, "machines[1] (machine_number='1') has the key of machines[0]"),
    rows(
        "machines.replace_many",
        [MachineReplacement(machine_number="1", id=7)],
        "machines[0] (id=7, machine_number='1'): id takes text, not int 7",
    ),
    rows(
        "machines.replace_many",
        [MachineReplacement(machine_number=number, id="m1") for number in "122"],
        "machines[2] (id='m1', machine_number='2') has the key of machines[1]",
    ),
]
CERTIFICATES = [
    of_certificates("employee_number takes text, not NoneType None", employee_number=None),
    of_certificates("employee_number is '', which names nothing", employee_number=""),
    of_certificates("(employee_number='42', certificate_type=7): certificate_type takes text", certificate_type=7),
    of_certificates("certificate_type is ' ', which names nothing", certificate_type=" "),
    of_certificates("notes takes text, not int 7", notes=7),
    *[
        of_certificates(f"{name} {words}", **{name: value})
        for name in ("issued_date_time", "valid_until_date_time")
        for words, value in (
            ("is a naive datetime (2026-01-31T00:00:00)", NAIVE),
            ("is no ISO 8601 time: '31.01.2026'", "31.01.2026"),
            ("is no ISO 8601 time: ''", ""),
            ("takes a date, an aware datetime or ISO 8601 text, not NoneType None", None),
            ("takes a date, an aware datetime or ISO 8601 text, not int", 20260131),
        )
    ],
    *[
        of_certificates(
            "(employee_number='42', certificate_type='M2'): issued_date_time",
            "is not before valid_until_date_time",
            issued_date_time=first,
            valid_until_date_time=last,
        )
        for first, last in (
            (NOON, NOON),
            (NOON, "2026-01-31T13:00:00+01:00"),
            (NOON, "2026-01-31T11:59:59Z"),
            ("2026-02-01", "2026-01-31"),
            (dt.date(2026, 1, 31), "2026-01-31"),
            (dt.datetime(2026, 2, 2, tzinfo=dt.UTC), dt.date(2026, 1, 31)),
        )
    ],
    of_certificates(
        "(employee_number='1', certificate_type='M2') has the key of certificates[0]",
        employee_number="1",
        valid_until_date_time="2030-01-31",
    ),
]
STATES = [
    *[
        of_states(f"{name} takes text, not NoneType None", **{name: None})
        for name in ("project_id", "machine_id", "state")
    ],
    *[of_states(f"{name} is '', which names nothing", **{name: ""}) for name in ("project_id", "machine_id", "state")],
    of_states("start_time is a naive datetime", start_time=NAIVE),
    of_states("end_time is no ISO 8601 time: '13:00'", end_time="13:00"),
    of_states(
        "end_time (2026-01-31T11:59:59Z) is before start_time (2026-01-31T12:00:00Z)", end_time="2026-01-31T11:59:59Z"
    ),
    of_states("is before start_time", end_time="2026-01-31T12:30:00+01:00"),
    of_states("states[1] needs company_id=", company_id=""),
    of_states("has the key of states[0]", machine_id="m0"),
]
ROWS = [*WHOLE, *MACHINES, *CERTIFICATES, *STATES]
