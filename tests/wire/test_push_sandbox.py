"""States of excavators are pushed to a sandbox where much goes wrong."""

from __future__ import annotations

import random
from typing import Any

import pytest

from ditio_async import AuthenticationError, CredentialsError, DitioSession, ExcavatorState, RequestError, RetryPolicy
from ditio_async.sandbox import DitioSandbox

from .common import LONGEST_PAUSES
from .pushes import state

FAULTS: list[dict[str, Any]] = [
    {"path": "*/import", "drop": "before"},
    {"path": "*/import", "drop": "after"},
    {"path": "*/import", "status": 500},
    {"path": "*/import", "status": 502, "handle": True},
    {"path": "*/import", "status": 503, "retry_after": 3},
    {"path": "*/import", "status": 503, "handle": True},
    {"path": "*/import", "status": 429},
    {"path": "*/import", "cut_body": True},
    {"path": "*/import", "latency": 20},
    {"path": "*/latest-timestamp/*", "status": 500},
    {"path": "*/latest-timestamp/*", "drop": "after"},
    {"path": "*/latest-timestamp/*", "truncate_json": True},
    {"path": "/identity/*", "status": 503},
]


def given(sandbox: DitioSandbox) -> list[ExcavatorState]:
    """Of three projects in two companies."""
    projects = [*sandbox._state.world.projects.values()]
    companies = [company.id for company in sandbox._state.world.companies[:2]]
    places = [(project.id, str(project.fields["companyId"])) for project in projects]
    mine = [place for place in places if place[1] == companies[0]][:2]
    mine += [place for place in places if place[1] == companies[1]][:1]
    machine = sandbox._state.machines()[0].id
    return [
        state(number // 3, project=mine[number % 3][0], company_id=mine[number % 3][1], machine=machine)
        for number in range(60)
    ]


def arrived(sandbox: DitioSandbox) -> list[tuple[str, str]]:
    return [(str(state["projectId"]), str(state["endTime"])[:19]) for state in sandbox.excavator_states]


async def test_in_the_end_all_is_there_once_and_in_order() -> None:
    chance = random.Random(7)
    async with DitioSandbox(records=0) as sandbox:
        retry = RetryPolicy(budget=10_000)
        async with DitioSession(**sandbox.credentials, clock=LONGEST_PAUSES, retry=retry) as ditio:
            states = given(sandbox)
            for fault in FAULTS:
                sandbox.fault(**fault, skip=chance.randrange(4))
            rounds = 0
            while rounds < 9:
                rounds += 1
                sandbox.expire_tokens()
                try:
                    report = await ditio.mass_transport.excavator_states.push(states, chunk=4)
                except RequestError:
                    continue
                break
            assert report.skipped + report.sent == 60
        there = arrived(sandbox)
    assert [(one.project_id, f"{one.end_time:%Y-%m-%dT%H:%M:%S}") for one in sorted(states, key=place)] == sorted(there)
    assert len({*there}) == 60


def place(one: ExcavatorState) -> tuple[str, str]:
    return one.project_id, str(one.end_time)


async def test_a_client_that_is_disabled_ends_it_and_nothing_is_lost() -> None:
    async with DitioSandbox(records=0) as sandbox:
        states = given(sandbox)

        def told(_: object) -> None:
            sandbox.enable_client(len(sandbox.excavator_states) < 10)

        async with DitioSession(**sandbox.credentials) as ditio:
            with pytest.raises((AuthenticationError, CredentialsError)):
                await ditio.mass_transport.excavator_states.push(states, chunk=4, on_pushed=told)
        assert 10 <= len(sandbox.excavator_states) < 20
        sandbox.enable_client()
        async with DitioSession(**sandbox.credentials) as ditio:
            await ditio.mass_transport.excavator_states.push(states, chunk=4)
        assert len(arrived(sandbox)) == len({*arrived(sandbox)}) == 60
