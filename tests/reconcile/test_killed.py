"""A process that is killed while it brings Ditio into line: the next plan has the rest, and nothing is there twice."""

from __future__ import annotations

import asyncio
import json
import os
import random
import sys
from collections import Counter

import pytest

from ditio_async import DitioSession, reconcile
from ditio_async.sandbox import DitioSandbox

from ..bulk.common import PROMPT, TASKS, until
from .subjects import Row

PROGRAM = """
import asyncio, json, sys
from ditio_async import DitioSession, reconcile

async def main():
    async with DitioSession() as ditio:
        plan = await reconcile(ditio.work_orders, json.loads(sys.argv[1]), missing="deactivate", at_most=1)
        await plan.apply(concurrency=4)

asyncio.run(main())
"""


def desired(project: str) -> list[Row]:
    ids = [f"{number:024x}" for number in range(1, 13)]
    tree = [
        {"external_id": f"N-{n}", "id": id, "active": True, "parent_activity_id": None if n < 3 else ids[n - 3]}
        for n, id in enumerate(ids)
    ]
    changed = [{"external_id": f"O-{n}", "name": "Ny", "active": True} for n in range(2)]
    return [{"project_id": project, **row} for row in (*tree, *changed)]


async def end_of(ditio: DitioSession, project: str) -> list[tuple[object, ...]]:
    """What is there, without ids that the server has made."""
    there = await ditio.work_orders.list_for_project(project)
    return sorted((one.external_id, one.name or "", one.active, one.parent_activity_id or "") for one in there)


async def killed_at(write: int) -> list[tuple[object, ...]]:
    """Kill a process when the server is at its write of this number; 0 lets it run through."""
    async with DitioSandbox(records=0) as sandbox, DitioSession(**sandbox.credentials, **PROMPT) as ditio:
        project = (await ditio.projects.create(project_number="P-1")).id
        for number in range(4):
            await ditio.work_orders.create(project_id=project, external_id=f"O-{number}", active=True)
        rows = desired(project)
        sandbox.clear_requests()
        slow = [sandbox.fault(path=f"{TASKS}*", method=m, latency=0.002, times=None) for m in ("POST", "PATCH")]
        program = [sys.executable, "-c", PROGRAM, json.dumps(rows)]
        process = await asyncio.create_subprocess_exec(*program, env={**os.environ, **sandbox.environ})
        if write:
            await until(lambda: sum(fault.hits for fault in slow) >= write)
            process.kill()
        assert (await process.wait() == 0) is (write == 0)
        await until(lambda: not sandbox._app._running)  # the server has done what it was at
        sandbox.clear_faults()
        plan = await reconcile(ditio.work_orders, rows, missing="deactivate", at_most=1)
        assert (len(plan.changes) == 0) is (write == 0), "something was left to do"
        assert (await plan.apply()).complete
        assert (await reconcile(ditio.work_orders, rows, missing="deactivate", at_most=1)).empty
        made = Counter(
            json.loads(r.body)["externalId"] for r in sandbox.requests if r.path == TASKS and r.status == 201
        )
        assert made == {f"N-{number}": 1 for number in range(12)}, "each was created once"
        return await end_of(ditio, project)


@pytest.fixture
def undisturbed() -> list[tuple[object, ...]]:
    """What is there when nobody is killed."""
    ids = [f"{number:024x}" for number in range(1, 13)]
    made = [(f"N-{n}", "", True, "" if n < 3 else ids[n - 3]) for n in range(12)]
    old = [("O-0", "Ny", True, ""), ("O-1", "Ny", True, ""), ("O-2", "", False, ""), ("O-3", "", False, "")]
    return sorted([*made, *old])


@pytest.mark.parametrize("write", [0, 1, 9])
async def test_killed_in_the_middle_it_ends_as_if_nothing_had_been(
    undisturbed: list[tuple[object, ...]], write: int
) -> None:
    assert await killed_at(write) == undisturbed


@pytest.mark.long
@pytest.mark.timeout(600)
async def test_killed_a_hundred_times_it_ends_as_if_nothing_had_been(undisturbed: list[tuple[object, ...]]) -> None:
    dice = random.Random(7)
    for _ in range(100):
        assert await killed_at(dice.randrange(1, 13)) == undisturbed
