"""Asks the user, where there is one."""

from __future__ import annotations

import asyncio
import sys


def may_ask() -> bool:
    """There is somebody to answer a question."""
    return sys.stdin.isatty() and sys.stderr.isatty()


async def confirmed(question: str) -> bool:
    """Ask; a signal ends the waiting."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[str] = loop.create_future()

    def read() -> None:
        if not answer.done():
            answer.set_result(sys.stdin.readline())

    print(question, end="", file=sys.stderr, flush=True)
    loop.add_reader(sys.stdin.fileno(), read)
    try:
        return (await answer).strip().lower() in {"y", "yes"}
    finally:
        loop.remove_reader(sys.stdin.fileno())
