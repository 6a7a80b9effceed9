"""What a benchmark hands back, and how it is shown: tables in plain text, goals beside what was measured."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from importlib.util import find_spec
from statistics import median, quantiles
from typing import Final

from msgspec import Struct

PEERS: Final = ("requests", "orjson", "pydantic", "dlt", "openai", "isal")
"""Packages whose versions are told where they are installed."""


class Settings(Struct, frozen=True, kw_only=True):
    """How long to measure.

    Attributes:
        seconds: of one measurement, where its length can be chosen.
        rounds: how often each contender has its turn.
        quick: for a first look: less data, where its size can be chosen.
        records: of the longest stream, for `memory`.
    """

    seconds: float = 0.5
    rounds: int = 15
    quick: bool = False
    records: int = 5_000_000


class Goal(Struct, frozen=True):
    """A promise, and whether it was kept. A goal is a least value or a most value."""

    what: str
    measured: float
    limit: float
    unit: str = ""
    at_least: bool = False

    @property
    def met(self) -> bool:
        """The promise was kept."""
        return self.measured >= self.limit if self.at_least else self.measured <= self.limit


class Report(Struct, kw_only=True):
    """One benchmark, or a part of one: a table, the goals, and all samples behind them.

    Attributes:
        note: what a reader of the table must know besides.
    """

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    goals: Sequence[Goal]
    samples: dict[str, list[float]]
    note: str = ""

    def text(self) -> str:
        """The table and the goals."""
        parts = [self.title, "", table(self.columns, self.rows)]
        if self.note:
            parts += ["", self.note]
        if self.goals:
            parts += ["", table(*goals_table(self.goals))]
        return "\n".join(parts)


def goals_table(goals: Iterable[Goal]) -> tuple[Sequence[str], list[list[str]]]:
    """Goals beside what was measured, as columns and rows."""
    return ("goal", "limit", "measured", "met"), [_shown(goal) for goal in goals]


def _shown(goal: Goal) -> list[str]:
    limit = f"{'at least' if goal.at_least else 'at most'} {goal.limit:.3g} {goal.unit}".rstrip()
    digits = f"{goal.measured:.3g}" if goal.measured < 1 else f"{goal.measured:.2f}"
    measured = f"{digits} {goal.unit}".rstrip()
    return [goal.what, limit, measured, "yes" if goal.met else "NO"]


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Columns of aligned text, the first one to the left and all others to the right."""
    lines = [list(columns), *(list(row) for row in rows)]
    widths = [max(len(line[index]) for line in lines) for index in range(len(columns))]
    lines.insert(1, ["-" * width for width in widths])

    def line(cells: Sequence[str]) -> str:
        first, *others = (
            cell.rjust(width) if index else cell.ljust(width)
            for index, (cell, width) in enumerate(zip(cells, widths, strict=True))
        )
        return "  ".join([first, *others]).rstrip()

    return "\n".join(line(cells) for cells in lines)


def spread(samples: Sequence[float], digits: int = 2) -> str:
    """The middle, and within which bounds half of the samples are."""
    if len(samples) < 2:
        return f"{median(samples):.{digits}f}"
    low, _, high = quantiles(samples, n=4, method="inclusive")
    return f"{median(samples):.{digits}f} ({low:.{digits}f} to {high:.{digits}f})"


def ratios(ours: Sequence[float], theirs: Sequence[float]) -> list[float]:
    """Round by round, so that what slows the machine down for a while weighs on both sides."""
    return [a / b for a, b in zip(ours, theirs, strict=True)]


def machine() -> dict[str, str]:
    """Where the numbers come from."""
    packages = ("aiohttp", "msgspec", "httpx", "anyio", *PEERS)
    return {
        "cores": str(os.cpu_count()),
        "system": f"{platform.system()} {platform.machine()}",
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        **{name: version(name) for name in packages if find_spec(name)},
    }
