"""The outermost layer: a call, with its deadline, its attempts and the pauses between them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from enum import Enum, auto
from typing import Final, cast

import backoff
from msgspec import Struct
from msgspec.structs import replace

from .._clock import Clock
from .._wire import TALLY, Call, Request, Response, Send
from ..config import RetryPolicy, Surface, Timeouts
from ..errors import (
    ConflictError,
    ConnectError,
    NotFoundError,
    OutcomeUnknownError,
    PoolTimeoutError,
    RateLimitedError,
    RequestError,
    ResponseTooLargeError,
    SessionClosedError,
    StatusError,
    TLSError,
    TransportError,
)

log = logging.getLogger("ditio_async")

TRANSIENT_COST: Final = 14
THROTTLED_COST: Final = 5
_NEVER: Final = frozenset({501, 505})


class Fault(Enum):
    """What an error means for the request that met it."""

    FINAL = auto()
    """Sending it again would not help."""
    UNSENT = auto()
    """The server never saw it."""
    THROTTLED = auto()
    """The server refused it before any work."""
    UNCLEAR = auto()
    """Nobody knows whether the server acted."""


def fault_of(error: RequestError) -> Fault:
    """Judge an error.

    A 429, and a 503 with Retry-After, are refusals. A reset, a time-out and any other 5xx leave it open whether the
    server acted (Ditio: Error handling).
    """
    if isinstance(error, TLSError | PoolTimeoutError):
        return Fault.FINAL
    if isinstance(error, ConnectError):
        return Fault.UNSENT
    if isinstance(error, TransportError):
        return Fault.UNCLEAR
    if not isinstance(error, StatusError) or error.status is None:
        return Fault.FINAL
    if isinstance(error, RateLimitedError) or (error.status == 503 and error.retry_after is not None):
        return Fault.THROTTLED
    unclear = error.status == 408 or (error.status >= 500 and error.status not in _NEVER)
    return Fault.UNCLEAR if unclear else Fault.FINAL


class Budget:
    """What retries may cost at a host; an outage empties it, and then errors are raised at once."""

    def __init__(self, size: int) -> None:
        self._size = size
        self.left = size

    def spend(self, cost: int) -> bool:
        """Take the price of a retry, if it is there."""
        if self.left < cost:
            return False
        self.left -= cost
        return True

    def earn(self) -> None:
        """A success gives one back."""
        if self.left < self._size:
            self.left += 1


class Stats(Struct):
    """What a session did so far.

    Attributes:
        calls: calls that were answered or failed.
        requests: requests that were sent for them, token requests apart.
        retries: requests among those that were second or later attempts.
        throttled: answers that asked for patience (429, 503 with Retry-After).
    """

    calls: int = 0
    requests: int = 0
    retries: int = 0
    throttled: int = 0


class Trouble:
    """What went wrong with a call so far, and how long it pauses for it.

    Pauses are random up to a ceiling that doubles, and never shorter than the server asks.
    """

    def __init__(self, policy: RetryPolicy, uniform: Callable[[float, float], float]) -> None:
        self._policy = policy
        self._uniform = uniform
        self._ceilings: dict[float, Iterator[float]] = {}

    def pause(self, fault: Fault, retry_after: float | None) -> float:
        """Seconds to wait; those that the server asks for are exceeded by at most a tenth."""
        if retry_after is not None and fault is Fault.THROTTLED:
            return retry_after * self._uniform(1.0, 1.1)
        start = self._policy.throttled if fault is Fault.THROTTLED else self._policy.transient
        if start not in self._ceilings:
            waits = backoff.expo(base=2, factor=2 * start, max_value=self._policy.longest)
            next(waits)  # a generator of backoff's begins with nothing
            self._ceilings[start] = cast("Iterator[float]", waits)
        return max(retry_after or 0.0, self._uniform(0.0, next(self._ceilings[start])))


class Retry:
    """Runs a call: sends while it is worth it and the request allows it, within one deadline.

    Args:
        admit: called first; raises if the session cannot be used here, now and for this request.
        hosts: the host of each surface; surfaces of one host share a retry budget.
    """

    def __init__(
        self,
        send: Send,
        *,
        policy: RetryPolicy,
        timeouts: Timeouts,
        hosts: dict[Surface, str],
        clock: Clock,
        admit: Callable[[Request], None],
    ) -> None:
        self._send = send
        self._policy = policy
        self._clock = clock
        self._admit = admit
        self._seconds = {"call": timeouts.call, "page": timeouts.page, "file": timeouts.file, "token": timeouts.call}
        self._budgets = {host: Budget(policy.budget) for host in hosts.values()}
        self._budget_of = {surface: self._budgets[host] for surface, host in hosts.items()}
        self._running: set[Call] = set()
        self.stats = Stats()

    async def send(self, request: Request) -> Response:
        """Run a call to its end."""
        self._admit(request)
        now = self._clock.monotonic()
        call = Call(now, now + (request.options.timeout or self._seconds[request.kind]))
        request = replace(request, call=call)
        trouble: Trouble | None = None
        self._running.add(call)
        if (tally := TALLY.get()) is not None and request.kind != "token":
            tally.add(call, writes=request.method != "GET")
        try:
            while True:
                try:
                    response = await self._send(request)
                    break
                except RequestError as error:
                    trouble = trouble or Trouble(self._policy, self._clock.uniform)
                    if call.unclear and request.method == "DELETE" and isinstance(error, NotFoundError):
                        response = Response(request=request, status=204)  # an attempt before this one has done it
                        break
                    pause = self._judge(request, error, trouble)
                await asyncio.sleep(pause)
        except RequestError as error:
            error.operation = request.operation
            error.method, error.url = error.method or request.method, error.url or request.path
            error.attempts, error.elapsed = call.attempts, self._clock.monotonic() - now
            error.applied = _applied(request, error)
            call.applied = error.applied is True
            log.info("%s failed: %s", request.operation, error)
            raise
        except asyncio.CancelledError:
            if call.closing and call.task is not None and call.task.uncancel() <= call.cancelling:
                raise SessionClosedError(f"the session was closed during {request.operation}") from None
            raise
        finally:
            self._running.discard(call)
            stats = self.stats
            stats.calls += 1
            stats.requests += call.attempts
            if call.attempts > 1:
                stats.retries += call.attempts - 1
        call.applied = True
        self._budget_of[request.surface].earn()
        if log.isEnabledFor(logging.INFO):
            elapsed = self._clock.monotonic() - now
            log.info("%s: %d in %.3f s, attempt %d", request.operation, response.status, elapsed, call.attempts)
        return response

    def close(self) -> None:
        """End the calls that are under way: each raises `SessionClosedError` where it stands."""
        for call in self._running:
            if call.task is not None and not call.closing:
                call.closing = True
                call.task.cancel()

    def _judge(self, request: Request, error: RequestError, trouble: Trouble) -> float:
        """The pause before the next attempt; raises where there is to be none."""
        call, fault = request.running, fault_of(error)
        if fault is Fault.THROTTLED:
            self.stats.throttled += 1
        if isinstance(error, ConflictError) and call.unclear:
            raise OutcomeUnknownError(
                f"it is in conflict with what is there, perhaps by an earlier attempt of this call: {error.message}. "
                "Read it again before deciding",
                **error.facts(),
            ) from error
        if fault is Fault.FINAL:
            raise error
        call.unclear = call.unclear or fault is Fault.UNCLEAR
        if fault is Fault.UNCLEAR and not request.replay:
            raise OutcomeUnknownError(
                f"it may have been applied, or not: {error.message}. Sending it again could do it twice; "
                + (request.hint or "look whether it is there first"),
                **error.facts(),
            ) from error
        retries = request.options.retries
        attempts = self._policy.attempts if retries is None else retries + 1
        if call.attempts >= attempts or request.spent:
            raise error
        if error.retry_after is not None and error.retry_after > self._policy.retry_after:
            raise error
        pause = trouble.pause(fault, error.retry_after)
        if self._clock.monotonic() + pause >= call.deadline:
            raise error
        if not self._budget_of[request.surface].spend(THROTTLED_COST if fault is Fault.THROTTLED else TRANSIENT_COST):
            log.warning("%s: the retry budget is empty, the host seems to be down", request.operation)
            raise error
        log.debug("%s: attempt %d failed, next in %.2f s: %s", request.operation, call.attempts, pause, error)
        return pause


def _applied(request: Request, error: RequestError) -> bool | None:
    """Whether a call that failed was applied all the same; None where nobody knows."""
    if request.method == "GET":
        return False
    if isinstance(error, ResponseTooLargeError):
        return True
    return None if request.running.unclear else False
