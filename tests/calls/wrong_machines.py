"""Wrong calls of machines."""

from __future__ import annotations

import math
from typing import Any

from ditio_async.resources.machines import FuelConsumptionUnit, FuelType

from .wrong import HALF, NAIVE, Wrong

FUELS = "fuel_type takes one of FuelType.NONE (0), FuelType.DIESEL (1), "
UNITS = "fuel_consumption_unit takes one of FuelConsumptionUnit.LITRES_PER_HOUR (0), "


def create(*words: str, **fields: Any) -> Wrong:
    return Wrong("machines.create", words, lambda ditio, _: ditio.machines.create(**fields))


def change(*words: str, **fields: Any) -> list[Wrong]:
    """What is wrong with each of the calls that change one."""
    return [
        Wrong("machines.replace", words, lambda ditio, _: ditio.machines.replace("m1", **fields)),
        Wrong("machines.update", words, lambda ditio, _: ditio.machines.update("m1", **fields)),
    ]


def field(*words: str, **fields: Any) -> list[Wrong]:
    """A field that is wrong wherever it is given."""
    return [create(*words, machine_number="1", **fields), *change(*words, **fields)]


def esg(*words: str, **fields: Any) -> Wrong:
    return Wrong("machines.update_esg", words, lambda ditio, _: ditio.machines.update_esg("m1", **fields))


def key(value: Any, *words: str) -> list[Wrong]:
    """A key that is wrong in every call that takes one."""
    return [
        Wrong("machines.get", ("id", *words), lambda ditio, _: ditio.machines.get(value)),
        Wrong(
            "machines.get_by_number", ("machine_number", *words), lambda ditio, _: ditio.machines.get_by_number(value)
        ),
        Wrong("machines.replace", ("id", *words), lambda ditio, _: ditio.machines.replace(value, name="x")),
        Wrong("machines.update", ("id", *words), lambda ditio, _: ditio.machines.update(value, name="x")),
        Wrong("machines.update_esg", ("id", *words), lambda ditio, _: ditio.machines.update_esg(value, fuel_type=1)),
        Wrong("machines.delete", ("id", *words), lambda ditio, _: ditio.machines.delete(value)),
    ]


FIELDS = [
    *field("block_check_in takes True or False, not NoneType None", "give True or False", block_check_in=None),
    *field(
        "block_check_in_message takes text, not NoneType None",
        "the server takes null for left out",
        '"" clears the message',
        block_check_in_message=None,
    ),
    *field("block_check_in takes True or False, not int 0", block_check_in=0),
    *field("block_check_in_message takes text, not bool False", block_check_in_message=False),
    *field("name takes text, not int 7", name=7),
    *field("name holds half a character", "cannot be sent", name=HALF),
    *field("active takes True or False, not str 'yes'", active="yes"),
    *field("build_year takes a whole number, not float 1999.0", build_year=1999.0),
    *field("build_year takes a whole number, not str '1999'", build_year="1999"),
    *field("weight takes a number, not str '7'", weight="7"),
    *field("capacity takes a number, not bool True", capacity=True),
    *field("hour_meter takes a finite number, not nan", hour_meter=math.nan),
    *field("price takes a finite number, not -inf", price=-math.inf),
    *field("price is 1.18e+21, more than can be sent", price=2**70),
    *field("service_date is a naive datetime (2026-01-31T00:00:00)", ".replace(tzinfo=...)", service_date=NAIVE),
    *field("service_date is no ISO 8601 time: '31.01.2026'", "2026-01-31T15:00:00Z", service_date="31.01.2026"),
    *field("service_date takes a date, an aware datetime or ISO 8601 text, not int", service_date=20260131),
    *field("no argument 'blockCheckIn'", "did you mean 'block_check_in'?", blockCheckIn=True),
    *field("no argument 'fuel_type'", "it takes active, ", fuel_type=1),
    *field("no argument 'id'", id="m1"),
]
NUMBERS = [
    create("needs machine_number="),
    create("machine_number takes text, not int 7", machine_number=7),
    create("machine_number takes text, not NoneType None", machine_number=None),
    create("machine_number is '', which names nothing", machine_number=""),
    create("machine_number is ' \\t', which names nothing", machine_number=" \t"),
    create("company_id takes text, not NoneType None", "leave it out instead", machine_number="1", company_id=None),
    create("needs company_id=", "DITIO_COMPANY_ID", machine_number="1", company_id=""),
    create("no argument 'machineNumber'; did you mean 'machine_number'?", machineNumber="1"),
    Wrong("machines.create", ("by name", "machine_number"), lambda ditio, _: ditio.machines.create("M-7")),
    Wrong("machines.update", ("nothing to change",), lambda ditio, _: ditio.machines.update("m1")),
    *change("machine_number takes text, not NoneType None", "leave it out instead", machine_number=None),
    *change("no argument 'company_id'", company_id="c"),
    *key("", "is '', which names nothing"),
    *key("..", "is '..', which names nothing"),
    *key("a/b", "is 'a/b'; a slash cannot be part of it"),
    *key("a\\b", "a slash cannot be part of it"),
    *key("a\nb", "control characters cannot be part of it"),
    *key(None, "takes text, not NoneType"),
    *key(7, "takes text, not int 7"),
    *key(HALF, "half a character"),
    Wrong("machines.list", ("by name: include_equipment_details",), lambda d, _: d.machines.list(True)),
    *[
        Wrong(
            "machines.list",
            ("include_equipment_details takes True or False, not", repr(flag)),
            lambda ditio, _, flag=flag: ditio.machines.list(include_equipment_details=flag),
        )
        for flag in (1, 0, "true", "")
    ],
    Wrong(
        "machines.list",
        ("no argument 'includeEquipmentDetails'; did you mean 'include_equipment_details'?",),
        lambda ditio, _: ditio.machines.list(includeEquipmentDetails=True),
    ),
]
CONSUMPTION = [
    esg("nothing to change"),
    *[esg(FUELS, f"FuelType.DYED_DIESEL (7), not {fuel!r}", fuel_type=fuel) for fuel in (8, -1, "1", "diesel", 1.0)],
    esg(FUELS, "not True", fuel_type=True),
    esg(FUELS, "not <FuelConsumptionUnit.LITRES_PER_KILOMETRE: 1>", fuel_type=FuelConsumptionUnit(1)),
    *[
        esg(UNITS, f"KILOS_PER_KILOMETRE (5), not {unit!r}", fuel_consumption_unit=unit)
        for unit in (6, -1, "0", "L/h", 0.0, False)
    ],
    esg(UNITS, "not <FuelType.DIESEL: 1>", fuel_consumption_unit=FuelType.DIESEL),
    esg("fuel_consumption_rate takes a number, not str '7'", fuel_consumption_rate="7"),
    esg("fuel_consumption_rate takes a finite number, not inf", fuel_consumption_rate=math.inf),
    esg("no argument 'fuel'", fuel=1),
    esg("no argument 'note'", note="x"),
    Wrong("machines.update_esg", ("by name",), lambda ditio, _: ditio.machines.update_esg("m1", 1)),
]
ROWS = [*FIELDS, *NUMBERS, *CONSUMPTION]
