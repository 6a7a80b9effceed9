"""Pushing what excavators did, as it happens, over restarts and failures, without doubles."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterable, Awaitable, Callable, Iterable, Sequence
from typing import Final, Literal, TypeAlias

from msgspec import Struct, field

from ..._bulk.run import items_of
from ..._bulk.single import ENDS_ALL
from ..._fields import about
from ..._relay import Relay
from ..._times import moment
from ...errors import ArgumentError, BadRequestError, ConflictError, NotFoundError, OutcomeUnknownError, RequestError
from .states import ExcavatorState

Checkpoint: TypeAlias = Literal["end_time", "start_time"]
Track: TypeAlias = tuple[str, str]
"""Company and project."""

_REFUSED: Final = (BadRequestError, ConflictError, NotFoundError)
_LOOKS: Final = 3
"""How often the rest of a chunk is sent after unclear failures, each time when it is known that it is not there."""


class PushReport(Struct, kw_only=True):
    """What a push did.

    Attributes:
        sent: states that the server has taken.
        skipped: states that it had before.
        refused: states that it refuses, each with its error, where they were to be collected.
        latest: how far each company and project came.
    """

    sent: int = 0
    skipped: int = 0
    refused: list[tuple[ExcavatorState, RequestError]] = field(
        default_factory=list[tuple[ExcavatorState, RequestError]]
    )
    latest: dict[Track, dt.datetime] = field(default_factory=dict[Track, dt.datetime])


OnPushed: TypeAlias = Callable[[PushReport], object]


class _Waiting:
    """States of one company and project on their way, in the order of time.

    Attributes:
        checkpoint: the newest time that the server had when it was first asked.
        newest: the time of the newest state that was taken in.
        verified: the server's checkpoint is known to be of the kind that it is taken for.
    """

    def __init__(self, checkpoint: dt.datetime | None) -> None:
        self.checkpoint = checkpoint
        self.newest: dt.datetime | None = None
        self.states: list[tuple[dt.datetime, ExcavatorState]] = []
        self.verified = False


class Pusher:
    """One push.

    Args:
        send: sends an array.
        latest: the newest time that the server has of a company and project.
        verify: a state with its company, checked.
        checkpoint: which of a state's times the server's is.
        linger: seconds that a state waits for others to go with; None until there are enough.
        settle: seconds after which an unclear failure is taken to be over.
        collect: states that the server refuses are collected; otherwise the first of them ends it.
    """

    def __init__(
        self,
        *,
        send: Callable[[Sequence[ExcavatorState]], Awaitable[None]],
        latest: Callable[[str, str], Awaitable[dt.datetime | None]],
        verify: Callable[[int, ExcavatorState], ExcavatorState],
        chunk: int,
        checkpoint: Checkpoint,
        linger: float | None,
        settle: float,
        collect: bool,
        on_pushed: OnPushed | None,
    ) -> None:
        self._send = send
        self._latest = latest
        self._verify = verify
        self._chunk = chunk
        self._checkpoint = checkpoint
        self._linger = linger
        self._settle = settle
        self._collect = collect
        self._tell = on_pushed
        self._tracks: dict[Track, _Waiting] = {}
        self._room = asyncio.Semaphore(chunk)
        self._relay: Relay[ExcavatorState] = Relay()
        self.report = PushReport()

    async def run(self, states: AsyncIterable[ExcavatorState] | Iterable[ExcavatorState]) -> PushReport:
        """Push until the states end."""
        self._relay.start(self._feed(items_of("push", states)))
        index = 0
        try:
            while (state := await self._next()) is not None:
                if state == "quiet":
                    await self._flush_all()
                    continue
                self._room.release()
                try:
                    await self._take(index, state)
                except ArgumentError:  # what came before it can be sent
                    await self._flush_all()
                    raise
                index += 1
            await self._flush_all()
        finally:
            await self._relay.stop()
        return self.report

    async def _feed(self, states: AsyncIterable[ExcavatorState] | Iterable[ExcavatorState]) -> None:
        if isinstance(states, AsyncIterable):
            async for state in states:
                await self._room.acquire()
                self._relay.put(state)
        else:
            for state in states:
                await self._room.acquire()
                self._relay.put(state)

    async def _next(self) -> ExcavatorState | Literal["quiet"] | None:
        """The next state; or that nothing came for a while, and something waits."""
        if self._linger is None or not any(waiting.states for waiting in self._tracks.values()):
            return await self._relay.take()
        try:
            return await asyncio.wait_for(self._relay.take(), self._linger)
        except TimeoutError:
            return "quiet"

    async def _take(self, index: int, given: ExcavatorState) -> None:
        state = self._verify(index, given)
        time = self._time(state)
        track = str(state.company_id), state.project_id
        if track not in self._tracks:
            self._tracks[track] = _Waiting(await self._asked(track))
        waiting = self._tracks[track]
        if waiting.newest is not None and time < waiting.newest:
            raise ArgumentError(
                f"push: states[{index}]{about(state)} comes after one of {waiting.newest.isoformat()}; "
                f"give them in the order of {self._checkpoint}, those of a project at least"
            )
        waiting.newest = time
        if waiting.checkpoint is not None and time <= waiting.checkpoint:
            self.report.skipped += 1
            return
        # those of one moment stay together: the checkpoint could not tell which of them came
        if len(waiting.states) >= self._chunk and time > waiting.states[-1][0]:
            await self._flush(track, waiting)
        waiting.states.append((time, state))

    def _time(self, state: ExcavatorState) -> dt.datetime:
        value = getattr(state, self._checkpoint)
        time = moment(value)
        if time is None or time.tzinfo is None:
            raise ArgumentError(f"push: {self._checkpoint} ({value}) says no time zone, and has to be compared")
        return _whole(time)

    async def _asked(self, track: Track) -> dt.datetime | None:
        """The newest time that the server has."""
        time = await self._latest(*track)
        return None if time is None else _whole(time)

    async def _flush_all(self) -> None:
        for track, waiting in self._tracks.items():
            if waiting.states:
                await self._flush(track, waiting)

    async def _flush(self, track: Track, waiting: _Waiting) -> None:
        """Send what waits, and do not come back before it is known what became of it."""
        looks = 0
        while waiting.states:
            try:
                await self._send([state for _, state in waiting.states])
            except ENDS_ALL:
                raise
            except RequestError as error:
                looks += error.applied is None
                if not await self._sort_out(track, waiting, error) or looks > _LOOKS:
                    raise
            else:
                await self._arrived(track, waiting, len(waiting.states))

    async def _arrived(self, track: Track, waiting: _Waiting, count: int) -> None:
        if count == 0:
            return
        newest = waiting.states[count - 1]
        others = [self._other(state) for _, state in waiting.states[:count]]
        del waiting.states[:count]
        self.report.sent += count
        self.report.latest[track] = newest[0]
        if not waiting.verified:
            await self._verify_checkpoint(track, newest[0], max(others))
            waiting.verified = True
        if self._tell is not None:
            self._tell(self.report)

    def _other(self, state: ExcavatorState) -> dt.datetime:
        other = moment(state.start_time if self._checkpoint == "end_time" else state.end_time)
        assert other is not None  # it was looked at
        return _whole(other)

    async def _verify_checkpoint(self, track: Track, newest: dt.datetime, other: dt.datetime) -> None:
        if newest != other == await self._asked(track):
            right = "start_time" if self._checkpoint == "end_time" else "end_time"
            raise ArgumentError(
                f"push: the server's latest timestamp is of {right}, not of {self._checkpoint}: give "
                f"checkpoint={right!r}, or a restart would send states twice. Those that were sent so far have arrived"
            )

    async def _sort_out(self, track: Track, waiting: _Waiting, error: RequestError) -> bool:
        """Find out which states have arrived, and whether the rest may be sent."""
        if error.applied is None:
            await asyncio.sleep(self._settle)
        found = await self._asked(track)
        times = [time for time, _ in waiting.states]
        there = 0 if found is None else sum(time <= found for time in times)
        if there > 0 and times.count(times[there - 1]) > 1 and error.applied is not True:
            alike = times.count(times[there - 1])
            raise OutcomeUnknownError(
                f"{alike} states have the {self._checkpoint} {times[there - 1].isoformat()}, and nobody can tell which "
                f"of them have arrived: {error.message}",
                **error.facts(),
            ) from error
        await self._arrived(track, waiting, there)
        if error.applied is None or not waiting.states:
            return True
        if not isinstance(error, _REFUSED):
            return False
        if len(times) > 1 and len(waiting.states) > 0:
            return await self._alone(track, waiting)
        if self._collect:
            self.report.refused.append((waiting.states.pop()[1], error))
        return self._collect

    async def _alone(self, track: Track, waiting: _Waiting) -> bool:
        """Send the first that has not arrived, which should be the one that was refused, so that it is certain."""
        first, others = waiting.states[:1], waiting.states[1:]
        waiting.states = first
        try:
            await self._flush(track, waiting)
        finally:
            waiting.states += others
        return True


def _whole(time: dt.datetime) -> dt.datetime:
    """A time in whole milliseconds, of which a server may keep no more; one without a zone is taken for UTC."""
    zoned = time if time.tzinfo is not None else time.replace(tzinfo=dt.UTC)
    return zoned.replace(microsecond=zoned.microsecond // 1000 * 1000)
