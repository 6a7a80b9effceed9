"""Incidents, checklists, and who is on site."""

from __future__ import annotations

import datetime as dt

from msgspec import field

from ..._fields import Model
from .records import Record


class IncidentRegistration(Record):
    """An incident, which the API also calls an alert (Ditio: Incident registrations), of a site or of a machine.

    Attributes:
        base_type: the server's number or text for it.
        base_type_text: HSE, QA, Environmental, Machine or Other.
        status: the server's number or text for it.
        status_text: Open, InProgress or Closed.
        risk: as it comes; what it looks like is not documented.
        machine_id: joins resources.
        task_id: joins the work breakdown structure.
        latitude, longitude: degrees.
        pdf_url: None until the document is made; made anew on every change of status.
    """

    serial_number: str | None = None
    serial_number_with_prefix: str | None = None
    title: str | None = None
    description: str | None = None
    type_name: str | None = None
    base_type: str | int | None = None
    base_type_text: str | None = None
    status: str | int | None = None
    status_text: str | None = None
    risk: object = None
    measures: str | None = None
    requires_further_action: bool | None = None
    resolved_on_location: bool | None = None
    company_name: str | None = None
    project_id: str | None = None
    project_number: str | None = None
    project_name: str | None = None
    project_company_name: str | None = None
    task_id: str | None = None
    task_name: str | None = None
    machine_id: str | None = None
    machine_name: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    created_at: dt.datetime | None = None
    status_updated_at: dt.datetime | None = None
    pdf_url: str | None = None


class ChecklistFile(Model):
    """A file or an image of a checklist; more than its address is not documented."""

    url: str | None = None


class ChecklistSection(Model):
    """A section of a checklist, as far as it is documented; the raw record has all of it."""

    attachments: list[ChecklistFile] = field(default_factory=list[ChecklistFile])
    images: list[ChecklistFile] = field(default_factory=list[ChecklistFile])


class ChecklistRegistration(Record):
    """A checklist that was filled in (Ditio: Checklist registrations), of a site or of a machine.

    Attributes:
        status_text: Pending, SentForApproval, Approved, Rejected or Reported.
        activity_id: of the work order.
        machine_id: joins resources.
        latitude, longitude: degrees.
        pdf_url: None until the document is made; made anew on every change of status.
    """

    document_number: str | None = None
    serial_number: str | None = None
    template_name: str | None = None
    template_version: int | None = None
    base_type_name: str | None = None
    status_text: str | None = None
    has_deviation: bool | None = None
    has_comment: bool | None = None
    has_images: bool | None = None
    project_id: str | None = None
    project_number: str | None = None
    project_name: str | None = None
    activity_id: str | None = None
    activity_number: str | None = None
    activity_name: str | None = None
    machine_id: str | None = None
    resource_number: str | None = None
    created_by_user_name: str | None = None
    created_date_time: dt.datetime | None = None
    submitted_by_user_name: str | None = None
    submitted_date_time: dt.datetime | None = None
    approved_by_user_name: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    pdf_url: str | None = None
    sections: list[ChecklistSection] = field(default_factory=list[ChecklistSection])


class CrewListRegistration(Record):
    """A passage of a person in or out of a site (Ditio: Crew lists); times are UTC.

    Attributes:
        project_id: joins projects.
        hse_card_id: of the person's HSE card.
        check_out_date_time: None while the person is on site.
    """

    project_id: str | None = None
    project_number: str | None = None
    hse_card_id: str | None = None
    check_in_date_time: dt.datetime | None = None
    check_out_date_time: dt.datetime | None = None
