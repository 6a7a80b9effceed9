"""How long `import ditio_async` takes above what aiohttp and msgspec take, in fresh processes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from statistics import median
from typing import Final

from .report import Goal, Report, Settings, spread

ABOVE: Final = 60.0
"""Milliseconds."""

STATEMENTS: Final = ("import aiohttp, msgspec", "import ditio_async")
_TIMED: Final = "import time; began = time.perf_counter(); {}; print(time.perf_counter() - began)"


def run(settings: Settings) -> Iterator[Report]:
    """Import in turns."""
    for statement in STATEMENTS:
        milliseconds(statement)  # writes the byte code, fills the disk's cache
    samples: dict[str, list[float]] = {statement: [] for statement in STATEMENTS}
    for _ in range(settings.rounds):
        for statement in STATEMENTS:
            samples[statement].append(milliseconds(statement))
    theirs, ours = (samples[statement] for statement in STATEMENTS)
    above = median(ours) - median(theirs)
    yield Report(
        title=f"imports: each in {settings.rounds} fresh processes",
        columns=("statement", "ms", "(half of the processes)"),
        rows=[[statement, *spread(taken, 1).split(" ", 1)] for statement, taken in samples.items()],
        goals=[Goal("import ditio_async above aiohttp and msgspec", above, ABOVE, "ms")],
        samples=samples,
    )


def milliseconds(statement: str) -> float:
    """How long a statement takes in a fresh process that finds the byte code of an earlier one."""
    command = [sys.executable, "-c", _TIMED.format(statement)]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return float(done.stdout) * 1000
