"""Machines and equipment."""

from __future__ import annotations

import builtins
import datetime as dt
import enum
from collections.abc import AsyncIterable, Hashable, Iterable
from typing import ClassVar, Final, Literal, TypeAlias

from msgspec import UNSET, UnsetType

from .._bulk.arrays import ReadingBack, halving
from .._bulk.run import Bulk
from .._endpoints import Create, Delete, Get, Replace, Resource, Rows, Select, Update
from .._fields import Fields, Filter, Model
from .._times import Time

PATH = "/api/v4/integration/machines"


class FuelType(enum.IntEnum):
    """What a machine burns (Ditio: Machines, ESG)."""

    NONE = 0
    DIESEL = 1
    BIODIESEL = 2
    GASOLINE = 3
    ELECTRIC = 4
    GAS = 5
    NATURAL_GAS = 6
    DYED_DIESEL = 7


class FuelConsumptionUnit(enum.IntEnum):
    """What the consumption of a machine is counted in (Ditio: Machines, ESG)."""

    LITRES_PER_HOUR = 0
    LITRES_PER_KILOMETRE = 1
    KWH_PER_HOUR = 2
    KWH_PER_KILOMETRE = 3
    KILOS_PER_HOUR = 4
    KILOS_PER_KILOMETRE = 5


Fuel: TypeAlias = FuelType | Literal[0, 1, 2, 3, 4, 5, 6, 7]
FuelUnit: TypeAlias = FuelConsumptionUnit | Literal[0, 1, 2, 3, 4, 5]


class Machine(Model):
    """A machine, or a piece of equipment (Ditio: Machines).

    Times are aware UTC where the server says an offset, naive where it does not.

    Attributes:
        id: 24 hexadecimal digits.
        machine_number: unique in the company.
        type_id: a machine type of the company (`reference.machine_types()`).
        hour_meter: hours.
        fuel_consumption_rate: in fuel_consumption_unit.
        fuel_consumption_unit: a `FuelConsumptionUnit`, or a number that is none of them.
        fuel_type: a `FuelType`, or a number that is none of them.
    """

    id: str
    company_id: str | None = None
    machine_number: str | None = None
    name: str | None = None
    type_id: str | None = None
    is_equipment: bool | None = None
    active: bool | None = None
    department: str | None = None
    build_year: int | None = None
    weight: float | None = None
    capacity: float | None = None
    cost_price_machine: float | None = None
    cost_price: float | None = None
    price: float | None = None
    note: str | None = None
    emission_class: str | None = None
    hour_meter: float | None = None
    service_date: dt.datetime | None = None
    serial_number: str | None = None
    engine_number: str | None = None
    registration_number: str | None = None
    responsible_id: str | None = None
    responsible_employee_number: str | None = None
    block_check_in: bool | None = None
    block_check_in_message: str | None = None
    fuel_consumption_rate: float | None = None
    fuel_consumption_unit: int | None = None
    fuel_type: int | None = None


_CURES: Final = {
    "block_check_in": "the server takes null for left out; give True or False",
    "block_check_in_message": 'the server takes null for left out; "" clears the message',
}


class MachineFields(Fields, kw_only=True):
    """The fields of a machine that may be left out.

    Args:
        name: what people call it.
        type_id: a machine type of the company, see `reference.machine_types()`; not looked at for equipment.
        is_equipment: it is equipment, and no machine.
        build_year: a year.
        hour_meter: hours.
        service_date: a date, an aware datetime or ISO 8601 text.
        responsible_id: a user id.
        block_check_in: nobody can check in on it. The server takes null for left out, so None is refused.
        block_check_in_message: what they are told; "" clears it. None is refused, as above.
    """

    cures: ClassVar = _CURES
    keys: ClassVar[tuple[str, ...]] = ("machine_number",)

    name: str | UnsetType | None = UNSET
    type_id: str | UnsetType | None = UNSET
    is_equipment: bool | UnsetType | None = UNSET
    active: bool | UnsetType | None = UNSET
    department: str | UnsetType | None = UNSET
    build_year: int | UnsetType | None = UNSET
    weight: float | UnsetType | None = UNSET
    capacity: float | UnsetType | None = UNSET
    cost_price_machine: float | UnsetType | None = UNSET
    cost_price: float | UnsetType | None = UNSET
    price: float | UnsetType | None = UNSET
    note: str | UnsetType | None = UNSET
    emission_class: str | UnsetType | None = UNSET
    hour_meter: float | UnsetType | None = UNSET
    service_date: Time | UnsetType | None = UNSET
    serial_number: str | UnsetType | None = UNSET
    engine_number: str | UnsetType | None = UNSET
    registration_number: str | UnsetType | None = UNSET
    responsible_id: str | UnsetType | None = UNSET
    responsible_employee_number: str | UnsetType | None = UNSET
    block_check_in: bool | UnsetType = UNSET
    block_check_in_message: str | UnsetType = UNSET


class NewMachine(MachineFields, kw_only=True):
    """A machine to create.

    Args:
        machine_number: unique in the company.
        company_id: the session's unless given.
    """

    machine_number: str
    company_id: str | UnsetType = UNSET


