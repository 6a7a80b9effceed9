"""So many requests at once, and none to a host that asked for quiet."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from .._clock import Clock
from .._wire import Request, Response, Send
from ..config import Environment, Limits, RetryPolicy, Surface
from ..errors import PoolTimeoutError, RateLimitedError, ServiceUnavailableError
from .slots import Slots

_RESOLUTION: Final = 1e-6


class Quiet:
    """How long a host asked not to be disturbed; every surface that it serves keeps to it.

    Attributes:
        until: monotonic time from which it may be asked again.
        asked: when it last asked for quiet.
    """

    def __init__(self, policy: RetryPolicy) -> None:
        self.until = 0.0
        self.asked = 0.0
        self._policy = policy
        self._strikes = 0

    def lasts(self, now: float) -> bool:
        """The host must not be asked yet; a loop may wake a sleeper within the resolution of its clock too early."""
        return self.until - now > _RESOLUTION

    def ask(self, now: float, began: float, retry_after: float | None) -> bool:
        """A request that began at `began` was throttled. Tells whether that is news.

        Requests that were in flight together are throttled together, which counts once.
        """
        news = began >= self.asked
        if news:
            self.asked = now
            self._strikes += 1
        if retry_after is None:
            retry_after = min(self._policy.longest, self._policy.throttled * 2 ** (self._strikes - 1))
        if retry_after <= self._policy.retry_after:  # a longer one ends its own call, not the session
            self.until = max(self.until, now + retry_after)
        return news

    def over(self) -> None:
        """The host answered."""
        self._strikes = 0


class Limit:
    """Holds a slot for one attempt only: from before it is sent until its answer was read.

    There are slots per surface, and others for its files.
    """

    def __init__(self, send: Send, limits: Limits, policy: RetryPolicy, environment: Environment, clock: Clock) -> None:
        self._send = send
        self._clock = clock
        quiet: dict[str, Quiet] = {}
        self._quiet: Mapping[Surface, Quiet] = {
            surface: quiet.setdefault(urlsplit(environment.base(surface) or surface).netloc, Quiet(policy))
            for surface in Surface
        }
        self.slots: Mapping[tuple[Surface, bool], Slots] = {
            (surface, files): Slots(limits.files if files else limits.concurrency)
            for surface in Surface
            for files in (False, True)
        }

    async def send(self, request: Request) -> Response:
        """Send when there is a slot and the host may be asked."""
        slots = self.slots[request.surface, request.kind == "file"]
        quiet = self._quiet[request.surface]
        while True:
            if quiet.until and quiet.lasts(self._clock.monotonic()):
                await self._keep_quiet(quiet, request)
                continue  # more of it may have been asked for meanwhile
            if slots.take():
                break
            await self._wait(slots, request)
            if not quiet.lasts(self._clock.monotonic()):
                break
            slots.release()  # quiet was asked for while this request waited for its slot
        try:
            response = await self._send(request)
        except (RateLimitedError, ServiceUnavailableError) as error:
            if quiet.ask(self._clock.monotonic(), request.running.sent, error.retry_after):
                slots.throttle()
            raise
        else:
            quiet.over()
            slots.succeed()
            return response
        finally:
            slots.release()

    async def _keep_quiet(self, quiet: Quiet, request: Request) -> None:
        pause = quiet.until - self._clock.monotonic()
        if quiet.until > request.running.deadline:
            facts = request.facts()
            facts["retry_after"] = pause
            raise PoolTimeoutError(
                f"the server asked for {pause:.1f} s without requests, which is past the deadline; nothing was sent",
                **facts,
            )
        await asyncio.sleep(pause)

    async def _wait(self, slots: Slots, request: Request) -> None:
        try:
            await slots.acquire(request.running.deadline)
        except TimeoutError as error:
            raise PoolTimeoutError(
                f"all {slots.limit} slots of {request.surface} were taken until the deadline; nothing was sent. "
                "Give it more time (timeout=) or more slots (Limits(concurrency=))",
                **request.facts(),
            ) from error
