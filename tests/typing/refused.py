"""Calls that type checkers refuse. A checker that does not complain finds its ignore comment unused, and fails."""
# pyright: reportUnnecessaryTypeIgnoreComment=true, reportUnusedCoroutine=false

from __future__ import annotations

from ditio_async import Ditio, DitioSession, Limits
from ditio_async.resources.absences import NewAbsenceDay
from ditio_async.resources.machines import FuelConsumptionUnit, MachineReplacement, NewMachine
from ditio_async.resources.projects import Project
from ditio_async.resources.users import User
from ditio_async.scim import Remove, Replace, attr


async def wrong_calls(ditio: Ditio) -> None:
    await ditio.projects.create()  # type: ignore[call-arg]
    await ditio.projects.create(project_number=7)  # type: ignore[arg-type]
    await ditio.projects.create(projectNumber="1")  # type: ignore[call-arg]
    await ditio.projects.create(project_number="1", active="yes")  # type: ignore[arg-type]
    await ditio.projects.get()  # type: ignore[call-arg]
    await ditio.projects.get(7)  # type: ignore[arg-type]
    await ditio.projects.get(id="p1")  # type: ignore[call-arg]
    await ditio.projects.update(name="x")  # type: ignore[call-arg]
    await ditio.work_orders.create(project_id="p1")  # type: ignore[call-arg]
    await ditio.projects.documents.upload("p1", b"bytes")  # type: ignore[arg-type]
    await ditio.payroll.summaries(data_filter=7)  # type: ignore[arg-type]
    await ditio.payroll.summaries(user_payroll_type_filter="all")  # type: ignore[arg-type]
    await ditio.payroll.summaries(voucher_number="1")  # type: ignore[call-arg]
    await ditio.payroll.lines(user_ids="u1")  # type: ignore[arg-type]
    await ditio.payroll.file(from_work_date="2026-01-01")  # type: ignore[call-arg]
    ditio.reporting.time_registrations(since="2026")  # type: ignore[call-arg]
    ditio.reporting.time_registrations(chunk_limit="9")  # type: ignore[arg-type]
    ditio.reporting.users().of(dict)  # type: ignore[type-var]
    ditio.reporting.images(sources=["photo"])  # type: ignore[list-item]
    ditio.reporting.users(from_date_time="2026-01-01")  # type: ignore[call-arg]
    ditio.reporting.item_registrations(modified_since="2026-01-01")  # type: ignore[call-arg]
    ditio.reporting.item_registrations(from_date=20260131)  # type: ignore[arg-type]
    ditio.reporting.users().split(days="7")  # type: ignore[arg-type]
    ditio.reporting.users().on_progress("bar")  # type: ignore[arg-type]
    await ditio.files.download_many(7, "x")  # type: ignore[arg-type]
    await ditio.files.download_images(ditio.reporting.users(), "x")  # type: ignore[arg-type]
    await ditio.files.download_images(ditio.reporting.images(), "x", sizes=["tiny"])  # type: ignore[list-item]
    await ditio.scim.create_user()  # type: ignore[call-arg]
    await ditio.scim.create_user(userName="kari@fjell.no")  # type: ignore[call-arg]
    await ditio.scim.create_user(user_name="kari@fjell.no", work_phone=1)  # type: ignore[arg-type]
    await ditio.scim.create_user(user_name="kari@fjell.no", if_match="1")  # type: ignore[call-arg]
    await ditio.scim.replace_user(user_name="kari@fjell.no")  # type: ignore[call-arg]
    await ditio.scim.update_user("u1", {"op": "remove"})  # type: ignore[arg-type]
    await ditio.scim.update_user("u1", [Replace("active", object())])  # type: ignore[arg-type]
    Remove(None)  # type: ignore[arg-type]
    ditio.scim.users(filter=attr("userName") == "x")  # type: ignore[arg-type,comparison-overlap]
    attr("userName").co(5)  # type: ignore[arg-type]
    attr("active").eq(["x"])  # type: ignore[arg-type]
    _ = ditio.workorders  # type: ignore[attr-defined]


