"""Calls of machines, and what must be on the wire."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from ditio_async.resources.machines import Machine

from ..support.strict import COMPANY, Answer
from .table import CORE, NOON, ODD, ODD_SENT, SUMMER, WINTER, Case, sent

PATH: Final = f"{CORE}/machines"
BARE: Final = Machine(id="m1")
FIELDS: Final[dict[str, Any]] = {
    "name": "Gravemaskin «Åse» 🚜",
    "type_id": "65f1c0ffee65f1c0ffee65f1",
    "is_equipment": False,
    "active": True,
    "department": "Øst/vest",
    "build_year": 1999,
    "weight": 21.5,
    "capacity": 0,
    "cost_price_machine": 1250.75,
    "cost_price": -0.1,
    "price": 10**15,
    "note": 'Linje 1\n"to" \\ \t',
    "emission_class": "",
    "hour_meter": 12345.6,
    "service_date": SUMMER,
    "serial_number": "S/N 1",
    "engine_number": "007",
    "registration_number": "ÆØ 12345",
    "responsible_id": "auth0|abc",
    "responsible_employee_number": "0042",
    "block_check_in": False,
    "block_check_in_message": "",
}
SENT: Final[dict[str, Any]] = {
    "name": "Gravemaskin «Åse» 🚜",
    "typeId": "65f1c0ffee65f1c0ffee65f1",
    "isEquipment": False,
    "active": True,
    "department": "Øst/vest",
    "buildYear": 1999,
    "weight": 21.5,
    "capacity": 0,
    "costPriceMachine": 1250.75,
    "costPrice": -0.1,
    "price": 10**15,
    "note": 'Linje 1\n"to" \\ \t',
    "emissionClass": "",
    "hourMeter": 12345.6,
    "serviceDate": "2026-07-01T00:30:00+02:00",
    "serialNumber": "S/N 1",
    "engineNumber": "007",
    "registrationNumber": "ÆØ 12345",
    "responsibleId": "auth0|abc",
    "responsibleEmployeeNumber": "0042",
    "blockCheckIn": False,
    "blockCheckInMessage": "",
}
BLOCKED: Final = {"block_check_in": True, "block_check_in_message": "Står til service – spør Kåre"}
BLOCKED_SENT: Final = {"blockCheckIn": True, "blockCheckInMessage": "Står til service – spør Kåre"}
NULLS: Final = dict.fromkeys(FIELDS.keys() - BLOCKED.keys())
NULLS_SENT: Final = dict.fromkeys(SENT.keys() - BLOCKED_SENT.keys())
STORED: Final = {
    **SENT,
    "id": "m1",
    "companyId": "c 2",
    "machineNumber": "M 7/æ",
    "buildYear": 1999.0,
    "serviceDate": "2026-06-30T22:30:00.0000000Z",
    "fuelConsumptionRate": 14,
    "fuelConsumptionUnit": 0,
    "fuelType": 99,
    "nytt": {"a": [None]},
}
MACHINE: Final = Machine(
    **{
        **FIELDS,
        "id": "m1",
        "company_id": "c 2",
        "machine_number": "M 7/æ",
        "service_date": dt.datetime(2026, 6, 30, 22, 30, tzinfo=dt.UTC),
        "fuel_consumption_rate": 14.0,
        "fuel_consumption_unit": 0,
        "fuel_type": 99,
    }
)

ONE = [
    Case(
        "machines.create",
        "only what must be given",
        lambda ditio: ditio.machines.create(machine_number="M-7"),
        sent(f"POST {PATH}", {"machineNumber": "M-7", "companyId": COMPANY}),
        Answer({"id": "m1"}, 201),
        BARE,
    ),
    Case(
        "machines.create",
        "everything",
        lambda ditio: ditio.machines.create(machine_number="M 7/æ", company_id="c 2", **FIELDS),
        sent(f"POST {PATH}", {"machineNumber": "M 7/æ", "companyId": "c 2", **SENT}),
        Answer(STORED),
        MACHINE,
    ),
    Case(
        "machines.create",
        "nothing of it, and blocked",
        lambda ditio: ditio.machines.create(machine_number="M-7", **NULLS, **BLOCKED),
        sent(f"POST {PATH}", {"machineNumber": "M-7", "companyId": COMPANY, **NULLS_SENT, **BLOCKED_SENT}),
        Answer({"id": "m1", **NULLS_SENT}, 201),
        BARE,
    ),
    Case("machines.list", "none", lambda ditio: ditio.machines.list(), sent(f"GET {PATH}"), Answer([]), []),
    *[
        Case(
            "machines.list",
            f"equipment in detail: {word}",
            lambda ditio, flag=flag: ditio.machines.list(include_equipment_details=flag),
            sent(f"GET {PATH}?includeEquipmentDetails={word}"),
            Answer([STORED, {"id": "m1"}]),
            [MACHINE, BARE],
        )
        for flag, word in ((True, "true"), (False, "false"))
    ],
    Case(
        "machines.list",
        "None is no filter",
        lambda ditio: ditio.machines.list(include_equipment_details=None),
        sent(f"GET {PATH}"),
        Answer([]),
        [],
    ),
    Case(
        "machines.get",
        "an id",
        lambda ditio: ditio.machines.get("65f1c0ffee65f1c0ffee65f1"),
        sent(f"GET {PATH}/65f1c0ffee65f1c0ffee65f1"),
        Answer({"id": "m1"}),
        BARE,
    ),
    Case(
        "machines.get",
        "an odd id",
        lambda ditio: ditio.machines.get(ODD),
        sent(f"GET {PATH}/{ODD_SENT}"),
        Answer(STORED),
        MACHINE,
    ),
    Case(
        "machines.get_by_number",
        "a number",
        lambda ditio: ditio.machines.get_by_number("007"),
        sent(f"GET {PATH}/by-machine-number/007"),
        Answer({"id": "m1"}),
        BARE,
    ),
    Case(
        "machines.get_by_number",
        "an odd number",
        lambda ditio: ditio.machines.get_by_number(ODD),
        sent(f"GET {PATH}/by-machine-number/{ODD_SENT}"),
        Answer(STORED),
        MACHINE,
    ),
    *[
        Case(
            "machines.delete",
            name,
            lambda ditio, key=key: ditio.machines.delete(key),
            sent(f"DELETE {PATH}/{written}"),
            Answer(status=204),
            None,
        )
        for name, key, written in (("an id", "m1", "m1"), ("an odd id", ODD, ODD_SENT))
    ],
]
CHANGES = [
    case
    for call, method in (("replace", "PUT"), ("update", "PATCH"))
    for case in (
        Case(
            f"machines.{call}",
            "one field",
            lambda ditio, call=call: getattr(ditio.machines, call)("m1", service_date=WINTER),
            sent(f"{method} {PATH}/m1", {"serviceDate": "2026-01-31T07:00:00.250000-05:00"}),
            Answer({"id": "m1", "serviceDate": "2026-01-31T12:00:00.25Z"}),
            Machine(id="m1", service_date=NOON.replace(microsecond=250_000)),
        ),
        Case(
            f"machines.{call}",
            "everything",
            lambda ditio, call=call: getattr(ditio.machines, call)(ODD, machine_number="M 7/æ", **FIELDS),
            sent(f"{method} {PATH}/{ODD_SENT}", {"machineNumber": "M 7/æ", **SENT}),
            Answer(STORED),
            MACHINE,
        ),
        Case(
            f"machines.{call}",
            "nothing left, and blocked",
            lambda ditio, call=call: getattr(ditio.machines, call)("m1", **NULLS, **BLOCKED),
            sent(f"{method} {PATH}/m1", {**NULLS_SENT, **BLOCKED_SENT}),
            Answer({"id": "m1", "serviceDate": ""}),
            BARE,
        ),
        Case(
            f"machines.{call}",
            "a message cleared",
            lambda ditio, call=call: getattr(ditio.machines, call)("m1", block_check_in_message=""),
            sent(f"{method} {PATH}/m1", {"blockCheckInMessage": ""}),
            Answer({"id": "m1", "blockCheckInMessage": None}),
            BARE,
        ),
        Case(
            f"machines.{call}",
            "out of use",
            lambda ditio, call=call: getattr(ditio.machines, call)("m1", active=False),
            sent(f"{method} {PATH}/m1", {"active": False}),
            Answer({"id": "m1", "active": False}),
            Machine(id="m1", active=False),
        ),
    )
]
ROWS = [*ONE, *CHANGES]
