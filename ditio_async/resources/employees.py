"""Employees and their employments, as version 5 of the API has them."""

from __future__ import annotations

import datetime as dt
import enum
from typing import ClassVar, Final, Literal, TypeAlias

from msgspec import UNSET, UnsetType

from .._endpoints import Create, CreateFor, Find, Resource, Select, Update
from .._fields import Fields, Filter, Model
from .._times import Day, day_of

PATH: Final = "/api/v5/integration/employees"
ONE: Final = PATH + "/{employeeNumber}"

Include: TypeAlias = Literal["tags", "employment-history", "work-time-arrangements"]


class PayrollMode(enum.IntEnum):
    """Whether somebody is paid through Ditio's payroll (Ditio: Employees v5)."""

    DISABLED = 0
    ENABLED = 1
    VARIABLE = 2


class Employment(Model):
    """When and where somebody is employed. Dates are midnights without a time zone.

    Attributes:
        start_date: the first day.
        end_date: the last day, or None while it runs.
        payroll: a `PayrollMode`, or a number that is none of them.
    """

    start_date: dt.datetime | None = None
    department: str | None = None
    payroll: int | None = None
    end_date: dt.datetime | None = None


class Employee(Model):
    """Somebody who is employed (Ditio: Employees v5). Dates are midnights without a time zone.

    Attributes:
        employee_number: what names them.
        phone: `+4798765432`.
        employment: the one that runs, or the latest.
        tags: where asked for with `include`; its shape is not documented, so it comes as plain values.
        employment_history: the same.
        work_time_arrangements: the same.
    """

    employee_number: str
    first_name: str | None = None
    last_name: str | None = None
    phone: str | None = None
    birth_date: dt.datetime | None = None
    email: str | None = None
    work_title: str | None = None
    employment: Employment | None = None
    tags: object = None
    employment_history: object = None
    work_time_arrangements: object = None


class EmploymentFields(Fields, kw_only=True):
    """The fields of an employment that may be left out.

    Args:
        department: a text.
        payroll: `PayrollMode`.
        end_date: the last day, a date or `yyyy-MM-dd`; not before the start. None clears it.
    """

    department: str | UnsetType | None = UNSET
    payroll: PayrollMode | Literal[0, 1, 2] | UnsetType = UNSET
    end_date: Day | UnsetType | None = UNSET

    def problem(self) -> str | None:
        """An employment that ends before it starts."""
        start: Day | UnsetType = getattr(self, "start_date", UNSET)
        end = self.end_date
        if isinstance(start, UnsetType) or isinstance(end, UnsetType) or end is None or day_of(end) >= day_of(start):
            return None
        return f"end_date ({end}) is before start_date ({start})"


class NewEmployment(EmploymentFields, kw_only=True):
    """An employment that begins.

    Args:
        start_date: the first day, a date or `yyyy-MM-dd`.
    """

    start_date: Day


class EmploymentChanges(EmploymentFields, kw_only=True):
    """What to change of an employment.

    Args:
        start_date: the first day, a date or `yyyy-MM-dd`.
    """

    start_date: Day | UnsetType = UNSET


class EmploymentEnd(Fields):
    """When an employment ends.

    Args:
        end_date: the last day, a date or `yyyy-MM-dd`.
    """

    end_date: Day


class EmployeeFields(Fields, kw_only=True):
    """The fields of an employee that may be left out.

    Args:
        email: where mail goes; None clears it.
        work_title: None clears it.
    """

    email: str | UnsetType | None = UNSET
    work_title: str | UnsetType | None = UNSET


class NewEmployee(EmployeeFields, kw_only=True):
    """An employee to create.

    Args:
        employee_number: unique in the company.
        first_name: given name.
        last_name: family name.
        phone: `+4798765432`.
        birth_date: a date or `yyyy-MM-dd`.
        employment: `NewEmployment(start_date=...)`.
    """

    keys: ClassVar = ("employee_number",)

    employee_number: str
    first_name: str
    last_name: str
    phone: str
    birth_date: Day
    employment: NewEmployment


class EmployeeChanges(EmployeeFields, kw_only=True):
    """What to change of an employee.

    Args:
        first_name: given name.
        last_name: family name.
        phone: `+4798765432`.
        birth_date: a date or `yyyy-MM-dd`.
    """

    first_name: str | UnsetType = UNSET
    last_name: str | UnsetType = UNSET
    phone: str | UnsetType = UNSET
    birth_date: Day | UnsetType = UNSET


class EmployeeFilter(Filter, rename="camel", kw_only=True):
    """Which employees.

    Args:
        include_employees_from_subsidiaries: those of the companies below, too.
    """

    include_employees_from_subsidiaries: bool | None = None


class EmployeeSearch(Filter, rename="camel"):
    """What to look for.

    Args:
        query: a part of a name, phone number, e-mail address or employee number.
    """

    query: str


class EmployeeKey(Filter, rename="camel"):
    """Whom to read.

    Args:
        employee_number: what names them.
        include: what to read with them: any of tags, employment-history, work-time-arrangements.
    """

    joined: ClassVar = frozenset({"include"})

    employee_number: str
    include: list[Include] | None = None


class Employees(Resource):
    """Employees and their employments (Ditio: Employees v5).

    Further operations exist (disable, enable, change of employee number or phone number, tags, project companies);
    their addresses are not documented, `request` reaches them.
    """

    name = "employees"

    create = Create(
        PATH,
        Employee,
        NewEmployee,
        "Create an employee, with the employment that begins.",
        replay=False,
        hint="look with employees.get(employee_number) whether it is there",
    )
    list = Select(PATH, Employee, EmployeeFilter, "All employees.")
    get = Find(ONE, Employee, EmployeeKey, "One employee.")
    search = Select(PATH + "/search", Employee, EmployeeSearch, "Employees by a part of what names them.")
    update = Update(ONE, Employee, EmployeeChanges, "Change the given fields of an employee; None clears one.", key=str)
    create_employment = CreateFor(
        ONE + "/create-employment",
        type(None),
        NewEmployment,
        "Let an employment begin. What the server answers is not documented; `get` shows the result.",
        key=str,
        replay=False,
        hint='look with employees.get(employee_number, include=["employment-history"]) whether it is there',
    )
    update_employment = Update(
        ONE + "/update-employment",
        type(None),
        EmploymentChanges,
        "Change the given fields of the employment. What the server answers is not documented; `get` shows the result.",
        key=str,
    )
    end_employment = Update(
        ONE + "/end-employment",
        type(None),
        EmploymentEnd,
        "Let the employment end. What the server answers is not documented; `get` shows the result.",
        key=str,
    )
