"""What the commands show: bars on a terminal, lines elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from types import TracebackType
from typing import Protocol, Self

from rich.box import HEAVY_HEAD
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TransferSpeedColumn,
)
from rich.table import Table


class Bar(Protocol):
    """Shows how far something is."""

    def at(self, done: int, total: int | None = None) -> None:
        """So much is done, of so much."""
        ...

    def say(self, text: str) -> None:
        """A word behind the bar."""
        ...


class Screen:
    """Where a command writes to.

    Args:
        quiet: only results, no steps and no bars.
    """

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self.console = Console(highlight=False, soft_wrap=True)

    def step(self, text: str) -> None:
        """What was done."""
        if not self._quiet:
            self.console.print(text, markup=False)

    def table(self, title: str, left: str, right: str, rows: Iterable[tuple[str, str]]) -> None:
        """A result in two columns; without lines where there is no terminal."""
        table = Table(title=title, box=HEAVY_HEAD if self.console.is_terminal else None, title_justify="left")
        table.add_column(left)
        table.add_column(right, justify="right")
        for row in rows:
            table.add_row(*row)
        self.console.print(table, markup=False)

    def bars(self, *, files: bool = False) -> Bars:
        """Bars, as long as the `with` lasts; of bytes for files, of records otherwise."""
        columns = [
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            *([DownloadColumn(), TransferSpeedColumn()] if files else [MofNCompleteColumn()]),
            TextColumn("{task.fields[word]}", markup=False),
            TimeElapsedColumn(),
        ]
        live = self.console.is_terminal and not self._quiet
        return Bars(self, Progress(*columns, console=self.console) if live else None)


class Bars:
    """A few bars, one below the other; where there is no terminal, a line when one is full."""

    def __init__(self, screen: Screen, progress: Progress | None) -> None:
        self._screen = screen
        self._progress = progress

    def __enter__(self) -> Self:
        if self._progress is not None:
            self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._progress is not None:
            self._progress.stop()

    def add(self, name: str, total: int) -> Bar:
        """One more bar."""
        if self._progress is None:
            return _Line(self._screen, name)
        return _Live(self._progress, self._progress.add_task(name, total=total, word=""))


class _Live:
    def __init__(self, progress: Progress, task: TaskID) -> None:
        self._progress = progress
        self._task = task

    def at(self, done: int, total: int | None = None) -> None:
        self._progress.update(self._task, completed=done, total=total)

    def say(self, text: str) -> None:
        self._progress.update(self._task, word=text)


class _Line:
    def __init__(self, screen: Screen, name: str) -> None:
        self._screen = screen
        self._name = name
        self._word = ""

    def at(self, done: int, total: int | None = None) -> None:
        if done == total:
            self._screen.step(f"{self._name}: {done:,} {self._word}".rstrip())

    def say(self, text: str) -> None:
        self._word = text
