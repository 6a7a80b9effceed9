"""A plan says what is to be done, does exactly that when it is applied, and the next one is empty."""

from __future__ import annotations

from typing import Any

import pytest

from ditio_async import Action, PlanRefusedError, reconcile
from ditio_async._reconcile.planner import _refusal

from .subjects import LEAVERS, SUBJECTS, Site, Subject, with_each


def away(subject: Subject) -> dict[str, Any]:
    """The arguments that ask for it."""
    more = {"end": {"end_date": "2026-06-30"}, "cancel": {"before": [f"X-{number}" for number in range(5)]}}
    return {"missing": subject.away, **more.get(subject.away, {})}


@with_each(*SUBJECTS.values())
async def test_what_is_missing_is_created_what_differs_is_changed_and_the_rest_is_left_alone(
    site: Site, subject: Subject
) -> None:
    await subject.there(site, subject.rows(site, 0, 1))
    desired = subject.rows(site, 0, 1, 2)
    desired[1] |= subject.change[0]
    plan = await subject.plan(site, desired)
    assert [entry.action for entry in plan.entries] == ["unchanged", "update", "create"]
    assert [entry.index for entry in plan.entries] == [0, 1, 2]
    assert plan.counts == {"create": 1, "update": 1, "unchanged": 1}
    assert site.written == [], "a plan writes nothing"
    applied = await plan.apply(concurrency=1)
    assert (applied.done, applied.complete) == ({Action.UPDATE: 1, Action.CREATE: 1}, True)
    bodies = [(method, item) for method, body in site.written for item in (body if isinstance(body, list) else [body])]
    changes = subject.change[1]
    (_, changed), (_, created) = bodies
    assert created[subject.key[1]] == desired[2][subject.key[0]]
    assert site.writes[0].method == subject.update
    if subject.whole:
        assert changed.items() >= changes.items()
        assert changed[subject.key[1]] == desired[1][subject.key[0]]
    else:
        assert changed == changes, "only what differs"
    site.sandbox.clear_requests()
    again = await subject.plan(site, desired)
    assert again.empty
    assert again.counts == {"unchanged": 3}
    assert (await again.apply()).done == {}
    assert site.written == []


@with_each(*LEAVERS)
async def test_what_is_not_desired_is_left_alone_unless_it_is_asked_for(site: Site, leaver: Subject) -> None:
    await leaver.there(site, leaver.rows(site, 0, 1, 2, 3, 4))
    plan = await leaver.plan(site, leaver.rows(site, 0, 1, 2, 3))
    assert plan.empty
    plan = await leaver.plan(site, leaver.rows(site, 0, 1, 2, 3), **away(leaver))
    assert [(entry.action, entry.key[-1]) for entry in plan.changes] == [(leaver.away, "X-4")]
    assert plan.changes[0].index is None
    applied = await plan.apply()
    assert applied.done == {Action(leaver.away): 1}
    assert site.written == [leaver.leaving]
    again = await leaver.plan(site, leaver.rows(site, 0, 1, 2, 3), **away(leaver))
    assert again.empty, "and is not put away again"


@with_each(*LEAVERS)
async def test_what_was_put_away_is_taken_back_when_it_is_desired_again(site: Site, leaver: Subject) -> None:
    await leaver.there(site, leaver.rows(site, 0, 1))
    await (await leaver.plan(site, leaver.rows(site, 0), at_most=0.5, **away(leaver))).apply()
    desired = leaver.rows(site, 0, 1)
    if leaver.name == "employees":
        desired[1]["employment"].end_date = None
    plan = await leaver.plan(site, desired, **away(leaver))
    assert len(plan.changes) == 1
    await plan.apply()
    assert (await leaver.plan(site, desired, **away(leaver))).empty


@with_each(*LEAVERS)
async def test_a_plan_that_takes_away_too_much_is_refused_and_does_nothing(site: Site, leaver: Subject) -> None:
    await leaver.there(site, leaver.rows(site, 0, 1, 2, 3, 4))
    desired = [*leaver.rows(site, 0, 1, 2), *leaver.rows(site, 9)]
    plan = await leaver.plan(site, desired, **away(leaver))
    assert plan.refusal is not None
    assert "2 of 5" in plan.refusal
    for _ in range(2):
        with pytest.raises(PlanRefusedError, match=r"at_most=0\.40"):
            await plan.apply()
    assert site.written == [], "nothing of it, the new one neither"
    allowed = await leaver.plan(site, desired, at_most=0.4, **away(leaver))
    assert (await allowed.apply()).done == {Action(leaver.away): 2, Action.CREATE: 1}


@with_each(*LEAVERS)
async def test_desiring_nothing_is_refused(site: Site, leaver: Subject) -> None:
    await leaver.there(site, leaver.rows(site, 0, 1))
    plan = await leaver.plan(site, [], **away(leaver))
    if leaver.name == "work_orders":
        assert plan.empty, "no project is named"
        return
    with pytest.raises(PlanRefusedError, match="2 of 2"):
        await plan.apply()
    assert (await leaver.plan(site, [])).empty
    allowed = await leaver.plan(site, [], at_most=1, **away(leaver))
    assert (await allowed.apply()).done == {Action(leaver.away): 2}


async def test_a_refusal_names_a_share_that_is_enough(site: Site) -> None:
    projects = SUBJECTS["projects"]
    for there, gone in ((3, 1), (7, 3), (9, 4)):
        await projects.there(site, projects.rows(site, *range(there)))
        desired = projects.rows(site, *range(there - gone))
        plan = await projects.plan(site, desired, missing="deactivate")
        assert plan.refusal is not None
        share = float(plan.refusal.partition("at_most=")[2].partition(" ")[0])
        assert (await projects.plan(site, desired, missing="deactivate", at_most=share)).refusal is None


