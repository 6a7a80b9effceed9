"""`ditio-async export`: streams to files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from cyclopts import Parameter
from cyclopts.validators import Number

from ..errors import ArgumentError
from ..export import Csv, ExportProgress, Format, JsonLines, Parquet
from ..export import export as export_streams
from ._common import COMMON, Common
from ._export_report import told
from ._lanes import Lanes
from ._progress import Board
from ._running import run_until_stopped

FormatName: TypeAlias = Literal["jsonl", "csv", "parquet"]


def export(
    *streams: str,
    to: str,
    format: FormatName | None = None,
    excel: bool = False,
    from_date: Annotated[str | None, Parameter(name=["--from-date", "--from"])] = None,
    to_date: str | None = None,
    since: str | None = None,
    partition: Literal["month"] | None = None,
    concurrency: Annotated[int, Parameter(validator=Number(gte=1, lte=64))] = 4,
    no_resume: bool = False,
    common: Common = COMMON,
) -> int:
    """Write streams to files of JSON Lines, CSV or Parquet. A file is in its place when it is whole.

    Broken off, it goes on where it was when it is run again with the same options.

    Parameters
    ----------
    streams
        projects, time_registrations, ...; those of the tenant unless given, or all of them.
    to
        a folder, made if need be; or, for one stream, a file: hours.parquet
    format
        of the files; told by the suffix of a file.
    excel
        CSV as Excel reads it in Norway.
    from_date
        the first day, of streams that have a window of dates; the others come whole.
    to_date
        the last day.
    since
        only what was created, changed or deleted since then, of the streams that can tell.
    partition
        a file a month; needs --from and --to-date.
    concurrency
        how many files at once.
    no_resume
        begin anew, whatever an earlier run has left.
    """
    chosen = _format(format, excel=excel)
    tenant = common.chosen()
    names = [name.replace("-", "_") for name in streams] or tenant.streams

    async def work() -> int:
        with Board("records", quiet=common.quiet) as board:
            lanes = Lanes(board)

            def tell(now: ExportProgress) -> None:
                lanes.at(now.stream, now.records, fraction=now.fraction, ended=now.fraction == 1)

            async with tenant.session() as ditio:
                report = await export_streams(
                    ditio,
                    names,
                    Path(to) if not to.endswith("/") else to,
                    format=chosen,
                    from_date_time=from_date,
                    to_date_time=to_date,
                    modified_since=since,
                    partition=partition,
                    concurrency=concurrency,
                    resume=not no_resume,
                    on_progress=tell,
                )
        return told(report, common, asked=from_date is not None or to_date is not None)

    go_on = "with the same options it goes on where it was" if not no_resume else "it begins anew"
    return run_until_stopped(work(), f"files that are in their place are whole; run it again: {go_on}")


def _format(name: FormatName | None, *, excel: bool) -> Format | None:
    if excel:
        if name not in {None, "csv"}:
            raise ArgumentError(f"export: --excel is for CSV, not for {name}")
        return Csv(excel=True)
    return {"jsonl": JsonLines, "csv": Csv, "parquet": Parquet}[name]() if name else None
