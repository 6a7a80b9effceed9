"""Runs the work of a command until it is done, or until SIGINT or SIGTERM stops it."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Coroutine
from types import FrameType
from typing import Final

from ..errors import DitioError
from . import _errors
from ._codes import SIGNALLED

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)
_SHOW_CURSOR: Final = b"\x1b[?25h\n"


def run_until_stopped(work: Coroutine[object, object, int], go_on: str = "") -> int:
    """Run it. A signal cancels it, so that it ends at its next safe point; a second one ends the process at once.

    Args:
        work: gives the exit code.
        go_on: how the user goes on after it was stopped.

    Returns:
        The exit code.
    """
    stop = _Stop()
    try:
        return asyncio.run(stop.watch(work))
    except (asyncio.CancelledError, DitioError):
        if stop.number is None:
            raise
    return _errors.stopped(SIGNALLED + stop.number, go_on)


class _Stop:
    """Waits for a signal.

    Attributes:
        number: of the one that came.
    """

    def __init__(self) -> None:
        self.number: int | None = None

    async def watch(self, work: Coroutine[object, object, int]) -> int:
        """Do the work; the first signal cancels it."""
        if threading.current_thread() is not threading.main_thread():
            return await work  # signals go to the main thread alone
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        assert task is not None
        before = {number: signal.getsignal(number) for number in _SIGNALS}

        def first(number: int) -> None:
            self.number = number
            for each in _SIGNALS:
                loop.remove_signal_handler(each)
                signal.signal(each, _at_once)  # not through the loop, which may be what does not end
            task.cancel()

        for number in _SIGNALS:
            loop.add_signal_handler(number, first, number)
        try:
            return await work
        finally:
            for number in _SIGNALS:
                loop.remove_signal_handler(number)
                signal.signal(number, before[number])


def _at_once(number: int, frame: FrameType | None) -> None:
    if sys.stderr.isatty():
        os.write(sys.stderr.fileno(), _SHOW_CURSOR)
    os._exit(SIGNALLED + number)
