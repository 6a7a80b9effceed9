"""Reporting: streams for extraction, read-only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TypeAlias
from urllib.parse import quote

from ... import _checks
from ..._codec import query_pairs
from ..._endpoints import Resource, Stream
from ..._paging.decoding import PageReader
from ..._wire import Request
from ...config import Surface
from ...errors import ArgumentError
from ...paging import Stream as Records
from .filters import (
    NO_WINDOW,
    CrewFilter,
    ImageFilter,
    ImageSource,
    MachineFilter,
    PayrollFilter,
    StreamFilter,
    WholeFilter,
    WindowFilter,
)
from .hours import AbsenceRegistration, MachineRegistration, OvertimeLine, PayrollDay, PayrollLine, TimeRegistration
from .images import ImageRecord
from .items import ItemFilter, ItemRegistration, ItemRegistrations, Items
from .mass_haul import FlowTripRegistration
from .master_data import ProjectRecord, ResourceRecord, UserRecord, WorkBreakdownRecord
from .records import Record
from .safety import (
    ChecklistFile,
    ChecklistRegistration,
    ChecklistSection,
    CrewListRegistration,
    IncidentRegistration,
)

__all__ = [
    "AbsenceRegistration",
    "ChecklistFile",
    "ChecklistRegistration",
    "ChecklistSection",
    "CrewFilter",
    "CrewListRegistration",
    "FlowTripRegistration",
    "ImageFilter",
    "ImageRecord",
    "ImageSource",
    "IncidentRegistration",
    "ItemFilter",
    "ItemRegistration",
    "ItemRegistrations",
    "MachineFilter",
    "MachineRegistration",
    "OvertimeLine",
    "PayrollDay",
    "PayrollFilter",
    "PayrollLine",
    "ProjectRecord",
    "Record",
    "Reporting",
    "ResourceRecord",
    "StreamFilter",
    "TimeRegistration",
    "UserRecord",
    "WholeFilter",
    "WindowFilter",
    "WorkBreakdownRecord",
]

QueryValue: TypeAlias = str | int | float | bool | dt.datetime | dt.date | Sequence[str] | None


class Reporting(Resource):
    """Streams for extraction (Ditio: Data extraction)."""

    name = "reporting"

    time_registrations = Stream(
        "/v1/time-registrations",
        TimeRegistration,
        WindowFilter,
        "Hours of people, machines and vehicles.",
        date="work_date",
    )
    absence_registrations = Stream(
        "/v1/absence-registrations", AbsenceRegistration, WindowFilter, "Absences, a row for each day.", date="date"
    )
    machine_registrations = Stream(
        "/v1/machine-registrations",
        MachineRegistration,
        MachineFilter,
        "Hours of machines. A longer window is read in pieces of 7 days, unless .windows(days=) says otherwise.",
        date="stop_date_time",
        days=7,
    )
    payroll_lines = Stream(
        "/v1/payroll-lines",
        PayrollLine,
        WindowFilter,
        "Days as payroll sees them; deletions are not told.",
        date="trans_date_time",
    )
    payroll_lines_extended = Stream(
        "/v1/payroll-lines-extended",
        PayrollLine,
        PayrollFilter,
        "Days as payroll sees them, with overtime; the client must be an administrator's.",
        date="trans_date_time",
    )
    checklist_registrations = Stream(
        "/v1/checklist-registrations", ChecklistRegistration, StreamFilter, "Checklists that were filled in on site."
    )
    incident_registrations = Stream(
        "/v1/incident-registrations",
        IncidentRegistration,
        StreamFilter,
        "Incidents on site (alerts, to the API).",
    )
    machine_checklist_registrations = Stream(
        "/v1/machine-checklist-registrations", ChecklistRegistration, StreamFilter, "Checklists of machines."
    )
    machine_incident_registrations = Stream(
        "/v1/machine-incident-registrations", IncidentRegistration, StreamFilter, "Incidents with machines."
    )
    crew_list_registrations = Stream(
        "/v1/crew-list-registrations",
        CrewListRegistration,
        CrewFilter,
        "Passages of people in and out of sites.",
        date="check_in_date_time",
    )
    images = Stream("/v1/images", ImageRecord, ImageFilter, "Images, a row for each record that one belongs to.")
    flow_trip_registrations = Stream(
        "/v1/flow-trip-registrations", FlowTripRegistration, WindowFilter, "Trips of mass haul.", date="load_date_time"
    )
    item_registrations = Items(
        "/v1/item-registrations/web-query",
        ItemFilter,
        "Items that were used, sold, bought or adjusted. They come as a text in one answer, not in pages.",
    )
    flow_locations = Stream(
        "/v1/flow-locations",
        dict[str, object],
        WholeFilter,
        "Places where mass is loaded and dumped; their fields are not documented, so records are dicts.",
    )
    flow_mass_types = Stream(
        "/v1/flow-mass-types",
        dict[str, object],
        WholeFilter,
        "Kinds of mass; their fields are not documented, so records are dicts.",
    )
    projects = Stream("/v1/project", ProjectRecord, StreamFilter, "Projects.")
    work_breakdown_structure = Stream(
        "/v1/project/work-breakdown-structure", WorkBreakdownRecord, StreamFilter, "All work orders."
    )
    users = Stream("/v1/user", UserRecord, StreamFilter, "People, a row for each profile in a company.")
    resources = Stream("/v1/resource", ResourceRecord, StreamFilter, "People, machines, vehicles and more.")

    def stream(self, path: str, query: Mapping[str, QueryValue] | None = None) -> Records[dict[str, object]]:
        """Any stream by its path, for what has no call of its own; records are plain dicts.

        Args:
            path: `/v1/...`.
            query: parameters by the API's own names (`ModifiedSince`); None leaves one out, a sequence repeats it.

        Raises:
            ArgumentError: the path is none, or a date window is asked of a stream that has none.
        """
        call = "reporting.stream"
        if not isinstance(path, str) or not path.startswith("/v1/") or set(path) & set("?#\\ "):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise ArgumentError(f"{call}: path takes /v1/..., without a query, not {path!r}")
        _checks.checked(call, "path", path, _checks.path)
        pairs = query_pairs(call, query)
        for name, value in (query or {}).items():
            if name.lower() == "continuationtoken":
                raise ArgumentError(f"{call}: give the token to .pages(resume_from=...), not to query")
            if name.lower() in {"fromdatetime", "todatetime"} and value is not None and path in _WITHOUT_WINDOW:
                raise ArgumentError(f"{call}: {name}: {NO_WINDOW}")
        request = Request(
            operation=f"{call}({path!r})",
            method="GET",
            surface=Surface.REPORTING,
            path=quote(path, safe="/"),
            query=pairs,
            kind="page",
            options=self.context.options,
        )
        return Records(self.context.send, request, _DICTS)


_DICTS: PageReader[dict[str, object]] = PageReader(dict[str, object])
_WITHOUT_WINDOW = frozenset(
    declared.path
    for declared in vars(Reporting).values()
    if isinstance(declared, Stream) and not declared.takes("from_date_time")
)
