"""How items are taken in and results handed out, while all goes well."""

from __future__ import annotations

import asyncio
import itertools

import pytest

from ditio_async import ArgumentError, DitioSession, bulk
from ditio_async.sandbox import DitioSandbox

from .common import Source, indices


async def test_results_come_as_they_finish() -> None:
    gates = [asyncio.Event() for _ in range(3)]

    async def call(item: int) -> int:
        await gates[item].wait()
        return item * 10

    async with bulk(call, range(3)) as results:
        found = []
        for item in (2, 0, 1):
            gates[item].set()
            found.append(await anext(results))
        assert [(r.index, r.item, r.value, r.outcome) for r in found] == [
            (2, 2, 20, "done"),
            (0, 0, 0, "done"),
            (1, 1, 10, "done"),
        ]
        assert [one async for one in results] == []


async def test_results_come_in_order_if_that_is_asked() -> None:
    gates = [asyncio.Event() for _ in range(3)]

    async def call(item: int) -> int:
        await gates[item].wait()
        if item:
            gates[item - 1].set()
        return item

    gates[2].set()
    async with bulk(call, range(3), ordered=True) as results:
        assert indices([one async for one in results]) == [0, 1, 2]


@pytest.mark.parametrize("ordered", [False, True])
async def test_a_slow_first_item_does_not_let_results_pile_up(ordered: bool) -> None:
    source = Source(itertools.count())
    first, others = asyncio.Event(), 0

    async def call(item: int) -> int:
        nonlocal others
        if item == 0:
            await first.wait()
        others += 1
        return item

    async with bulk(call, source(), concurrency=4, ordered=ordered) as results:
        for _ in range(200):
            await asyncio.sleep(0)
        assert (len(source.taken), others) == (8, 7), "twice as many as are written side by side"
        first.set()
        assert sorted(indices([await anext(results) for _ in range(20)])) == [*range(20)]
        for _ in range(50):
            await asyncio.sleep(0)
        assert len(source.taken) == 20 + 8, "what is handed out makes room"
    assert source.closed


async def test_no_more_are_written_side_by_side_than_is_said() -> None:
    running = most = 0

    async def call(_: int) -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0)
        running -= 1

    report = await bulk(call, range(50), concurrency=3).report()
    assert (report.done, report.complete, most) == (50, True, 3)


@pytest.mark.parametrize("kind", ["list", "generator", "async generator", "nothing"])
async def test_items_come_from_anything_to_iterate(kind: str) -> None:
    async def echo(item: int) -> int:
        return item

    items = {"list": [0, 1], "generator": iter([0, 1]), "async generator": Source([0, 1])(), "nothing": []}[kind]
    async with bulk(echo, items) as results:
        assert sorted([one.unwrap() async for one in results]) == ([] if kind == "nothing" else [0, 1])
    assert (results.unfinished, results.counts.done) == ([], 0 if kind == "nothing" else 2)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"concurrency": 0}, "concurrency"),
        ({"concurrency": True}, "concurrency"),
        ({"ordered": 1}, "ordered"),
        ({"items": "text"}, "something to iterate"),
        ({"items": None}, "something to iterate"),
        ({"call": None}, "call"),
    ],
)
async def test_what_makes_no_sense_is_refused_at_once(arguments: dict[str, object], words: str) -> None:
    async def call(_: object) -> None: ...

    given: dict[str, object] = {"call": call, "items": [1], **arguments}
    with pytest.raises(ArgumentError, match=words):
        bulk(given.pop("call"), given.pop("items"), **given)  # type: ignore[arg-type]  # which is what is tried


async def test_it_runs_once_and_only_inside_of_its_context() -> None:
    async def call(item: int) -> int:
        return item

    work = bulk(call, range(3))
    with pytest.raises(RuntimeError, match="async with"):
        await anext(work)
    assert (await work.report()).done == 3
    with pytest.raises(RuntimeError, match="once"):
        await work.report()
    left = bulk(call, range(3))
    async with left:
        pass
    with pytest.raises(RuntimeError, match="inside"):
        await anext(left)


async def test_a_report_names_what_is_not_done(sandbox: DitioSandbox, ditio: DitioSession, project: str) -> None:
    await ditio.work_orders.create(project_id=project, external_id="W-1")
    sandbox.fault(path="*/tasks", method="POST", skip=2, drop="after")

    async def create(name: str) -> object:
        return await ditio.work_orders.create(project_id=project, external_id=name)

    report = await bulk(create, ["W-0", "W-1", "W-2", "W-3"], concurrency=1).report()
    assert report.done == 2
    assert [one.item for one in report.failed] == ["W-1"]
    assert [one.item for one in report.unknown] == ["W-2"]
    assert not report.complete
