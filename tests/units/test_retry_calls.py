"""Calls under any succession of failures: how often they are sent, when, and why they are given up."""

from __future__ import annotations

import asyncio
import itertools
import random
from collections.abc import Callable, Sequence
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ditio_async import errors
from ditio_async._clock import Clock
from ditio_async._pipeline.retry import Fault, Retry
from ditio_async._wire import Options, Request, Response
from ditio_async.config import RetryPolicy, Surface, Timeouts
from ditio_async.errors import NotFoundError, OutcomeUnknownError, RequestError, ServerError, status_error

from ..support.loops import VIRTUAL
from .failures import FINAL, KINDS, STATUSES, THROTTLED, UNCLEAR, UNSENT

COST = {UNSENT: 14, UNCLEAR: 14, THROTTLED: 5}


@pytest.fixture
def anyio_backend() -> object:
    return VIRTUAL


class Step(NamedTuple):
    """What becomes of an attempt, and how long it takes."""

    error: RequestError | None
    fault: Fault
    seconds: float


class Sent(NamedTuple):
    began: float
    ended: float
    step: Step


def answered(status: int, asked: float | None, fault: Fault) -> tuple[RequestError, Fault]:
    return status_error(status)("x", status=status, retry_after=asked), fault


OUTCOMES: list[tuple[RequestError | None, Fault]] = [
    *((getattr(errors, name)("x"), fault) for name, fault in KINDS.items()),
    *(answered(*key, fault) for key, fault in STATUSES.items()),
]
FREQUENT = [(None, FINAL), answered(500, None, UNCLEAR), answered(429, 121.0, THROTTLED), answered(404, None, FINAL)]
STEPS = st.tuples(st.sampled_from(FREQUENT) | st.sampled_from(OUTCOMES), st.sampled_from([0.0, 0.5, 12.0])).map(
    lambda drawn: Step(*drawn[0], drawn[1])
)
POLICIES = st.builds(
    RetryPolicy, attempts=st.sampled_from([5, 3, 2, 1]), budget=st.sampled_from([500, 500, 30, 14, 13, 0])
)
REQUESTS = st.builds(
    Request,
    operation=st.just("x.y"),
    method=st.sampled_from(["GET", "POST", "DELETE"]),
    surface=st.just(Surface.CORE),
    path=st.just("/x"),
    replay=st.booleans(),
    options=st.builds(
        Options, timeout=st.sampled_from([1000.0, 1000.0, 30.0, 1.0]), retries=st.sampled_from([None, None, 4, 1, 0])
    ),
)


