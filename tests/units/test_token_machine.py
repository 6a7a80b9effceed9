"""The token cache under random histories: callers come and go, clocks jump, the identity server fails."""

from __future__ import annotations

import asyncio
import itertools
from typing import NamedTuple

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from ditio_async._clock import Clock
from ditio_async._pipeline.tokens import TokenCache
from ditio_async.config import Surface
from ditio_async.errors import ConnectionLostError, CredentialsError, IdentityError, IdentityUnavailableError

NEVER = 1e12
LIVES = st.sampled_from([5.0, 60.0, 300.0, 1800.0, 86400.0])
PAUSES = st.sampled_from([0.0, 0.5, 1.0, 3.0, 10.0, 31.0, 61.0, 240.0, 1500.0, 7200.0])
FAILURES = st.sampled_from(
    [
        IdentityUnavailableError("down"),
        CredentialsError("invalid_client"),
        ConnectionLostError("reset"),
        KeyError("of the caller's own source"),
    ]
)


class Held(NamedTuple):
    """A token as the test knows it."""

    token: str
    asked: float
    asked_wall: float
    life: float


class Fetching(NamedTuple):
    asked: float
    asked_wall: float
    answer: asyncio.Future[tuple[str, float]]


class TokenMachine(RuleBasedStateMachine):
    """Beside the cache runs a model of what it should hold; time stands still unless a rule moves it."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.now, self.wall = 1000.0, 1.7e9
        clock = Clock(monotonic=lambda: self.now, wall=lambda: self.wall, uniform=lambda _, longest: longest)
        self.cache = TokenCache(self.fetch, clock)
        self.names = (f"t{n}" for n in itertools.count(1))
        self.flights: list[Fetching] = []
        self.fetches = 0
        self.callers: list[asyncio.Task[str]] = []
        self.held: Held | None = None
        self.issued: list[str] = []
        self.dropped: str | None = None
        self.failures = 0
        self.failure: type[IdentityError] | None = None
        self.cool_until = 0.0
        self.forced = -NEVER

    async def fetch(self, _: Surface, refused: str | None) -> tuple[str, float]:
        assert refused == self.dropped, "the fetch is not told which token was refused"
        assert self.now >= self.cool_until, "it was asked for again while cooling down"
        self.fetches += 1
        flight = Fetching(self.now, self.wall, self.loop.create_future())
        self.flights.append(flight)
        try:
            return await flight.answer
        finally:
            self.flights.remove(flight)

    def turn(self) -> None:
        """Let everything run that can."""
        for _ in range(10):
            self.loop.run_until_complete(asyncio.sleep(0))

    def alive(self) -> bool:
        held = self.held
        if held is None:
            return False
        life = held.life - min(30.0, held.life / 10)
        return self.now < held.asked + life and self.wall < held.asked_wall + life

    def stale(self) -> bool:
        """Alive, and so near to its end that there should be a new one."""
        held = self.held
        assert held is not None
        return self.now >= held.asked + held.life - min(300.0, held.life / 4) - min(30.0, held.life / 20)

    @rule(times=st.integers(1, 5))
    def ask(self, times: int) -> None:
        before, flying, cool = self.fetches, bool(self.flights), self.now < self.cool_until
        alive, stale = self.alive(), self.alive() and self.stale()
        tasks = [self.loop.create_task(self.cache.get(Surface.CORE, NEVER)) for _ in range(times)]
        self.turn()
        asks = not flying and not cool and (stale or not alive)
        assert self.fetches - before == asks
        for task in tasks:
            if alive:
                assert self.held is not None
                assert task.result() == self.held.token
            elif cool and not flying:
                assert self.failure is not None
                assert isinstance(task.exception(), self.failure)
            else:
                assert not task.done()
                self.callers.append(task)

    @precondition(lambda self: self.callers)
    @rule(data=st.data(), everyone=st.booleans())
    def cancel(self, data: st.DataObject, everyone: bool) -> None:
        gone = [*self.callers] if everyone else [data.draw(st.sampled_from(self.callers))]
        flying = [*self.flights]
        for caller in gone:
            caller.cancel()
            self.callers.remove(caller)
        self.turn()
        assert all(caller.cancelled() for caller in gone)
        assert self.flights == flying, "the refresh was cancelled with those that waited for it"

    @precondition(lambda self: self.flights)
    @rule(life=LIVES)
    def answer(self, life: float) -> None:
        flight = self.flights[0]
        token = next(self.names)
        flight.answer.set_result((token, life))
        self.held = Held(token, flight.asked, flight.asked_wall, life)
        self.issued.append(token)
        self.failures, self.failure, self.cool_until, self.dropped = 0, None, 0.0, None
        self.turn()
        if self.alive():
            assert [caller.result() for caller in self.callers] == [token] * len(self.callers)
            self.callers.clear()
        else:  # it took so long that the token is over: those who wait ask again
            assert len(self.flights) == bool(self.callers)

    @precondition(lambda self: self.flights)
    @rule(error=FAILURES)
    def fail(self, error: Exception) -> None:
        self.flights[0].answer.set_exception(error)
        self.failure = type(error) if isinstance(error, IdentityError) else IdentityUnavailableError
        final = isinstance(error, CredentialsError)
        self.cool_until = self.now + (60.0 if final else min(30.0, 2.0**self.failures))
        self.failures += 1
        self.turn()
        for caller in self.callers:
            if self.alive():  # the wall clock was turned back meanwhile
                assert self.held is not None
                assert caller.result() == self.held.token
            else:
                assert isinstance(caller.exception(), self.failure)
        self.callers.clear()

    @precondition(lambda self: self.issued)
    @rule(data=st.data())
    def refuse(self, data: st.DataObject) -> None:
        token = data.draw(st.sampled_from(self.issued[-2:]))
        current = self.held is not None and self.held.token == token
        allowed = self.now - self.forced >= 30.0
        assert self.cache.refuse(Surface.CORE, token) == (not current or allowed)
        if current and allowed:
            self.held, self.dropped, self.forced = None, token, self.now

    @rule(seconds=PAUSES)
    def wait(self, seconds: float) -> None:
        self.now += seconds
        self.wall += seconds

    @rule(seconds=st.sampled_from([-7200.0, -60.0, 60.0, 7200.0]))
    def turn_the_wall_clock(self, seconds: float) -> None:
        self.wall += seconds

    @invariant()
    def one_fetch_at_most_and_nobody_waits_without_one(self) -> None:
        assert len(self.flights) <= 1
        assert self.flights or not self.callers
        assert self.cache.fetched == len(self.issued)

    def teardown(self) -> None:
        for caller in self.callers:
            caller.cancel()
        self.turn()
        self.loop.run_until_complete(self.cache.aclose())
        assert not self.flights
        left = asyncio.all_tasks(self.loop)
        self.loop.close()
        assert not left


TokenMachine.TestCase.settings = settings(max_examples=100, stateful_step_count=40, deadline=None)
TestTokenCache = TokenMachine.TestCase
