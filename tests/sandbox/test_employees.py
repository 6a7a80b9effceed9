"""Employees v5: true patches, employments one after another, and errors that name their fields."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import EMPLOYEES, USERS, Answer, Api

ONE = f"{EMPLOYEES}/E-1"
REQUIRED = ["employeeNumber", "firstName", "lastName", "phone", "birthDate", "employment"]


def fields_of(answer: Answer) -> list[str | None]:
    """Which fields a validation error names."""
    assert (answer.status, answer.json["message"]) == (400, "Validation failed"), answer
    assert all(set(error) == {"category", "code", "field", "message"} for error in answer.json["errors"])
    return [error["field"] for error in answer.json["errors"]]


async def test_an_employee_is_a_user_and_a_row_of_the_stream(api: Api) -> None:
    created = await api.employee(email="aase@example.no")
    assert created.status == 201
    assert (await api("GET", ONE)).json == created.json
    user = (await api("GET", f"{USERS}/by-employee-number/E-1")).json
    assert (user["mobileWork"], user["employmentStartDate"]) == ("+4798765432", "2026-02-01")
    assert user["companyId"] == api.sandbox.company_id
    await api("PATCH", f"{USERS}/{user['companyProfileId']}", json={"lastName": "Lie", "department": "Betong"})
    changed = (await api("PATCH", ONE, json={"workTitle": "Bas"})).json
    assert (changed["lastName"], changed["employment"]["department"]) == ("Lie", "Betong")
    (row,) = [row for row in await api.rows("/reporting/v1/user") if row["employeeNumber"] == "E-1"]
    assert (row["name"], row["workTitle"], row["department"]) == ("Åse Lie", "Bas", "Betong")


async def test_a_create_without_a_required_field_says_which(api: Api) -> None:
    for missing in REQUIRED:
        assert fields_of(await api.employee(**{missing: None})) == [missing]


NONSENSE: list[tuple[dict[str, Any], str]] = [
    ({"birthDate": "17.05.1990"}, "birthDate"),
    ({"firstName": 5}, "firstName"),
    ({"employment": "2026-02-01"}, "employment"),
    ({"employment": {}}, "employment.startDate"),
    ({"employment": {"startDate": "2026-02-01T07:00:00Z"}}, "employment.startDate"),
    ({"employment": {"startDate": "2026-02-01", "payroll": 3}}, "employment.payroll"),
    ({"employment": {"startDate": "2026-02-01", "payroll": -1}}, "employment.payroll"),
    ({"employment": {"startDate": "2026-02-01", "endDate": "2026-01-31"}}, "employment.endDate"),
]


async def test_a_field_that_makes_no_sense_is_named(api: Api) -> None:
    for fields, named in NONSENSE:
        assert fields_of(await api.employee(**fields)) == [named]


async def test_a_taken_number_is_a_validation_error_and_unknown_fields_are_accepted(api: Api) -> None:
    assert (await api.employee(somethingNew=1)).status == 201
    assert fields_of(await api.employee()) == [None]


async def test_subsidiaries_are_listed_where_they_are_asked_for(api: Api) -> None:
    _, subsidiary = api.sandbox._state.companies
    await api.user("S-1", companyId=subsidiary)
    await api.employee()
    own = {one["employeeNumber"] for one in (await api("GET", EMPLOYEES)).json}
    every = (await api("GET", EMPLOYEES, params={"includeEmployeesFromSubsidiaries": "true"})).json
    assert {"E-1", "S-1"} & own == {"E-1"}
    assert {"E-1", "S-1"} < {one["employeeNumber"] for one in every}


async def test_more_comes_where_it_is_asked_for(api: Api) -> None:
    plain = (await api.employee()).json
    one = (await api("GET", ONE, params={"include": "tags,employment-history"})).json
    assert one == {**plain, "tags": [], "employmentHistory": [plain["employment"]]}
    more = (await api("GET", ONE, params={"include": "work-time-arrangements"})).json
    assert more == {**plain, "workTimeArrangements": []}
    assert fields_of(await api("GET", ONE, params={"include": "shoes"})) == ["include"]


@pytest.mark.parametrize("text", ["åse rø", "X-77", "47111", "aase@"])
async def test_a_search_looks_at_name_phone_email_and_number(api: Api, text: str) -> None:
    one = (await api.employee("X-77", phone="+4711122233", email="aase@example.no")).json
    assert (await api("GET", f"{EMPLOYEES}/search", params={"query": text})).json == [one]
    assert (await api("GET", f"{EMPLOYEES}/search", params={"query": "Rød Åse"})).json == []
    assert (await api("GET", f"{EMPLOYEES}/search")).status == 400


async def test_a_patch_keeps_what_is_left_out_and_null_clears(api: Api) -> None:
    one = (await api.employee(email="a@example.no", workTitle="Bas")).json
    assert (await api("PATCH", ONE, json={"email": None})).json == {**one, "email": None}
    assert (await api("GET", ONE)).json == {**one, "email": None}


async def test_what_is_required_cannot_be_cleared(api: Api) -> None:
    one = (await api.employee()).json
    for name in (*REQUIRED, "employment.startDate"):
        outer, _, inner = name.partition(".")
        assert fields_of(await api("PATCH", ONE, json={outer: {inner: None} if inner else None})) == [name]
    assert (await api("GET", ONE)).json == one


async def test_a_number_is_not_changed_by_a_patch(api: Api) -> None:
    await api.employee()
    assert fields_of(await api("PATCH", ONE, json={"employeeNumber": "E-2"})) == ["employeeNumber"]
    assert (await api("PATCH", ONE, json={"employeeNumber": "E-1"})).status == 200


async def test_employments_follow_one_another(api: Api) -> None:
    await api.employee()
    create, later = f"{ONE}/create-employment", {"startDate": "2026-06-01", "department": "Betong", "payroll": 2}
    assert fields_of(await api("POST", create, json=later)) == [None]
    ended = await api("PATCH", f"{ONE}/end-employment", json={"endDate": "2026-06-01"})
    assert ended.json["employment"]["endDate"] == "2026-06-01"
    assert fields_of(await api("POST", create, json=later)) == [None]
    await api("PATCH", f"{ONE}/end-employment", json={"endDate": "2026-05-31"})
    created = await api("POST", create, json=later)
    assert (created.status, created.json["employment"]) == (201, {**later, "endDate": None})
    history = (await api("GET", ONE, params={"include": "employment-history"})).json["employmentHistory"]
    assert [(h["startDate"], h["endDate"]) for h in history] == [("2026-02-01", "2026-05-31"), ("2026-06-01", None)]
    assert fields_of(await api("PATCH", f"{ONE}/update-employment", json={"startDate": "2026-05-31"})) == [None]


async def test_the_stream_says_whether_an_employment_is_running(api: Api) -> None:
    async def running() -> bool:
        rows = await api.rows("/reporting/v1/user")
        return next(row["isActiveEmployment"] for row in rows if row["employeeNumber"] == "E-1")

    await api.employee(employment={"startDate": "2020-02-01"})
    assert await running()
    await api("PATCH", f"{ONE}/end-employment", json={"endDate": "2020-02-02"})
    assert not await running()


async def test_an_employment_is_changed_in_part(api: Api) -> None:
    one = (await api.employee(employment={"startDate": "2026-02-01", "department": "Anlegg", "payroll": 1})).json
    update = f"{ONE}/update-employment"
    changed = (await api("PATCH", update, json={"payroll": 0, "department": None})).json
    assert changed == {**one, "employment": {**one["employment"], "payroll": 0, "department": None}}
    assert fields_of(await api("PATCH", update, json={"payroll": 3})) == ["payroll"]
    assert fields_of(await api("PATCH", update, json={"startDate": None})) == ["startDate"]
    assert fields_of(await api("PATCH", update, json={"endDate": "2026-01-31"})) == ["endDate"]


@pytest.mark.parametrize("body", [{}, {"endDate": None}, {"endDate": "2026-01-31"}, {"endDate": "31.12.2026"}])
async def test_an_employment_ends_on_a_day_and_not_before_it_started(api: Api, body: dict[str, Any]) -> None:
    await api.employee()
    assert fields_of(await api("PATCH", f"{ONE}/end-employment", json=body)) == ["endDate"]
    assert (await api("PATCH", f"{ONE}/end-employment", json={"endDate": "2026-02-01"})).status == 200


@pytest.mark.parametrize("path", ["", "/update-employment", "/end-employment"])
async def test_an_employee_who_is_not_there_is_not_found(api: Api, path: str) -> None:
    assert (await api("PATCH", f"{EMPLOYEES}/nobody{path}", json={"endDate": "2026-01-01"})).status == 404
    assert (await api("GET", f"{EMPLOYEES}/nobody")).status == 404
    assert (await api("POST", f"{EMPLOYEES}/nobody/create-employment", json={})).status == 404
