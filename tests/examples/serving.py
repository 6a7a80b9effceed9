"""Serves an ASGI application in the running event loop, and a sandbox in a process of its own."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import TypeVar

import uvicorn
from fastapi import FastAPI

T = TypeVar("T")


@asynccontextmanager
async def served(app: FastAPI, *, kept: int | None = None) -> AsyncIterator[str]:
    """The address of the application; of what a client does not read, the system keeps about so many bytes."""
    with socket.socket() as listening:
        if kept is not None:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, kept)
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_config=None))
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        await until(lambda: server.started or serving.done())
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            await serving


async def until(condition: Callable[[], object], *, at_most: float = 20) -> None:
    """Wait for something that no event tells of; the seconds are there so that a test that waits in vain fails."""
    async with asyncio.timeout(at_most):
        while not condition():  # noqa: ASYNC110  # as it says
            await asyncio.sleep(0.001)


@contextmanager
def sandbox_elsewhere(records: int) -> Iterator[dict[str, str]]:
    """The variables of a sandbox whose work does not hold up this process."""
    command = [sys.executable, "-m", "ditio_async.sandbox", "--port", "0", "--records", str(records)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, **pipes) as process:
        try:
            assert process.stderr.readline().startswith("Serving on")
            process.stderr.close()
            exports = [process.stdout.readline().removeprefix("export ").strip().split("=", 1) for _ in range(6)]
            yield dict(exports)
        finally:
            process.terminate()


async def longest_stall(work: Callable[[], Awaitable[T]]) -> tuple[float, T]:
    """How long the event loop was held up at the most while something was done, and what that gave.

    It is the time that this thread worked between two turns of a task: what else runs on the machine does not count.
    """
    longest, before = 0.0, time.thread_time()

    async def tick() -> None:
        nonlocal longest, before
        while True:
            await asyncio.sleep(0)
            now = time.thread_time()
            longest, before = max(longest, now - before), now

    ticking = asyncio.create_task(tick())
    await asyncio.sleep(0)
    longest, before = 0.0, time.thread_time()
    try:
        found = await work()
        await asyncio.sleep(0)
    finally:
        ticking.cancel()
        await asyncio.wait({ticking})
    return longest, found
