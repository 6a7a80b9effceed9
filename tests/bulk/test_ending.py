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
    SessionClosedError,
    bulk,
)
from ditio_async.sandbox import DitioSandbox

from ..support.faults import FaultServer, json_answer, session
from .common import PROMPT, TASKS, Source, arrived, indices, until


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
