"""Runs the benchmarks: `python -m benchmarks [small_call] [upload] [imports]`."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import msgspec

from . import imports, small_call, upload
from .report import Report, Settings, machine

BENCHMARKS: Final[dict[str, Callable[[Settings], Report]]] = {
    "small_call": small_call.run,
    "upload": upload.run,
    "imports": imports.run,
}


class Arguments(argparse.Namespace):
    """The command line."""

    names: Sequence[str]
    seconds: float
    rounds: int
    json: Path | None


def arguments() -> Arguments:
    defaults = Settings()
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Compare ditio_async with bare aiohttp.")
    parser.add_argument("names", nargs="*", metavar="name", help=f"of {', '.join(BENCHMARKS)}; all unless given")
    parser.add_argument("--seconds", type=float, default=defaults.seconds, help="of one measurement (%(default)s)")
    parser.add_argument("--rounds", type=int, default=defaults.rounds, help="turns of each contender (%(default)s)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all samples there")
    given = parser.parse_args(namespace=Arguments())
    if unknown := set(given.names) - set(BENCHMARKS):
        parser.error(f"{', '.join(sorted(unknown))}: there is no such benchmark, only {', '.join(BENCHMARKS)}")
    if given.rounds < 1 or given.seconds <= 0:
        parser.error("--rounds takes 1 or more, --seconds more than 0")
    return given


def main() -> None:
    given = arguments()
    settings = Settings(seconds=given.seconds, rounds=given.rounds)
    print(", ".join(f"{name} {value}" for name, value in machine().items()), end="\n\n")
    reports: dict[str, Report] = {}
    for name in given.names or BENCHMARKS:
        reports[name] = BENCHMARKS[name](settings)
        print(reports[name].text(), end="\n\n", flush=True)
    if given.json is not None:
        document = {"machine": machine(), "settings": settings, "benchmarks": reports}
        given.json.write_bytes(msgspec.json.format(msgspec.json.encode(document)))


if __name__ == "__main__":
    main()
