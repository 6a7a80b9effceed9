"""A service that pushes what excavators do, as it is written to a file; stop it with Ctrl-C or SIGTERM.

    python telemetry_pusher.py telemetry.jsonl

A line of the file is a state:

    {"project_id": "...", "machine_id": "...", "state": "Working",
     "start_time": "2026-03-02T08:00:00Z", "end_time": "2026-03-02T08:04:10Z"}

The file is read from its beginning, and followed; what Ditio has already is skipped. When Ditio cannot be reached, the
push begins anew after a while, from where Ditio says that it is. When it is told to stop, it sends what it has read.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import signal
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from pathlib import Path

import msgspec

from ditio_async import ArgumentError, DitioSession, ExcavatorState, OutcomeUnknownError, PushReport, RequestError

PAUSE = 30.0
"""Seconds before a push that failed begins anew."""
LOOK = 0.5
"""Seconds between two looks for more of the file."""

log = logging.getLogger("telemetry_pusher")


async def followed(path: Path, stopping: asyncio.Event) -> AsyncGenerator[ExcavatorState, None]:
    """The states in a file, also those that are written later, until it is time to stop."""
    decoder = msgspec.json.Decoder(dict[str, str])
    with path.open("rb") as file:
        line = b""
        while True:
            line += file.readline()
            if line.endswith(b"\n"):
                yield ExcavatorState(**decoder.decode(line))
                line = b""
            elif stopping.is_set():
                return
            else:
                await waited(stopping, LOOK)


async def waited(stopping: asyncio.Event, seconds: float) -> None:
    """Wait, but not longer than it is wanted."""
    with suppress(TimeoutError):
        await asyncio.wait_for(stopping.wait(), seconds)


def told(report: PushReport) -> None:
    log.info("%d sent, %d were there, %d refused", report.sent, report.skipped, len(report.refused))


async def main(path: Path, pause: float) -> None:
    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    async with DitioSession.from_env() as ditio:
        push = ditio.mass_transport.excavator_states.push
        while not stopping.is_set():
            try:
                async with aclosing(followed(path, stopping)) as states:
                    report = await push(states, linger=2.0, collect_refused=True, on_pushed=told)
            except (ArgumentError, OutcomeUnknownError):  # somebody has to look at it
                raise
            except RequestError as error:
                log.warning("begins anew in %.0f s: %s", pause, error)
                await waited(stopping, pause)
            else:
                for state, reason in report.refused:
                    log.error("refused: %s: %s", state, reason)


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    parser = argparse.ArgumentParser(description="Push what excavators do, as it is written to a file.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--pause", type=float, default=PAUSE, help="seconds before a push that failed begins anew")
    options = parser.parse_args()
    asyncio.run(main(options.file, options.pause))
