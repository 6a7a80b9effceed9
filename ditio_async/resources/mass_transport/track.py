"""States of one company and project on their way, and what the server's newest timestamp tells of them."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Final

from ..._bulk.single import ENDS_ALL
from ..._fields import about
from ...errors import (
    ArgumentError,
    BadRequestError,
    ConflictError,
    Facts,
    NotFoundError,
    OutcomeUnknownError,
    PayloadTooLargeError,
    RequestError,
)
from .pushed import Orders, Place, PushReport, Timed, whole

_REFUSED: Final = (BadRequestError, ConflictError, NotFoundError, PayloadTooLargeError)
_LOOKS: Final = 3
"""How often the rest of a chunk is sent after unclear failures, each time when it is known that it is not there."""


class Track:
    """States of one company and project.

    What the server has is known by its newest timestamp alone. So states go out in the order of time, and it is taken
    that the server stores an array in its order, up to the first state that it refuses. An answer that does not go
    with that, or that leaves open which of several states it is about, is an error.

    Args:
        checkpoint: the newest time that the server has when this begins.

    Attributes:
        newest: the time of the newest state that was given.
        due: when what waits has to go out, in the time of the event loop; None where nothing waits, or for ever.
    """

    def __init__(self, orders: Orders, place: Place, checkpoint: dt.datetime | None, report: PushReport) -> None:
        self._orders = orders
        self._place = place
        self._checkpoint = self._reached = checkpoint
        self._report = report
        self._waiting: list[Timed] = []
        self._alike: set[tuple[object, ...]] = set()
        self._is_verified = False
        self._looks = 0
        self.newest: dt.datetime | None = None
        self.due: float | None = None
        if checkpoint is not None:
            report.latest[place] = checkpoint

    @classmethod
    async def of(cls, orders: Orders, place: Place, report: PushReport) -> Track:
        """Ask how far the server is."""
        return cls(orders, place, await newest(orders, place), report)

    def is_new(self, given: Timed) -> bool:
        """Whether it has to be sent: the server does not have it, and it was not given before.

        Those of the server's newest moment count as there: states of one moment go out in one request.
        """
        if self.newest is None or given.time > self.newest:
            self.newest, self._alike = given.time, set()
        if given.key in self._alike:
            return False
        self._alike.add(given.key)
        return self._checkpoint is None or given.time > self._checkpoint

    def is_full_for(self, given: Timed) -> bool:
        """Whether what waits goes out first. States of one moment stay together, for the server's is but a moment."""
        return len(self._waiting) >= self._orders.chunk and given.time > self._waiting[-1].time

    def put(self, given: Timed) -> None:
        """Let it wait for others."""
        if not self._waiting and self._orders.linger is not None:
            self.due = asyncio.get_running_loop().time() + self._orders.linger
        self._waiting.append(given)

    async def flush(self) -> None:
        """Send what waits, and do not come back before it is known what became of it."""
        self._looks = 0
        most = len(self._waiting)
        while self._waiting:
            first = self._waiting[0].time
            if first == self._reached:  # of the rest of a moment nobody could tell how many have arrived
                most = 1
            elif not self._is_verified:  # nor by a timestamp that may be of either end
                most = sum(one.time == first for one in self._waiting)
            sent = self._waiting[:most]
            try:
                await self._orders.send([one.state for one in sent])
            except ENDS_ALL:
                raise
            except RequestError as error:
                most = await self._after(sent, error)
            else:
                await self._arrived(len(sent))
                most = len(self._waiting)
        self.due = None

    async def _after(self, sent: list[Timed], error: RequestError) -> int:
        """Sort out what a failure has left; how many may be sent next. Raises where none may."""
        stored = await self._stored(sent, error)
        await self._arrived(stored)
        if error.applied is not False:
            self._looks += stored < len(sent)
            if self._looks > _LOOKS:
                raise error
        elif not isinstance(error, _REFUSED):
            raise error
        elif len(sent) > 1:
            return 1 if stored else len(sent) // 2  # the first that is not there is the one, or it is one of all
        else:
            self._refuse(error)
        return len(self._waiting)

    async def _stored(self, sent: list[Timed], error: RequestError) -> int:
        """How many have arrived, of an array that failed."""
        if error.applied is True:
            return len(sent)
        is_clear = error.applied is False
        if is_clear and (len(sent) == 1 or not isinstance(error, _REFUSED)):
            return 0
        if not is_clear:
            await asyncio.sleep(self._orders.settle)
        found = await newest(self._orders, self._place)
        times: list[dt.datetime | None] = [one.time for one in sent]
        if found == self._reached != times[0]:
            return 0
        if times.count(found) == 1 and found != self._reached:
            stored = times.index(found) + 1
            if stored < len(sent) or not is_clear:
                return stored
        raise self._unknown(
            f"nobody can tell which of {len(sent)} states from {_shown(times[0])} to {_shown(times[-1])} have arrived: "
            f"the server's newest timestamp is {_shown(found)}, and they failed: {error.message}",
            error,
        ) from error

    async def _arrived(self, count: int) -> None:
        if count == 0:
            return
        before, sent = self._reached, self._waiting[:count]
        del self._waiting[:count]
        self._reached = self._report.latest[self._place] = sent[-1].time
        self._report.sent += count
        self._tell()
        if not self._is_verified:
            others = [one.other for one in sent if one.other is not None]
            await self._verify(sent[-1].time, max(others, default=None), before)

    async def _verify(self, time: dt.datetime, other: dt.datetime | None, before: dt.datetime | None) -> None:
        """Look whether the server's newest timestamp is what it is taken for."""
        found = await newest(self._orders, self._place)
        if found != time:  # it may not be there at once
            await asyncio.sleep(self._orders.settle)
            found = await newest(self._orders, self._place)
        if found == time:
            self._is_verified = time != other
            return
        if found == other != before:
            right = "start_time" if self._orders.checkpoint == "end_time" else "end_time"
            raise ArgumentError(
                f"{self._orders.name}: the server's newest timestamp is of {right}, not of {self._orders.checkpoint}: "
                f"give checkpoint={right!r}, or a restart would send states twice. What was sent so far has arrived"
            )
        raise self._unknown(
            f"the server's newest timestamp is {_shown(found)}, after a state of {_shown(time)} has arrived. "
            "Something else sends states of this project too, or the timestamp is of another kind: it does not tell "
            "what is there"
        )

    def _refuse(self, error: RequestError) -> None:
        """Leave out the first that waits, which was refused alone."""
        state = self._waiting[0].state
        if not self._orders.collect:
            error.message = f"refused:{about(state)}: {error.message}"
            raise error
        del self._waiting[0]
        self._report.refused.append((state, error))
        self._tell()

    def _tell(self) -> None:
        if self._orders.on_pushed is not None:
            self._orders.on_pushed(self._report)

    def _unknown(self, words: str, cause: RequestError | None = None) -> OutcomeUnknownError:
        facts = Facts(operation=self._orders.name) if cause is None else cause.facts()
        error = OutcomeUnknownError(f"project {self._place[1]}: {words}", **facts)
        error.applied = None
        return error


async def newest(orders: Orders, place: Place) -> dt.datetime | None:
    """The newest time that the server has; one without a zone is taken for UTC."""
    time = await orders.latest(*place)
    return None if time is None else whole(time if time.tzinfo is not None else time.replace(tzinfo=dt.UTC))


def _shown(time: dt.datetime | None) -> str:
    return "none" if time is None else time.isoformat()
