"""Projects: idempotent creation, replacing and changing, deletion with all that hangs on it."""

from __future__ import annotations

import aiohttp
import pytest

from ditio_async.sandbox import DitioSandbox

from .conftest import HOURS, PROJECTS, TASKS, Api


async def test_creating_a_number_that_is_there_gives_the_one_that_is_there(api: Api) -> None:
    body = {"companyId": api.sandbox.company_id, "projectNumber": "P-1", "name": "Første"}
    first = await api("POST", PROJECTS, json=body)
    again = await api("POST", PROJECTS, json={**body, "name": "Andre"})
    assert (first.status, again.status) == (201, 200)
    assert again.json == first.json
    assert again.json["active"] is False


async def test_put_wipes_what_is_left_out_and_patch_keeps_it(api: Api) -> None:
    id = await api.project(name="Fjellhall", description="Tekst", active=True)
    patched = await api("PATCH", f"{PROJECTS}/{id}", json={"name": "Ny"})
    assert (patched.json["name"], patched.json["description"], patched.json["active"]) == ("Ny", "Tekst", True)
    whole = {"companyId": api.sandbox.company_id, "projectNumber": "P-1", "name": "Nyest"}
    put = await api("PUT", f"{PROJECTS}/{id}", json=whole)
    assert (put.json["name"], put.json["description"], put.json["active"]) == ("Nyest", None, False)
    assert (await api("GET", f"{PROJECTS}/{id}")).json == put.json


async def test_null_in_a_patch_clears(api: Api) -> None:
    id = await api.project(description="Tekst")
    assert (await api("PATCH", f"{PROJECTS}/{id}", json={"description": None})).json["description"] is None


async def test_leaving_out_the_customer_leaves_its_link_alone(api: Api) -> None:
    id = await api.project(customerNumber="17")
    whole = {"companyId": api.sandbox.company_id, "projectNumber": "P-1"}
    assert (await api("PUT", f"{PROJECTS}/{id}", json=whole)).json["customerNumber"] == "17"


@pytest.mark.parametrize("missing", ["companyId", "projectNumber"])
async def test_a_create_without_a_required_field_says_which(api: Api, missing: str) -> None:
    body = {"companyId": api.sandbox.company_id, "projectNumber": "P-1"}
    del body[missing]
    answer = await api("POST", PROJECTS, json=body)
    assert (answer.status, answer.json["error"]) == (400, "ArgumentIsNull")
    assert missing in answer.json["message"]


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", 5), ("active", "yes"), ("estimatedHourQty", "7"), ("startDate", "soon"), ("active", 1)],
)
async def test_a_field_of_the_wrong_type_is_named(api: Api, field: str, value: object) -> None:
    body = {"companyId": api.sandbox.company_id, "projectNumber": "P-1", field: value}
    answer = await api("POST", PROJECTS, json=body)
    assert (answer.status, [*answer.json["errors"]]) == (400, [field])


async def test_unknown_fields_are_ignored_and_names_are_matched_without_case(api: Api) -> None:
    body = {"CompanyId": api.sandbox.company_id, "ProjectNumber": "P-1", "NAME": "Navn", "somethingNew": 1}
    assert (await api("POST", PROJECTS, json=body)).json["name"] == "Navn"


async def test_a_body_that_is_no_json_is_refused(api: Api) -> None:
    headers = {"Content-Type": "application/json"}
    assert (await api("POST", PROJECTS, data=b"{", headers=headers)).status == 400
    assert (await api("POST", PROJECTS, data={"a": "b"})).status == 415


async def test_a_company_of_others_may_not_be_written_to(api: Api) -> None:
    answer = await api("POST", PROJECTS, json={"companyId": "0" * 24, "projectNumber": "P-1"})
    assert answer.status == 403


async def test_projects_of_others_and_those_that_are_not_there_get_the_same_answer(
    api: Api, sandbox: DitioSandbox
) -> None:
    world = sandbox._state.world
    hidden = next(p for p in world.projects.values() if p.fields["companyId"] == world.companies[2].id)
    missing = "0" * 24
    first = await api("GET", f"{PROJECTS}/{hidden.id}")
    second = await api("GET", f"{PROJECTS}/{missing}")
    assert (first.status, second.status) == (404, 404)
    assert first.body.replace(hidden.id.encode(), b"") == second.body.replace(missing.encode(), b"")
    assert hidden.id not in {project["id"] for project in (await api("GET", PROJECTS)).json}


async def test_the_number_of_another_project_cannot_be_taken(api: Api) -> None:
    await api.project("P-1")
    other = await api.project("P-2")
    assert (await api("PATCH", f"{PROJECTS}/{other}", json={"projectNumber": "P-1"})).status == 400


async def test_external_numbers_are_checked_where_the_company_lists_them() -> None:
    async with DitioSandbox(external_project_numbers=["E-1"]) as sandbox, aiohttp.ClientSession() as http:
        api = Api(sandbox, http)
        await api.fetch_token()
        body = {"companyId": sandbox.company_id, "projectNumber": "P-1", "externalProjectNumber": "E-2"}
        refused = await api("POST", PROJECTS, json=body)
        assert refused.json["message"] == "Extern prosjektnummer E-2 er ikke en gyldig. Velg fra listen"
        assert (await api("POST", PROJECTS, json={**body, "externalProjectNumber": "E-1"})).status == 201


async def test_deleting_a_project_deletes_what_hangs_on_it(api: Api) -> None:
    projects = (await api("GET", PROJECTS)).json
    id = projects[0]["id"]
    task = (await api("GET", f"{TASKS}/project/{id}")).json[0]["id"]
    before = await api.rows(HOURS, ProjectId=id)
    assert before
    assert (await api("DELETE", f"{PROJECTS}/{id}")).status == 204
    assert [(await api("GET", path)).status for path in (f"{PROJECTS}/{id}", f"{TASKS}/{task}")] == [404, 404]
    assert (await api("DELETE", f"{PROJECTS}/{id}")).status == 404
    assert await api.rows(HOURS, ProjectId=id) == []
    gone = {row["id"] for row in await api.rows(HOURS, ModifiedSince="2026-11-01") if row["isDeleted"]}
    assert gone >= {row["id"] for row in before}


async def test_a_project_is_found_by_its_number(api: Api) -> None:
    id = await api.project("P 1 æøå")
    assert (await api("GET", f"{PROJECTS}/by-project-number/P%201%20%C3%A6%C3%B8%C3%A5")).json["id"] == id
