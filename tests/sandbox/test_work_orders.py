"""Work orders: the template, the tree, and what keeps one from being deleted."""

from __future__ import annotations

import pytest

from .conftest import PROJECTS, TASKS, Api

TEMPLATED = ["safeJobAnalysisApprovalRequired", "measureUnitQty", "unitId", "costPrice", "price", "fixedResourcePrice"]


async def test_what_is_left_out_comes_from_the_template(api: Api) -> None:
    order = (await api.work_order(await api.project())).json
    assert all(order[name] is not None for name in TEMPLATED)


@pytest.mark.parametrize("name", TEMPLATED)
async def test_null_and_false_and_zero_are_not_left_out(api: Api, name: str) -> None:
    project = await api.project()
    assert (await api.work_order(project, **{name: None})).json[name] is None
    falsy = False if name in TEMPLATED[:2] else "" if name == "unitId" else 0
    assert (await api.work_order(project, "WO-2", **{name: falsy})).json[name] == falsy


async def test_an_external_id_is_unique_in_its_project(api: Api) -> None:
    first, second = await api.project("P-1"), await api.project("P-2")
    assert (await api.work_order(first)).status == 201
    assert (await api.work_order(first)).status == 400
    assert (await api.work_order(second)).status == 201


async def test_an_id_of_ones_own_is_kept_unless_it_is_used(api: Api) -> None:
    project = await api.project()
    assert (await api.work_order(project, id="a" * 24)).json["id"] == "a" * 24
    assert (await api.work_order(project, "WO-2", id="a" * 24)).status == 400


async def test_a_missing_project_or_parent_is_not_found(api: Api) -> None:
    project, other = await api.project("P-1"), await api.project("P-2")
    foreign = (await api.work_order(other)).json["id"]
    assert (await api.work_order("0" * 24)).status == 404
    assert (await api.work_order(project, parentActivityId="0" * 24)).status == 404
    assert (await api.work_order(project, parentActivityId=foreign)).status == 404


async def test_null_keeps_the_parent_and_an_empty_text_clears_it(api: Api) -> None:
    project = await api.project()
    parent = (await api.work_order(project)).json["id"]
    child = (await api.work_order(project, "WO-2", parentActivityId=parent)).json["id"]
    kept = await api("PATCH", f"{TASKS}/{child}", json={"parentActivityId": None})
    assert kept.json["parentActivityId"] == parent
    cleared = await api("PATCH", f"{TASKS}/{child}", json={"parentActivityId": ""})
    assert cleared.json["parentActivityId"] is None


async def test_put_wipes_what_is_left_out(api: Api) -> None:
    project = await api.project()
    id = (await api.work_order(project, name="Graving", active=True)).json["id"]
    whole = {"companyId": api.sandbox.company_id, "projectId": project, "externalId": "WO-1"}
    put = (await api("PUT", f"{TASKS}/{id}", json=whole)).json
    assert (put["id"], put["name"], put["active"], put["unitId"]) == (id, None, False, None)


async def test_one_with_children_cannot_be_deleted(api: Api) -> None:
    project = await api.project()
    parent = (await api.work_order(project)).json["id"]
    child = (await api.work_order(project, "WO-2", parentActivityId=parent)).json["id"]
    refused = await api("DELETE", f"{TASKS}/{parent}")
    assert (refused.status, "deactivate" in refused.json["message"]) == (400, True)
    assert [(await api("DELETE", f"{TASKS}/{id}")).status for id in (child, parent)] == [204, 204]


async def test_one_with_hours_cannot_be_deleted(api: Api) -> None:
    task = (await api.rows("/reporting/v1/time-registrations", ChunkLimit=1, ToDateTime="2025-01-03"))[0]["taskId"]
    assert (await api("DELETE", f"{TASKS}/{task}")).status == 400


async def test_they_are_found_by_project_and_by_external_keys(api: Api) -> None:
    project = await api.project("P-1", externalProjectNumber="E 1")
    order = (await api.work_order(project)).json
    assert (await api("GET", f"{TASKS}/project/{project}")).json == [order]
    assert (await api("GET", f"{TASKS}/by-project-number/P-1")).json == [order]
    by_keys = "by-external-project-number/E%201/by-external-id/WO-1"
    assert (await api("GET", f"{TASKS}/{by_keys}")).json == order
    assert (await api("GET", f"{TASKS}/{by_keys}2")).status == 404
    assert (await api("GET", f"{PROJECTS}/by-project-number/none")).status == 404
