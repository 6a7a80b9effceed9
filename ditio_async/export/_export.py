"""The call."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Final

from .. import _checks
from .._calls import Ditio
from .._times import Time
from ..errors import ArgumentError
from ._journal import Begun, Journal
from ._plan import Partition, Target, begun, jobs_of, target_of
from ._run import Run
from ._sinks.arrow import parquet
from ._subjects import CALL, Wanted, subjects
from ._worker import Worker
from .formats import Format, Parquet
from .report import ExportReport, OnExportProgress

_CONCURRENCY: Final = _checks.whole(1, 64)
_PARTITION: Final = _checks.of(Partition | None)
_NOTHING: Final[Mapping[str, Mapping[str, object]]] = MappingProxyType({})


async def export(
    ditio: Ditio,
    streams: Iterable[str] | None,
    to: str | os.PathLike[str],
    *,
    format: Format | None = None,
    from_date_time: Time | None = None,
    to_date_time: Time | None = None,
    modified_since: Time | None = None,
    partition: Partition | None = None,
    filters: Mapping[str, Mapping[str, object]] = _NOTHING,
    concurrency: int = 4,
    resume: bool = True,
    on_progress: OnExportProgress | None = None,
) -> ExportReport:
    """Export streams of the reporting API to files; see the README for where they are and how they are read.

    A file is in its place when it is whole, and what was there before stays until then. A stream that fails does not
    end the others. While a long export runs, records may change: one that does may come twice, as it was and as it is.

    Args:
        ditio: an open session.
        streams: their names, as in `ditio.reporting`; None for all of them.
        to: a file, `hours.parquet`, for one stream; or a folder, which is made if need be.
        format: `Parquet()`, `Csv()` or `JsonLines()`; for a file its suffix tells.
        from_date_time: beginning of the date window, for the streams that have one; the others come whole, and their
            reports say so.
        to_date_time: its end, which belongs to it.
        modified_since: what was created, changed or deleted since then, of the streams that can tell.
        partition: "month" for a file a month, `<stream>/month=2026-01/part-0.parquet`; by the stream's own date, in
            UTC. It needs both ends of the window. Streams that cannot be asked for a month are one file,
            `<stream>/part-0.parquet`.
        filters: more arguments, by the names of the streams: `{"images": {"sources": ["feed"]}}`.
        concurrency: how many files are written at once, 1 to 64.
        resume: go on where a run with the same arguments was interrupted, or some of its streams failed: files that
            are complete are not fetched again. False to begin anew.
        on_progress: is given an `ExportProgress` after each page.

    Raises:
        ArgumentError: an argument is wrong, pyarrow is missing, or another export is writing there.
    """
    _checks.checked(CALL, "partition", partition, _PARTITION)
    _checks.checked(CALL, "concurrency", concurrency, _CONCURRENCY)
    _checks.checked(CALL, "resume", resume, _checks.FLAG)
    if on_progress is not None:
        _checks.checked(CALL, "on_progress", on_progress, _checks.function)
    months = partition is not None
    wanted = Wanted(start=from_date_time, end=to_date_time, since=modified_since, filters=filters)
    found = subjects(ditio, streams, wanted, months=months)
    target = target_of(to, format, streams=len(found), months=months)
    journal = target.journal()
    jobs = jobs_of(target, journal, found, wanted, months=months, resume=resume)
    run = Run(found, jobs, journal, concurrency, on_progress)
    first, complete = begun(ditio.reporting.context, target, jobs, wanted), False
    worker = Worker()
    try:
        await worker.run(partial(_open, target, journal, first, run, resume=resume))
        report = await run.run()
        complete = not any(stream.error for stream in report.streams)
    finally:
        await worker.last(partial(journal.close, finished=complete))
    return report


def _open(target: Target, journal: Journal, first: Begun, run: Run, *, resume: bool) -> None:
    if isinstance(target.format, Parquet):
        parquet()
    try:
        target.root.mkdir(parents=True, exist_ok=True)
        journal.open(CALL, first, resume=resume)
    except OSError as error:
        raise ArgumentError(f"{CALL}: {target.path} cannot be written to: {error}") from None
    run.keep()
