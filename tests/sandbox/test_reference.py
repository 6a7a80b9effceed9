"""Reference data: types that fit what has them, and external references."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest

from ditio_async.sandbox import DitioSandbox

from .conftest import MACHINES, Answer, Api

REFERENCES = "/core/api/project-external-reference"


async def create(api: Api, kind: str, value: str, **fields: Any) -> Answer:
    return await api("POST", REFERENCES, json={"externalRefType": kind, "externalRefValue": value, **fields})


async def listed(api: Api, path: str) -> list[str]:
    return [reference["externalRefValue"] for reference in (await api("GET", f"{REFERENCES}/type/{path}")).json]


async def test_the_types_of_machines_are_those_that_machines_have(api: Api) -> None:
    types = {kind["id"]: kind["name"] for kind in (await api("GET", "/core/api/MachineType")).json}
    assert {machine["typeId"] for machine in (await api("GET", MACHINES)).json} == set(types)
    rows = await api.rows("/reporting/v1/resource")
    assert {row["typeName"] for row in rows if row["typeBaseName"] != "Human"} == {*types.values()}
    assert all([(await api.machine(f"G-{id}", typeId=id)).status == 201 for id in types])


async def test_the_types_of_alerts_are_those_that_alerts_have(api: Api) -> None:
    types = (await api("GET", "/core/api/ProjNotificationTypeSetup")).json
    rows = await api.rows("/reporting/v1/incident-registrations")
    rows += await api.rows("/reporting/v1/machine-incident-registrations")
    assert {(row["baseTypeText"], row["typeName"]) for row in rows} == {(t["baseTypeText"], t["name"]) for t in types}
    assert len({kind["id"] for kind in types}) == len(types)


async def test_a_reference_is_listed_by_its_type_and_its_project_until_it_is_disabled(api: Api) -> None:
    await api.project("P 1")
    created = await create(api, "ProcessCode", "25.1", name="Graving", projNumber="P 1")
    assert created.status == 201
    id = created.json["id"]
    assert (await api("GET", f"{REFERENCES}/type/ProcessCode")).json == [created.json]
    assert await listed(api, "ProcessCode/project/P%201") == ["25.1"]
    assert await listed(api, "ProcessCode/project/1001") == await listed(api, "Other") == []
    assert [(await api("PUT", f"{REFERENCES}/disable/{id}")).status for _ in range(2)] == [200, 200]
    assert await listed(api, "ProcessCode") == []
    assert (await api("PUT", f"{REFERENCES}/disable/{'0' * 24}")).status == 404
    assert (await api("DELETE", f"{REFERENCES}/{id}")).json["error"] == "UnknownToSandbox"


@pytest.mark.parametrize("kind", ["ExternalSubProjectNumber", "ProcessCode"])
async def test_a_create_without_a_required_field_says_which(api: Api, kind: str) -> None:
    body: dict[str, str | None] = {"externalRefType": kind, "externalRefValue": "7", "projNumber": "1001"}
    for missing in body:
        answer = await api("POST", REFERENCES, json={**body, missing: None})
        assert (answer.status, answer.json["message"]) == (400, f"{missing} is required")


async def test_a_process_code_is_of_a_project_and_a_sub_project_of_an_external_one(api: Api) -> None:
    refused = await create(api, "ProcessCode", "25.1", projNumber="E-1001")
    assert (refused.status, [*refused.json["errors"]]) == (400, ["projNumber"])
    assert (await create(api, "ProcessCode", "25.1", projNumber="1001")).status == 201
    assert (await create(api, "ExternalSubProjectNumber", "7", projNumber="E-1001", somethingNew=1)).status == 201
    assert (await create(api, "ExternalSubProjectNumber", "7", projNumber="E-1002")).status == 201


async def test_one_that_is_there_cannot_be_created_again_until_it_is_disabled(api: Api) -> None:
    first = (await create(api, "ExternalProjectNumber", "E-7")).json
    assert (await create(api, "ExternalProjectNumber", "E-7")).status == 400
    await api("PUT", f"{REFERENCES}/disable/{first['id']}")
    assert (await create(api, "ExternalProjectNumber", "E-7")).status == 201


async def test_external_project_numbers_are_those_that_projects_may_have() -> None:
    async with DitioSandbox(external_project_numbers=["E-1"]) as sandbox, aiohttp.ClientSession() as http:
        api = Api(sandbox, http)
        await api.fetch_token()
        assert await listed(api, "ExternalProjectNumber") == ["E-1"]
        body = {"companyId": sandbox.company_id, "projectNumber": "P-1", "externalProjectNumber": "E-2"}
        projects = "/core/api/v4/integration/projects"
        assert (await api("POST", projects, json=body)).status == 400
        reference = (await create(api, "ExternalProjectNumber", "E-2")).json
        assert (await api("POST", projects, json=body)).status == 201
        await api("PUT", f"{REFERENCES}/disable/{reference['id']}")
        assert (await api("POST", projects, json={**body, "projectNumber": "P-2"})).status == 400
