"""Puts the contenders to work, each in a process of its own and into a database of its own, one after the other."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Final, NamedTuple

import msgspec

from tests.support.postgres import PostgresServer
from tests.support.postgres_programs import programs

from ..report import Goal, Report, Settings
from ..server import running
from .samples import Sample
from .server import CHANGES, FULL

RECORDS: Final = 1_000_000
QUICK: Final = 50_000
_SHARE: Final = 20
"""dlt gets a twentieth of the records: its rate is the same, and nobody has the time."""


class Contender(NamedTuple):
    """One way.

    Attributes:
        module: with its function, which measures.
        slow: it gets fewer records.
    """

    name: str
    module: str
    slow: bool = False


OURS: Final = "mirror"
LOOP: Final = "loop by hand"
LIMIT: Final = "limit: rows in memory"
DICTS: Final = "dlt, dicts"
ARROW: Final = "dlt, Arrow"
_GOALS: Final = ((LIMIT, 0.6), (DICTS, 5.0), (ARROW, 1.5))
_MEMORY: Final = 80.0
_STALL: Final = 5.0


def contenders(store: str) -> list[Contender]:
    """Those for a store; without dlt where it is not installed."""
    found = [
        Contender(OURS, "ours.mirror"),
        Contender(LIMIT, f"limits.{store}"),
        Contender(LOOP, f"loops.{store}"),
    ]
    if find_spec("dlt"):
        found += [Contender(DICTS, "with_dlt.dicts", slow=True), Contender(ARROW, "with_dlt.arrow", slow=True)]
    return found


def run(settings: Settings) -> Iterator[Report]:
    """Measure, round after round; SQLite, then PostgreSQL."""
    count = QUICK if settings.quick else RECORDS
    rounds = 1 if settings.quick else min(settings.rounds, 3)
    with ExitStack() as stack:
        everything = stack.enter_context(running("benchmarks.mirror.server", str(count)))
        share = stack.enter_context(running("benchmarks.mirror.server", str(count // _SHARE)))
        found = programs()
        assert found is not None, "there is no PostgreSQL on this machine"
        server = stack.enter_context(PostgresServer(found))
        for store in ("sqlite", "postgres"):
            samples: dict[str, list[Sample]] = {}
            for _ in range(rounds):
                for contender in contenders(store):
                    base = share if contender.slow else everything
                    samples.setdefault(contender.name, []).extend(_measured(contender, base, store, server))
            yield _report(store, count, rounds, samples)


def _measured(contender: Contender, base: str, store: str, server: PostgresServer) -> list[Sample]:
    with tempfile.TemporaryDirectory(prefix="ditio-mirror-") as folder:
        if store == "postgres":
            asyncio.run(server.execute("CREATE DATABASE benchmark"))
            address = server.dsn("benchmark")
        else:
            address = str(Path(folder, "ditio.db"))
        command = [sys.executable, "-m", "benchmarks.mirror.worker", contender.module, base, address]
        done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
        if store == "postgres":
            asyncio.run(server.execute("DROP DATABASE benchmark WITH (FORCE)"))
    lines = [line for line in done.stdout.splitlines() if line.startswith(b"{")]
    return [msgspec.json.decode(line, type=Sample) for line in lines]


def _report(store: str, count: int, rounds: int, samples: dict[str, list[Sample]]) -> Report:
    rates = {
        (name, phase): median(sample.rate for sample in taken if sample.phase == phase)
        for name, taken in samples.items()
        for phase in (FULL, CHANGES)
    }
    ours = [sample for sample in samples[OURS] if sample.phase == FULL]
    goals = [
        Goal(f"records a second of {other}", rates[OURS, FULL] / rates[other, FULL], limit, at_least=True)
        for other, limit in _GOALS
        if other in samples
    ]
    goals += [
        Goal("memory added", median(sample.memory for sample in ours), _MEMORY, " MB"),
        Goal("longest stall of the loop", median(sample.stall for sample in ours), _STALL, " ms"),
        Goal("the same, of this process's own making", median(sample.own for sample in ours), _STALL, " ms"),
    ]
    return Report(
        title=f"mirror into {store}: {count:,} time registrations, then 1 % of them changed, {rounds} rounds",
        columns=(
            "contender",
            "phase",
            "records/s",
            "of the limit",
            "CPU µs/record",
            "stall ms",
            "own",
            "p99",
            "memory MB",
        ),
        rows=[
            _row(name, phase, taken, rates[name, phase] / rates[LIMIT, phase])
            for name, taken in samples.items()
            for phase in (FULL, CHANGES)
        ],
        goals=goals,
        samples={
            f"{name}, {phase}": [sample.seconds for sample in taken if sample.phase == phase]
            for name, taken in samples.items()
            for phase in (FULL, CHANGES)
        },
    )


def _row(name: str, phase: str, taken: list[Sample], ratio: float) -> list[str]:
    chosen = [sample for sample in taken if sample.phase == phase]

    def middle(attribute: str) -> float:
        values: list[float] = [getattr(sample, attribute) for sample in chosen]
        return median(values)

    return [
        name,
        phase,
        f"{median(sample.rate for sample in chosen):,.0f}",
        f"{ratio:.2f}",
        f"{middle('cpu'):.1f}",
        f"{middle('stall'):.1f}",
        f"{middle('own'):.1f}",
        f"{middle('late99'):.2f}",
        f"{middle('memory'):.0f}",
    ]