def test_a_share_is_compared_as_it_is_written() -> None:
    """29 of 100 are 0.29 of them, although 0.29 * 100 is less than 29 to a computer."""
    assert _refusal(Action.DEACTIVATE, 29, 100, 0.29) is None
    assert _refusal(Action.DEACTIVATE, 30, 100, 0.29) is not None
    assert _refusal(Action.DEACTIVATE, 20, 100, 0.2) is None


async def test_two_with_one_key_are_a_conflict_and_nothing_is_done_about_them(site: Site) -> None:
    for name in ("Bru", "Bru"):
        made = await site.ditio.projects.create(project_number=f"X-{name}-{len(site.writes)}", name=name)
        await site.ditio.projects.update(made.id, external_project_number="E-1")
    await site.ditio.projects.create(project_number="X-2", external_project_number="E-2", name="Vei")
    site.sandbox.clear_requests()
    desired = [
        {"project_number": "X-1", "external_project_number": "E-1", "name": "Ny bru"},
        {"project_number": "X-2", "external_project_number": "E-2", "name": "Ny vei"},
    ]
    plan = await reconcile(site.ditio.projects, desired, key="external_project_number")
    (conflict,) = plan.conflicts
    assert (conflict.index, conflict.action) == (0, "conflict")
    assert conflict.reason.startswith("2 of them are there: ")
    assert not plan.empty
    applied = await plan.apply()
    assert (applied.done, applied.conflicts, applied.complete) == ({Action.UPDATE: 1}, [conflict], False)
    assert site.written == [("PATCH", {"name": "Ny vei"})]


async def test_a_conflict_is_not_put_away(site: Site) -> None:
    for number in ("X-1", "X-2"):
        await site.ditio.projects.create(project_number=number, external_project_number="E-1", active=True)
    desired = [{"project_number": "X-1", "external_project_number": "E-1"}]
    mine = lambda have: have.project_number.startswith("X-")  # noqa: E731
    plan = await reconcile(
        site.ditio.projects, desired, key="external_project_number", missing="deactivate", among=mine
    )
    assert [entry.action for entry in plan.entries] == ["conflict"]


@pytest.mark.parametrize("name", ["projects", "machines"])
async def test_one_number_in_two_companies_is_no_conflict(site: Site, name: str) -> None:
    subject = SUBJECTS[name]
    own = site.sandbox.company_id
    other = next(one.company_id for one in await site.ditio.projects.list() if one.company_id != own)
    rows = [{**subject.row(site, 0), "company_id": company} for company in (own, other)]
    await subject.there(site, rows)
    rows[1]["name"] = "Datter"
    plan = await subject.plan(site, rows)
    assert [entry.action for entry in plan.entries] == ["unchanged", "update"]
    await plan.apply()
    assert (await subject.plan(site, rows)).empty
    leaving = await subject.plan(site, [], missing="deactivate", at_most=1)
    assert [entry.have.company_id for entry in leaving.changes] == [own], "nobody asked about the other company"


async def test_equipment_is_found_again(site: Site) -> None:
    rows = [{"machine_number": "X-1", "is_equipment": True, "name": "Skuffe"}]
    await (await reconcile(site.ditio.machines, rows)).apply()
    assert (await reconcile(site.ditio.machines, rows)).empty


async def test_a_plan_is_applied_once(site: Site) -> None:
    projects = SUBJECTS["projects"]
    plan = await projects.plan(site, projects.rows(site, 0))
    await plan.apply()
    with pytest.raises(RuntimeError, match="applied before"):
        await plan.apply()
    assert len(site.written) == 1


@with_each(*SUBJECTS.values())
async def test_each_result_is_told_as_it_comes(site: Site, subject: Subject) -> None:
    told: list[object] = []
    plan = await subject.plan(site, subject.rows(site, 0, 1))
    await plan.apply(on_result=lambda result: told.append((result.item.action, result.outcome)))
    assert told == [("create", "done")] * 2


async def test_what_fails_is_told_and_the_next_plan_has_it(site: Site) -> None:
    machines = SUBJECTS["machines"]
    desired = machines.rows(site, 0, 1, 2)
    desired[1]["type_id"] = "none"
    site.sandbox.fault(path="*/machines", method="POST", drop="after", skip=2)
    applied = await (await machines.plan(site, desired)).apply(concurrency=1)
    assert [(one.item.index, one.outcome) for one in applied.failed] == [(1, "failed")]
    assert [(one.item.index, one.outcome) for one in applied.unknown] == [(2, "unknown")]
    assert (applied.done, applied.complete) == ({Action.CREATE: 1}, False)
    again = await machines.plan(site, desired)
    assert [entry.action for entry in again.entries] == ["unchanged", "create", "unchanged"]


async def test_only_companies_that_are_named_are_put_away_from(site: Site) -> None:
    there = await site.ditio.projects.list()
    own = site.ditio.company_id
    below = [project for project in there if project.company_id != own]
    desired = [{"project_number": below[0].project_number, "company_id": below[0].company_id}]
    plan = await reconcile(site.ditio.projects, desired, missing="deactivate")
    put_away = [entry.have.company_id for entry in plan.changes if entry.have is not None]
    assert len(put_away) == len(below) - 1
    assert own not in put_away
