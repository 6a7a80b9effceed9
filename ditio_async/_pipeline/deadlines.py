"""Deadlines of attempts, with one timer for all of them."""

from __future__ import annotations

import asyncio
import math
from types import TracebackType
from typing import Self


class Deadlines:
    """Ends what takes too long.

    A timer for each attempt would cost as much as all the layers together. Here one timer waits for the earliest
    deadline; one that is met leaves it alone, and when it rings too early it is set anew.

    Attributes:
        open: those that are neither met nor missed.
        due: when the timer rings.
    """

    def __init__(self) -> None:
        self.open: set[Deadline] = set()
        self.due = math.inf
        self._timer: asyncio.TimerHandle | None = None

    def close(self) -> None:
        """Let go of the timer."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer, self.due = None, math.inf

    def ring_at(self, when: float) -> None:
        """Set the timer."""
        if self._timer is not None:
            self._timer.cancel()
        self.due = when
        self._timer = asyncio.get_running_loop().call_at(when, self._ring)

    def _ring(self) -> None:
        now = max(self.due, asyncio.get_running_loop().time())  # a loop may ring within the resolution of its clock
        self._timer, self.due = None, math.inf
        for deadline in [deadline for deadline in self.open if deadline.when <= now]:
            self.open.remove(deadline)
            deadline.miss()
        if self.open:
            self.ring_at(min(deadline.when for deadline in self.open))


class Deadline:
    """A context that ends in `TimeoutError` at a time of the loop's clock: `asyncio.timeout_at`, without its timer."""

    __slots__ = ("_cancelling", "_deadlines", "_missed", "_task", "when")

    def __init__(self, deadlines: Deadlines, when: float) -> None:
        self.when = when
        self._deadlines = deadlines
        self._missed = False

    def miss(self) -> None:
        """It is over: cancel the task, which `__exit__` will take back."""
        self._missed = True
        self._task.cancel()

    def __enter__(self) -> Self:
        task = asyncio.current_task()
        assert task is not None, "a call runs in a task"
        self._task = task
        self._cancelling = task.cancelling()
        self._deadlines.open.add(self)
        if self.when < self._deadlines.due:
            self._deadlines.ring_at(self.when)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._deadlines.open.discard(self)
        if self._missed and self._task.uncancel() <= self._cancelling and kind is asyncio.CancelledError:
            raise TimeoutError from error
