"""The resources that can be brought into line, and what the tests need to know of each."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from ditio_async import DitioSession, NewEmployment, Plan, reconcile
from ditio_async.sandbox import DitioSandbox
from ditio_async.sandbox._control import Received

Row = dict[str, Any]
CORE = "/core/api/v4/integration/"


class Site(Struct):
    """Where a test is at work."""

    sandbox: DitioSandbox
    ditio: DitioSession
    project: str
    file: Path

    @property
    def writes(self) -> list[Received]:
        """What was written since the requests were last cleared."""
        there = self.sandbox.requests
        return [request for request in there if request.method != "GET" and "/identity/" not in request.path]

    @property
    def written(self) -> list[tuple[str, object]]:
        """The same in short: the method, and the JSON."""
        return [(request.method, json.loads(request.body or b"null")) for request in self.writes]


class Subject(Struct, frozen=True, kw_only=True):
    """A resource.

    Attributes:
        key: the field that tells one from another, and how the API calls it.
        row: a number's row.
        change: of a row, and what of it goes over the wire.
        update: the method that this takes.
        whole: an update sends all of the row.
        away: what is done with those that are not desired, and what this sends.
        more: arguments of `reconcile`, beside those of the test.
    """

    name: str
    key: tuple[str, str]
    row: Callable[[Site, int], Row]
    change: tuple[Row, Row]
    update: str = "PATCH"
    whole: bool = False
    away: str = ""
    leaving: tuple[str, object] = ("", None)
    more: Callable[[Site, Sequence[Row]], Row] = lambda _, __: {}

    def rows(self, site: Site, *numbers: int) -> list[Row]:
        return [self.row(site, number) for number in numbers]

    async def plan(self, site: Site, rows: Sequence[Row], **more: Any) -> Plan[Any, Any]:
        """Compare those of the test, and nothing that was there before."""
        known = [self.row(site, number) for number in range(10)]
        among = lambda have: str(getattr(have, self.key[0])).startswith("X-") or self.name == "certificates"  # noqa: E731
        arguments: Row = {"among": among, **self.more(site, known), **more}
        return await reconcile(getattr(site.ditio, self.name), rows, **arguments)

    async def there(self, site: Site, rows: Sequence[Row]) -> None:
        """Let these be there, and forget how they came there."""
        applied = await (await self.plan(site, rows)).apply()
        assert applied.complete, applied
        site.sandbox.clear_requests()


def _employee(_: Site, number: int) -> Row:
    return {
        "employee_number": f"X-{number}",
        "first_name": "Åse",
        "last_name": f"Rød {number}",
        "phone": f"+4798{number:06}",
        "birth_date": "1990-05-17",
        "work_title": "Lærling",
        "employment": NewEmployment(start_date="2026-02-01", department="Betong"),
    }


def _certificate(_: Site, number: int) -> Row:
    return {
        "employee_number": str(1001 + number),
        "certificate_type": "T2",
        "issued_date_time": "2026-01-01",
        "valid_until_date_time": "2030-01-01",
        "notes": "gammel",
    }


def _project(_: Site, number: int) -> Row:
    return {"project_number": f"X-{number}", "name": "Bru", "active": True, "start_date": "2026-01-31"}


def _machine(_: Site, number: int) -> Row:
    return {"machine_number": f"X-{number}", "name": "Graver", "active": True, "hour_meter": 7}


def _work_order(site: Site, number: int) -> Row:
    return {"project_id": site.project, "external_id": f"X-{number}", "name": "Graving", "active": True, "price": 7}


def _absence(_: Site, number: int) -> Row:
    return {
        "external_id": f"X-{number}",
        "employee_number": str(1001 + number),
        "start_date": "2026-07-06",
        "end_date": "2026-07-10",
        "absence_type_code": "FE",
        "comment": "gammel",
    }


def _ids(_: Site, rows: Sequence[Mapping[str, Any]]) -> Row:
    return {"before": [row["external_id"] for row in rows]}


SUBJECTS = {
    subject.name: subject
    for subject in (
        Subject(
            name="projects",
            key=("project_number", "projectNumber"),
            row=_project,
            change=({"name": "Ny bru", "estimated_hour_qty": 7.5}, {"name": "Ny bru", "estimatedHourQty": 7.5}),
            away="deactivate",
            leaving=("PATCH", {"active": False}),
        ),
        Subject(
            name="work_orders",
            key=("external_id", "externalId"),
            row=_work_order,
            change=({"name": "Ny"}, {"name": "Ny"}),
            away="deactivate",
            leaving=("PATCH", {"active": False}),
        ),
        Subject(
            name="machines",
            key=("machine_number", "machineNumber"),
            row=_machine,
            change=({"note": "Ny", "weight": None, "hour_meter": 8}, {"note": "Ny", "hourMeter": 8}),
            away="deactivate",
            leaving=("PATCH", {"active": False}),
        ),
        Subject(
            name="employees",
            key=("employee_number", "employeeNumber"),
            row=_employee,
            change=({"work_title": None, "email": "a@b.no"}, {"workTitle": None, "email": "a@b.no"}),
            away="end",
            leaving=("PATCH", {"endDate": "2026-06-30"}),
        ),
        Subject(
            name="absences",
            key=("external_id", "externalId"),
            row=_absence,
            change=({"comment": "ny"}, {"comment": "ny"}),
            update="POST",
            whole=True,
            away="cancel",
            leaving=("DELETE", None),
            more=_ids,
        ),
        Subject(
            name="certificates",
            key=("employee_number", "employeeNumber"),
            row=_certificate,
            change=({"notes": "ny"}, {"notes": "ny"}),
            update="POST",
            whole=True,
            more=lambda site, _: {"remembered": site.file},
        ),
    )
}
"""By name."""
