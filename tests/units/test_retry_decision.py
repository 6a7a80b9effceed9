"""What a failure means for the request that met it, the budget of retries, and the pauses between them."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ditio_async import errors
from ditio_async._pipeline.retry import Budget, Fault, Trouble, fault_of
from ditio_async.config import RetryPolicy
from ditio_async.errors import status_error

from .failures import KINDS, STATUSES, THROTTLED, UNCLEAR, UNSENT


@pytest.mark.parametrize(("name", "fault"), KINDS.items())
def test_a_failure_without_an_answer_is_judged_by_what_the_server_saw(name: str, fault: Fault) -> None:
    assert fault_of(getattr(errors, name)("x")) is fault


@pytest.mark.parametrize(("answer", "fault"), STATUSES.items())
def test_a_status_is_judged_by_whether_the_server_acted(answer: tuple[int, float | None], fault: Fault) -> None:
    status, asked = answer
    assert fault_of(status_error(status)("x", status=status, retry_after=asked)) is fault


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 60), st.lists(st.sampled_from([0, 5, 14]), max_size=30))
def test_a_budget_is_never_overdrawn_nor_filled_beyond_its_size(size: int, steps: list[int]) -> None:
    budget, left = Budget(size), size
    for cost in steps:
        if cost:
            assert budget.spend(cost) is (left >= cost)
            left -= cost if left >= cost else 0
        else:
            budget.earn()
            left = min(size, left + 1)
        assert budget.left == left


SECONDS = st.floats(0.01, 100)


@settings(max_examples=100, deadline=None)
@given(
    st.builds(RetryPolicy, transient=SECONDS, throttled=SECONDS, longest=SECONDS),
    st.lists(st.tuples(st.sampled_from([UNSENT, UNCLEAR, THROTTLED]), st.none() | st.floats(0, 200)), max_size=5),
    st.randoms(use_true_random=False),
)
def test_a_pause_is_within_its_bounds_and_never_shorter_than_asked(
    policy: RetryPolicy, faults: list[tuple[Fault, float | None]], chance: random.Random
) -> None:
    trouble = Trouble(policy, chance.uniform)
    for number, (fault, asked) in enumerate(faults, 1):
        pause = trouble.pause(fault, asked)
        if asked is not None and fault is THROTTLED:
            assert asked <= pause <= asked * 1.1 + 1e-9
        else:
            start = policy.throttled if fault is THROTTLED else policy.transient
            assert (asked or 0) <= pause <= max(asked or 0, min(policy.longest, start * 2**number))


@pytest.mark.parametrize(("fault", "ceilings"), [(UNCLEAR, [1, 2, 4, 8, 16, 20, 20]), (THROTTLED, [2, 4, 8, 16, 20])])
def test_the_longest_pause_doubles_up_to_its_limit(fault: Fault, ceilings: list[float]) -> None:
    longest, shortest = Trouble(RetryPolicy(), lambda _, most: most), Trouble(RetryPolicy(), lambda least, _: least)
    assert [longest.pause(fault, None) for _ in ceilings] == ceilings
    assert {shortest.pause(fault, None) for _ in ceilings} == {0.0}
