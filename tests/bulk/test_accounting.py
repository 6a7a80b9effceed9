"""Many writes over a network that breaks: every item is accounted for, and what is told is so on the server."""

from __future__ import annotations

import pytest

from ditio_async import DitioSession, RetryPolicy, bulk
from ditio_async.sandbox import DitioSandbox

from .common import PROMPT, TASKS, arrived


async def creates_that_break(count: int, share: float) -> None:
    """Create work orders with some requests cut before the server acts, and some after, and compare."""
    async with DitioSandbox(records=0) as sandbox, DitioSession(**sandbox.credentials, **PROMPT) as ditio:
        project = (await ditio.projects.create(project_number="P-1")).id
        before = sandbox.fault(path=TASKS, method="POST", drop="before", probability=share, times=None)
        after = sandbox.fault(path=TASKS, method="POST", drop="after", probability=share, times=None)
        names = [f"W-{number}" for number in range(count)]
        report = await bulk(
            lambda name: ditio.work_orders.create(project_id=project, external_id=name), names, concurrency=8
        ).report()
        sandbox.clear_faults()
        there = [order.external_id for order in await ditio.work_orders.list_for_project(project)]
        unsure = {result.item for result in report.unknown}
        assert before.hits, "some were cut before"
        assert after.hits, "some were cut after"
        assert len(unsure) == before.hits + after.hits, "and of nothing else the outcome is unknown"
        assert len(there) == len(set(there)), "none is there twice"
        assert report.done + len(report.failed) + len(report.unknown) == count, "none is lost"
        told = {result.item for result in (*report.failed, *report.unknown)}
        assert {name for name in names if name not in told} <= set(there), "what is done is there"
        assert not {result.item for result in report.failed} & set(there), "what failed is not"
        assert set(there) - {name for name in names if name not in told} <= unsure, "what is there besides is unknown"
        assert len(set(there) & unsure) == after.hits


async def test_of_creates_that_break_none_is_lost_and_none_is_done_twice() -> None:
    await creates_that_break(300, 0.03)


@pytest.mark.long
@pytest.mark.timeout(600)
async def test_of_ten_thousand_creates_that_break_none_is_lost_and_none_is_done_twice() -> None:
    await creates_that_break(10_000, 0.02)


async def test_a_create_that_must_not_be_repeated_is_on_the_wire_once(
    sandbox: DitioSandbox, ditio: DitioSession, project: str
) -> None:
    sandbox.fault(path=TASKS, method="POST", status=502, handle=True, probability=0.2, times=None)
    names = [f"W-{number}" for number in range(40)]
    report = await bulk(lambda name: ditio.work_orders.create(project_id=project, external_id=name), names).report()
    assert report.unknown
    assert arrived(sandbox, "externalId") == dict.fromkeys(names, 1)
    assert {result.attempts for result in report.unknown} == {1}


@pytest.mark.parametrize("kind", ["create", "replace", "update"])
async def test_writes_that_may_be_repeated_are_all_done(sandbox: DitioSandbox, ditio: DitioSession, kind: str) -> None:
    path = "/core/api/v4/integration/projects*"
    numbers = [f"P-{number}" for number in range(30)]
    ids = [] if kind == "create" else [(await ditio.projects.create(project_number=n)).id for n in numbers]
    before = sandbox.fault(path=path, drop="before", probability=0.06, times=None)
    after = sandbox.fault(path=path, drop="after", probability=0.06, times=None)

    async def write(index: int) -> None:
        if kind == "create":
            await ditio.projects.create(project_number=numbers[index], name="Ny")
        elif kind == "replace":
            await ditio.projects.replace(ids[index], project_number=numbers[index], name="Ny")
        else:
            await ditio.projects.update(ids[index], name="Ny")

    attempts = 0
    async with bulk(write, range(30)) as results:
        async for result in results:
            assert result.outcome == "done", result.error
            attempts += result.attempts
    sandbox.clear_faults()
    assert before.hits
    assert after.hits
    assert attempts == 30 + before.hits + after.hits
    there = [one.name for one in await ditio.projects.list() if one.project_number in numbers]
    assert there == ["Ny"] * 30
    assert results.counts.done == 30


async def test_an_outage_ends_nothing_and_every_item_is_told(sandbox: DitioSandbox) -> None:
    policy = RetryPolicy(budget=100)
    async with DitioSession(**sandbox.credentials, clock=PROMPT["clock"], retry=policy) as ditio:
        sandbox.fault(path="/core/*", status=500, times=None)
        report = await bulk(lambda n: ditio.projects.create(project_number=n), [f"P-{n}" for n in range(40)]).report()
        sandbox.clear_faults()
        assert len(report.unknown) == 40
        assert len(sandbox.requests) < 1 + 40 + 100 // 14 + 1, "an empty budget sends each of them once"
        assert not [p for p in await ditio.projects.list() if (p.project_number or "").startswith("P-")]
