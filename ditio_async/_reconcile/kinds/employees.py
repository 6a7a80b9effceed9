"""Employees, by employee number, each with the employment that runs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from ..._differences import Difference
from ..._times import Day, day_of
from ...resources.employees import Employee, Employees, NewEmployee, NewEmployment
from ..compare import comparisons, given
from ..entries import Action
from ..kind import OneByOne

_EMPLOYMENT = "employment."


class EmployeeKind(OneByOne[NewEmployee, Employee]):
    """Employees. The fields of the employment are compared one by one: `employment.end_date`."""

    name = "employees"
    away = Action.END

    def __init__(self, employees: Employees, end_date: Day | None) -> None:
        super().__init__(NewEmployee, ("employee_number",))
        self._same = {
            **self._same,
            **{_EMPLOYMENT + name: same for name, same in comparisons(NewEmployment).items()},
        }
        self._employees = employees
        self._end_date = end_date

    async def read(self, wanted: Sequence[NewEmployee]) -> list[Employee]:
        """All of them."""
        return await self._employees.list()

    async def create(self, want: NewEmployee) -> object:
        """Make one."""
        return await self._employees.create(**given(want))

    async def update(self, have: Employee, want: NewEmployee, changes: Mapping[str, Any]) -> None:
        """Change what is theirs, and then what is of their employment: that which runs, or a new one after its end."""
        own = {name: value for name, value in changes.items() if not name.startswith(_EMPLOYMENT)}
        if own:
            await self._employees.update(have.employee_number, **own)
        employment = {
            name.removeprefix(_EMPLOYMENT): value for name, value in changes.items() if name.startswith(_EMPLOYMENT)
        }
        if not employment:
            return
        if self._begins_anew(have, want):
            await self._employees.create_employment(have.employee_number, **given(want.employment))
        elif [*employment] == ["end_date"] and employment["end_date"] is not None:
            await self._employees.end_employment(have.employee_number, **employment)
        else:
            await self._employees.update_employment(have.employee_number, **employment)

    async def put_away(self, have: Employee) -> None:
        """Let the employment end."""
        assert self._end_date is not None
        await self._employees.end_employment(have.employee_number, end_date=self._end_date)

    def putting_away(self) -> dict[str, Difference]:
        """The end of the employment."""
        return {_EMPLOYMENT + "end_date": Difference(None, self._end_date)}

    def here(self, have: Employee) -> bool:
        """An employment runs, and no end of it is known."""
        return have.employment is not None and have.employment.end_date is None

    def id_of(self, have: Employee) -> object:
        """The employee number."""
        return have.employee_number

    def fields(self, want: NewEmployee) -> dict[str, Any]:
        """The fields, those of the employment beside the others."""
        fields = super().fields(want)
        del fields["employment"]
        return fields | {_EMPLOYMENT + name: value for name, value in given(want.employment).items()}

    def value(self, have: Employee, name: str) -> object:
        """The same field of what is there."""
        if not name.startswith(_EMPLOYMENT):
            return super().value(have, name)
        return getattr(have.employment, name.removeprefix(_EMPLOYMENT), None)

    def _begins_anew(self, have: Employee, want: NewEmployee) -> bool:
        if have.employment is None:
            return True
        end: dt.datetime | None = have.employment.end_date
        return end is not None and day_of(want.employment.start_date) > end.date()
