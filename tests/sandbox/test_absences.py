"""Absences: pushed by an id of the caller's own, kept day by day, frozen where payroll has settled them."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import quote

import pytest

from .conftest import ABSENCES, EMPLOYEES, PROJECTS, USERS, Answer, Api

STREAM = "/v1/absence-registrations"
WEEK = {"externalId": "HR-1", "employeeNumber": "1001", "startDate": "2026-03-02", "endDate": "2026-03-08"}


async def push(api: Api, **fields: Any) -> Answer:
    """Monday to Sunday, as ordinary holidays."""
    return await api("POST", ABSENCES, json={**WEEK, "absenceTypeCode": "FE", **fields})


async def rows_of(api: Api, absence: Answer) -> list[dict[str, Any]]:
    """Its days in the stream."""
    rows = await api.rows(f"/reporting{STREAM}", FromDateTime="2026-03-01", ToDateTime="2026-03-31")
    return [row for row in rows if row["registrationId"] == absence.json["absenceRegistrationId"]]


async def test_a_push_makes_one_and_the_next_push_of_its_id_changes_it(api: Api) -> None:
    first = await push(api, comment="Vinterferie")
    again = await push(api)
    changed = await push(api, endDate="2026-03-03")
    assert [answer.status for answer in (first, again, changed)] == [201, 200, 200]
    assert first.json["absenceRegistrationId"] == changed.json["absenceRegistrationId"]
    assert (first.json["daysQty"], changed.json["daysQty"]) == (5, 2)
    assert (first.json["comment"], again.json["comment"]) == ("Vinterferie", None)
    person = (await api("GET", f"{EMPLOYEES}/1001")).json
    assert first.json["userName"] == f"{person['firstName']} {person['lastName']}"
    assert first.json["absenceTypeName"] == "Ferie"
    assert (await api("GET", f"{ABSENCES}/HR-1")).json == changed.json


async def test_the_older_address_leads_to_the_same_ones(api: Api) -> None:
    pushed = await push(api)
    assert (await api("GET", "/core/api/v5/integration/absences/HR-1")).json == pushed.json


@pytest.mark.parametrize("raw", ["HR/2026/17", "a b/ø", "/x", "x/", "100%"])
async def test_an_id_may_hold_anything_and_its_slashes_stay(api: Api, raw: str) -> None:
    pushed = await push(api, externalId=f" {raw} ")
    assert pushed.json["externalId"] == raw
    assert (await api("GET", f"{ABSENCES}/{quote(raw)}")).json == pushed.json
    assert (await push(api, externalId=raw)).status == 200
    assert (await api("DELETE", f"{ABSENCES}/{quote(raw)}")).status == 204


async def test_ids_differ_by_case(api: Api) -> None:
    await push(api)
    assert (await api("GET", f"{ABSENCES}/hr-1")).status == 404
    assert (await push(api, externalId="hr-1")).status == 201


async def test_a_push_without_a_required_field_says_which(api: Api) -> None:
    for missing in ("externalId", "employeeNumber", "startDate", "endDate", "absenceTypeCode"):
        answer = await push(api, **{missing: " " if missing == "externalId" else None})
        assert (answer.status, answer.json["message"]) == (400, f"{missing} is required")


NONSENSE: list[tuple[str, dict[str, Any]]] = [
    ("startDate", {"startDate": "2026-03-02T00:00:00"}),
    ("startDate", {"startDate": "2026-03-02Z"}),
    ("startDate", {"startDate": "20260302"}),
    ("startDate", {"startDate": "2026-W10-1"}),
    ("endDate", {"endDate": "2026-03-08T00:00:00+01:00"}),
    ("endDate", {"endDate": "08.03.2026"}),
    ("endDate", {"endDate": "2026-03-01"}),
    ("employeeNumber", {"employeeNumber": "nobody"}),
    ("absenceTypeCode", {"absenceTypeCode": "XX"}),
    ("absenceTypeId", {"absenceTypeId": "0" * 24}),
    ("projectNumber", {"projectNumber": "none"}),
    ("hoursPerDay", {"hoursPerDay": "7.5"}),
    ("hoursPerDay", {"hoursPerDay": -1}),
    ("approved", {"approved": "yes"}),
    ("days", {"days": {}}),
    ("days[0]", {"days": ["2026-03-02"]}),
    ("days[0].date", {"days": [{"date": "2026-03-02T07:00:00", "qty": 1}]}),
    ("days[1].date", {"days": [{"date": "2026-03-02", "qty": 1}, {"date": "2026-03-09", "qty": 1}]}),
    ("days[0].qty", {"days": [{"date": "2026-03-02"}]}),
    ("days[0].qty", {"days": [{"date": "2026-03-02", "qty": -1}]}),
]


async def test_a_field_that_makes_no_sense_is_named(api: Api) -> None:
    for named, fields in NONSENSE:
        answer = await push(api, **fields)
        assert (answer.status, [*answer.json["errors"]]) == (400, [named])
    assert (await api("GET", f"{ABSENCES}/HR-1")).status == 404


async def test_the_id_of_a_type_wins_over_its_code(api: Api) -> None:
    answer = await push(api, absenceTypeId="5f0c2a7e9b1d4c0002ab0003", absenceTypeCode="FE", somethingNew=1)
    assert (answer.json["absenceTypeName"], answer.json["absenceTypeCode"]) == ("Sykmelding", "SM")


async def test_single_days_are_adjusted_and_removed(api: Api) -> None:
    days = [{"date": "2026-03-02", "qty": 3.5}, {"date": "2026-03-03", "qty": 0}, {"date": "2026-03-07", "qty": 2}]
    answer = await push(api, days=days, hoursPerDay=8)
    wanted = {"2026-03-02": 3.5, "2026-03-04": 8, "2026-03-05": 8, "2026-03-06": 8, "2026-03-07": 2}
    assert answer.json["days"] == [{"date": day, "qty": hours} for day, hours in wanted.items()]
    assert answer.json["daysQty"] == 5


async def test_a_project_is_found_by_its_number_or_by_the_external_one(api: Api) -> None:
    _, subsidiary = api.sandbox._state.companies
    await api.project("P-1", name="Bru", externalProjectNumber="E-1")
    other = {"companyId": subsidiary, "projectNumber": "P-1", "name": "Kai"}
    await api("POST", PROJECTS, json=other)
    for number, company, name, by in (
        ("P-1", api.sandbox.company_id, "Bru", "projectNumber"),
        ("P-1", subsidiary, "Kai", "projectNumber"),
        ("E-1", None, "Bru", "externalProjectNumber"),
        (None, None, None, None),
    ):
        answer = await push(api, projectNumber=number, projectCompanyId=company)
        assert (answer.json["projectName"], answer.json["projectMatchedBy"]) == (name, by)
    assert (await push(api, projectNumber="E-1", projectCompanyId=subsidiary)).status == 400


async def test_each_day_is_a_row_of_the_stream_and_a_deleted_one_a_tombstone(api: Api) -> None:
    absence = await push(api, approved=True)
    rows = await rows_of(api, absence)
    assert [row["date"][:10] for row in rows] == [f"2026-03-0{day}" for day in range(2, 7)]
    assert {(row["qty"], row["absenceTypeCode"], row["employeeNumber"]) for row in rows} == {(7.5, "FE", "1001")}
    assert all(row["approved"] for row in rows)
    changed = await push(api, days=[{"date": "2026-03-03", "qty": 0}, {"date": "2026-03-04", "qty": 3}])
    after = {row["id"]: row for row in await rows_of(api, changed)}
    assert set(after) == {row["id"] for row in rows} - {rows[1]["id"]}
    same = [row for row in rows if row == after.get(row["id"])]
    assert same == [rows[0], rows[3], rows[4]]
    assert after[rows[2]["id"]]["qty"] == 3
    assert [(await api("DELETE", f"{ABSENCES}/HR-1")).status for _ in range(2)] == [204, 404]
    assert await rows_of(api, absence) == []
    known = await api.rows(f"/reporting{STREAM}", ModifiedSince=rows[0]["modifiedDateTime"])
    tombstones = {row["id"] for row in known if row["isDeleted"] and row["date"] is None}
    assert tombstones == {row["id"] for row in rows}
    assert (await push(api)).status == 201


async def test_approved_is_read_on_creation_alone(api: Api) -> None:
    assert (await push(api, approved=True)).json["approved"] is True
    assert (await push(api, approved=False)).json["approved"] is True
    assert (await push(api, externalId="HR-2")).json["approved"] is False
    later = await push(api, externalId="HR-2", approved=True)
    assert later.json["approved"] is False
    assert not any(row["approved"] for row in await rows_of(api, later))


async def test_what_payroll_has_settled_is_frozen(api: Api) -> None:
    absence = await push(api)
    api.sandbox.freeze_payroll(before=dt.date(2026, 3, 3))
    for fields in ({"comment": "ny"}, {"startDate": "2026-03-03"}, {"externalId": "HR-2"}):
        assert (await push(api, **fields)).status == 409
    assert (await api("DELETE", f"{ABSENCES}/HR-1")).status == 409
    assert (await api("GET", f"{ABSENCES}/HR-1")).json == absence.json
    assert (await push(api, externalId="HR-2", startDate="2026-03-03")).status == 201
    api.sandbox.freeze_payroll(before=None)
    assert (await push(api, comment="ny")).status == 200


async def test_payroll_is_frozen_over_http_too(api: Api) -> None:
    assert (await api("POST", "/_sandbox/payroll/freeze", json={"before": "2026-03-03"})).status == 204
    assert (await push(api)).status == 409
    assert (await api("POST", "/_sandbox/payroll/freeze", json={"before": "soon"})).status == 400
    assert (await api("POST", "/_sandbox/payroll/freeze", json={})).status == 400
    assert (await api("DELETE", "/_sandbox/payroll/freeze")).status == 204
    assert (await push(api)).status == 201


@pytest.mark.parametrize("field", ["payrollApproved", "locked"])
async def test_a_day_that_is_settled_in_the_stream_is_frozen(api: Api, field: str) -> None:
    row = (await rows_of(api, await push(api)))[2]
    api.sandbox.registrations(STREAM).change(row["id"], {field: True})
    assert "2026-03-04 is settled" in (await push(api)).json["message"]
    assert (await api("DELETE", f"{ABSENCES}/HR-1")).status == 409


async def test_one_goes_with_its_person_and_with_its_project(api: Api) -> None:
    user = (await api.user("U-1")).json
    project = await api.project("P-1")
    await push(api, employeeNumber="U-1")
    await push(api, externalId="HR-2", projectNumber="P-1")
    assert (await api("DELETE", f"{USERS}/{quote(user['identityId'])}")).status == 204
    assert (await api("DELETE", f"{PROJECTS}/{project}")).status == 204
    assert [(await api("GET", f"{ABSENCES}/{id}")).status for id in ("HR-1", "HR-2")] == [404, 404]
    assert (await push(api, externalId="HR-2")).status == 201
