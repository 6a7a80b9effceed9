"""A bulk write that is left early: it says what is certain of each item, and nothing is left running."""

from __future__ import annotations

import asyncio
import itertools

import pytest

from ditio_async import (
    DitioSession,
    Limits,
    bulk,
)
from ditio_async.sandbox import DitioSandbox

from ..support.stepping import Moment, cancelled_at_every_await
from .common import PROJECTS, PROMPT, TASKS, Source, arrived, indices, until


@pytest.mark.parametrize("how", ["break", "error", "cancellation"])
async def test_left_early_it_says_what_is_certain_of_each_item(sandbox: DitioSandbox, how: str) -> None:
    source = Source(itertools.count())
    async with DitioSession(**sandbox.credentials, limits=Limits(concurrency=2), **PROMPT) as ditio:
        project = (await ditio.projects.create(project_number="P-1")).id
        hung = sandbox.fault(path=TASKS, method="POST", skip=5, latency=3600, times=None)
        found = []

        async def create(item: int) -> object:
            return await ditio.work_orders.create(project_id=project, external_id=str(item))

        async def run() -> None:
            async with bulk(create, source(), concurrency=4) as results:
                runs.append(results)
                async for result in results:
                    found.append(result)
                    if len(found) < 5:
                        continue
                    await until(lambda: hung.hits == 2)
                    if how == "error":
                        raise LookupError
                    if how == "cancellation":
                        task.cancel()
                        await asyncio.sleep(3600)
                    break

        runs: list[object] = []
        task = asyncio.create_task(run())
        (end,) = await asyncio.gather(task, return_exceptions=True)
        wanted = {"break": type(None), "error": LookupError, "cancellation": asyncio.CancelledError}
        assert type(end) is wanted[how]
        results = runs[0]
        assert sorted([*indices(found), *indices(results.unfinished)]) == source.taken
        sure = {r.item: r.outcome for r in results.unfinished}
        came = arrived(sandbox, "externalId")
        assert sorted(sure.values()).count("unknown") == 2, "those that were on the wire"
        assert not {str(item) for item, outcome in sure.items() if outcome == "not sent"} & came.keys()
        assert source.closed
        sandbox.clear_faults()
        await asyncio.gather(*(ditio.with_options(timeout=5).projects.list() for _ in range(2)))


async def test_what_was_done_and_not_handed_out_is_among_what_is_unfinished(ditio: DitioSession) -> None:
    async with bulk(lambda n: ditio.projects.create(project_number=n), ["P-1", "P-2"], concurrency=1) as results:
        await anext(results)
        await until(lambda: bool(results._known))
    (result,) = results.unfinished
    assert (result.item, result.outcome, result.attempts) == ("P-2", "done", 1)
    assert result.unwrap().project_number == "P-2"


@pytest.mark.parametrize("moment", ["waiting", "woken"])
@pytest.mark.parametrize("leaving", ["at its end", "by break"])
async def test_cancelled_at_any_await_it_forgets_nothing(sandbox: DitioSandbox, moment: Moment, leaving: str) -> None:
    async with DitioSession(**sandbox.credentials, limits=Limits(concurrency=1), **PROMPT) as ditio:
        project = (await ditio.projects.create(project_number="P-1")).id
        names = itertools.count()
        now: list[tuple[Source, list[object], list[object]]] = []

        async def create(item: int) -> object:
            return await ditio.work_orders.create(project_id=project, external_id=str(item))

        async def work() -> None:
            source, found = Source([next(names) for _ in range(5)]), []
            async with bulk(create, source(), concurrency=2) as results:
                now[:] = [(source, found, results.unfinished)]
                async for result in results:
                    found.append(result)
                    if leaving == "by break" and len(found) == 2:
                        break

        steps = 0
        async for _ in cancelled_at_every_await(work, moment):
            steps += 1
            if not now:
                continue
            ((source, found, unfinished),) = now
            told = [result.item for result in (*found, *unfinished)]
            assert sorted(told) == source.taken, "each that was taken in is told, and once"
            assert source.closed or not source.taken
            assert not ditio._wire._session.connector._acquired
            await ditio.with_options(timeout=5).projects.get(project)
            came = arrived(sandbox, "externalId")
            assert not {str(r.item) for r in unfinished if r.outcome == "not sent"} & came.keys()
            assert {str(r.item) for r in found} <= came.keys()
        assert steps


async def test_cancelled_while_it_is_left_it_still_waits_for_what_is_under_way(
    sandbox: DitioSandbox, ditio: DitioSession
) -> None:
    fault = sandbox.fault(path=PROJECTS, method="POST", latency=3600)
    ending, ended = asyncio.Event(), asyncio.Event()
    runs = []

    async def create(number: str) -> None:
        try:
            await ditio.projects.create(project_number=number)
        finally:
            ending.set()
            for _ in range(10):
                await asyncio.sleep(0)
            ended.set()

    async def leave() -> None:
        async with bulk(create, ["P-1"]) as results:
            runs.append(results)
            await until(lambda: fault.hits == 1)

    task = asyncio.create_task(leave())
    await ending.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ended.is_set()
    assert [result.outcome for result in runs[0].unfinished] == ["unknown"]


async def test_a_bulk_write_inside_of_another_counts_for_its_items(ditio: DitioSession) -> None:
    begun = asyncio.Event()

    async def many(name: str) -> None:
        await bulk(lambda n: ditio.projects.create(project_number=f"{name}-{n}"), range(3)).report()
        begun.set()
        await asyncio.Event().wait()

    async with bulk(many, ["P"]) as results:
        await begun.wait()
    (result,) = results.unfinished
    assert (result.outcome, result.attempts) == ("unknown", 3)
