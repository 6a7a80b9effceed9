"""The payroll export: the days that the extended payroll lines show, in one answer, line by line, or as a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

import msgspec

from ._answers import Answer, bad_request, file_answer, json_answer
from ._payroll import ABSENCE, ALL_USERS, FIXED_PAY, ORDINARY, PAID_BY_HOUR, days, paid, tag
from ._query import Query
from ._routes import CORE, Call, Routes
from ._site import Registration
from ._state import State
from ._world import Fields, millis, stamp

PATH: Final = "/core/api/payroll-export"
MOST_DAYS: Final = 45
_USUAL_DAYS: Final = 14
_YEAR: Final = dt.timedelta(days=365)
_APPROVED, _LOCKED, _ALL = "0", "5", "10"


class PayrollExport:
    """What it answers. Days are counted back from today by the sandbox's clock, UTC.

    The defaults of dataFilter (approved) and userPayrollTypeFilter (paid by the hour) are the sandbox's own choice.
    overridePayrollExportSettingsForFixedPayEmployees is checked, and changes nothing here.
    """

    def __init__(self, state: State) -> None:
        self._state = state

    def mount(self, routes: Routes) -> None:
        """The addresses."""
        for path in ("", "/readonly"):
            routes.add("GET", PATH + path, self.summaries, CORE)
        routes.add("GET", PATH + "/summary-as-lines", self.lines, CORE)
        routes.add("GET", PATH + "/file", self.file, CORE)

    async def summaries(self, call: Call) -> Answer:
        """A summary for each person and day."""
        chosen = self._chosen(call.query)
        return json_answer([{**day.fields, "modifiedDateTime": stamp(day.modified)} for day in chosen])

    async def lines(self, call: Call) -> Answer:
        """A line for each person, day and kind of pay."""
        return json_answer(self._lines(call.query))

    async def file(self, call: Call) -> Answer:
        """The lines as a file; what dataExportType chooses is not documented: the sandbox has one format for all."""
        number = call.query.whole("dataExportType", 0)
        start, end = self._period(call.query)
        rows = self._lines(call.query)
        text = "".join(f"{line}\r\n" for line in ("Ansattnummer;Navn;Dato;Lønnsart;Antall", *map(_written, rows)))
        return file_answer(f"Lønn {start} {end} ({number}).csv", text.encode(), "text/csv; charset=utf-8")

    def _lines(self, query: Query) -> list[Fields]:
        """Which fields a line has is not documented: the sandbox's own choice."""
        kinds, voucher = set(query.all("payrollTypeIds")), query.get("voucherNumber")
        names = ("userId", "userName", "employeeNumber", "companyId", "transDateTime")
        return [
            {**{name: day.fields.get(name) for name in names}, **line, "voucherNumber": voucher}
            for day in self._chosen(query)
            for line in _of_day(day)
            if not kinds or line["payrollTypeId"] in kinds
        ]

    def _chosen(self, query: Query) -> list[Registration]:
        start, end = self._period(query)
        since = self._since(query)
        state = query.choice("dataFilter", {_APPROVED, _LOCKED, _ALL}, _APPROVED)
        whose = paid(query.choice("userPayrollTypeFilter", {PAID_BY_HOUR, FIXED_PAY, ALL_USERS}, PAID_BY_HOUR))
        query.flag("overridePayrollExportSettingsForFixedPayEmployees")
        first, last = start.isoformat(), end.isoformat()
        found = [
            day
            for day in self._state.registrations.records(days).entities.values()
            if day.deleted is None
            and first <= str(day.fields["transDateTime"])[: len(first)] <= last
            and (since is None or day.modified >= since)
            and whose(day)
            and _has(day, state)
            and _is_listed(day, query)
        ]
        return sorted(found, key=lambda day: (str(day.fields["transDateTime"]), str(day.fields["userName"])))

    def _period(self, query: Query) -> tuple[dt.date, dt.date]:
        """Both days belong to it."""
        end = query.date("toWorkDate") or self._state.today()
        usual = dt.date.fromordinal(max(1, end.toordinal() - _USUAL_DAYS))
        start = query.date("fromWorkDate") or usual
        apart = (end - start).days
        if not 0 <= apart <= MOST_DAYS:
            wrong = "is after it" if apart < 0 else f"is {apart} days before it; {MOST_DAYS} are allowed"
            raise bad_request("DateRangeInvalid", f"toWorkDate is {end}, fromWorkDate {start} {wrong}")
        return start, end

    def _since(self, query: Query) -> int | None:
        since = query.moment("modifiedSinceDate")
        if since is not None and since < millis(self._state.today() - _YEAR):
            raise bad_request("ModifiedSinceDateInvalid", "modifiedSinceDate may be at most a year back")
        return since


def _written(line: Fields) -> str:
    """A line as Norwegian payroll systems read it."""
    day, hours = str(line["transDateTime"])[:10], str(line["qty"]).replace(".", ",")
    return f"{line['employeeNumber']};{line['userName']};{day};{line['name']};{hours}"


def _has(day: Registration, state: str) -> bool:
    """Whether it was approved, or locked, as far as that is asked for."""
    needed = {_APPROVED: bool(day.fields.get("approved")), _LOCKED: bool(tag(day, "locked"))}
    return needed.get(state, True)


def _is_listed(day: Registration, query: Query) -> bool:
    """Whether it passes the lists of ids; one that is empty lets everything through."""
    values: dict[str, set[object]] = {
        "userIds": {day.fields.get("userId")},
        "companyIds": {day.fields.get("companyId")},
        "projectIds": {tag(day, "project")},
        "payrollTypeIds": {line["payrollTypeId"] for line in _of_day(day)},
        "absenceTypeIds": {tag(day, "absence")},
    }
    return all(not (asked := query.all(name)) or not has.isdisjoint(asked) for name, has in values.items())


def _of_day(day: Registration) -> Iterator[Fields]:
    """Ordinary hours, overtime, absence, as far as there are any."""
    if hours := day.fields.get("standardQty"):
        yield ORDINARY.line_of(hours)
    for line in msgspec.convert(day.fields.get("overtimeLines") or [], list[Fields]):
        yield {name: value for name, value in line.items() if name != "sorting"}
    if hours := day.fields.get("absenceQty"):
        yield ABSENCE.line_of(hours)