async def wrong_writes(ditio: Ditio, user: User) -> None:
    identity, profile = user.identity_id, user.company_profile_id
    assert identity is not None
    assert profile is not None
    await ditio.users.update(identity, email="x")  # type: ignore[arg-type]
    await ditio.users.disable(identity)  # type: ignore[arg-type]
    await ditio.users.enable(identity)  # type: ignore[arg-type]
    await ditio.users.delete(profile)  # type: ignore[arg-type]
    await ditio.users.replace(
        profile,  # type: ignore[arg-type]
        employee_number="1",
        first_name="x",
        last_name="x",
        mobile_work="1",
        birth_date="1990-01-31",
        employment_start_date="2026-01-31",
    )
    await ditio.users.update(None, email="x")  # type: ignore[arg-type]
    await ditio.users.update(profile, company_id="c")  # type: ignore[call-arg]
    await ditio.users.update(profile, first_name=None)  # type: ignore[arg-type]
    await ditio.users.create(employee_number="1")  # type: ignore[call-arg]
    await ditio.users.list("2026-01-31")  # type: ignore[call-arg]
    await ditio.machines.create(machine_number="1", block_check_in=None)  # type: ignore[arg-type]
    await ditio.machines.update("m1", block_check_in_message=None)  # type: ignore[arg-type]
    await ditio.machines.replace("m1", block_check_in=None)  # type: ignore[arg-type]
    await ditio.machines.update("m1", company_id="c")  # type: ignore[call-arg]
    await ditio.machines.update_esg("m1", fuel_type=8)  # type: ignore[arg-type]
    await ditio.machines.update_esg("m1", fuel_consumption_unit=6)  # type: ignore[arg-type]
    await ditio.machines.update_esg("m1", fuel_type=FuelConsumptionUnit.KWH_PER_HOUR)  # type: ignore[arg-type]
    await ditio.machines.create_many([{"machine_number": "1"}])  # type: ignore[list-item]
    await ditio.machines.create_many(NewMachine(machine_number="1"))  # type: ignore[arg-type]
    await ditio.machines.create_many([MachineReplacement(machine_number="1")])  # type: ignore[list-item]
    await ditio.work_orders.update("w1", parent_activity_id=None)  # type: ignore[arg-type]
    await ditio.certificates.upsert(NewMachine(machine_number="1"))  # type: ignore[arg-type]
    NewMachine(name="x")  # type: ignore[call-arg]
    NewMachine("1")  # type: ignore[call-arg]


async def wrong_employees(ditio: Ditio) -> None:
    await ditio.employees.create(
        employee_number="1",
        first_name="x",
        last_name="x",
        phone="1",
        birth_date="1990-01-31",
        employment={"start_date": "2026-01-31"},  # type: ignore[arg-type]
    )
    await ditio.employees.get("1", include=["history"])  # type: ignore[list-item]
    await ditio.employees.update("1", phone=None)  # type: ignore[arg-type]
    await ditio.employees.update("1", employee_number="2")  # type: ignore[call-arg]
    await ditio.employees.update_employment("1", payroll=3)  # type: ignore[arg-type]
    await ditio.employees.update_employment("1", payroll=None)  # type: ignore[arg-type]
    await ditio.employees.end_employment("1")  # type: ignore[call-arg]
    await ditio.employees.end_employment("1", None)  # type: ignore[arg-type]
    await ditio.absences.upsert(external_id="1", employee_number="1")  # type: ignore[call-arg]
    await ditio.absences.get(7)  # type: ignore[arg-type]
    NewAbsenceDay(date="2026-01-31")  # type: ignore[call-arg]


async def wrong_others(ditio: Ditio) -> None:
    await ditio.lookups.projects(active_inactive_all=3)  # type: ignore[arg-type]
    await ditio.lookups.search_projects()  # type: ignore[call-arg]
    await ditio.reference.machine_types("x")  # type: ignore[call-arg]
    await ditio.reference.create_external_reference(external_ref_value="1")  # type: ignore[call-arg]
    await ditio.mass_transport.excavator_states.register(project_id="p1")  # type: ignore[call-arg]
    await ditio.mass_transport.excavator_states.latest_timestamp("c1")  # type: ignore[call-arg]
    await ditio.mass_transport.weight_measures.register(weight=7)  # type: ignore[call-arg]
    await ditio.mass_transport.weight_measures.query(7)  # type: ignore[arg-type]
    await ditio.mass_transport.weight_measures.export({"a": 1})  # type: ignore[call-arg]


async def wrong_results(ditio: Ditio) -> None:
    project: Project = await ditio.projects.list()  # type: ignore[assignment]
    _ = project.number  # type: ignore[attr-defined]
    async for record in ditio.reporting.time_registrations():
        _ = record.hours  # type: ignore[attr-defined]


def wrong_sessions() -> None:
    DitioSession(client="x")  # type: ignore[call-arg]
    DitioSession(limits=4)  # type: ignore[arg-type]
    Limits(concurrency="4")  # type: ignore[arg-type]
