"""The slots of requests in flight: first come, first served, and none is lost whatever happens to those who wait."""

from __future__ import annotations

import asyncio
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ditio_async._pipeline.slots import Slots

from ..support.loops import VIRTUAL


@pytest.fixture
def anyio_backend() -> object:
    return VIRTUAL


async def settled() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


class Crowd:
    """Callers who want slots, in the order of their numbers."""

    def __init__(self, limit: int) -> None:
        self.slots = Slots(limit)
        self.waiting: dict[int, asyncio.Task[None]] = {}
        self.holding: list[int] = []
        self.served: list[int] = []
        self.late: list[int] = []
        self.number = 0

    async def come(self, seconds: float = math.inf) -> None:
        self.number += 1
        self.waiting[self.number] = asyncio.create_task(self._take(self.number, seconds))
        await asyncio.sleep(0)

    async def _take(self, number: int, seconds: float) -> None:
        try:
            await self.slots.acquire(asyncio.get_running_loop().time() + seconds)
        except TimeoutError:
            self.late.append(number)
        else:
            self.holding.append(number)
            self.served.append(number)
        finally:
            del self.waiting[number]

    def leave(self, which: int) -> None:
        if self.waiting:
            [*self.waiting.values()][which % len(self.waiting)].cancel()

    def give_back(self) -> None:
        if self.holding:
            self.holding.pop(0)
            self.slots.release()

    async def check(self) -> None:
        await settled()
        slots = self.slots
        assert slots.taken == len(self.holding), "a slot is lost, or was given twice"
        assert self.served == sorted(self.served), "somebody was overtaken"
        assert not self.waiting or slots.taken >= slots.limit, "somebody waits for a slot that is free"

    async def end(self) -> None:
        """All leave, and every slot is free again."""
        for task in self.waiting.values():
            task.cancel()
        while self.holding:
            self.give_back()
        await self.check()
        assert (self.slots.taken, self.waiting) == (0, {})
        await self.slots.acquire(math.inf)
        self.slots.release()


STEPS = st.one_of(
    st.tuples(st.just("come"), st.sampled_from([math.inf, math.inf, 1.0, 3.0])),
    st.tuples(st.just("leave"), st.integers(0, 5)),
    st.tuples(st.sampled_from(["give back", "give back", "throttle", "succeed", "settle"]), st.just(0)),
    st.tuples(st.just("sleep"), st.just(2)),
)


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 5), st.lists(STEPS, min_size=5, max_size=40))
async def test_no_slot_is_lost_and_nobody_overtaken(limit: int, steps: list[tuple[str, float]]) -> None:
    crowd = Crowd(limit)
    for name, number in steps:
        if name == "come":
            await crowd.come(number)
        elif name == "leave":
            crowd.leave(int(number))
        elif name == "give back":
            crowd.give_back()
        elif name == "throttle":
            before = crowd.slots.limit
            crowd.slots.throttle()
            assert crowd.slots.limit == max(1, before // 2)
        elif name == "succeed":
            crowd.slots.succeed()
        else:
            await asyncio.sleep(number)
            await crowd.check()
        assert 1 <= crowd.slots.limit <= limit
    await crowd.check()
    await crowd.end()


async def test_no_more_than_the_limit_are_served_and_the_others_in_turn() -> None:
    crowd = Crowd(2)
    for _ in range(5):
        await crowd.come()
    assert crowd.served == [1, 2]
    crowd.give_back()
    await crowd.check()
    assert crowd.served == [1, 2, 3]
    await crowd.end()


async def test_a_slot_that_was_handed_to_one_who_leaves_goes_to_the_next() -> None:
    crowd = Crowd(1)
    for _ in range(3):
        await crowd.come()
    crowd.give_back()
    crowd.leave(0)  # the slot is on its way to the second
    await crowd.check()
    assert (crowd.served, crowd.holding) == ([1, 3], [3])
    await crowd.end()


async def test_one_who_came_in_vain_is_told_at_the_deadline_and_lets_the_next_one_in() -> None:
    crowd = Crowd(1)
    await crowd.come()
    await crowd.come(1)
    await crowd.come()
    await asyncio.sleep(1.5)
    assert crowd.late == [2]
    crowd.give_back()
    await crowd.check()
    assert crowd.served == [1, 3]
    await crowd.end()


async def test_after_throttling_there_are_half_as_many_until_as_many_succeed() -> None:
    slots = Slots(8)
    limits = []
    for _ in range(4):
        slots.throttle()
        limits.append(slots.limit)
    assert limits == [4, 2, 1, 1]
    for limit in range(1, 8):
        for _ in range(limit):
            assert slots.limit == limit
            slots.succeed()
    assert slots.limit == 8
    for _ in range(20):
        slots.succeed()
    assert slots.limit == 8


async def test_successes_before_a_throttling_count_for_nothing() -> None:
    slots = Slots(8)
    slots.throttle()
    for _ in range(3):
        slots.succeed()
    slots.throttle()
    slots.succeed()
    assert slots.limit == 2
    slots.succeed()
    assert slots.limit == 3


async def test_a_slot_that_is_given_back_after_throttling_is_not_handed_on() -> None:
    crowd = Crowd(4)
    for _ in range(6):
        await crowd.come()
    crowd.slots.throttle()
    for held in (3, 2):
        crowd.give_back()
        await crowd.check()
        assert (crowd.slots.taken, crowd.served) == (held, [1, 2, 3, 4])
    crowd.give_back()
    await crowd.check()
    assert crowd.served == [1, 2, 3, 4, 5]
    await crowd.end()


async def test_a_slot_that_is_added_serves_one_who_waits() -> None:
    crowd = Crowd(2)
    crowd.slots.throttle()
    await crowd.come()
    await crowd.come()
    assert crowd.served == [1]
    crowd.slots.succeed()
    await crowd.check()
    assert crowd.served == [1, 2]
    await crowd.end()
