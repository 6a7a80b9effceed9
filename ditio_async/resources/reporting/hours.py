"""Hours, absences, machine hours, and what payroll makes of them."""

from __future__ import annotations

import datetime as dt

from msgspec import field

from ..._fields import Model
from .records import Record


class TimeRegistration(Model):
    """Hours of a person, a machine or a vehicle (Ditio: Time registrations).

    Times are aware UTC where the server says an offset, naive where it does not. In incremental mode a deletion is a
    tombstone: only id, is_deleted, deleted_date_time and modified_date_time (the deletion) are there.

    Attributes:
        work_date: the day that the hours count for; the date window is on it.
        qty: hours.
        break_qty: hours.
        unit_qty: in the unit of unit_name.
        project_id: joins projects.
        task_id: joins the work breakdown structure.
        resource_id: joins resources.
        user_id: joins users by their identity_user_id, not by their id.
    """

    id: str
    work_date: dt.datetime | None = None
    start_date_time: dt.datetime | None = None
    stop_date_time: dt.datetime | None = None
    qty: float | None = None
    unit_name: str | None = None
    unit_qty: float | None = None
    unit_price: float | None = None
    price: float | None = None
    amount: float | None = None
    cost_price_base: float | None = None
    cost_price_man: float | None = None
    cost_price_machine: float | None = None
    cost_amount: float | None = None
    cost_amount_man: float | None = None
    cost_amount_machine: float | None = None
    break_qty: float | None = None
    description: str | None = None
    description_internal: str | None = None
    approved: bool | None = None
    approved_by_name: str | None = None
    approved_date_time: dt.datetime | None = None
    payroll_approved: bool | None = None
    payroll_approved_date_time: dt.datetime | None = None
    locked: bool | None = None
    locked_by_name: str | None = None
    locked_date_time: dt.datetime | None = None
    invoiced: bool | None = None
    project_id: str | None = None
    project_number: str | None = None
    project_name: str | None = None
    project_external_number: str | None = None
    project_company_id: str | None = None
    project_company_name: str | None = None
    project_leader_name: str | None = None
    project_main_foreman_name: str | None = None
    task_id: str | None = None
    task_name: str | None = None
    task_name_long: str | None = None
    task_wbs_number: str | None = None
    task_chapter_id: str | None = None
    task_piece_work_id: str | None = None
    resource_id: str | None = None
    resource_number: str | None = None
    resource_name: str | None = None
    resource_type_name: str | None = None
    primary_resource_name: str | None = None
    machine_emission_class: str | None = None
    user_id: str | None = None
    user_name: str | None = None
    user_employee_number: str | None = None
    user_company_name: str | None = None
    user_company_org_nr: str | None = None
    user_work_title: str | None = None
    user_work_shift_setting_name: str | None = None
    created_date_time: dt.datetime | None = None
    modified_date_time: dt.datetime | None = None
    is_deleted: bool | None = None
    deleted_date_time: dt.datetime | None = None


class AbsenceRegistration(Record):
    """A day of an absence (Ditio: Absence registrations); the window is on its date.

    Attributes:
        registration_id: of the absence that the day belongs to.
        date: the day.
        qty: hours.
        user_id: joins users by their identity_user_id.
        project_id: joins projects.
        pdf_url: of the document, where there is one; made anew on every change of status.
    """

    registration_id: str | None = None
    date: dt.datetime | None = None
    start_time: dt.datetime | None = None
    qty: float | None = None
    absence_type_id: str | None = None
    absence_type_code: str | None = None
    absence_type_name: str | None = None
    employee_number: str | None = None
    user_id: str | None = None
    project_id: str | None = None
    approved: bool | None = None
    approved_by_name: str | None = None
    approved_date_time: dt.datetime | None = None
    payroll_approved: bool | None = None
    payroll_approved_date_time: dt.datetime | None = None
    locked: bool | None = None
    locked_date_time: dt.datetime | None = None
    pdf_url: str | None = None


class MachineRegistration(Record):
    """Hours of a machine (Ditio: Machine registrations); the window is on stop_date_time.

    Attributes:
        qty: hours.
        machine_id: joins resources.
        project_id: joins projects.
        driver_id: of the person who drove it.
    """

    start_date_time: dt.datetime | None = None
    stop_date_time: dt.datetime | None = None
    qty: float | None = None
    description: str | None = None
    approved: bool | None = None
    machine_id: str | None = None
    machine_name: str | None = None
    resource_number: str | None = None
    machine_type_name: str | None = None
    driver_id: str | None = None
    driver_name: str | None = None
    driver_company_name: str | None = None
    project_id: str | None = None
    project_number: str | None = None
    project_name: str | None = None
    project_external_number: str | None = None
    project_company_name: str | None = None
    created_date_time: dt.datetime | None = None


class OvertimeLine(Model):
    """Overtime of a day.

    Attributes:
        line_type: 20, 30, 40 for the automatic levels 1 to 3, 41 for one that was written by hand.
        overtime_type: 0 where it is deducted from ordinary hours, 1 where it is paid on top.
        qty: hours.
    """

    payroll_type_id: str | None = None
    name: str | None = None
    line_type: int | None = None
    overtime_type: int | None = None
    sorting: float | None = None
    qty: float | None = None


class PayrollDay(Model):
    """What payroll says of a person's day. The quantities are hours.

    Attributes:
        trans_date_time: the day; aware UTC where the server says an offset, naive where it does not.
        qty, standard_qty, overtime50_qty, overtime100_qty, timebank_qty, break_qty, absence_qty, absence_approved_qty,
            absence_locked_qty, total_verified_qty, approved_qty, locked_qty: hours.
    """

    trans_date_time: dt.datetime | None = None
    user_id: str | None = None
    user_name: str | None = None
    employee_number: str | None = None
    company_id: str | None = None
    qty: float | None = None
    standard_qty: float | None = None
    overtime50_qty: float | None = None
    overtime100_qty: float | None = None
    timebank_qty: float | None = None
    break_qty: float | None = None
    absence_qty: float | None = None
    absence_approved_qty: float | None = None
    absence_locked_qty: float | None = None
    total_verified_qty: float | None = None
    approved_qty: float | None = None
    locked_qty: float | None = None
    verified: bool | None = None
    verified_by_name: str | None = None
    verified_date_time: dt.datetime | None = None
    approved: bool | None = None
    approved_by_name: str | None = None
    approved_date_time: dt.datetime | None = None
    overtime_lines: list[OvertimeLine] = field(default_factory=list[OvertimeLine])


class PayrollLine(PayrollDay, kw_only=True):
    """A person's day as payroll sees it (Ditio: Payroll lines); the window is on trans_date_time.

    The plain stream sends fewer of the fields than the extended one.

    Attributes:
        modified_date_time: aware UTC.
    """

    id: str
    modified_date_time: dt.datetime | None = None
    is_deleted: bool | None = None
    deleted_date_time: dt.datetime | None = None
