"""The way of a request from the caller's await to the HTTP client is short, and the same for every call."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from ditio_async import Ditio, UploadFile

from ..support.faults import FaultServer, Seen, Step, hang, json_answer, session

PIPELINE = ["retry", "auth", "limit", "http"]

CALLS: dict[str, tuple[Callable[[Ditio], Awaitable[object]], list[str]]] = {
    "a read": (lambda ditio: ditio.projects.get("p1"), ["reads"]),
    "a list": (lambda ditio: ditio.projects.list(), ["reads"]),
    "a write": (lambda ditio: ditio.projects.update("p1", name="x"), ["writes"]),
    "a page": (lambda ditio: anext(aiter(ditio.reporting.time_registrations())), ["reading", "walk"]),
    "an upload": (
        lambda ditio: ditio.projects.documents.upload("p1", [UploadFile(b"x", name="a.pdf")]),
        ["documents"],
    ),
    "a request": (lambda ditio: ditio.request("GET", "/api/x"), ["_calls"]),
}


def way(coroutine: Any) -> Iterator[str]:
    """The modules whose coroutines wait for one another, from the caller inwards to where aiohttp begins."""
    while (code := getattr(coroutine, "cr_code", None)) is not None:
        yield Path(code.co_filename).stem
        coroutine = coroutine.cr_await


@pytest.mark.parametrize("name", CALLS)
async def test_a_request_takes_at_most_six_steps(name: str) -> None:
    call, first = CALLS[name]
    arrived = asyncio.Event()

    def stall(_: Seen) -> Step:
        arrived.set()
        return hang()

    async with FaultServer() as server, session(server) as ditio:
        server.script(json_answer([]))
        await ditio.projects.list()  # so that the token is there
        server.script(stall)

        async def caller() -> None:
            await call(ditio)

        task = asyncio.create_task(caller())
        await arrived.wait()
        steps = [module for module, _ in groupby(way(task.get_coro()))][1:]
        task.cancel()
        await asyncio.wait([task])
    assert steps == [*first, *PIPELINE]
    assert len(steps) <= 6