class Host:
    """Answers by a script, and notes when it was asked."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self.steps = itertools.cycle(steps)
        self.log: list[Sent] = []

    async def send(self, request: Request) -> Response:
        request.running.attempts += 1
        step = next(self.steps)
        began = asyncio.get_running_loop().time()
        await asyncio.sleep(step.seconds)
        self.log.append(Sent(began, asyncio.get_running_loop().time(), step))
        if step.error is None:
            return Response(request=request, status=200)
        raise step.error.again()


async def called(retry: Retry, request: Request) -> RequestError | None:
    try:
        await retry.send(request)
    except RequestError as error:
        return error
    return None


def session(host: Host, policy: RetryPolicy, uniform: Callable[[float, float], float]) -> Retry:
    return Retry(
        host.send,
        policy=policy,
        timeouts=Timeouts(),
        hosts={Surface.CORE: "h"},
        clock=Clock(uniform=uniform),
        admit=lambda _: None,
    )


def ceiling(policy: RetryPolicy, step: Step, number: int) -> float:
    """The longest pause after a failure, the number of which is given."""
    asked = step.error.retry_after if step.error is not None else None
    if step.fault is THROTTLED and asked is not None:
        return asked * 1.1
    start = policy.throttled if step.fault is THROTTLED else policy.transient
    return max(asked or 0.0, min(policy.longest, start * 2**number))


@settings(max_examples=100, deadline=None)
@given(
    st.lists(REQUESTS, min_size=4, max_size=8),
    st.lists(STEPS, min_size=2, max_size=8),
    POLICIES,
    st.integers(0, 9),
)
async def test_calls_are_sent_again_only_as_far_as_they_may_and_given_up_only_for_a_reason(
    requests: list[Request], steps: list[Step], policy: RetryPolicy, seed: int
) -> None:
    host = Host(steps)
    retry = session(host, policy, random.Random(seed).uniform)
    left = policy.budget
    for request in requests:
        host.log.clear()
        started = asyncio.get_running_loop().time()
        deadline = started + (request.options.timeout or 0)
        error = await called(retry, request)
        retries = request.options.retries
        attempts = policy.attempts if retries is None else retries + 1
        assert len(host.log) <= attempts
        for number, (sent, following) in enumerate(itertools.pairwise(host.log), 1):
            asked = sent.step.error.retry_after if sent.step.error is not None else None
            assert sent.step.fault is UNSENT or sent.step.fault is THROTTLED or request.replay, "it could be done twice"
            assert sent.step.fault is not FINAL
            assert (asked or 0) <= min(following.began - sent.ended + 1e-6, policy.retry_after)
            assert following.began - sent.ended <= ceiling(policy, sent.step, number) + 1e-6
            assert following.began < deadline
            left -= COST[sent.step.fault]
            assert left >= 0, "the budget is overdrawn"
        last, number = host.log[-1], len(host.log)
        unclear = any(sent.step.fault is UNCLEAR for sent in host.log)
        if last.step.error is None or (
            request.method == "DELETE" and isinstance(last.step.error, NotFoundError) and unclear
        ):
            assert error is None
            left = min(policy.budget, left + (last.step.error is None))
            continue
        assert error is not None
        assert (error.attempts, error.operation, error.method) == (number, "x.y", request.method)
        if last.step.fault is UNCLEAR and not request.replay:
            assert type(error) is OutcomeUnknownError
            continue
        assert type(error) is type(last.step.error)
        assert (
            last.step.fault is FINAL
            or number == attempts
            or (error.retry_after or 0) > policy.retry_after
            or last.ended + ceiling(policy, last.step, number) >= deadline
            or left < COST[last.step.fault]
        ), "it was given up without a reason"


def steps(*statuses: int) -> list[Step]:
    faults = {200: FINAL, 404: FINAL, 410: FINAL, 429: THROTTLED, 500: UNCLEAR}
    made = ((None if status == 200 else answered(status, None, FINAL)[0], faults[status]) for status in statuses)
    return [Step(error, fault, 0.0) for error, fault in made]


def get(method: str = "GET") -> Request:
    return Request(operation="x.y", method=method, surface=Surface.CORE, path="/x")


@pytest.mark.parametrize(
    ("method", "statuses", "done"),
    [
        ("DELETE", [500, 404], True),
        ("DELETE", [500, 410], True),
        ("DELETE", [500, 429, 404], True),
        ("DELETE", [404], False),
        ("DELETE", [429, 404], False),
        ("GET", [500, 404], False),
        ("PUT", [500, 404], False),
    ],
)
async def test_what_is_gone_after_an_unclear_attempt_to_delete_it_is_deleted(
    method: str, statuses: list[int], done: bool
) -> None:
    error = await called(session(Host(steps(*statuses)), RetryPolicy(), random.uniform), get(method))
    assert (error is None) if done else isinstance(error, NotFoundError)


@pytest.mark.parametrize(("successes", "sent"), [(12, 1), (13, 2)])
async def test_successes_fill_the_budget_again(successes: int, sent: int) -> None:
    host = Host(steps(500, 200, 500, *[200] * successes, 500, 200))
    retry = session(host, RetryPolicy(budget=14), random.uniform)
    assert await called(retry, get()) is None
    assert isinstance(await called(retry, get()), ServerError), "one token is there, and fourteen are needed"
    for _ in range(successes):
        assert await called(retry, get()) is None
    host.log.clear()
    await called(retry, get())
    assert len(host.log) == sent


async def test_what_cannot_be_sent_again_is_not() -> None:
    class Once:
        spent = True

        async def start(self, response: Response) -> None: ...
        async def write(self, chunk: bytes) -> None: ...
        async def finish(self) -> None: ...

    host = Host([Step(ServerError("x", status=500), UNCLEAR, 0.0)])
    request = Request(operation="x.y", method="GET", surface=Surface.CORE, path="/x", sink=Once())
    assert type(await called(session(host, RetryPolicy(), random.uniform), request)) is ServerError
    assert len(host.log) == 1
