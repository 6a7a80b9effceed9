"""Rounds in which contenders take turns, and what comes of them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from statistics import median
from typing import Final

from msgspec import Struct

from ..report import Settings, ratios, spread
from .contenders import Contender
from .data import Data, Plan
from .orders import Order, Sample, Worker


class Scale(Struct, frozen=True, kw_only=True):
    """How much to measure.

    Attributes:
        rounds: turns of each contender.
        records: of a pass for speed.
        many: of a pass for memory.
        most: of a pass for memory of our own.
    """

    rounds: int
    records: int = 40_000
    many: int = 200_000
    most: int = 1_000_000

    @property
    def few(self) -> int:
        """Turns of what varies little, or takes long."""
        return max(1, self.rounds // 3)

    @classmethod
    def of(cls, settings: Settings) -> Scale:
        """As much as was asked for."""
        if settings.quick:
            return cls(rounds=settings.rounds, records=20_000, many=20_000, most=100_000)
        return cls(rounds=settings.rounds)


class Case(Struct, frozen=True):
    """A contender and its order."""

    name: str
    contender: Contender
    order: Order


UNITS: Final = ("cpu", "rate", "first", "stall", "late99", "memory")


class Measured(Struct):
    """All samples of some cases, by name. A case whose packages are missing is not there."""

    samples: dict[str, list[Sample]]

    def __contains__(self, name: str) -> bool:
        return name in self.samples

    def values(self, name: str, unit: str) -> list[float]:
        """Round by round."""
        return [getattr(sample, unit) for sample in self.samples[name]]

    def median(self, name: str, unit: str) -> float:
        """The middle."""
        return median(self.values(name, unit))

    def spread(self, name: str, unit: str, digits: int = 2) -> str:
        """The middle and the bounds of half of the rounds."""
        return spread(self.values(name, unit), digits)

    def ratios(self, name: str, other: str, unit: str) -> list[float]:
        """Of two cases, round by round."""
        return ratios(self.values(name, unit), self.values(other, unit))

    def ratio(self, name: str, other: str, unit: str) -> float | None:
        """The middle of the ratios; None where one of them is missing."""
        return median(self.ratios(name, other, unit)) if name in self and other in self else None

    def document(self, *units: str) -> dict[str, list[float]]:
        """For the report."""
        return {f"{name}: {unit}": self.values(name, unit) for name in self.samples for unit in units or UNITS}


def interleaved(base: str, cases: Sequence[Case], rounds: int) -> Measured:
    """Round after round, each in its turn, in a process for each contender."""
    samples: dict[str, list[Sample]] = {}
    workers: dict[str, Worker] = {}
    with ExitStack() as stack:
        present = [case for case in cases if not case.contender.missing]
        for case in present:
            if case.contender.name not in workers:
                workers[case.contender.name] = stack.enter_context(Worker(case.contender, base))
        for _ in range(rounds):
            for case in present:
                samples.setdefault(case.name, []).append(workers[case.contender.name].measure(case.order))
    return Measured(samples)


def fresh(base: str, cases: Sequence[Case], rounds: int) -> Measured:
    """Round after round, each in a process of its own, for what a process cannot forget: its memory."""
    samples: dict[str, list[Sample]] = {}
    for _ in range(rounds):
        for case in cases:
            if not case.contender.missing:
                with Worker(case.contender, base) as worker:
                    samples.setdefault(case.name, []).append(worker.measure(case.order))
    return Measured(samples)


def passes(contender: Contender, records: int, page: int, *, watch: bool = False) -> Case:
    """A pass over so many records, or over the share of them that a slow contender reads."""
    pages = max(2, int(records * contender.share) // page)
    plan = Plan(data=Data(records=pages * page), page=page)
    return Case(contender.name, contender, Order(plan=plan, watch=watch))


def left_out(contenders: Sequence[Contender]) -> str:
    """A line about what is not installed; empty where everything is."""
    missing = [f"{one.name} ({', '.join(one.missing)})" for one in contenders if one.missing]
    return f"left out, not installed: {'; '.join(missing)}" if missing else ""
