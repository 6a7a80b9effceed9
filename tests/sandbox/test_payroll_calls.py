"""The calls of the payroll export against the sandbox."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from ditio_async import BadRequestError, DataFilter, DitioSession, UserPayrollType
from ditio_async.resources.payroll import PayrollSummary
from ditio_async.sandbox import DitioSandbox

TODAY = dt.datetime(2026, 1, 31, 12, tzinfo=dt.UTC)
EVERYTHING = {"data_filter": DataFilter.ALL, "user_payroll_type_filter": UserPayrollType.ALL_USERS}


@pytest.fixture
async def ditio() -> AsyncIterator[DitioSession]:
    async with DitioSandbox(records=0, clock=TODAY.timestamp) as sandbox, DitioSession(**sandbox.credentials) as opened:
        yield opened


async def one_by_one(ditio: DitioSession, start: dt.date, count: int) -> list[PayrollSummary]:
    """The days, each asked for by itself."""
    found: list[PayrollSummary] = []
    for number in range(count):
        day = start + dt.timedelta(days=number)
        found += await ditio.payroll.summaries(from_work_date=day, to_work_date=day, **EVERYTHING)
    return found


async def test_a_long_time_gives_every_day_once(ditio: DitioSession) -> None:
    start = dt.date(2025, 11, 20)
    found = await ditio.payroll.summaries(from_work_date=start, to_work_date="2026-01-31", **EVERYTHING)
    assert found == await one_by_one(ditio, start, 73)
    assert len(found) > 40
    assert {day.trans_date_time for day in found if day.trans_date_time} == {day.trans_date_time for day in found}
    assert sum(len(day.overtime_lines) for day in found) > 0


async def test_without_dates_the_server_takes_the_last_two_weeks(ditio: DitioSession) -> None:
    found = await ditio.payroll.summaries(**EVERYTHING)
    assert found == await one_by_one(ditio, dt.date(2026, 1, 17), 15) != []


async def test_the_filters_restrict(ditio: DitioSession) -> None:
    days = await ditio.payroll.summaries(from_work_date="2025-12-20", **EVERYTHING)
    user = days[0].user_id
    mine = await ditio.payroll.summaries(from_work_date="2025-12-20", user_ids=[user], **EVERYTHING)
    assert mine == [day for day in days if day.user_id == user] != days
    approved = await ditio.payroll.summaries(
        from_work_date="2025-12-20", data_filter=0, user_payroll_type_filter="all-users"
    )
    assert approved == [day for day in days if day.approved] != days


async def test_the_file_has_the_lines(ditio: DitioSession, tmp_path: Path) -> None:
    period = {"from_work_date": "2026-01-01", "to_work_date": "2026-01-31"}
    lines = await ditio.payroll.lines(**period, **EVERYTHING, voucher_number="B-77")
    assert {line["voucherNumber"] for line in lines} == {"B-77"}
    path = await ditio.payroll.file(tmp_path, **period, **EVERYTHING, data_export_type=3)
    assert path.name == "Lønn 2026-01-01 2026-01-31 (3).csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = [*csv.reader(file, delimiter=";")][1:]
    assert [(row[1], float(row[4].replace(",", "."))) for row in rows] == [
        (line["userName"], line["qty"]) for line in lines
    ]


async def test_more_than_a_year_back_is_for_the_server_to_refuse(ditio: DitioSession) -> None:
    with pytest.raises(BadRequestError, match="a year back"):
        await ditio.payroll.summaries(modified_since_date="2025-01-30")
    await ditio.payroll.summaries(modified_since_date=dt.date(2025, 1, 31))
