"""Puts the contenders to work, each in a process of its own, one after the other."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from statistics import median
from typing import Final

import msgspec

from ..mirror.samples import Sample
from ..report import Goal, Report, Settings
from ..server import running

RECORDS: Final = 200_000
QUICK: Final = 20_000
PARQUET: Final = "export, Parquet"
COLUMNS: Final = "pyarrow, rows in memory, by column"
CONTENDERS: Final = {
    PARQUET: "parquet",
    COLUMNS: "columns",
    "pyarrow, rows in memory, from_pylist": "pylist",
    "export, JSON Lines": "jsonl",
    "export, CSV": "csv",
    "reading alone, undecoded": "reading",
}
_RATE: Final = 150_000.0
_SHARE: Final = 0.6


def run(settings: Settings) -> Iterator[Report]:
    """Measure, round after round."""
    count = QUICK if settings.quick else RECORDS
    rounds = 1 if settings.quick else min(settings.rounds, 3)
    samples: dict[str, list[Sample]] = {name: [] for name in CONTENDERS}
    with running("benchmarks.mirror.server", str(count)) as base:
        for _ in range(rounds):
            for name, contender in CONTENDERS.items():
                samples[name].append(_measured(contender, base))
    rates = {name: median(sample.rate for sample in taken) for name, taken in samples.items()}
    yield Report(
        title=f"export: {count:,} time registrations, {rounds} rounds",
        columns=("contender", "records/s", "CPU µs/record", "stall ms", "own", "memory MB"),
        rows=[_row(name, taken) for name, taken in samples.items()],
        goals=[
            Goal("records a second to Parquet", rates[PARQUET], _RATE, at_least=True),
            Goal("or of those of pyarrow on rows in memory", rates[PARQUET] / rates[COLUMNS], _SHARE, at_least=True),
        ],
        samples={name: [sample.seconds for sample in taken] for name, taken in samples.items()},
        note="One of the two goals is to be met.",
    )


def _measured(contender: str, base: str) -> Sample:
    with tempfile.TemporaryDirectory(prefix="ditio-export-") as folder:
        command = [sys.executable, "-m", "benchmarks.mirror.worker", f"..export.contenders.{contender}", base, folder]
        done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    return msgspec.json.decode(done.stdout.splitlines()[-1], type=Sample)


def _row(name: str, taken: list[Sample]) -> list[str]:
    def middle(attribute: str, digits: int) -> str:
        values: list[float] = [getattr(sample, attribute) for sample in taken]
        return f"{median(values):,.{digits}f}"

    return [name, middle("rate", 0), middle("cpu", 1), middle("stall", 1), middle("own", 1), middle("memory", 0)]