class MachineChanges(MachineFields, kw_only=True):
    """What to change of a machine.

    Args:
        machine_number: unique in the company.
    """

    machine_number: str | UnsetType = UNSET


class MachineReplacement(MachineFields, kw_only=True):
    """A machine to write over another one; what is left out stays as it is.

    Args:
        id: of the machine. How the server finds it where there is none is not documented; by its number, it is
            believed.
        machine_number: unique in the company.
        company_id: the session's unless given.
    """

    keys: ClassVar[tuple[str, ...]] = ("id", "machine_number")

    machine_number: str
    id: str | UnsetType = UNSET
    company_id: str | UnsetType = UNSET


class MachineEsg(Fields, kw_only=True):
    """What a machine consumes.

    Args:
        fuel_consumption_rate: in fuel_consumption_unit.
        fuel_consumption_unit: `FuelConsumptionUnit`.
        fuel_type: `FuelType`.
    """

    fuel_consumption_rate: float | UnsetType | None = UNSET
    fuel_consumption_unit: FuelUnit | UnsetType | None = UNSET
    fuel_type: Fuel | UnsetType | None = UNSET


class MachineFilter(Filter, rename="camel", kw_only=True):
    """Which machines.

    Args:
        include_equipment_details: as the API names it; no more is documented.
    """

    include_equipment_details: bool | None = None


class Machines(Resource):
    """Machines and equipment (Ditio: Machines). To take one out of use, update it with active=False."""

    name = "machines"

    create = Create(
        PATH,
        Machine,
        NewMachine,
        "Create a machine.",
        replay=False,
        hint="look with machines.get_by_number(machine_number) whether it is there",
    )
    create_many = Rows(
        PATH + "/create/array",
        builtins.list[Machine],
        NewMachine,
        "machines",
        "Create machines in one request. Each is looked at on its own: when one is refused, those before it are there.",
        replay=False,
        hint="look with machines.list() which of them are there",
    )
    list = Select(PATH, Machine, MachineFilter, "All machines of the companies that the client sees.")
    get = Get(PATH + "/{id}", Machine, "One machine.")
    get_by_number = Get(PATH + "/by-machine-number/{machineNumber}", Machine, "One machine, by its number.")
    replace = Replace(
        PATH + "/{id}",
        Machine,
        MachineChanges,
        "Write over a machine. Unlike other replacements, this keeps what is left out.",
        key=str,
    )
    replace_many = Rows(
        PATH + "/update/array",
        builtins.list[Machine],
        MachineReplacement,
        "machines",
        "Write over machines in one request. Each is looked at on its own: when one is refused, those before it are "
        "done. What is left out stays as it is.",
        method="PUT",
    )
    update = Update(PATH + "/{id}", Machine, MachineChanges, "Change the given fields of a machine.", key=str)
    update_esg = Update(
        PATH + "/{id}/esg", Machine, MachineEsg, "Change what a machine consumes.", key=str, shown=PATH + "/{id}"
    )
    delete = Delete(PATH + "/{id}", "Delete a machine for good. Rather update it with active=False.", key=str)

    def create_in_chunks(
        self, machines: AsyncIterable[NewMachine] | Iterable[NewMachine], /, *, chunk: int = 50, concurrency: int = 2
    ) -> Bulk[NewMachine, Machine]:
        """Create any number of machines, so many in a request, and tell what became of each.

        Machines whose numbers are there before it begins fail, and nothing is sent for them. When a request is refused
        or ends unclearly, it is read which of its machines are there; those that a refusal kept from being looked at
        are sent again, without the one that was refused.

        Args:
            machines: anything to iterate, with or without `async`.
            chunk: how many in a request.
            concurrency: how many requests at once.

        Returns:
            What to iterate inside an `async with`, as `bulk` gives it.
        """
        words = "machine {0.machine_number} is there already, or was given before; update it"
        work = ReadingBack(self.create_many, self._all, self._number, words)
        return type(self).create_many.in_chunks(self.context, work.work, machines, chunk, concurrency)

    def replace_in_chunks(
        self,
        machines: AsyncIterable[MachineReplacement] | Iterable[MachineReplacement],
        /,
        *,
        chunk: int = 50,
        concurrency: int = 2,
    ) -> Bulk[MachineReplacement, Machine]:
        """Write over any number of machines, so many in a request, and tell what became of each.

        A request that is refused is sent again in halves until it is known which machine it is for.

        Args:
            machines: anything to iterate, with or without `async`.
            chunk: how many in a request.
            concurrency: how many requests at once.

        Returns:
            What to iterate inside an `async with`, as `bulk` gives it.
        """
        work = halving(self.replace_many)
        return type(self).replace_many.in_chunks(self.context, work, machines, chunk, concurrency)

    async def _all(self) -> Iterable[Machine]:
        return await self.list(include_equipment_details=True)

    def _number(self, machine: NewMachine | Machine) -> Hashable:
        """What is unique; the company is the session's where none is said."""
        return machine.company_id or self.context.company_id, machine.machine_number
