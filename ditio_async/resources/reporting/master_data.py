"""What registrations refer to: projects, work orders, people, machines."""

from __future__ import annotations

import datetime as dt

from .records import Record


class ProjectRecord(Record):
    """A project (Ditio: Projects)."""

    number: str | None = None
    name: str | None = None
    external_number: str | None = None
    external_dim01: str | None = None
    external_dim02: str | None = None
    company_id: str | None = None
    company_name: str | None = None
    active: bool | None = None
    is_external: bool | None = None
    created_date_time: dt.datetime | None = None


class WorkBreakdownRecord(Record):
    """A work order in its project (Ditio: Work breakdown structure); the task_id of others joins its id."""

    project_id: str | None = None
    number: str | None = None
    name: str | None = None
    name_with_number: str | None = None
    chapter_id: str | None = None
    external_number: str | None = None
    external_dim01: str | None = None
    external_dim02: str | None = None
    external_piece_work_id: str | None = None
    parent_name: str | None = None
    full_path_name: str | None = None
    company_id: str | None = None
    company_name: str | None = None
    is_external: bool | None = None


class ResourceRecord(Record):
    """A person, machine, vehicle, ... (Ditio: Resources); resource_id and machine_id of others join its id.

    Attributes:
        type_base_name: Human, Machine, Vehicle, SeaVessel, AirVessel, StaticObject or Other.
    """

    number: str | None = None
    name: str | None = None
    type_name: str | None = None
    type_base_name: str | None = None
    registration_number: str | None = None
    serial_number: str | None = None
    department: str | None = None
    emission_class: str | None = None
    build_year: int | None = None
    weight: float | None = None
    capacity: float | None = None
    cost_price: float | None = None
    price: float | None = None
    company_id: str | None = None
    company_name: str | None = None
    active: bool | None = None
    is_external: bool | None = None


class UserRecord(Record):
    """A person's profile in a company (Ditio: Users). One who works for several has several.

    Attributes:
        id: of the profile.
        identity_user_id: of the person; the user_id of registrations joins it, and not id.
    """

    identity_user_id: str | None = None
    employee_number: str | None = None
    name: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    work_title: str | None = None
    department: str | None = None
    company_id: str | None = None
    company_name: str | None = None
    employment_company_id: str | None = None
    employment_company_name: str | None = None
    is_active_employment: bool | None = None
    is_disabled: bool | None = None
    start_date: dt.datetime | None = None
    end_date: dt.datetime | None = None
