"""What a stream may be asked for. Arguments that a stream does not know are refused, with what to use instead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Final, Literal, TypeAlias

from ..._fields import Filter
from ..._times import Time, compared

NO_WINDOW: Final = "this stream has no date window, the server would ignore it; use modified_since="
_NO_TIME: Final = "this stream is always read whole: it has no date window and no incremental mode"

ImageSource: TypeAlias = Literal["feed", "alert", "checklist"]


class WholeFilter(Filter, rename="pascal", kw_only=True):
    """The filter that all streams share (Ditio: Data extraction).

    Args:
        project_id, company_id: only records of this project, this company.
        own_company_data_only: leave out what other companies registered.
        exclude_data_from_subsidiaries: leave out subsidiaries.
        chunk_limit: records a page, 1 to 10,000 (the server's default is 2,500). A page may hold a few more.
    """

    cures: ClassVar[Mapping[str, str]] = dict.fromkeys(
        ("from_date_time", "to_date_time", "modified_since", "modified_before"), _NO_TIME
    )

    project_id: str | None = None
    company_id: str | None = None
    own_company_data_only: bool | None = None
    exclude_data_from_subsidiaries: bool | None = None
    chunk_limit: int | None = None

    def problem(self) -> str | None:
        """What is wrong with the fields together."""
        if self.chunk_limit is not None and not 1 <= self.chunk_limit <= 10_000:
            return f"chunk_limit takes 1 to 10000 records a page, not {self.chunk_limit}"
        return super().problem()


class StreamFilter(WholeFilter, rename="pascal", kw_only=True):
    """The filter of streams with an incremental mode.

    Args:
        modified_since: incremental mode: everything created, changed or deleted at or after this moment, oldest
            change first. Deletions come only in this mode. A date, an aware datetime or ISO 8601 text.
        modified_before: upper bound of modified_since, exclusive.
    """

    cures: ClassVar[Mapping[str, str]] = {"from_date_time": NO_WINDOW, "to_date_time": NO_WINDOW}

    modified_since: Time | None = None
    modified_before: Time | None = None

    def problem(self) -> str | None:
        """What is wrong with the fields together."""
        if self.modified_before is not None:
            if self.modified_since is None:
                return "modified_before needs modified_since"
            if compared(self.modified_before, self.modified_since) in {-1, 0}:
                return "modified_before must be later than modified_since"
        return super().problem()


class WindowFilter(StreamFilter, rename="pascal", kw_only=True):
    """The filter of streams that have a date window, too.

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


class MachineFilter(WindowFilter, rename="pascal", kw_only=True):
    """The filter of machine registrations.

    Ditio's sources disagree on how much may be asked for at once: one names 7 days for the window and 3 days for
    modified_since alone, another names no limit. What the server refuses is raised as `BadRequestError`.
    """

    def problem(self) -> str | None:
        """What is wrong with the fields together."""
        if (self.from_date_time is None) != (self.to_date_time is None):
            return "from_date_time and to_date_time go together here; give both or none"
        return super().problem()


class PayrollFilter(WindowFilter, rename="pascal", kw_only=True):
    """The filter of extended payroll lines.

    Args:
        export_filter: "All" for every line; without it, approved ones only.
        user_payroll_type_filter: whose lines: "PaidByHour" unless given, or "AllUsers".
    """

    export_filter: Literal["All"] | None = None
    user_payroll_type_filter: Literal["PaidByHour", "AllUsers"] | None = None


class CrewFilter(WindowFilter, rename="pascal", kw_only=True):
    """The filter of crew lists. Without any date, today's passages are returned.

    Args:
        project_ids: of several projects, with commas between them.
        include_open: also those who are still on site.
    """

    project_ids: str | None = None
    include_open: bool | None = None


class ImageFilter(WindowFilter, rename="pascal", kw_only=True):
    """The filter of images; the window is on the creation of the record that an image belongs to.

    Args:
        sources: of which records: "feed", "alert", "checklist"; a list.
    """

    sources: list[ImageSource] | None = None
