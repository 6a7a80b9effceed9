"""Payroll export: what is to be paid, by day, by line, or as the file that a payroll system reads."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterator
from typing import Final, Literal, Self

from msgspec.structs import replace

from .._endpoints import Resource, Save, Select
from .._fields import Filter
from .._times import Day, day_of
from .reporting.hours import OvertimeLine, PayrollDay

__all__ = [
    "DataFilter",
    "ExportFilter",
    "FileFilter",
    "LineFilter",
    "OvertimeLine",
    "Payroll",
    "PayrollSummary",
    "UserPayrollType",
]

MOST_DAYS: Final = 45
"""How far apart the dates of one request may be."""

_PATH: Final = "/api/payroll-export"


class DataFilter(enum.IntEnum):
    """Which days are exported: approved ones, locked ones, or all."""

    APPROVED = 0
    LOCKED = 5
    ALL = 10


class UserPayrollType(enum.StrEnum):
    """Whose days are exported: of people paid by the hour, of those with fixed pay, or of all."""

    PAID_BY_HOUR = "paid-by-hour"
    FIXED_PAY = "fixed-pay"
    ALL_USERS = "all-users"


class PayrollSummary(PayrollDay):
    """A person's day, summed up for payroll (Ditio: Payroll export).

    The fields are those of the extended payroll lines, as far as the server sends them.
    """


class ExportFilter(Filter, rename="camel", kw_only=True):
    """What to export (Ditio: Payroll export).

    Args:
        from_work_date, to_work_date: both days belong to it. Without either, the server takes the last 14 days. Of one
            alone just that one is sent; what the server takes for the other is not documented.
        modified_since_date: only what was changed since that day, at most a year back.
        data_filter: `DataFilter`: approved, locked, or all.
        user_payroll_type_filter: `UserPayrollType`: paid by the hour, with fixed pay, or all.
        override_payroll_export_settings_for_fixed_pay_employees: as the API names it; no more is documented.
        user_ids, company_ids, project_ids, payroll_type_ids, absence_type_ids: only these; a list each.
    """

    from_work_date: Day | None = None
    to_work_date: Day | None = None
    modified_since_date: Day | None = None
    data_filter: DataFilter | Literal[0, 5, 10] | None = None
    user_payroll_type_filter: UserPayrollType | Literal["paid-by-hour", "fixed-pay", "all-users"] | None = None
    override_payroll_export_settings_for_fixed_pay_employees: bool | None = None
    user_ids: list[str] | None = None
    company_ids: list[str] | None = None
    project_ids: list[str] | None = None
    payroll_type_ids: list[str] | None = None
    absence_type_ids: list[str] | None = None

    def problem(self) -> str | None:
        """What is wrong with the fields together."""
        span = self.span()
        if span is not None and span[0] > span[1]:
            return f"from_work_date ({span[0]}) is after to_work_date ({span[1]})"
        return super().problem()

    def span(self) -> tuple[dt.date, dt.date] | None:
        """The first and the last day, where both are given."""
        if self.from_work_date is None or self.to_work_date is None:
            return None
        return day_of(self.from_work_date), day_of(self.to_work_date)

    def parts(self) -> Iterator[Self]:
        """Ranges that adjoin one another and are as long as one request may be."""
        span = self.span()
        if span is None:
            yield self
            return
        start, end = span[0].toordinal(), span[1].toordinal()
        for first in range(start, end + 1, MOST_DAYS + 1):
            last = min(first + MOST_DAYS, end)
            yield replace(self, from_work_date=dt.date.fromordinal(first), to_work_date=dt.date.fromordinal(last))


class LineFilter(ExportFilter, rename="camel", kw_only=True):
    """What to export, line by line.

    Args:
        voucher_number: of the export; no more is documented.
    """

    voucher_number: str | None = None


class FileFilter(LineFilter, rename="camel", kw_only=True):
    """What to export as a file.

    Args:
        data_export_type: a number that chooses the format; which ones there are is not documented.
    """

    data_export_type: int | None = None

    def problem(self) -> str | None:
        """What is wrong with the fields together."""
        if (wrong := super().problem()) is not None:
            return wrong
        span = self.span()
        if span is None or (span[1] - span[0]).days <= MOST_DAYS:
            return None
        first = span[0] + dt.timedelta(days=MOST_DAYS)
        return (
            f"to_work_date ({span[1]}) is more than {MOST_DAYS} days after from_work_date ({span[0]}), and files "
            f"cannot be joined; save one for each {MOST_DAYS} days, the first of them with to_work_date={str(first)!r}"
        )


class Payroll(Resource):
    """The payroll export (Ditio: Payroll export)."""

    name = "payroll"

    summaries = Select(
        f"{_PATH}/",
        PayrollSummary,
        ExportFilter,
        "A summary for each person and day. Dates more than 45 days apart take several requests, one after the other.",
    )
    lines = Select(
        f"{_PATH}/summary-as-lines",
        dict[str, object],
        LineFilter,
        "The same as lines, each a dict, because their fields are not documented. Longer than 45 days: as summaries.",
    )
    file = Save(
        f"{_PATH}/file",
        FileFilter,
        "Save the file for a payroll system, in the format that is set up in Ditio; at most 45 days.",
        otherwise="payroll-export",
    )
