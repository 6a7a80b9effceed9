"""Employees, and the employment that runs, has ended, or begins anew."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from ditio_async import NewEmployment, PayrollMode
from ditio_async._reconcile.compare import _same_day
from ditio_async._times import read

from .subjects import SUBJECTS, Site

EMPLOYEES = SUBJECTS["employees"]


async def desire(site: Site, **employment: Any) -> list[tuple[str, str, object]]:
    """Let the employee's employment be so; tells what was sent, and that the next plan is empty."""
    site.sandbox.clear_requests()
    row = {**EMPLOYEES.row(site, 1), "employment": NewEmployment(**employment)}
    plan = await EMPLOYEES.plan(site, [row])
    applied = await plan.apply()
    assert applied.complete, applied
    assert (await EMPLOYEES.plan(site, [row])).empty
    return [
        (request.method, request.path.rpartition("/")[2], body)
        for request, (_, body) in zip(site.writes, site.written, strict=True)
    ]


@pytest.fixture(autouse=True)
async def employed(site: Site) -> None:
    """Since February, in Betong."""
    await EMPLOYEES.there(site, EMPLOYEES.rows(site, 1))


async def history(site: Site) -> list[dict[str, Any]]:
    found: Any = (await site.ditio.employees.get("X-1", include=["employment-history"])).employment_history
    return [*found]


async def test_an_employment_that_is_as_it_should_be_is_left_alone(site: Site) -> None:
    assert await desire(site, start_date=dt.date(2026, 2, 1)) == []
    assert await desire(site, start_date="2026-02-01", department="Betong") == []


async def test_an_end_alone_ends_it(site: Site) -> None:
    sent = await desire(site, start_date="2026-02-01", end_date="2026-05-31")
    assert sent == [("PATCH", "end-employment", {"endDate": "2026-05-31"})]


async def test_what_changes_of_it_is_changed(site: Site) -> None:
    sent = await desire(site, start_date="2026-02-01", department="Tunnel", payroll=PayrollMode.VARIABLE)
    assert sent == [("PATCH", "update-employment", {"department": "Tunnel", "payroll": 2})]
    sent = await desire(site, start_date="2026-02-02", end_date="2026-06-30")
    assert sent == [("PATCH", "update-employment", {"startDate": "2026-02-02", "endDate": "2026-06-30"})]


async def test_an_end_that_is_taken_back_is_cleared(site: Site) -> None:
    await desire(site, start_date="2026-02-01", end_date="2026-05-31")
    assert await desire(site, start_date="2026-02-01", end_date=None) == [
        ("PATCH", "update-employment", {"endDate": None})
    ]


async def test_after_an_end_a_later_start_is_a_new_employment(site: Site) -> None:
    await desire(site, start_date="2026-02-01", end_date="2026-05-31")
    sent = await desire(site, start_date="2026-06-01", department="Tunnel")
    assert sent == [("POST", "create-employment", {"startDate": "2026-06-01", "department": "Tunnel"})]
    assert [one["startDate"] for one in await history(site)] == ["2026-02-01", "2026-06-01"]


async def test_a_start_on_the_last_day_is_the_same_employment(site: Site) -> None:
    await desire(site, start_date="2026-02-01", end_date="2026-05-31")
    sent = await desire(site, start_date="2026-05-31", end_date="2026-05-31")
    assert sent == [("PATCH", "update-employment", {"startDate": "2026-05-31"})]
    assert len(await history(site)) == 1


async def test_what_is_theirs_is_changed_first_and_both_are_shown(site: Site) -> None:
    row = {
        **EMPLOYEES.row(site, 1),
        "work_title": "Bas",
        "employment": NewEmployment(start_date="2026-02-01", department="Tunnel"),
    }
    plan = await EMPLOYEES.plan(site, [row])
    assert plan.changes[0].fields.keys() == {"work_title", "employment.department"}
    await plan.apply()
    assert [request.path.rpartition("/")[2] for request in site.writes] == ["X-1", "update-employment"]


async def test_half_of_a_change_is_unknown_and_the_next_plan_has_the_rest(site: Site) -> None:
    row = {
        **EMPLOYEES.row(site, 1),
        "work_title": "Bas",
        "employment": NewEmployment(start_date="2026-02-01", department="Tunnel"),
    }
    site.sandbox.fault(path="*/update-employment", status=400)
    applied = await (await EMPLOYEES.plan(site, [row])).apply()
    assert [one.outcome for one in applied.unknown] == ["unknown"]
    again = await EMPLOYEES.plan(site, [row])
    assert again.changes[0].fields.keys() == {"employment.department"}


async def test_those_who_have_left_already_are_not_ended_again(site: Site) -> None:
    await desire(site, start_date="2026-02-01", end_date="2026-05-31")
    plan = await EMPLOYEES.plan(site, [], missing="end", end_date="2026-06-30", at_most=1)
    assert plan.empty


async def test_a_last_day_before_the_first_one_fails_alone(site: Site) -> None:
    plan = await EMPLOYEES.plan(site, [], missing="end", end_date="2026-01-01", at_most=1)
    applied = await plan.apply()
    assert len(applied.failed) == 1


@pytest.mark.parametrize("there", ["1990-05-17T00:00:00", "1990-05-17"])
@pytest.mark.parametrize("wanted", ["1990-05-17", dt.date(1990, 5, 17)])
def test_days_are_the_same_in_any_form(there: str, wanted: object) -> None:
    assert _same_day(read(there), wanted)
    assert _same_day(there, wanted)
    assert not _same_day("1990-05-18", wanted)
    assert not _same_day(None, wanted)
