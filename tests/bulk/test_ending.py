"""A bulk write that ends before its items do: nothing is forgotten, and nothing is left running."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator

import pytest

from ditio_async import (
    CredentialsError,
    DitioSession,
    Limits,
    SessionClosedError,
    bulk,
)
from ditio_async.sandbox import DitioSandbox

from ..support.faults import FaultServer, json_answer, session
from ..support.stepping import Moment, cancelled_at_every_await
from .common import PROJECTS, PROMPT, TASKS, Source, arrived, indices, until


async def slowly(item: int) -> int:
    for _ in range(item % 5):
        await asyncio.sleep(0)
    return item


@pytest.mark.parametrize("ordered", [False, True])
async def test_stop_finishes_what_was_taken_in_and_no_more(ordered: bool) -> None:
    source = Source(itertools.count())
    found = []
    async with bulk(slowly, source(), concurrency=3, ordered=ordered) as results:
        async for result in results:
            found.append(result)
            if len(found) == 10:
                results.stop()
                results.stop()
    assert sorted(indices(found)) == source.taken
    assert len(found) <= 10 + 6
    assert (results.unfinished, source.closed) == ([], True)


async def test_stop_before_the_first_item_ends_it_at_once() -> None:
    source = Source(itertools.count())
    async with asyncio.timeout(5), bulk(slowly, source()) as results:
        results.stop()
        found = [one async for one in results]
    assert sorted(indices(found)) == source.taken


async def test_stop_before_it_is_entered_takes_nothing_in() -> None:
    source = Source(range(10))
    results = bulk(slowly, source())
    results.stop()
    assert (await results.report()).done == 0
    assert source.taken == []


async def test_stop_while_the_source_waits_ends_it() -> None:
    async def endless() -> AsyncIterator[int]:
        yield 0
        await asyncio.Event().wait()

    async with asyncio.timeout(5), bulk(slowly, endless()) as results:
        assert (await anext(results)).item == 0
        results.stop()
        assert [one async for one in results] == []


async def test_a_source_that_takes_a_stop_for_something_else_is_not_asked_again() -> None:
    async def stubborn() -> AsyncIterator[int]:
        for item in itertools.count():
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.sleep(3600)
            yield item

    async with asyncio.timeout(5), bulk(slowly, stubborn()) as results:
        await asyncio.sleep(0)
        results.stop()
        assert len([one async for one in results]) <= 1


async def test_a_call_that_raises_what_is_no_error_of_ours_ends_it_when_the_others_are_done() -> None:
    gate = asyncio.Event()
    source = Source(itertools.count())

    async def call(item: int) -> int:
        if item == 2:
            gate.set()
            raise KeyError("of the caller's own")
        await gate.wait()
        await slowly(item)
        return item

    found = []
    async with bulk(call, source(), concurrency=4) as results:
        with pytest.raises(KeyError, match="own"):
            async for result in results:
                found.append(result)
        with pytest.raises(KeyError, match="own"):
            await anext(results)
    assert sorted([*indices(found), *indices(results.unfinished)]) == source.taken
    assert {r.item: r.outcome for r in found if r.outcome != "done"} == {2: "failed"}
    assert {r.outcome for r in results.unfinished} <= {"not sent"}
    assert source.closed


@pytest.mark.parametrize("ordered", [False, True])
async def test_alone_it_ends_just_so(ordered: bool) -> None:
    async def call(item: int) -> int:
        if item == 2:
            raise KeyError("of the caller's own")
        return item

    found = []
    async with asyncio.timeout(5), bulk(call, range(10), concurrency=1, ordered=ordered) as results:
        with pytest.raises(KeyError):
            async for result in results:
                found.append(result)
    assert [(r.index, r.outcome) for r in found] == [(0, "done"), (1, "done"), (2, "failed")]
    assert {r.outcome for r in results.unfinished} == {"not sent"}


async def test_a_key_error_after_a_write_leaves_the_item_unknown(ditio: DitioSession) -> None:
    async def call(number: str) -> None:
        await ditio.projects.create(project_number=number)
        raise KeyError

    async with bulk(call, ["P-1"]) as results:
        (result,) = [await anext(results)]
        with pytest.raises(KeyError):
            await anext(results)
    assert (result.outcome, result.attempts) == ("unknown", 1)


@pytest.mark.parametrize("concurrency", [1, 3])
async def test_a_call_that_is_cancelled_from_elsewhere_ends_it(concurrency: int) -> None:
    """What it waited for was cancelled, and nobody wanted to end the bulk write."""
    source = Source(itertools.count())

    async def call(item: int) -> int:
        if item == 2:
            other: asyncio.Future[int] = asyncio.get_running_loop().create_future()
            other.cancel()
            return await other
        return await slowly(item)

    found = []
    async with asyncio.timeout(5), bulk(call, source(), concurrency=concurrency) as results:
        with pytest.raises(RuntimeError, match="cancelled"):
            async for result in results:
                found.append(result)
    assert sorted([*indices(found), *indices(results.unfinished)]) == source.taken
    assert {r.item: r.outcome for r in results.unfinished}[2] == "not sent"


async def test_a_source_that_raises_ends_it_when_what_was_taken_in_is_done() -> None:
    async def broken() -> AsyncIterator[int]:
        for item in range(10):
            yield item
        raise OSError("the file ends here")

    found = []
    async with bulk(slowly, broken(), concurrency=3) as results:
        with pytest.raises(OSError, match="ends here"):
            async for result in results:
                found.append(result)
    assert sorted(indices(found)) == [*range(10)]
    assert results.unfinished == []


async def test_a_closed_session_ends_it_and_says_what_is_certain(sandbox: DitioSandbox) -> None:
    source = Source(itertools.count())
    async with DitioSession(**sandbox.credentials, **PROMPT) as ditio:
        project = (await ditio.projects.create(project_number="P-1")).id
        hung = sandbox.fault(path=TASKS, method="POST", skip=5, latency=3600, times=None)

        async def create(item: int) -> object:
            return await ditio.work_orders.create(project_id=project, external_id=str(item))

        found = []
        async with bulk(create, source(), concurrency=3) as results:
            with pytest.raises(SessionClosedError):
                async for result in results:
                    found.append(result)
                    if len(found) == 5:
                        await until(lambda: hung.hits == 3)
                        await ditio.aclose()
    assert sorted([*indices(found), *indices(results.unfinished)]) == source.taken
    outcomes = [result.outcome for result in (*found, *results.unfinished)]
    assert outcomes.count("done") == 5
    assert outcomes.count("unknown") == 3, "those that were under way"
    never = {str(r.item) for r in (*found, *results.unfinished) if r.outcome in {"failed", "not sent"}}
    assert not never & arrived(sandbox, "externalId").keys()


async def test_refused_credentials_end_it(server: FaultServer) -> None:
    server.identity(json_answer({"error": "invalid_client"}, 400))
    source = Source(itertools.count())

    async def create(item: int) -> object:
        return await ditio.projects.create(project_number=str(item))

    async with session(server, **PROMPT) as ditio, bulk(create, source(), concurrency=2) as results:
        with pytest.raises(CredentialsError):
            async for result in results:
                assert result.outcome == "failed"
    assert server.calls == []
    assert results.counts.failed + len(results.unfinished) == len(source.taken) <= 4
    assert {r.outcome for r in results.unfinished} <= {"not sent"}


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
