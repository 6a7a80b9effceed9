"""The mirror, as its README shows it."""

from __future__ import annotations

from collections.abc import AsyncIterator

from ditio_async.mirror import Mirror, store_at

from .measuring import Stopwatch
from .reader import session
from .samples import Sample
from .server import CHANGES, FULL


async def mirror(base: str, address: str) -> AsyncIterator[Sample]:
    """A full run and an incremental one."""
    async with session(base) as ditio, Mirror(ditio, store_at(address), source="benchmark") as mirror:
        for phase in (FULL, CHANGES):
            async with Stopwatch(phase) as watch:
                report = await mirror.run(["time_registrations"])
            if not report.ok:
                raise SystemExit(str(report))
            yield watch.sample(report.streams[0].records)
