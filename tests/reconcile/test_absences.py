"""Absences: by ids of another system, day by day."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from ditio_async import Action, NewAbsenceDay, reconcile

from .subjects import SUBJECTS, Row, Site

ABSENCES = SUBJECTS["absences"]
PATH = "/core/api/integration/absences/"


def absence(site: Site, **changes: Any) -> Row:
    return {**ABSENCES.row(site, 1), **changes}


@pytest.mark.parametrize("id", ["HR/2026/17", "HR 2026 17", "Fravær æ/ø å", "a+b%20c?d#e"])
async def test_ids_with_slashes_and_blanks_are_found_again(site: Site, id: str) -> None:
    rows = [absence(site, external_id=id)]
    await (await reconcile(site.ditio.absences, rows)).apply()
    assert (await reconcile(site.ditio.absences, rows)).empty
    assert (await reconcile(site.ditio.absences, [absence(site, external_id=f" {id} ")])).empty
    reads = {request.path for request in site.sandbox.requests if request.method == "GET"}
    assert reads == {PATH + id}
    leaving = await reconcile(site.ditio.absences, [], missing="cancel", before=[id, id], at_most=1)
    assert (await leaving.apply()).done == {Action.CANCEL: 1}
    assert (await reconcile(site.ditio.absences, [], missing="cancel", before=[id], at_most=1)).empty


async def test_case_tells_ids_apart(site: Site) -> None:
    await (await reconcile(site.ditio.absences, [absence(site, external_id="a")])).apply()
    plan = await reconcile(site.ditio.absences, [absence(site, external_id="A")])
    assert [entry.action for entry in plan.entries] == ["create"]


async def test_of_a_type_that_is_given_twice_the_id_counts(site: Site) -> None:
    await ABSENCES.there(site, [absence(site)])
    ids = {"FE": "5f0c2a7e9b1d4c0002ab0001", "EM": "5f0c2a7e9b1d4c0002ab0002"}
    assert (await ABSENCES.plan(site, [absence(site, absence_type_id=ids["FE"])])).empty
    assert (await ABSENCES.plan(site, [absence(site, absence_type_id=ids["FE"], absence_type_code="EM")])).empty
    both = [absence(site, absence_type_id=ids["EM"], absence_type_code="FE")]
    plan = await ABSENCES.plan(site, both)
    assert plan.changes[0].fields.keys() == {"absence_type_id"}
    await plan.apply()
    assert (await ABSENCES.plan(site, both)).empty


async def test_days_that_differ_are_compared_by_the_day(site: Site) -> None:
    days = [NewAbsenceDay(date="2026-07-07", qty=4), NewAbsenceDay(date=dt.date(2026, 7, 8), qty=0)]
    await ABSENCES.there(site, [absence(site, days=days)])
    assert (await ABSENCES.plan(site, [absence(site, days=days)])).empty
    assert (await ABSENCES.plan(site, [absence(site, days=days[::-1])])).empty
    assert (await ABSENCES.plan(site, [absence(site, days=[NewAbsenceDay(date="2026-07-07", qty=4.0)])])).empty
    for other in (NewAbsenceDay(date="2026-07-07", qty=5), NewAbsenceDay(date="2026-07-08", qty=1)):
        plan = await ABSENCES.plan(site, [absence(site, days=[other])])
        assert plan.changes[0].fields.keys() == {"days"}


async def test_an_approval_is_for_new_absences_only(site: Site) -> None:
    await ABSENCES.there(site, [absence(site, approved=False)])
    assert (await ABSENCES.plan(site, [absence(site, approved=True)])).empty


async def test_those_that_payroll_has_settled_fail_alone(site: Site) -> None:
    await ABSENCES.there(site, ABSENCES.rows(site, 1, 2))
    site.sandbox.freeze_payroll(dt.date(2026, 8, 1))
    late = {"start_date": "2026-08-03", "end_date": "2026-08-04"}
    plan = await ABSENCES.plan(site, [absence(site, comment="ny"), {**ABSENCES.row(site, 3), **late}])
    applied = await plan.apply()
    assert [one.item.key for one in applied.failed] == [("X-1",)]
    assert applied.done == {Action.CREATE: 1}


async def test_a_read_that_fails_makes_no_plan(site: Site) -> None:
    await ABSENCES.there(site, ABSENCES.rows(site, 1))
    site.sandbox.fault(path=PATH + "X-1", status=403)
    with pytest.raises(Exception, match="403"):
        await ABSENCES.plan(site, ABSENCES.rows(site, 1))
    assert site.written == []
