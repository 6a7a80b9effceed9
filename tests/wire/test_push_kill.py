"""A program that pushes states is killed in the middle of a request, and begins from the beginning of its states."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import Any, Final, Literal

import pytest

from ditio_async.sandbox import DitioSandbox

from ..support.loops import REAL

ROOT: Final = Path(__file__).parent.parent.parent
COUNT: Final = 120
PUSHER: Final = f"""
import asyncio, sys
from ditio_async import DitioSession, ExcavatorState
from datetime import datetime, timedelta, timezone

def states(projects, machines):
    for number in range({COUNT}):
        end = datetime(2026, 3, 2, 8, tzinfo=timezone.utc) + timedelta(seconds=10 * number)
        start = end - timedelta(seconds=10)
        yield ExcavatorState(project_id=projects[number % 2], machine_id=machines[number % 3], state="Working",
                             start_time=start, end_time=end)

async def main(projects, machines):
    async with DitioSession.from_env() as ditio:
        await ditio.mass_transport.excavator_states.push(states(projects, machines), chunk=3, settle=0.05)

asyncio.run(main(sys.argv[1].split(","), sys.argv[2].split(",")))
"""

Point = Literal["before", "after"]


@pytest.fixture
def anyio_backend() -> object:
    return REAL  # a process does not wait for virtual time


async def pushed(sandbox: DitioSandbox) -> asyncio.subprocess.Process:
    world = sandbox._state.world
    projects = ",".join([id for id, p in world.projects.items() if p.fields["companyId"] == sandbox.company_id][:2])
    machines = ",".join(machine.id for machine in sandbox._state.machines()[:3])
    environment = {**os.environ, **sandbox.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error"}
    return await asyncio.create_subprocess_exec(sys.executable, "-c", PUSHER, projects, machines, env=environment)


async def killed(sandbox: DitioSandbox, number: int, point: Point) -> None:
    """Killed at its so-many-th import: before it is stored, or after that and before the answer."""
    fault = sandbox.fault(path="*/import", skip=number - 1, drop=point)
    process = await pushed(sandbox)
    while not fault.hits and process.returncode is None:  # noqa: ASYNC110  # a fault has no event
        await asyncio.sleep(0.001)
    assert process.returncode is None, "it came to an end before"
    process.kill()
    await process.wait()
    sandbox.clear_faults()


async def all_is_there_once(sandbox: DitioSandbox) -> None:
    process = await pushed(sandbox)
    assert await process.wait() == 0
    ends: dict[Any, list[Any]] = {}
    for state in sandbox.excavator_states:
        ends.setdefault(state["projectId"], []).append(state["endTime"])
    assert [len({*times}) for times in ends.values()] == [COUNT // 2] * 2
    assert len(sandbox.excavator_states) == COUNT
    assert all(times == sorted(times) for times in ends.values())


async def test_killed_and_started_again_it_sends_all_and_nothing_twice() -> None:
    async with DitioSandbox(records=0) as sandbox:
        await killed(sandbox, 3, "after")
        await all_is_there_once(sandbox)


@pytest.mark.long
@pytest.mark.parametrize("point", ["before", "after"])
@pytest.mark.timeout(300)
async def test_killed_fifty_times_it_sends_all_and_nothing_twice(point: Point) -> None:
    for first in range(1, 8):
        async with DitioSandbox(records=0) as sandbox:
            for number in (first, 3, 1, 4):
                await killed(sandbox, number, point)
            await all_is_there_once(sandbox)
