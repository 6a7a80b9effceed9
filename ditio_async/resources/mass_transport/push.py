"""Pushing what excavators did, as it happens, over restarts and failures, without doubles."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, Callable, Iterable
from typing import TypeAlias

from ..._bulk.run import items_of, iterated
from ..._fields import about
from ..._relay import Relay
from ...errors import ArgumentError, OutcomeUnknownError
from .pushed import Orders, Place, PushReport, Timed, whole
from .states import ExcavatorState
from .track import Track

Numbered: TypeAlias = tuple[int, ExcavatorState]


class Pusher:
    """One push.

    Args:
        orders: how.
        verify: a state with its company, checked.
    """

    def __init__(self, orders: Orders, verify: Callable[[int, ExcavatorState], ExcavatorState]) -> None:
        self._orders = orders
        self._verify = verify
        self._tracks: dict[Place, Track] = {}
        self._room = asyncio.Semaphore(orders.chunk)
        self._relay: Relay[Numbered | None] = Relay()
        self._report = PushReport()

    async def run(self, states: AsyncIterable[ExcavatorState] | Iterable[ExcavatorState]) -> PushReport:
        """Push until the states end."""
        self._relay.start(self._feed(items_of(self._orders.name, states)))
        try:
            while (numbered := await self._next()) is not None:
                self._room.release()
                await self._take(*numbered)
            await self._flush_all()
            await self._relay.take()  # raises what has ended the states, where that was an error
        finally:
            await self._relay.stop()
        return self._report

    async def _feed(self, states: AsyncIterable[ExcavatorState] | Iterable[ExcavatorState]) -> None:
        """Reads the states, and closes what they come from, in one task."""
        source = iterated(states)
        index = 0
        try:
            async for state in source:
                await self._room.acquire()
                self._relay.put((index, state))
                index += 1
        finally:
            self._relay.put(None)  # however they ended, what came before is sent
            if (close := getattr(source, "aclose", None)) is not None:
                await close()

    async def _next(self) -> Numbered | None:
        """The next state, or None when they have ended. What has waited long enough meanwhile is sent."""
        while True:
            due = self._due()
            patience = asyncio.timeout_at(due)
            try:
                async with patience:
                    return await self._relay.take()
            except TimeoutError:
                if due is None or not patience.expired():  # it is what has ended the states
                    raise
            await self._flush_due(due)

    async def _take(self, index: int, given: ExcavatorState) -> None:
        try:
            timed = self._looked_at(index, given)
            if timed.place not in self._tracks:
                self._tracks[timed.place] = await Track.of(self._orders, timed.place, self._report)
            track = self._tracks[timed.place]
            is_new = track.is_new(timed)
        except (ArgumentError, OutcomeUnknownError):
            await self._flush_all()  # what came before it can be sent, and it would end the next push as well
            raise
        if not is_new:
            self._report.skipped += 1
            return
        if track.is_full_for(timed):
            await track.flush()
            await self._flush_due(asyncio.get_running_loop().time())  # which has passed for the others
        track.put(timed)

    def _looked_at(self, index: int, given: ExcavatorState) -> Timed:
        """A state that can be sent, with its times."""
        state = self._verify(index, given)
        where, name = f"{self._orders.name}: states[{index}]{about(state)}", self._orders.checkpoint
        times = {"start_time": whole(state.start_time), "end_time": whole(state.end_time)}
        time = times.pop(name)
        if time is None:
            raise ArgumentError(f"{where}: {name} says no time zone, and has to be compared")
        timed = Timed(state, time, times.popitem()[1])
        track = self._tracks.get(timed.place)
        if track is not None and track.newest is not None and time < track.newest:
            raise ArgumentError(
                f"{where} comes after one of {track.newest.isoformat()}; give them in the order of {name}, those of a "
                "project at least"
            )
        return timed

    def _due(self) -> float | None:
        """When the next state has waited long enough."""
        return min((track.due for track in self._tracks.values() if track.due is not None), default=None)

    async def _flush_due(self, now: float) -> None:
        for track in self._tracks.values():
            if track.due is not None and track.due <= now:
                await track.flush()

    async def _flush_all(self) -> None:
        for track in self._tracks.values():
            await track.flush()
