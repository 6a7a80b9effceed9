"""Calls of projects, and what must be on the wire."""

from __future__ import annotations

import datetime as dt

from ditio_async.resources.projects import Project

from ..support.strict import COMPANY, Answer
from .table import CORE, NOON, ODD, ODD_SENT, SUMMER, WINTER, Case, sent

PATH = f"{CORE}/projects"
BARE = Project(id="p1")
FIELDS = {
    "name": "Fjellhall – østre løp",
    "external_project_number": "E 1/2",
    "external_dimension1": "d1",
    "external_dimension2": "",
    "description": 'Første linje\n"andre" \\ 🚧',
    "active": True,
    "require_task_number": False,
    "blocked_for_registration": False,
    "start_date": dt.date(2026, 1, 31),
    "finished_date_planned": SUMMER,
    "finished_date": WINTER,
    "estimated_hour_qty": 37.5,
    "main_foreman_id": "auth0|æ",
    "project_leader_id": "+4798765432",
    "main_contact_email": "kåre@example.no",
    "project_customer_name": "Østre Aker",
    "customer_number": "C-1",
    "project_address": "Åsgata 1",
    "project_location_latitude": 59.911491,
    "project_location_longitude": -10,
    "work_break_lunch_start_time": "11:30",
    "work_break_lunch_length": 30,
    "work_break_dinner_start_time": "17:00",
    "work_break_dinner_length": 0,
}
SENT = {
    "name": "Fjellhall – østre løp",
    "externalProjectNumber": "E 1/2",
    "externalDimension1": "d1",
    "externalDimension2": "",
    "description": 'Første linje\n"andre" \\ 🚧',
    "active": True,
    "requireTaskNumber": False,
    "blockedForRegistration": False,
    "startDate": "2026-01-31",
    "finishedDatePlanned": "2026-07-01T00:30:00+02:00",
    "finishedDate": "2026-01-31T07:00:00.250000-05:00",
    "estimatedHourQty": 37.5,
    "mainForemanId": "auth0|æ",
    "projectLeaderId": "+4798765432",
    "mainContactEmail": "kåre@example.no",
    "projectCustomerName": "Østre Aker",
    "customerNumber": "C-1",
    "projectAddress": "Åsgata 1",
    "projectLocationLatitude": 59.911491,
    "projectLocationLongitude": -10,
    "workBreakLunchStartTime": "11:30",
    "workBreakLunchLength": 30,
    "workBreakDinnerStartTime": "17:00",
    "workBreakDinnerLength": 0,
}
STORED = {
    **SENT,
    "id": "p1",
    "companyId": "c 2",
    "projectNumber": "P 1/æ",
    "startDate": "2026-01-31T00:00:00",
    "finishedDatePlanned": "2026-06-30T22:30:00Z",
    "finishedDate": "0001-01-01T00:00:00",
}
PROJECT = Project(
    **{
        **FIELDS,
        "id": "p1",
        "company_id": "c 2",
        "project_number": "P 1/æ",
        "start_date": dt.datetime(2026, 1, 31),  # noqa: DTZ001  # the server says no offset
        "finished_date_planned": dt.datetime(2026, 6, 30, 22, 30, tzinfo=dt.UTC),
        "finished_date": None,
    }
)
NULLS = dict.fromkeys(FIELDS)
NULLS_SENT = dict.fromkeys(SENT)

ROWS = [
    Case(
        "projects.create",
        "only what must be given",
        lambda ditio: ditio.projects.create(project_number="P-1"),
        sent(f"POST {PATH}", {"projectNumber": "P-1", "companyId": COMPANY}),
        Answer({"id": "p1"}, 201),
        BARE,
    ),
    Case(
        "projects.create",
        "everything",
        lambda ditio: ditio.projects.create(project_number="P 1/æ", company_id="c 2", **FIELDS),
        sent(f"POST {PATH}", {"projectNumber": "P 1/æ", "companyId": "c 2", **SENT}),
        Answer(STORED),
        PROJECT,
    ),
    Case("projects.list", "none", lambda ditio: ditio.projects.list(), sent(f"GET {PATH}"), Answer([]), []),
    Case(
        "projects.list",
        "several",
        lambda ditio: ditio.projects.list(),
        sent(f"GET {PATH}"),
        Answer([STORED, {"id": "p1"}]),
        [PROJECT, BARE],
    ),
    Case(
        "projects.get",
        "an id",
        lambda ditio: ditio.projects.get("65f1c0ffee65f1c0ffee65f1"),
        sent(f"GET {PATH}/65f1c0ffee65f1c0ffee65f1"),
        Answer({"id": "p1"}),
        BARE,
    ),
    Case(
        "projects.get",
        "an odd id",
        lambda ditio: ditio.projects.get(ODD),
        sent(f"GET {PATH}/{ODD_SENT}"),
        Answer(STORED),
        PROJECT,
    ),
    Case(
        "projects.get_by_number",
        "a number",
        lambda ditio: ditio.projects.get_by_number("P-1"),
        sent(f"GET {PATH}/by-project-number/P-1"),
        Answer({"id": "p1"}),
        BARE,
    ),
    Case(
        "projects.get_by_number",
        "an odd number",
        lambda ditio: ditio.projects.get_by_number(ODD),
        sent(f"GET {PATH}/by-project-number/{ODD_SENT}"),
        Answer(STORED),
        PROJECT,
    ),
    Case(
        "projects.replace",
        "only what must be given",
        lambda ditio: ditio.projects.replace("p1", project_number="P-1"),
        sent(f"PUT {PATH}/p1", {"projectNumber": "P-1", "companyId": COMPANY}),
        Answer({"id": "p1"}),
        BARE,
    ),
    Case(
        "projects.replace",
        "everything",
        lambda ditio: ditio.projects.replace(ODD, project_number="P 1/æ", company_id="c 2", **FIELDS),
        sent(f"PUT {PATH}/{ODD_SENT}", {"projectNumber": "P 1/æ", "companyId": "c 2", **SENT}),
        Answer(STORED),
        PROJECT,
    ),
    Case(
        "projects.replace",
        "nothing of it left",
        lambda ditio: ditio.projects.replace("p1", project_number="P-1", **NULLS),
        sent(f"PUT {PATH}/p1", {"projectNumber": "P-1", "companyId": COMPANY, **NULLS_SENT}),
        Answer({"id": "p1", **NULLS_SENT}),
        BARE,
    ),
    Case(
        "projects.update",
        "one field",
        lambda ditio: ditio.projects.update("p1", start_date=NOON),
        sent(f"PATCH {PATH}/p1", {"startDate": "2026-01-31T12:00:00Z"}),
        Answer({"id": "p1", "startDate": "2026-01-31T12:00:00.0000000Z"}),
        Project(id="p1", start_date=NOON),
    ),
    Case(
        "projects.update",
        "everything",
        lambda ditio: ditio.projects.update(ODD, project_number="P 1/æ", **FIELDS),
        sent(f"PATCH {PATH}/{ODD_SENT}", {"projectNumber": "P 1/æ", **SENT}),
        Answer(STORED),
        PROJECT,
    ),
    Case(
        "projects.delete",
        "an id",
        lambda ditio: ditio.projects.delete("p1"),
        sent(f"DELETE {PATH}/p1"),
        Answer(status=204),
        None,
    ),
    Case(
        "projects.delete",
        "an odd id",
        lambda ditio: ditio.projects.delete(ODD),
        sent(f"DELETE {PATH}/{ODD_SENT}"),
        Answer({"deleted": True}),
        None,
    ),
]
