"""Runs the benchmarks: `python -m benchmarks [reading] [small_call] [bulk] [upload] [imports]`."""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec

from . import bulk, imports, results, small_call, upload
from .export import runs as export
from .jobs import runs as jobs
from .mirror import runs as mirror
from .process import Stolen
from .reading import runs
from .report import Report, Settings, machine

BENCHMARKS: Final[dict[str, Callable[[Settings], Iterator[Report]]]] = {
    "reading": runs.run,
    "small_call": small_call.run,
    "bulk": bulk.run,
    "upload": upload.run,
    "imports": imports.run,
}
LONG: Final = {
    "memory": runs.run_memory,
    "corrupt": runs.run_corrupt,
    "mirror": mirror.run,
    "export": export.run,
    "jobs": jobs.run,
}
"""Only those who name them wait for them."""
_ALL: Final = {**BENCHMARKS, **LONG}


class Arguments(argparse.Namespace):
    """The command line."""

    names: Sequence[str]
    quick: bool
    seconds: float | None
    rounds: int | None
    records: int
    json: Path | None
    results: Path | None


def arguments() -> Arguments:
    defaults = Settings()
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Compare ditio_async with others.")
    names = f"of {', '.join(BENCHMARKS)}; all of these unless given; or {', '.join(LONG)}, which takes long"
    parser.add_argument("names", nargs="*", metavar="name", help=names)
    parser.add_argument("--quick", action="store_true", help="a first look: fewer rounds, less data")
    parser.add_argument("--seconds", type=float, help=f"of one measurement ({defaults.seconds})")
    parser.add_argument("--rounds", type=int, help=f"turns of each contender ({defaults.rounds})")
    parser.add_argument("--records", type=int, default=defaults.records, help="of `memory` (%(default)s)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all samples there")
    parser.add_argument("--results", type=Path, metavar="FOLDER", help="write tables and plots there")
    given = parser.parse_args(namespace=Arguments())
    if unknown := set(given.names) - set(_ALL):
        parser.error(f"{', '.join(sorted(unknown))}: there is no such benchmark, only {', '.join(_ALL)}")
    if (given.rounds is not None and given.rounds < 1) or (given.seconds is not None and given.seconds <= 0):
        parser.error("--rounds takes 1 or more, --seconds more than 0")
    if given.records < 50_000:
        parser.error("--records takes 50000 or more")
    return given


def main() -> None:
    given = arguments()
    usual = Settings(seconds=0.1, rounds=3) if given.quick else Settings()
    settings = Settings(
        seconds=given.seconds or usual.seconds,
        rounds=given.rounds or usual.rounds,
        quick=given.quick,
        records=given.records,
    )
    print(", ".join(f"{name} {value}" for name, value in machine().items()), end="\n\n")
    command = shlex.join(["python", "-m", "benchmarks", *sys.argv[1:]])
    reports: dict[str, list[Report]] = {}
    for name in given.names or BENCHMARKS:
        reports[name] = []
        stolen = Stolen()
        for report in _ALL[name](settings):
            reports[name].append(report)
            print(report.text(), end="\n\n", flush=True)
        if given.results is not None:
            results.write(given.results, name, reports[name], command, stolen.share)
    if given.json is not None:
        document = {"machine": machine(), "settings": settings, "benchmarks": reports}
        given.json.write_bytes(msgspec.json.format(msgspec.json.encode(document)))


if __name__ == "__main__":
    main()
