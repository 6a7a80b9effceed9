"""How far the work has come, on stderr: bars on a terminal, now and then a line elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import Final, Protocol, Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

_APART: Final = 2.0
"""Seconds between two lines of one lane."""


class Lane(Protocol):
    """Shows how far one of several things is."""

    def at(self, done: int, total: int | None = None, word: str = "") -> None:
        """So much is done, of so much where that is known; `word` goes behind it."""
        ...

    def end(self) -> None:
        """It is through; others need the room on the terminal."""
        ...


class Board:
    """Lanes, one below the other, as long as the `with` lasts.

    Args:
        unit: what is counted.
        quiet: nothing is shown.
        now: the clock, for tests.
    """

    def __init__(self, unit: str, *, quiet: bool, now: Callable[[], float] = time.monotonic) -> None:
        self._unit = unit
        self._quiet = quiet
        self._now = now
        self._lines: list[_Line] = []
        console = Console(stderr=True)
        columns = (
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TextColumn("{task.fields[shown]}", markup=False),
            TimeElapsedColumn(),
        )
        live = console.is_terminal and not quiet
        self._progress = Progress(*columns, console=console, redirect_stdout=False) if live else None

    def __enter__(self) -> Self:
        if self._progress is not None:
            self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._progress is not None:
            self._progress.stop()
        for line in self._lines:
            line.last()

    def add(self, name: str, total: int | None = None) -> Lane:
        """One more lane."""
        if self._progress is not None:
            task = self._progress.add_task(name, total=total, shown="")
            return _Bar(self._progress, task, self._unit)
        line = _Line(name, self._unit, self._now, quiet=self._quiet)
        self._lines.append(line)
        return line


def _shown(done: int, total: int | None, unit: str, word: str) -> str:
    of = "" if total is None else f" of {total:,}"
    return f"{done:,}{of} {unit}{', ' if word else ''}{word}"


class _Bar:
    def __init__(self, progress: Progress, task: TaskID, unit: str) -> None:
        self._progress = progress
        self._task = task
        self._unit = unit

    def at(self, done: int, total: int | None = None, word: str = "") -> None:
        shown = _shown(done, total, self._unit, word)
        self._progress.update(self._task, completed=done, total=total, shown=shown)

    def end(self) -> None:
        self._progress.update(self._task, visible=False)


class _Line:
    def __init__(self, name: str, unit: str, now: Callable[[], float], *, quiet: bool) -> None:
        self._name = name
        self._unit = unit
        self._now = now
        self._quiet = quiet
        self._said = now()
        self._waiting = ""

    def at(self, done: int, total: int | None = None, word: str = "") -> None:
        self._waiting = f"{self._name}: {_shown(done, total, self._unit, word)}"
        if self._now() - self._said >= _APART:
            self.last()

    def end(self) -> None:
        self.last()

    def last(self) -> None:
        """Say what has not been said yet."""
        if self._waiting and not self._quiet:
            print(self._waiting, file=sys.stderr, flush=True)
        self._waiting, self._said = "", self._now()
