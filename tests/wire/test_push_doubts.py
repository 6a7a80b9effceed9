"""Of states of excavators that were pushed, what nobody can tell is an error."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import anyio
import pytest

from ditio_async import ArgumentError, ExcavatorState, OutcomeUnknownError
from ditio_async.resources.mass_transport import ExcavatorStates

from ..support.faults import Step, answer, json_answer, reset
from .common import now
from .pushes import REFUSAL, Depot, Turn, state, states


@pytest.mark.parametrize(("stored", "step"), [(2, reset()), (3, reset()), (2, REFUSAL)], ids=["some", "all", "refused"])
async def test_which_of_one_moment_have_arrived_is_never_guessed(
    excavators: ExcavatorStates, depot: Depot, stored: int, step: Step
) -> None:
    given = [state(0), state(1), state(1, machine="m2"), state(2)]
    depot.turns = [Turn(), Turn(stored - 1, step)]
    with pytest.raises(OutcomeUnknownError, match="nobody can tell which of 3 states") as caught:
        await excavators.push(given)
    assert caught.value.applied is None
    assert len(depot.states) == stored
    assert (await excavators.push(given)).sent == 1, "it is told once: they count as there from then on"


@pytest.mark.parametrize("stored", [0, 1, 4])
async def test_states_of_one_moment_are_no_trouble_when_it_is_clear_where_it_broke(
    excavators: ExcavatorStates, depot: Depot, stored: int
) -> None:
    given = [state(0), state(1), state(2), state(2, machine="m2"), state(3)]
    depot.turns = [Turn(), Turn(stored, reset())]
    assert (await excavators.push(given)).sent == 5
    assert depot.machines == ["m1", "m1", "m1", "m2", "m1"]


async def test_states_of_one_millisecond_are_of_one_moment_and_go_together(
    excavators: ExcavatorStates, depot: Depot
) -> None:
    near = [state(1 + micros / 60e6, machine=f"m{micros}") for micros in (0, 999, 400, 1000)]
    await excavators.push([state(0), *near], chunk=2)
    assert depot.imports == [1, 3, 1]


async def test_the_rest_of_a_moment_goes_one_by_one(excavators: ExcavatorStates, depot: Depot) -> None:
    given = [state(0), *[state(1, machine=machine) for machine in ("m1", "bad", "m2")]]
    depot.unwanted, depot.is_atomic = {"bad"}, True
    report = await excavators.push(given, collect_refused=True)
    assert (depot.machines, [state.machine_id for state, _ in report.refused]) == (["m1", "m1", "m2"], ["bad"])
    assert depot.imports == [1, 3, 1, 1, 1]


async def test_one_that_comes_late_in_its_moment_is_not_taken_for_arrived(
    excavators: ExcavatorStates, depot: Depot
) -> None:
    async def source() -> AsyncIterator[ExcavatorState]:
        yield state(0)
        while not depot.imports:  # noqa: ASYNC110  # the depot has no event for it
            await anyio.sleep(0.001)
        yield state(0, machine="m2")

    depot.turns = [Turn(), Turn(0, reset())]
    with pytest.raises(OutcomeUnknownError, match="nobody can tell which of 1 states"):
        await excavators.push(source(), linger=0.001)
    assert (depot.imports, depot.machines) == ([1, 1], ["m1"])


async def test_states_of_the_first_moment_go_together(excavators: ExcavatorStates, depot: Depot) -> None:
    given = [state(0), state(0, machine="m2"), state(1)]
    assert (await excavators.push(given)).sent == 3
    assert depot.imports == [2, 1]
    again = await excavators.push(given)
    assert (again.sent, again.skipped) == (0, 3)


@pytest.mark.parametrize("says", ["2026-03-02T08:00:30Z", "2026-03-02T09:00:00Z", "2026-03-01T00:00:00Z", None])
async def test_a_newest_timestamp_of_nothing_that_was_sent_is_an_error(
    excavators: ExcavatorStates, depot: Depot, says: str | None
) -> None:
    before = json_answer("2026-03-02T07:00:00Z")
    depot.turns = [Turn(1, reset())]
    depot.says = [before, json_answer(says)]
    with pytest.raises(OutcomeUnknownError, match="nobody can tell"):
        await excavators.push(states(2))
    depot.turns = [Turn(), Turn(1, reset())]
    depot.says = [before, json_answer("2026-03-02T08:00:00Z"), json_answer(says)]
    with pytest.raises(OutcomeUnknownError, match="nobody can tell"):
        await excavators.push(states(3))
    depot.says = [before, json_answer(says), json_answer(says)]
    with pytest.raises(OutcomeUnknownError, match="Something else sends states of this project too"):
        await excavators.push(states(2))
    assert depot.imports == [1, 1, 2, 1]


async def test_a_newest_timestamp_may_be_late(excavators: ExcavatorStates, depot: Depot) -> None:
    depot.says = [json_answer(None), json_answer(None)]
    began = now()
    assert (await excavators.push(states(2), settle=9)).sent == 2
    assert 9 <= now() - began < 10


@pytest.mark.parametrize(
    "says", [b'"2026-03-02T08:01:00"', b"2026-03-02T09:01:00.0004+01:00", b'{"t":"2026-03-02T08:01"}']
)
async def test_a_newest_timestamp_is_read_however_it_is_written(
    excavators: ExcavatorStates, depot: Depot, says: bytes
) -> None:
    depot.says = [answer(200, says)]
    assert (await excavators.push(states(4))).skipped == 2
    assert depot.minutes == [2, 3]


KINDS = [("end_time", "startTime", "start_time"), ("start_time", "endTime", "end_time")]


@pytest.mark.parametrize(("checkpoint", "kind", "right"), KINDS)
async def test_the_other_end_of_a_state_is_not_taken_for_the_one_that_was_asked_for(
    excavators: ExcavatorStates, depot: Depot, checkpoint: Any, kind: str, right: Any
) -> None:
    given = states(6)
    depot.kind = kind
    with pytest.raises(ArgumentError, match=f"checkpoint='{right}'"):
        await excavators.push([*given, state(9, project="p2")], chunk=2, checkpoint=checkpoint)
    assert depot.imports == [1]
    await excavators.push([*given, state(9, project="p2")], chunk=2, checkpoint=right)
    assert depot.minutes == [0, 1, 2, 3, 4, 5, 9]


async def test_a_first_state_that_breaks_does_not_hide_the_other_end(excavators: ExcavatorStates, depot: Depot) -> None:
    depot.kind, depot.turns = "startTime", [Turn(1, reset())]
    with pytest.raises(OutcomeUnknownError, match="nobody can tell"):
        await excavators.push([state(1), state(2)])
    assert depot.imports == [1]


async def test_a_server_that_leaves_out_what_it_refuses_is_found_out(excavators: ExcavatorStates, depot: Depot) -> None:
    depot.turns = [Turn(), Turn(step=REFUSAL)]  # as if it had taken the last one, and not one before
    with pytest.raises(OutcomeUnknownError, match="nobody can tell"):
        await excavators.push(states(3), collect_refused=True)


async def test_a_state_without_length_does_not_tell_which_end_it_is(excavators: ExcavatorStates, depot: Depot) -> None:
    depot.kind = "startTime"
    with pytest.raises(ArgumentError, match="start_time"):
        await excavators.push([state(0, minutes=0), state(1, minutes=0.5), state(2, minutes=0.5)])
    assert depot.imports == [1, 1]


async def test_a_timestamp_that_does_not_move_is_not_taken_for_the_other_end(
    excavators: ExcavatorStates, depot: Depot
) -> None:
    depot.says = [json_answer("2026-03-02T08:00:00Z")] * 3
    with pytest.raises(OutcomeUnknownError, match="Something else"):
        await excavators.push([state(1)])  # which begins when the one before it ended
