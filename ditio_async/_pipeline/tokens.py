"""Tokens, one a surface, fetched ahead of time by a task of the session's own."""

from __future__ import annotations

import asyncio
import contextvars
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from msgspec import Struct

from .._clock import Clock
from ..config import Surface
from ..errors import CredentialsError, IdentityError, IdentityUnavailableError, RequestError

log = logging.getLogger("ditio_async")

FORCED_APART: Final = 30.0
"""Seconds between two refreshes that were forced by a 401, per surface."""
LONGEST_COOLING: Final = 30.0
REFUSED_COOLING: Final = 60.0


class Lease(Struct, frozen=True):
    """A token, and until when it is good, on both clocks: whichever says that it is over is believed."""

    token: str
    fresh_until: float
    good_until: float
    good_until_wall: float

    def good(self, now: float, wall: float) -> bool:
        """It may be used; a refresh should be under way."""
        return now < self.good_until and wall < self.good_until_wall

    def __repr__(self) -> str:
        return f"Lease('***', good_until={self.good_until:.1f})"


def lease_of(token: str, lifetime: float, asked: float, asked_wall: float, jitter: float) -> Lease:
    """The lease of a token that lives for so many seconds from when it was asked for.

    It goes stale min(300, L/4) seconds before its end, a little earlier by chance so that processes that started
    together do not ask together; it counts as expired min(30, L/10) seconds before its end.
    """
    margin = min(30.0, lifetime / 10)
    return Lease(
        token,
        asked + lifetime - min(300.0, lifetime / 4) - jitter * min(30.0, lifetime / 20),
        asked + lifetime - margin,
        asked_wall + lifetime - margin,
    )


Fetch = Callable[[Surface, str | None], Awaitable[tuple[str, float]]]
"""Fetches a token and its lifetime in seconds, given the surface and the token that was refused."""


class _Entry:
    """The state of one surface."""

    def __init__(self) -> None:
        self.lease: Lease | None = None
        self.refused: str | None = None
        self.task: asyncio.Task[None] | None = None
        self.done = asyncio.Event()
        self.failure: IdentityError | None = None
        self.failures = 0
        self.cool_until = 0.0
        self.forced = float("-inf")


class TokenCache:
    """Fresh: handed out at once. Stale: handed out at once, and refreshed meanwhile. Expired: all wait for one refresh.

    A failed refresh never displaces a token that still lives. After it, nothing is asked for a while, in which
    callers without a token get the stored error.

    Attributes:
        fetched: how many tokens were fetched.
    """

    def __init__(self, fetch: Fetch, clock: Clock) -> None:
        self._fetch = fetch
        self._clock = clock
        self._entries: dict[Surface, _Entry] = {}
        self.fetched = 0

    def fresh(self, surface: Surface) -> str | None:
        """The token that is there, if nothing needs to be done about it."""
        entry = self._entries.get(surface)
        if entry is None or (lease := entry.lease) is None:
            return None
        clock = self._clock
        return lease.token if clock.monotonic() < lease.fresh_until and clock.wall() < lease.good_until_wall else None

    async def get(self, surface: Surface, deadline: float) -> str:
        """A token that lives.

        Raises:
            IdentityError: there is none to be had, or not before the deadline.
        """
        entry = self._entries.get(surface)
        if entry is None:
            entry = self._entries[surface] = _Entry()
        while True:
            if (token := self.fresh(surface)) is not None:
                return token
            now, wall = self._clock.monotonic(), self._clock.wall()
            if entry.lease is not None and entry.lease.good(now, wall):
                self._refresh(surface, entry, now)
                return entry.lease.token
            if not self._refresh(surface, entry, now) and entry.failure is not None:
                raise entry.failure.again()
            await self._wait(entry, deadline)

    def refuse(self, surface: Surface, token: str) -> bool:
        """A token got a 401: drop it if it is the one we hold. Tells whether another try makes sense."""
        entry = self._entries[surface]
        if entry.lease is None or entry.lease.token != token:
            return True  # somebody was faster
        now = self._clock.monotonic()
        if now - entry.forced < FORCED_APART:
            return False
        entry.forced = now
        entry.refused = token
        entry.lease = None
        return True

    async def aclose(self) -> None:
        """End the refreshes that are under way."""
        tasks = [entry.task for entry in self._entries.values() if entry.task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _refresh(self, surface: Surface, entry: _Entry, now: float) -> bool:
        """See to it that a refresh is under way; False while cooling down."""
        if entry.task is not None:
            return True
        if now < entry.cool_until:
            return False
        entry.done = asyncio.Event()
        run = self._run(surface, entry)
        # an empty context: a refresh belongs to the session, not to the caller that happened to start it
        task = asyncio.create_task(run, name=f"ditio token {surface}", context=contextvars.Context())
        entry.task = None if task.done() else task
        return True

    async def _wait(self, entry: _Entry, deadline: float) -> None:
        try:
            async with asyncio.timeout_at(deadline):
                await entry.done.wait()
        except TimeoutError as error:
            raise IdentityUnavailableError("no token came before the deadline; nothing was sent") from error

    async def _run(self, surface: Surface, entry: _Entry) -> None:
        asked, wall = self._clock.monotonic(), self._clock.wall()
        try:
            token, lifetime = await self._fetch(surface, entry.refused)
        except IdentityError as error:
            self._failed(surface, entry, error)
        except RequestError as error:
            self._failed(surface, entry, IdentityUnavailableError(f"no token: {error.message}", **error.facts()))
        except Exception as error:  # noqa: BLE001  # of the caller's own source; those who wait must hear of it
            failure = IdentityUnavailableError(f"the source of tokens or credentials failed: {type(error).__name__}")
            failure.__cause__ = error
            self._failed(surface, entry, failure)
        else:
            entry.lease = lease_of(token, lifetime, asked, wall, self._clock.uniform(0.0, 1.0))
            entry.failure, entry.failures, entry.cool_until, entry.refused = None, 0, 0.0, None
            self.fetched += 1
        finally:
            entry.task = None
            entry.done.set()

    def _failed(self, surface: Surface, entry: _Entry, error: IdentityError) -> None:
        now = self._clock.monotonic()
        cooling = REFUSED_COOLING if isinstance(error, CredentialsError) else min(LONGEST_COOLING, 2.0**entry.failures)
        entry.failure, entry.cool_until = error, now + cooling
        entry.failures += 1
        alive = entry.lease is not None and entry.lease.good(now, self._clock.wall())
        log.warning(
            "no new token for %s, next try in %g s%s: %s",
            surface,
            cooling,
            ", the old one still lives" if alive else "",
            error,
        )
