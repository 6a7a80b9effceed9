"""Projects."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from msgspec import UNSET, UnsetType

from .._endpoints import Context, Create, Delete, Drafts, Get, List, Replace, Resource, Update
from .._fields import Fields, Model
from .._times import Time
from .documents import ProjectDocuments

PATH = "/api/v4/integration/projects"


class Project(Model):
    """A project (Ditio: Projects). Times are aware UTC where the server says an offset, naive where it does not.

    Attributes:
        id: 24 hexadecimal digits.
        project_number: unique in the company.
        main_foreman_id: a user id.
        project_leader_id: a user id.
        project_location_latitude: degrees.
        project_location_longitude: degrees.
        estimated_hour_qty: hours.
        work_break_lunch_start_time: `HH:mm`.
        work_break_lunch_length: minutes.
        work_break_dinner_start_time: `HH:mm`.
        work_break_dinner_length: minutes.
    """

    id: str
    company_id: str | None = None
    project_number: str | None = None
    name: str | None = None
    external_project_number: str | None = None
    external_dimension1: str | None = None
    external_dimension2: str | None = None
    description: str | None = None
    active: bool | None = None
    require_task_number: bool | None = None
    blocked_for_registration: bool | None = None
    start_date: dt.datetime | None = None
    finished_date_planned: dt.datetime | None = None
    finished_date: dt.datetime | None = None
    estimated_hour_qty: float | None = None
    main_foreman_id: str | None = None
    project_leader_id: str | None = None
    main_contact_email: str | None = None
    project_customer_name: str | None = None
    customer_number: str | None = None
    project_address: str | None = None
    project_location_latitude: float | None = None
    project_location_longitude: float | None = None
    work_break_lunch_start_time: str | None = None
    work_break_lunch_length: int | None = None
    work_break_dinner_start_time: str | None = None
    work_break_dinner_length: int | None = None


class ProjectFields(Fields, kw_only=True):
    """The fields of a project that may be left out.

    Args:
        name: what people call it.
        external_project_number: the ERP's number; some companies allow only those on a list that they configured.
        active: False unless given.
        require_task_number: hours need a work order.
        blocked_for_registration: no hours are taken.
        start_date, finished_date_planned, finished_date: a date, an aware datetime or ISO 8601 text.
        estimated_hour_qty: hours.
        main_foreman_id, project_leader_id: user id, phone number, name or employee number.
        customer_number: links the project to the company's customer of that number, which is made if need be.
        project_location_latitude, project_location_longitude: degrees.
        work_break_lunch_start_time, work_break_dinner_start_time: `HH:mm`.
        work_break_lunch_length, work_break_dinner_length: minutes.
    """

    name: str | UnsetType | None = UNSET
    external_project_number: str | UnsetType | None = UNSET
    external_dimension1: str | UnsetType | None = UNSET
    external_dimension2: str | UnsetType | None = UNSET
    description: str | UnsetType | None = UNSET
    active: bool | UnsetType | None = UNSET
    require_task_number: bool | UnsetType | None = UNSET
    blocked_for_registration: bool | UnsetType | None = UNSET
    start_date: Time | UnsetType | None = UNSET
    finished_date_planned: Time | UnsetType | None = UNSET
    finished_date: Time | UnsetType | None = UNSET
    estimated_hour_qty: float | UnsetType | None = UNSET
    main_foreman_id: str | UnsetType | None = UNSET
    project_leader_id: str | UnsetType | None = UNSET
    main_contact_email: str | UnsetType | None = UNSET
    project_customer_name: str | UnsetType | None = UNSET
    customer_number: str | UnsetType | None = UNSET
    project_address: str | UnsetType | None = UNSET
    project_location_latitude: float | UnsetType | None = UNSET
    project_location_longitude: float | UnsetType | None = UNSET
    work_break_lunch_start_time: str | UnsetType | None = UNSET
    work_break_lunch_length: int | UnsetType | None = UNSET
    work_break_dinner_start_time: str | UnsetType | None = UNSET
    work_break_dinner_length: int | UnsetType | None = UNSET


class NewProject(ProjectFields, kw_only=True):
    """All of a project.

    Args:
        project_number: unique in the company.
        company_id: the session's unless given.
    """

    keys: ClassVar = ("project_number",)

    project_number: str
    company_id: str | UnsetType = UNSET


class ProjectChanges(ProjectFields, kw_only=True):
    """What to change of a project.

    Args:
        project_number: unique in the company.
    """

    project_number: str | UnsetType = UNSET


class Projects(Resource):
    """Projects (Ditio: Projects)."""

    name = "projects"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.documents = ProjectDocuments(context)

    create = Create(
        PATH, Project, NewProject, "Create a project, or get the one that has this number already.", replay=True
    )
    list = List(PATH, Project, "All projects of the companies that the client sees.")
    get = Get(PATH + "/{id}", Project, "One project.")
    get_by_number = Get(PATH + "/by-project-number/{projectNumber}", Project, "One project, by its number.")
    replace = Replace(
        PATH + "/{id}", Project, NewProject, "Replace a project: a field that is left out is wiped.", key=str
    )
    draft = Drafts(
        PATH + "/{id}",
        Project,
        ProjectChanges,
        replace,
        "Read a project, and make a replacement of it and of the given changes. `print` shows what it would change and "
        "wipe; `await draft.replace()` writes it.",
    )
    update = Update(PATH + "/{id}", Project, ProjectChanges, "Change the given fields of a project.", key=str)
    delete = Delete(PATH + "/{id}", "Delete a project for good, with its work orders and documents.", key=str)
