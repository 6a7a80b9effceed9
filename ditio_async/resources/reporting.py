"""Reporting: streams for extraction, read-only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import ClassVar, TypeAlias
from urllib.parse import quote

from .. import _checks
from .._codec import query_pairs
from .._endpoints import Resource, Stream
from .._fields import Fields, Model
from .._pages import PageReader
from .._times import Time, compared
from .._wire import Request
from ..config import Surface
from ..errors import ArgumentError
from ..paging import Stream as Records

QueryValue: TypeAlias = str | int | float | bool | dt.datetime | dt.date | Sequence[str] | None

_NO_WINDOW = "this stream has no date window, the server would ignore it; use modified_since="
_WITHOUT_WINDOW = frozenset(
    {
        "/v1/checklist-registrations",
        "/v1/incident-registrations",
        "/v1/machine-checklist-registrations",
        "/v1/machine-incident-registrations",
        "/v1/flow-locations",
        "/v1/flow-mass-types",
        "/v1/project",
        "/v1/project/work-breakdown-structure",
        "/v1/user",
        "/v1/resource",
    }
)


class StreamFilter(Fields, rename="pascal", kw_only=True):
    """The filter that all streams share (Ditio: Data extraction).

    Args:
        modified_since: incremental mode: everything created, changed or deleted at or after this moment, oldest
            change first. Deletions come only in this mode. A date, an aware datetime or ISO 8601 text.
        modified_before: upper bound of modified_since, exclusive.
        project_id, company_id: only records of this project, this company.
        own_company_data_only: leave out what other companies registered.
        exclude_data_from_subsidiaries: leave out subsidiaries.
        chunk_limit: records a page, 1 to 10,000 (the server's default is 2,500). A page may hold a few more.
    """

    cures: ClassVar[Mapping[str, str]] = {"from_date_time": _NO_WINDOW, "to_date_time": _NO_WINDOW}

    modified_since: Time | None = None
    modified_before: Time | None = None
    project_id: str | None = None
    company_id: str | None = None
    own_company_data_only: bool | None = None
    exclude_data_from_subsidiaries: bool | None = None
    chunk_limit: int | None = None

    def problem(self) -> str | None:
        """What is wrong with the fields together."""
        for name in self.__struct_fields__:
            if getattr(self, name) == "":
                return f"{name} is empty; leave it out"
        if self.chunk_limit is not None and not 1 <= self.chunk_limit <= 10_000:
            return f"chunk_limit takes 1 to 10000 records a page, not {self.chunk_limit}"
        if self.modified_before is not None:
            if self.modified_since is None:
                return "modified_before needs modified_since"
            if compared(self.modified_before, self.modified_since) in {-1, 0}:
                return "modified_before must be later than modified_since"
        return None


class WindowFilter(StreamFilter, rename="pascal", kw_only=True):
    """The filter of streams that have a date window.

    Args:
        from_date_time, to_date_time: the window on the registration's own date; both ends belong to it, so adjoining
            windows both return a record that is exactly on the boundary.
    """

    cures: ClassVar[Mapping[str, str]] = {}

    from_date_time: Time | None = None
    to_date_time: Time | None = None

    def problem(self) -> str | None:
        """What is wrong with the fields together."""
        start, end = self.from_date_time, self.to_date_time
        if start is not None and end is not None and compared(start, end) == 1:
            return f"from_date_time ({start}) is after to_date_time ({end})"
        return super().problem()


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


class Reporting(Resource):
    """Streams for extraction (Ditio: Data extraction)."""

    name = "reporting"

    time_registrations = Stream(
        "/v1/time-registrations", TimeRegistration, WindowFilter, "Hours of people, machines and vehicles."
    )

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
                raise ArgumentError(f"{call}: {name}: {_NO_WINDOW}")
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
