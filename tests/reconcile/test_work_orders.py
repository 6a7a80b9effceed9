"""Work orders: trees, whose upper parts must be there first."""

from __future__ import annotations

import itertools

import pytest

from ditio_async import Action, NewWorkOrder, reconcile

from .subjects import Row, Site

IDS = [f"{number:024x}" for number in range(1, 6)]


def tree(site: Site) -> list[Row]:
    """One above the next, and one apart."""
    parents = [None, IDS[0], IDS[1], IDS[2], None]
    return [
        {"project_id": site.project, "external_id": f"X-{n}", "id": id, "parent_activity_id": parent}
        for n, (id, parent) in enumerate(zip(IDS, parents, strict=True))
    ]


@pytest.mark.parametrize("order", [*itertools.permutations(range(4))][::5])
async def test_parents_are_created_first_whatever_the_order(site: Site, order: tuple[int, ...]) -> None:
    rows = tree(site)
    desired = [*(rows[index] for index in order), rows[4]]
    applied = await (await reconcile(site.ditio.work_orders, desired)).apply()
    assert (applied.done, applied.complete) == ({Action.CREATE: 5}, True)
    sent = [body["externalId"] for _, body in site.written if isinstance(body, dict)]
    assert [name for name in sent if name != "X-4"] == ["X-0", "X-1", "X-2", "X-3"]
    there = {one.external_id: one for one in await site.ditio.work_orders.list_for_project(site.project)}
    assert [there[f"X-{n}"].parent_activity_id for n in range(4)] == [None, *IDS[:3]]
    assert (await reconcile(site.ditio.work_orders, desired)).empty


async def test_one_that_is_there_is_moved_below_one_that_is_created(site: Site) -> None:
    made = await site.ditio.work_orders.create(project_id=site.project, external_id="X-1")
    rows = [
        {"project_id": site.project, "external_id": "X-1", "parent_activity_id": IDS[0]},
        {"project_id": site.project, "external_id": "X-0", "id": IDS[0]},
    ]
    applied = await (await reconcile(site.ditio.work_orders, rows)).apply()
    assert applied.done == {Action.CREATE: 1, Action.UPDATE: 1}
    assert (await site.ditio.work_orders.get(made.id)).parent_activity_id == IDS[0]


@pytest.mark.parametrize("top", [None, ""])
async def test_one_is_moved_to_the_top(site: Site, top: str | None) -> None:
    rows = tree(site)[:2]
    await (await reconcile(site.ditio.work_orders, rows)).apply()
    rows[1]["parent_activity_id"] = top
    plan = await reconcile(site.ditio.work_orders, rows)
    assert [entry.action for entry in plan.entries] == ["unchanged", "update"]
    site.sandbox.clear_requests()
    await plan.apply()
    assert site.written == [("PATCH", {"parentActivityId": ""})]
    assert (await reconcile(site.ditio.work_orders, rows)).empty


async def test_a_parent_that_fails_fails_those_below_it_and_nothing_else(site: Site) -> None:
    site.sandbox.fault(path="*/tasks", method="POST", status=400)
    desired = [tree(site)[0], tree(site)[1], tree(site)[4]]
    applied = await (await reconcile(site.ditio.work_orders, desired)).apply(concurrency=1)
    assert [one.item.key[-1] for one in applied.failed] == ["X-0", "X-1"]
    assert applied.done == {Action.CREATE: 1}
    applied = await (await reconcile(site.ditio.work_orders, desired)).apply()
    assert applied.done == {Action.CREATE: 2}


async def test_a_circle_ends_and_fails(site: Site) -> None:
    rows = [
        NewWorkOrder(project_id=site.project, external_id=f"X-{n}", id=IDS[n], parent_activity_id=IDS[1 - n])
        for n in (0, 1)
    ]
    applied = await (await reconcile(site.ditio.work_orders, rows)).apply()
    assert len(applied.failed) == 2


async def test_only_the_projects_that_are_named_are_read_and_put_away_from(site: Site) -> None:
    other = (await site.ditio.projects.create(project_number="P-2")).id
    for project in (site.project, other):
        for number in (1, 2):
            await site.ditio.work_orders.create(project_id=project, external_id=f"X-{number}", active=True)
    rows = [{"project_id": site.project, "external_id": "X-1"}]
    site.sandbox.clear_requests()
    mine = lambda have: have.external_id.startswith("X-")  # noqa: E731
    plan = await reconcile(site.ditio.work_orders, rows, missing="deactivate", at_most=0.5, among=mine)
    assert len(site.sandbox.requests) == 1
    assert [(entry.key, entry.action) for entry in plan.changes] == [((site.project, "X-2"), "deactivate")]


async def test_what_the_template_gives_is_kept_apart_from_what_is_given(site: Site) -> None:
    """Left out is taken from the template, and not compared; null, 0 and false are what they are."""
    bare: Row = {"project_id": site.project, "external_id": "X-1"}
    rows = [bare, {**bare, "external_id": "X-2", "price": None, "measure_unit_qty": False}]
    await (await reconcile(site.ditio.work_orders, rows)).apply()
    bodies = [body for method, body in site.written if method == "POST" and isinstance(body, dict)]
    assert sorted(len(body) for body in bodies) == [3, 5]
    assert (await reconcile(site.ditio.work_orders, rows)).empty
