"""What calls of machines, people, reference data and mass transport give, as a type checker sees it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import assert_type

from ditio_async import Ditio
from ditio_async.resources.absences import Absence, AbsenceDay, NewAbsenceDay
from ditio_async.resources.certificates import Certificate, NewCertificate
from ditio_async.resources.employees import Employee, Employment, NewEmployment, PayrollMode
from ditio_async.resources.lookups import ActiveInactiveAll
from ditio_async.resources.machines import FuelType, Machine, MachineReplacement, NewMachine
from ditio_async.resources.mass_transport import ExcavatorState, State, Step
from ditio_async.resources.reference import ExternalReference, ExternalRefType
from ditio_async.resources.users import User


async def machines(ditio: Ditio) -> None:
    machine = await ditio.machines.create(machine_number="M-7", block_check_in=True, service_date=dt.date(2026, 1, 1))
    assert_type(machine, Machine)
    assert_type(machine.hour_meter, float | None)
    assert_type(machine.fuel_type, int | None)
    assert_type(await ditio.machines.create_many([NewMachine(machine_number="1", name=None)]), list[Machine])
    assert_type(await ditio.machines.create_many(NewMachine(machine_number=n) for n in "12"), list[Machine])
    assert_type(await ditio.machines.replace_many((MachineReplacement(machine_number="1", id="m1"),)), list[Machine])
    assert_type(await ditio.machines.list(include_equipment_details=True), list[Machine])
    assert_type(await ditio.machines.get("m1"), Machine)
    assert_type(await ditio.machines.get_by_number("M-7"), Machine)
    assert_type(await ditio.machines.replace("m1", active=False), Machine)
    assert_type(await ditio.machines.update("m1", block_check_in_message=""), Machine)
    assert_type(await ditio.machines.update_esg("m1", fuel_type=FuelType.DIESEL, fuel_consumption_unit=0), Machine)
    assert_type(await ditio.machines.delete("m1"), None)


async def users(ditio: Ditio) -> None:
    for user in await ditio.users.list(changed_since=dt.datetime.now(dt.UTC)):
        assert_type(user, User)
        assert_type(user.birth_date, str | None)
        if user.identity_id is not None and user.company_profile_id is not None:
            assert_type(await ditio.users.update(user.company_profile_id, birth_date="31.01.1990", email=None), User)
            assert_type(await ditio.users.disable(user.company_profile_id), None)
            assert_type(await ditio.users.enable(user.company_profile_id), None)
            assert_type(await ditio.users.delete(user.identity_id), None)
            as_text: str = user.identity_id
            assert_type(await ditio.users.get_by_employee_number(as_text), User)


async def employees(ditio: Ditio) -> None:
    employee = await ditio.employees.create(
        employee_number="42",
        first_name="Åse",
        last_name="Ås",
        phone="+4798765432",
        birth_date=dt.date(1990, 1, 31),
        employment=NewEmployment(start_date="2026-02-01", payroll=PayrollMode.ENABLED, end_date=None),
    )
    assert_type(employee, Employee)
    assert_type(employee.employment, Employment | None)
    assert_type(employee.tags, object)
    assert_type(await ditio.employees.list(include_employees_from_subsidiaries=False), list[Employee])
    assert_type(await ditio.employees.get("42", ["tags", "employment-history"]), Employee)
    assert_type(await ditio.employees.get(employee_number="42"), Employee)
    assert_type(await ditio.employees.search("Åse"), list[Employee])
    assert_type(await ditio.employees.update("42", email=None), Employee)
    assert_type(await ditio.employees.create_employment("42", start_date=dt.date(2026, 2, 1)), None)
    assert_type(await ditio.employees.update_employment("42", payroll=2, end_date=None), None)
    assert_type(await ditio.employees.end_employment("42", "2026-02-01"), None)
    assert_type(await ditio.employees.end_employment("42", end_date=dt.date(2026, 2, 1)), None)


async def certificates_and_absences(ditio: Ditio) -> None:
    certificate = NewCertificate(
        employee_number="42", certificate_type="M2", issued_date_time="2026-01-01", valid_until_date_time="2027-01-01"
    )
    assert_type(await ditio.certificates.upsert([certificate]), list[Certificate])
    absence = await ditio.absences.upsert(
        external_id="HR/1",
        employee_number="42",
        start_date=dt.date(2026, 1, 30),
        end_date="2026-02-01",
        days=[NewAbsenceDay(date="2026-01-31", qty=0)],
    )
    assert_type(absence, Absence)
    assert_type(absence.days, list[AbsenceDay])
    assert_type(absence.start_date, dt.datetime | None)
    assert_type(await ditio.absences.get("HR/1"), Absence)
    assert_type(await ditio.absences.cancel("HR/1"), None)


async def reference_and_lookups(ditio: Ditio) -> None:
    assert_type(await ditio.reference.machine_types(), list[dict[str, object]])
    assert_type(await ditio.reference.alert_types(), list[dict[str, object]])
    assert_type(await ditio.reference.external_references("ProcessCode", project="P-1"), list[ExternalReference])
    made = await ditio.reference.create_external_reference(
        external_ref_type=ExternalRefType.PROCESS_CODE, external_ref_value="1", proj_number="P-1"
    )
    assert_type(made, ExternalReference)
    assert_type(await ditio.reference.disable_external_reference("e1"), None)
    assert_type(await ditio.lookups.projects(active_inactive_all=ActiveInactiveAll.ALL), list[dict[str, object]])
    assert_type(await ditio.lookups.search_projects("x", active_only=True), list[dict[str, object]])
    assert_type(await ditio.lookups.project("p1"), dict[str, object])
    assert_type(await ditio.lookups.project_tasks("p1", 2), list[dict[str, object]])
    assert_type(await ditio.lookups.resource("r1"), dict[str, object])
    assert_type(await ditio.lookups.resource_types(), list[dict[str, object]])


async def mass_transport(ditio: Ditio) -> None:
    states, weights = ditio.mass_transport.excavator_states, ditio.mass_transport.weight_measures
    state = ExcavatorState(
        project_id="p1", machine_id="m1", state=State.WORKING, start_time="2026-01-31", end_time=dt.date(2026, 2, 1)
    )
    assert_type(await states.import_many([state]), None)
    assert_type(await states.latest_timestamp("c1", "p1"), dt.datetime | None)
    assert_type(await states.aggregate({"anything": [1]}), object)
    assert_type(await weights.register(project_id="p1", weight=7.5, at=dt.date(2026, 1, 31)), object)
    assert_type(await weights.query([{"anything": None}]), object)
    assert_type(await weights.export({"anything": 1}, "to.csv"), Path)
    assert_type(await weights.mark_verified({"anything": 1}), object)
    assert_type(await weights.advance({"anything": 1}, through="approved"), list[Step])
