"""What is told of an item after each kind of failure, and how many requests it cost."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

import pytest
from msgspec.structs import replace

from ditio_async import (
    ArgumentError,
    BadRequestError,
    ConflictError,
    ConnectError,
    ConnectionLostError,
    DecodeError,
    DitioError,
    DitioSession,
    Limits,
    NotFoundError,
    OutcomeUnknownError,
    RateLimitedError,
    RequestError,
    ResponseTooLargeError,
    ServerError,
    bulk,
)

from ..support.faults import CLIENT, SECRET, FaultServer, Step, answer, json_answer, reset, session
from ..wire.common import closed_port
from .common import PROMPT

Call = Callable[[DitioSession], Awaitable[object]]

WORK_ORDER = {"id": "w1"}


async def create(ditio: DitioSession) -> object:
    """May not be repeated."""
    return await ditio.work_orders.create(project_id="p1", external_id="1")


async def change(ditio: DitioSession) -> object:
    """May be repeated."""
    return await ditio.work_orders.update("w1", name="Ny")


async def overwrite(ditio: DitioSession) -> object:
    """May be repeated."""
    return await ditio.work_orders.replace("w1", project_id="p1", external_id="1")


class Case(NamedTuple):
    call: Call
    script: list[Step]
    outcome: str
    error: type[DitioError] | None
    applied: bool | None
    attempts: int


def status(code: int) -> Step:
    return json_answer({"message": "nei"}, code)


UNREADABLE = answer(200, b"<html>")
LARGE = answer(200, b" " * 5000)
CASES = {
    "done": Case(create, [json_answer(WORK_ORDER, 201)], "done", None, None, 1),
    "400": Case(create, [status(400)], "failed", BadRequestError, False, 1),
    "404": Case(create, [status(404)], "failed", NotFoundError, False, 1),
    "409": Case(create, [status(409)], "failed", ConflictError, False, 1),
    "429 again and again": Case(create, [status(429)], "failed", RateLimitedError, False, 3),
    "429, then done": Case(create, [status(429), json_answer(WORK_ORDER)], "done", None, None, 2),
    "500 to a POST": Case(create, [status(500)], "unknown", OutcomeUnknownError, None, 1),
    "500 to a PUT again and again": Case(overwrite, [status(500)], "unknown", ServerError, None, 3),
    "500 to a PATCH, then done": Case(change, [status(500), json_answer(WORK_ORDER)], "done", None, None, 2),
    "500 to a PATCH, then 400": Case(change, [status(500), status(400)], "unknown", BadRequestError, None, 2),
    "429, then 500 to a POST": Case(create, [status(429), status(500)], "unknown", OutcomeUnknownError, None, 2),
    "a reset before the body is read": Case(create, [reset(early=True)], "unknown", OutcomeUnknownError, None, 1),
    "a reset in place of an answer": Case(create, [reset()], "unknown", OutcomeUnknownError, None, 1),
    "a reset in the answer to a PUT": Case(
        overwrite, [reset(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n[")], "unknown", ConnectionLostError, None, 3
    ),
    "an answer that cannot be read": Case(create, [UNREADABLE], "done", DecodeError, True, 1),
    "one that is too large": Case(create, [LARGE], "done", ResponseTooLargeError, True, 1),
    "a reset, then one that cannot be read": Case(change, [reset(), UNREADABLE], "done", DecodeError, True, 2),
    "401, then done": Case(create, [status(401), json_answer(WORK_ORDER)], "done", None, None, 2),
    "401, then 400": Case(create, [status(401), status(400)], "failed", BadRequestError, False, 2),
    "401, then a reset": Case(create, [status(401), reset()], "unknown", OutcomeUnknownError, None, 2),
    "a reset, 401, done": Case(change, [reset(), status(401), json_answer(WORK_ORDER)], "done", None, None, 3),
}


@pytest.mark.parametrize("name", CASES)
async def test_an_item_is_told_as_it_is(server: FaultServer, name: str) -> None:
    case = CASES[name]
    server.script(*case.script)
    limits = Limits(page_bytes=4000)
    async with (
        session(server, limits=limits, **PROMPT) as ditio,
        bulk(lambda _: case.call(ditio), ["item"]) as results,
    ):
        (result,) = [one async for one in results]
    assert (result.index, result.item, result.outcome) == (0, "item", case.outcome)
    assert result.attempts == len(server.calls) == case.attempts
    assert results.unfinished == []
    if case.error is None:
        assert result.error is None
        assert result.unwrap() is result.value is not None
        return
    assert type(result.error) is case.error
    assert isinstance(result.error, RequestError)
    assert result.error.applied is case.applied
    assert result.value is None
    with pytest.raises(case.error) as caught:
        result.unwrap()
    assert caught.value is result.error


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.error is not None])
async def test_a_direct_call_says_whether_it_was_applied(server: FaultServer, name: str) -> None:
    case = CASES[name]
    server.script(*case.script)
    async with session(server, limits=Limits(page_bytes=4000), **PROMPT) as ditio:
        with pytest.raises(RequestError) as caught:
            await case.call(ditio)
    assert (type(caught.value), caught.value.applied) == (case.error, case.applied)
    assert caught.value.attempts == case.attempts


async def test_a_refused_argument_sends_nothing(server: FaultServer, prompt: DitioSession) -> None:
    report = await bulk(lambda _: prompt.work_orders.create(project_id="", external_id="1"), ["item"]).report()
    assert isinstance(report.failed[0].error, ArgumentError)
    assert (report.failed[0].attempts, server.requests) == (0, [])


async def test_a_refused_connection_is_a_failure(server: FaultServer) -> None:
    with closed_port() as port:
        where = replace(server.environment, core=f"http://127.0.0.1:{port}")
        async with DitioSession(CLIENT, SECRET, environment=where, company_id="c", **PROMPT) as ditio:
            report = await bulk(lambda _: create(ditio), ["item"]).report()
    (result,) = report.failed
    assert isinstance(result.error, ConnectError)
    assert result.error.applied is False


@pytest.mark.parametrize("call", [change, overwrite])
async def test_a_reset_and_then_a_refused_connection_leave_it_open(server: FaultServer, call: Call) -> None:
    """The second failure is clear, and what became of the first attempt is not."""
    async with session(server, **PROMPT) as ditio:
        server.script(last_breath(server))
        with pytest.raises(ConnectError) as caught:
            await call(ditio)
        assert caught.value.applied is None
        assert len(server.calls) == 1


async def test_a_reset_and_then_a_refused_connection_are_unknown(server: FaultServer) -> None:
    async with session(server, **PROMPT) as ditio:
        server.script(last_breath(server))
        report = await bulk(lambda _: change(ditio), ["item"]).report()
    assert len(report.unknown) == 1


def last_breath(server: FaultServer) -> Step:
    """A reset by a server that takes no more connections."""

    async def act(*streams: Any) -> None:
        server._server.close()
        await reset().act(*streams)

    return Step(act)


async def test_two_calls_for_an_item_of_which_one_is_done_are_unknown(
    server: FaultServer, prompt: DitioSession
) -> None:
    """It was applied in part."""

    async def both(_: str) -> None:
        await change(prompt)
        await create(prompt)

    server.script(json_answer(WORK_ORDER), status(400))
    report = await bulk(both, ["item"]).report()
    (result,) = report.unknown
    assert isinstance(result.error, BadRequestError)
    assert result.attempts == 2


async def test_a_read_before_a_write_that_is_refused_is_no_part_of_it(
    server: FaultServer, prompt: DitioSession
) -> None:
    async def look_and_create(_: str) -> None:
        await prompt.work_orders.get("w1")
        await create(prompt)

    server.script(json_answer(WORK_ORDER), status(400))
    report = await bulk(look_and_create, ["item"]).report()
    assert (len(report.failed), report.failed[0].attempts) == (1, 2)


async def test_what_a_call_has_written_before_it_fails_in_another_way_is_not_forgotten(server: FaultServer) -> None:
    """The answer was too large to be read, and the caller's own function went on and failed."""

    async def careless(_: str) -> None:
        try:
            await create(ditio)
        except ResponseTooLargeError:
            raise ArgumentError("something else") from None

    server.script(LARGE)
    async with session(server, limits=Limits(page_bytes=4000), **PROMPT) as ditio:
        report = await bulk(careless, ["item"]).report()
    assert len(report.unknown) == 1


async def test_a_write_that_is_done_and_not_shown_is_done_whatever_becomes_of_reading_it(
    server: FaultServer, prompt: DitioSession
) -> None:
    server.script(answer(204), status(404))
    report = await bulk(lambda _: change(prompt), ["item"]).report()
    assert (report.done, report.failed, report.unknown) == (1, [], [])
    server.script(answer(204), status(404))
    with pytest.raises(NotFoundError, match="was applied") as caught:
        await change(prompt)
    assert caught.value.applied is True


async def test_a_user_that_is_changed_and_then_not_listed_is_changed(server: FaultServer, prompt: DitioSession) -> None:
    server.script(answer(204), json_answer([]))
    with pytest.raises(RequestError, match="was applied") as caught:
        await prompt.users.update("profile-1", email="a@b.no")
    assert caught.value.applied is True
