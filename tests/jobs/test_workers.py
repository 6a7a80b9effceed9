"""Workers on many machines, some of which burn down: every stream is complete, and every watermark true."""

from __future__ import annotations

import asyncio
import os
import random
from contextlib import ExitStack
from pathlib import Path

import msgspec
import pytest

from ditio_async import DitioSession
from ditio_async.mirror._state import State
from ditio_async.mirror.jobs import Jobs
from ditio_async.sandbox import DitioSandbox
from ditio_async.tenants import Tenants

from .common import ask, nothing_is_left, until
from .fleet import Fleet, repeated

STREAMS = {
    "time_registrations": "/time-registrations",
    "checklist_registrations": "/checklist-registrations",
    "projects": "/project",
    "users": "/user",
}
LONG = "time_registrations"
SLACK = 1.5
"""Dates in HTTP are in whole seconds, and servers may keep one for a moment."""


async def test_one_of_three_workers_is_killed_in_the_middle_of_a_stream(database: str, tmp_path: Path) -> None:
    with DitioSandbox(records=1200, seed=1) as a, DitioSandbox(records=1200, seed=2) as b:
        sandboxes = {"a": a, "b": b}
        fleet = Fleet(database, tmp_path, sandboxes, *STREAMS)
        for sandbox in sandboxes.values():
            sandbox.fault(path="*/time-registrations", latency=0.06, times=None)
        async with Jobs(database, Tenants.load(fleet.tenants)) as jobs:
            for name in sandboxes:
                await jobs.defer(name)
        with fleet.running(3):
            await until(lambda: _is_in_the_middle(database, "a"))
            (victim,) = [worker for worker in fleet.workers if worker.does("a", LONG)]
            died = fleet.kill(victim)
            begun = (await _state(database, "a", LONG)).position
            assert begun is not None
            await until(lambda: nothing_is_left(database))
        for name, sandbox in sandboxes.items():
            await _check(database, name, sandbox)
        assert (await _state(database, "a", LONG)).watermark == begun.began
        later = [r.at for r in a.requests if r.path.endswith("/time-registrations") and r.at > died + 0.1]
        assert min(later) >= died + 0.4, "nobody went on before it was taken for dead"
        for sandbox in sandboxes.values():
            assert repeated(sandbox, STREAMS[LONG]) <= 3, "what was being written, fetched ahead, and asked for"
        assert "MirrorLockedError" not in fleet.logged()
        await _no_secret_is_told(database, fleet)


@pytest.mark.long
@pytest.mark.timeout(600)
async def test_twenty_deaths_at_random_moments_change_nothing(database: str, tmp_path: Path) -> None:
    dice = random.Random(int(os.environ.get("SEED", "7")))
    with ExitStack() as stack:
        names = [f"tenant_{number}" for number in range(3)]
        sandboxes = {
            name: stack.enter_context(DitioSandbox(records=4000, seed=seed)) for seed, name in enumerate(names)
        }
        for sandbox in sandboxes.values():
            sandbox.fault(path="/reporting/*", latency=0.15, times=None)
        fleet = Fleet(database, tmp_path, sandboxes, *STREAMS)
        async with Jobs(database, Tenants.load(fleet.tenants)) as jobs:
            with fleet.running(4):
                for _ in range(20):
                    for name in names:
                        await jobs.defer(name)
                    await asyncio.sleep(dice.uniform(0.2, 2.5))
                    fleet.kill(dice.choice(fleet.workers))
                    fleet.start()
                for sandbox in sandboxes.values():
                    sandbox.clear_faults()
                await until(lambda: nothing_is_left(database), patience=300)
        for name, sandbox in sandboxes.items():
            await _check(database, name, sandbox)
        await _no_secret_is_told(database, fleet)


async def _check(database: str, name: str, sandbox: DitioSandbox) -> None:
    """Every stream of a tenant holds what the source holds, and its watermark is the time of its run's first page."""
    async with DitioSession(**sandbox.credentials) as ditio:
        for stream, path in STREAMS.items():
            firsts = [
                request.at
                for request in sandbox.requests
                if request.path.endswith(path) and request.status == 200 and "ContinuationToken" not in request.query
            ]
            state = await _state(database, name, stream)
            assert state.position is None
            assert state.watermark is not None
            assert -0.01 <= firsts[-1] - state.watermark.timestamp() <= SLACK, stream
            source = [row.id async for row in getattr(ditio.reporting, stream)()]
            there = await ask(database, f"SELECT id FROM {name}.{stream} WHERE NOT is_deleted")
            assert sorted(id for (id,) in there) == sorted(source) != []


async def _state(database: str, name: str, stream: str) -> State:
    ((text,),) = await ask(database, f"SELECT state FROM {name}.mirror_state WHERE stream = $1", stream)
    return msgspec.json.decode(text, type=State)


async def _is_in_the_middle(database: str, name: str) -> bool:
    there = f"SELECT FROM information_schema.tables WHERE table_schema = '{name}' AND table_name = 'mirror_state'"
    if not await ask(database, there):
        return False
    begun = await ask(database, f"SELECT state FROM {name}.mirror_state WHERE stream = $1", LONG)
    states = [msgspec.json.decode(text, type=State) for (text,) in begun]
    return any(state.position is not None and state.position.pages >= 3 for state in states)


async def _no_secret_is_told(database: str, fleet: Fleet) -> None:
    """Neither to the queue, in any of its columns, nor to the logs."""
    tables = await ask(database, "SELECT tablename FROM pg_tables WHERE schemaname = 'ditio_jobs'")
    dumped = [await ask(database, f"SELECT row_to_json(t)::text FROM ditio_jobs.{table} AS t") for (table,) in tables]
    logged = fleet.logged()
    for secret in fleet.secrets.values():
        assert secret not in f"{dumped}"
        assert secret not in logged
