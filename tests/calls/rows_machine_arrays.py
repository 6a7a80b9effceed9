"""Calls that write many machines, or what one consumes, and what must be on the wire."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

from ditio_async import UNSET
from ditio_async.resources.machines import FuelConsumptionUnit, FuelType, Machine, MachineReplacement, NewMachine

from ..support.strict import COMPANY, Answer
from .rows_machines import BARE, BLOCKED, BLOCKED_SENT, FIELDS, MACHINE, NULLS, NULLS_SENT, PATH, SENT, STORED
from .table import ODD, ODD_SENT, Case, sent

ESG: Final = {
    "fuel_consumption_rate": 12.25,
    "fuel_consumption_unit": FuelConsumptionUnit.KILOS_PER_KILOMETRE,
    "fuel_type": FuelType.DYED_DIESEL,
}

FUELS: Final = (
    FuelType.NONE,
    FuelType.DIESEL,
    FuelType.BIODIESEL,
    FuelType.GASOLINE,
    FuelType.ELECTRIC,
    FuelType.GAS,
    FuelType.NATURAL_GAS,
    FuelType.DYED_DIESEL,
)
UNITS: Final = (
    FuelConsumptionUnit.LITRES_PER_HOUR,
    FuelConsumptionUnit.LITRES_PER_KILOMETRE,
    FuelConsumptionUnit.KWH_PER_HOUR,
    FuelConsumptionUnit.KWH_PER_KILOMETRE,
    FuelConsumptionUnit.KILOS_PER_HOUR,
    FuelConsumptionUnit.KILOS_PER_KILOMETRE,
)


def fleet(*numbers: str) -> Iterator[NewMachine]:
    for number in numbers:
        yield NewMachine(machine_number=number)


CONSUMPTION = [
    Case(
        "machines.update_esg",
        "everything",
        lambda ditio: ditio.machines.update_esg(ODD, **ESG),
        sent(f"PATCH {PATH}/{ODD_SENT}/esg", {"fuelConsumptionRate": 12.25, "fuelConsumptionUnit": 5, "fuelType": 7}),
        Answer({"id": "m1", "fuelConsumptionRate": 12.25, "fuelConsumptionUnit": 5, "fuelType": 7}),
        Machine(id="m1", **ESG),
    ),
    Case(
        "machines.update_esg",
        "bare numbers, all of them zero",
        lambda ditio: ditio.machines.update_esg("m1", fuel_consumption_rate=0, fuel_consumption_unit=0, fuel_type=0),
        sent(f"PATCH {PATH}/m1/esg", {"fuelConsumptionRate": 0, "fuelConsumptionUnit": 0, "fuelType": 0}),
        Answer({"id": "m1", "fuelConsumptionRate": 0, "fuelConsumptionUnit": 0.0, "fuelType": 0}),
        Machine(id="m1", fuel_consumption_rate=0.0, fuel_consumption_unit=0, fuel_type=0),
    ),
    Case(
        "machines.update_esg",
        "nothing left",
        lambda ditio: ditio.machines.update_esg("m1", **dict.fromkeys(ESG)),
        sent(f"PATCH {PATH}/m1/esg", {"fuelConsumptionRate": None, "fuelConsumptionUnit": None, "fuelType": None}),
        Answer({"id": "m1"}),
        BARE,
    ),
    *[
        Case(
            "machines.update_esg",
            f"fuel {fuel.name}",
            lambda ditio, fuel=fuel: ditio.machines.update_esg("m1", fuel_type=fuel),
            sent(f"PATCH {PATH}/m1/esg", {"fuelType": number}),
            Answer({"id": "m1", "fuelType": number}),
            Machine(id="m1", fuel_type=number),
        )
        for number, fuel in enumerate(FUELS)
    ],
    *[
        Case(
            "machines.update_esg",
            f"unit {unit.name}",
            lambda ditio, unit=unit: ditio.machines.update_esg("m1", fuel_consumption_unit=unit),
            sent(f"PATCH {PATH}/m1/esg", {"fuelConsumptionUnit": number}),
            Answer({"id": "m1", "fuelConsumptionUnit": number}),
            Machine(id="m1", fuel_consumption_unit=number),
        )
        for number, unit in enumerate(UNITS)
    ],
]
MANY = [
    Case(
        "machines.create_many",
        "one, with what must be given",
        lambda ditio: ditio.machines.create_many([NewMachine(machine_number="M-7")]),
        sent(f"POST {PATH}/create/array", [{"machineNumber": "M-7", "companyId": COMPANY}]),
        Answer([{"id": "m1"}], 201),
        [BARE],
    ),
    Case(
        "machines.create_many",
        "everything, nothing, and left out, in this order",
        lambda ditio: ditio.machines.create_many(
            (
                NewMachine(machine_number="M 7/æ", company_id="c 2", **FIELDS),
                NewMachine(machine_number="2", **NULLS, **BLOCKED),
                NewMachine(machine_number="3", name=UNSET, company_id=UNSET),
            )
        ),
        sent(
            f"POST {PATH}/create/array",
            [
                {"machineNumber": "M 7/æ", "companyId": "c 2", **SENT},
                {"machineNumber": "2", "companyId": COMPANY, **NULLS_SENT, **BLOCKED_SENT},
                {"machineNumber": "3", "companyId": COMPANY},
            ],
        ),
        Answer([STORED, {"id": "m1", **NULLS_SENT}, {"id": "m1"}]),
        [MACHINE, BARE, BARE],
    ),
    Case(
        "machines.create_many",
        "one number in two companies, made one after the other",
        lambda ditio: ditio.machines.create_many(
            machine for one in ("c1", "c2") for machine in [NewMachine(machine_number="1", company_id=one)]
        ),
        sent(
            f"POST {PATH}/create/array",
            [{"machineNumber": "1", "companyId": "c1"}, {"machineNumber": "1", "companyId": "c2"}],
        ),
        Answer([]),
        [],
    ),
    Case(
        "machines.create_many",
        "of a generator, and not shown",
        lambda ditio: ditio.machines.create_many(fleet("1", "2")),
        sent(
            f"POST {PATH}/create/array",
            [{"machineNumber": "1", "companyId": COMPANY}, {"machineNumber": "2", "companyId": COMPANY}],
        ),
        Answer(status=204),
        [],
    ),
    Case(
        "machines.replace_many",
        "one, with what must be given",
        lambda ditio: ditio.machines.replace_many([MachineReplacement(machine_number="M-7")]),
        sent(f"PUT {PATH}/update/array", [{"machineNumber": "M-7", "companyId": COMPANY}]),
        Answer([{"id": "m1"}]),
        [BARE],
    ),
    Case(
        "machines.replace_many",
        "everything, and nothing left",
        lambda ditio: ditio.machines.replace_many(
            [
                MachineReplacement(id=ODD, machine_number="M 7/æ", company_id="c 2", **FIELDS),
                MachineReplacement(machine_number="2", **NULLS, **BLOCKED),
            ]
        ),
        sent(
            f"PUT {PATH}/update/array",
            [
                {"id": ODD, "machineNumber": "M 7/æ", "companyId": "c 2", **SENT},
                {"machineNumber": "2", "companyId": COMPANY, **NULLS_SENT, **BLOCKED_SENT},
            ],
        ),
        Answer([STORED, {"id": "m1"}]),
        [MACHINE, BARE],
    ),
    Case(
        "machines.replace_many",
        "not shown",
        lambda ditio: ditio.machines.replace_many(
            [MachineReplacement(machine_number="1", service_date=dt.date(2026, 1, 31), block_check_in_message="")]
        ),
        sent(
            f"PUT {PATH}/update/array",
            [
                {
                    "machineNumber": "1",
                    "companyId": COMPANY,
                    "serviceDate": "2026-01-31",
                    "blockCheckInMessage": "",
                }
            ],
        ),
        Answer(status=204),
        [],
    ),
]
ROWS = [*CONSUMPTION, *MANY]
