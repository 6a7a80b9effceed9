"""A plan as people and as programs read it."""

from __future__ import annotations

import json

from ditio_async import DitioSession, NewEmployment, reconcile

from ..support.faults import COMPANY, FaultServer, json_answer
from .subjects import SUBJECTS, Site

PROJECTS = SUBJECTS["projects"]


async def test_a_table_has_a_line_for_each_field(site: Site) -> None:
    await PROJECTS.there(site, PROJECTS.rows(site, 0, 1, 2))
    desired = [
        {"project_number": "X-0", "name": "Ny bru", "estimated_hour_qty": 7.5},
        {"project_number": "X-1", "name": "Bru"},
        {"project_number": "X-9", "name": "Vei", "active": True},
    ]
    plan = await PROJECTS.plan(site, desired, missing="deactivate", at_most=1)
    assert str(plan).splitlines() == [
        "action      project_number  field               before  after",
        "update      X-0             name                Bru     Ny bru",
        "                            estimated_hour_qty          7.5",
        "create      X-9             name                        Vei",
        "                            active                      True",
        "                            project_number              X-9",
        "deactivate  X-2             active              True    False",
        "1 create, 1 update, 1 deactivate, 1 unchanged",
    ]
    assert repr(plan) == "<Plan of projects: 1 create, 1 update, 1 deactivate, 1 unchanged>"


async def test_a_plan_of_nothing_says_so(site: Site) -> None:
    assert str(await PROJECTS.plan(site, [])) == "nothing is there or desired"
    await PROJECTS.there(site, PROJECTS.rows(site, 0))
    assert str(await PROJECTS.plan(site, PROJECTS.rows(site, 0))) == "1 unchanged"


async def test_names_from_elsewhere_do_not_break_the_table(server: FaultServer, prompt: DitioSession) -> None:
    odd = "X\n\x1b[31m\x9b2J\u202e\tX\x00\r" + "x" * 5000
    shown = {"companyId": COMPANY, "name": odd, "active": True}
    there = [{**shown, "id": "p1", "projectNumber": "X-1"}, {**shown, "id": "p2", "projectNumber": odd}]
    server.script(json_answer(there))
    desired = [{"project_number": "X-1", "name": "Bru"}, {"project_number": f"{odd}2", "name": odd}]
    plan = await reconcile(prompt.projects, desired, missing="deactivate", at_most=1)
    table = plan.table()
    lines = table.splitlines()
    assert len(lines) == 1 + 4 + 1
    assert all(line.isprintable() for line in lines)
    assert max(map(len, lines)) < 300
    assert [line.split()[0] for line in lines[1:]] == ["update", "create", "project_number", "deactivate", "1"]


async def test_programs_get_what_people_see(site: Site) -> None:
    await PROJECTS.there(site, PROJECTS.rows(site, 0, 1))
    made = await site.ditio.projects.get_by_number("X-0")
    desired = [{"project_number": "X-0", "start_date": "2026-02-01"}, {"project_number": "X-9", "name": "Vei\n"}]
    plan = await PROJECTS.plan(site, desired, missing="deactivate")
    shown = json.loads(plan.json())
    assert shown.keys() == {"resource", "counts", "refusal", "entries"}
    assert (shown["resource"], shown["counts"]) == ("projects", {"create": 1, "update": 1, "deactivate": 1})
    assert "1 of 2" in shown["refusal"]
    assert shown["entries"][0] == {
        "action": "update",
        "key": {"project_number": "X-0"},
        "index": 0,
        "id": made.id,
        "fields": {"start_date": {"before": "2026-01-31T00:00:00", "after": "2026-02-01"}},
        "reason": None,
    }
    assert shown["entries"][1]["fields"]["name"] == {"before": None, "after": "Vei\n"}
    assert (shown["entries"][1]["id"], shown["entries"][2]["index"]) == (None, None)


async def test_every_resource_can_be_shown(site: Site) -> None:
    for subject in SUBJECTS.values():
        desired = subject.rows(site, 0, 1)
        if subject.name == "employees":
            desired[1]["employment"] = NewEmployment(start_date="2026-02-01", payroll=1)
        plan = await subject.plan(site, desired)
        shown = json.loads(plan.json())
        assert [entry["action"] for entry in shown["entries"]] == ["create", "create"]
        for entry in plan.entries:
            assert entry.fields.keys() <= {*" ".join(plan.table().split()).split()}
