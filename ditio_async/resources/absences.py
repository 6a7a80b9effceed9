"""Absences that another system keeps."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar, Final

from msgspec import UNSET, UnsetType, field

from .. import _checks
from .._endpoints import Create, Delete, Get, Resource
from .._fields import Fields, Model
from .._times import Day, day_of

PATH: Final = "/api/integration/absences"
"""Older material has `/api/v5/integration/absences`."""


class AbsenceDay(Model):
    """A day of an absence.

    Attributes:
        date: midnight, without a time zone.
        qty: hours.
    """

    date: dt.datetime | None = None
    qty: float | None = None


class Absence(Model):
    """An absence (Ditio: Absences). Dates are midnights without a time zone.

    Attributes:
        absence_registration_id: Ditio's own id.
        external_id: the other system's id.
        employee_number: whose it is.
        start_date: the first day.
        end_date: the last day.
        hours_per_day: hours.
        project_matched_by: how the server found the project.
        days_qty: how many days; no more is documented.
    """

    absence_registration_id: str | None = None
    external_id: str | None = None
    employee_number: str | None = None
    absence_type_code: str | None = None
    absence_type_id: str | None = None
    start_date: dt.datetime | None = None
    end_date: dt.datetime | None = None
    project_number: str | None = None
    project_company_id: str | None = None
    hours_per_day: float | None = None
    comment: str | None = None
    approved: bool | None = None
    user_name: str | None = None
    absence_type_name: str | None = None
    project_name: str | None = None
    project_matched_by: str | None = None
    days_qty: float | None = None
    days: list[AbsenceDay] = field(default_factory=list[AbsenceDay])


class NewAbsenceDay(Fields, kw_only=True):
    """A day of an absence that differs from the others.

    Args:
        date: a date or `yyyy-MM-dd`, within the absence.
        qty: hours; 0 takes the day out.
    """

    keys: ClassVar = ("date",)

    date: Day
    qty: float


class NewAbsence(Fields, kw_only=True):
    """An absence to write.

    Args:
        external_id: your own id, which stays the same; trimmed, case-sensitive, may have slashes in it.
        employee_number: whose it is.
        start_date: the first day, a date or `yyyy-MM-dd`; the server refuses times.
        end_date: the last day, the same.
        absence_type_code: the type by its code.
        absence_type_id: the type by its id, which counts where both are given.
        project_number: of the project that it belongs to.
        project_company_id: of the company that has that project.
        hours_per_day: hours.
        approved: looked at by the server only when the absence is new.
        days: `NewAbsenceDay(date=..., qty=...)` for each day that differs.
    """

    keys: ClassVar = ("external_id",)

    external_id: str
    employee_number: str
    start_date: Day
    end_date: Day
    absence_type_code: str | UnsetType | None = UNSET
    absence_type_id: str | UnsetType | None = UNSET
    project_number: str | UnsetType | None = UNSET
    project_company_id: str | UnsetType | None = UNSET
    hours_per_day: float | UnsetType | None = UNSET
    comment: str | UnsetType | None = UNSET
    approved: bool | UnsetType | None = UNSET
    days: list[NewAbsenceDay] | UnsetType | None = UNSET

    def problem(self) -> str | None:
        """What is wrong with the fields together."""
        if (wrong := _checks.rest(self.external_id)) is not None:
            return f"external_id {wrong}"
        first, last = day_of(self.start_date), day_of(self.end_date)
        if last < first:
            return f"end_date ({self.end_date}) is before start_date ({self.start_date})"
        places: dict[dt.date, int] = {}
        for index, day in enumerate(self.days or []):
            if not first <= day_of(day.date) <= last:
                return f"days[{index}] ({day.date}) is outside of {self.start_date} to {self.end_date}"
            if (before := places.setdefault(day_of(day.date), index)) != index:
                return f"days[{index}] is the same day as days[{before}] ({day.date})"
        return None


class Absences(Resource):
    """Absences that another system keeps, by that system's ids (Ditio: Absences).

    Days that payroll has settled are frozen: the server refuses to change them.
    """

    name = "absences"

    upsert = Create(PATH, Absence, NewAbsence, "Create an absence, or write over the one that has this external_id.")
    get = Get(PATH + "/{externalId:rest}", Absence, "One absence.")
    cancel = Delete(PATH + "/{externalId:rest}", "Take an absence back.", key=str)
