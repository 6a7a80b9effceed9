"""Mass transport: what is made of answers that nobody has described, and the steps that measures take."""

from __future__ import annotations

from typing import Any

import pytest

from ditio_async import BadRequestError, DecodeError, DitioSession, NotFoundError
from ditio_async.resources.mass_transport import Step

from ..support.strict import Answer, StrictServer

MARK = "PUT /mass_transport/api/external-weight-measure/mark-"


@pytest.mark.parametrize(
    "said",
    [{"a": "2026-01-31", "b": 2}, {}, [], ["2026-01-31"], 12345, True, "i går", {"a": {"b": 1}}, b"<html>", b"\xff"],
)
async def test_what_is_no_timestamp_is_said_to_be_none(server: StrictServer, ditio: DitioSession, said: Any) -> None:
    server.answer(Answer(said))
    with pytest.raises(DecodeError) as caught:
        await ditio.mass_transport.excavator_states.latest_timestamp("c1", "p1")
    assert caught.value.operation == "mass_transport.excavator_states.latest_timestamp"


async def test_a_project_that_is_not_there_has_no_latest_timestamp(server: StrictServer, ditio: DitioSession) -> None:
    server.answer(Answer({"error": "NotFound", "message": "p1"}, 404))
    with pytest.raises(NotFoundError, match="NotFound: p1"):
        await ditio.mass_transport.excavator_states.latest_timestamp("c1", "p1")


@pytest.mark.parametrize(
    ("given", "steps"),
    [
        ({}, ["verified", "approved", "invoiced"]),
        ({"through": Step.INVOICED}, ["verified", "approved", "invoiced"]),
        ({"through": Step.APPROVED}, ["verified", "approved"]),
        ({"through": "approved"}, ["verified", "approved"]),
        ({"through": Step.VERIFIED}, ["verified"]),
    ],
)
async def test_measures_take_one_step_after_the_other(
    server: StrictServer, ditio: DitioSession, given: dict[str, Any], steps: list[str]
) -> None:
    server.answer(*[Answer(status=204) for _ in steps])
    assert await ditio.mass_transport.weight_measures.advance({"ids": ["w1", "ø"]}, **given) == steps
    assert [(sent.line, sent.json) for _, sent in server.taken] == [
        (MARK + step, {"ids": ["w1", "ø"]}) for step in steps
    ]


async def test_a_step_that_is_refused_is_the_last_and_is_named(server: StrictServer, ditio: DitioSession) -> None:
    server.answer(Answer([]), Answer({"error": "Step", "message": "ikke ennå"}, 400))
    with pytest.raises(BadRequestError, match="ikke ennå") as caught:
        await ditio.mass_transport.weight_measures.advance(["w1"])
    assert caught.value.operation == "mass_transport.weight_measures.mark_approved"
    assert [sent.line for _, sent in server.taken] == [MARK + "verified", MARK + "approved"]


async def test_mass_transport_has_a_token_of_its_own(server: StrictServer, ditio: DitioSession) -> None:
    server.answer(Answer([]), Answer(""), Answer(status=204))
    await ditio.machines.list()
    await ditio.mass_transport.excavator_states.latest_timestamp("c1", "p1")
    await ditio.mass_transport.weight_measures.query([{"a": 1}])
    assert (server.arrived, ditio.tokens_fetched) == (5, 2)
