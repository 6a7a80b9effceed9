"""A number of slots that can shrink and grow while they are in use."""

from __future__ import annotations

import asyncio
from collections import deque


class Slots:
    """First come, first served. Halved by `throttle`, grown back one at a time by `succeed`, never above the start.

    Attributes:
        limit: how many may be taken now.
        taken: how many are.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.taken = 0
        self._most = limit
        self._successes = 0
        self._waiting: deque[asyncio.Future[None]] = deque()

    def take(self) -> bool:
        """Take a slot if one is free and nobody waits for it."""
        free = self.taken < self.limit and not self._waiting
        self.taken += free
        return free

    async def acquire(self, deadline: float) -> None:
        """Take a slot, or wait for one.

        Raises:
            TimeoutError: none was free before the deadline, a time on the loop's clock.
        """
        if self.take():
            return
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            async with asyncio.timeout_at(deadline):
                await turn
        except BaseException:
            if turn.done() and not turn.cancelled():
                self.release()  # the slot was handed over at the moment of leaving
            else:
                turn.cancel()
                self._wake()
            raise

    def release(self) -> None:
        """Give a slot back."""
        self.taken -= 1
        if self._waiting:
            self._wake()

    def throttle(self) -> None:
        """Half as many from now on, one at least."""
        self.limit = max(1, self.limit // 2)
        self._successes = 0

    def succeed(self) -> None:
        """After as many successes as there are slots, there is one more of them."""
        if self.limit == self._most:
            return
        self._successes += 1
        if self._successes >= self.limit:
            self._successes = 0
            self.limit += 1
            self._wake()

    def _wake(self) -> None:
        while self._waiting and self.taken < self.limit:
            turn = self._waiting.popleft()
            if not turn.done():
                self.taken += 1
                turn.set_result(None)
        while self._waiting and self._waiting[0].done():
            self._waiting.popleft()
