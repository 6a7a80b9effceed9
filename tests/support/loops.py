"""Event loops for tests."""

from __future__ import annotations

import asyncio

import looptime


class VirtualLoop(looptime.LoopTimeEventLoop, asyncio.SelectorEventLoop):
    """A loop whose time stands still while there is work, and jumps to the next timer when there is none.

    Sockets on the loopback work as always: what one side writes is there for the other before time moves.
    """


REAL = ("asyncio", {"debug": True})
"""For the fixture `anyio_backend`: asyncio in debug mode."""

VIRTUAL = ("asyncio", {"debug": True, "loop_factory": VirtualLoop})
"""For the fixture `anyio_backend` of a module whose tests wait for minutes: those pass in no time."""
