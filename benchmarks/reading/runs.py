"""All that is measured about reading, in its order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..report import Report, Settings
from ..server import running
from .rounds import Scale
from .scenarios import consumers, corrupt, memory, packed, speed, stalls, windows

SERVER: Final = "benchmarks.reading.server"
SCENARIOS: Final = (speed.run, stalls.run, memory.run, windows.run, packed.run, consumers.run)


def run(settings: Settings) -> Iterator[Report]:
    """All scenarios but those that take long."""
    scale = Scale.of(settings)
    with running(SERVER) as base:
        for scenario in SCENARIOS:
            yield from scenario(base, scale)


def run_memory(settings: Settings) -> Iterator[Report]:
    """Whether memory grows with the length of a stream."""
    with running(SERVER) as base:
        yield from memory.growth(base, settings.records)


def run_corrupt(settings: Settings) -> Iterator[Report]:
    """Whether damaged pages are found out."""
    with running(SERVER) as base:
        yield from corrupt.run(base, 1_000 if settings.quick else 20_000)
