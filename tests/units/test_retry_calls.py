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


FAILURES = st.sampled_from([*KINDS]).map(lambda name: (getattr(errors, name)("x"), KINDS[name])) | st.sampled_from(
    [*STATUSES]
).map(lambda key: (status_error(key[0])("x", status=key[0], retry_after=key[1]), STATUSES[key]))
PATIENCE = st.sampled_from([0.0, 1.0, 5.0, 121.0]).map(
    lambda asked: (status_error(429)("x", status=429, retry_after=asked), THROTTLED)
)
FAILING = st.sampled_from([500, 502]).map(lambda status: (ServerError("x", status=status), UNCLEAR))
STEPS = st.tuples(FAILURES | PATIENCE | FAILING | st.just((None, FINAL)), st.sampled_from([0.0, 0.5, 20.0])).map(
    lambda drawn: Step(*drawn[0], drawn[1])
)
POLICIES = st.builds(RetryPolicy, attempts=st.integers(1, 5), budget=st.sampled_from([0, 13, 14, 30, 500]))
REQUESTS = st.builds(
    Request,
    operation=st.just("x.y"),
    method=st.sampled_from(["GET", "POST", "DELETE"]),
    surface=st.just(Surface.CORE),
    path=st.just("/x"),
    replay=st.booleans(),
    options=st.builds(
        Options, timeout=st.sampled_from([1.0, 30.0, 1000.0]), retries=st.sampled_from([None, None, 0, 1, 4])
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
        admit=lambda: None,
    )


def ceiling(policy: RetryPolicy, step: Step, number: int) -> float:
    """The longest pause after a failure, the number of which is given."""
    asked = step.error.retry_after if step.error is not None else None
    if step.fault is THROTTLED and asked is not None:
        return asked * 1.1
    start = policy.throttled if step.fault is THROTTLED else policy.transient
    return max(asked or 0.0, min(policy.longest, start * 2**number))


@settings(max_examples=150, deadline=None)
@given(
    st.lists(REQUESTS, min_size=1, max_size=6),
    st.lists(STEPS, min_size=1, max_size=8),
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
