"""Says what an export did."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Final

from ..export import ExportReport, StreamReport
from . import _errors
from ._codes import DONE, FAILED, IN_PART
from ._common import Common
from ._output import write_json, write_table
from ._words import as_options

_NAMES: Final = ("stream", "what", "records", "files", "MB", "seconds")
_MEGA: Final = 1_000_000


def told(report: ExportReport, common: Common, *, asked: bool) -> int:
    """Say it: results on stdout, what failed on stderr.

    Args:
        report: what was done.
        common: the options that all commands share.
        asked: for a window of dates.

    Returns:
        The exit code.
    """
    failed = {stream.stream: stream.error for stream in report.streams if stream.error is not None}
    if common.json:
        write_json({"streams": [_facts(stream) for stream in report.streams], "seconds": report.seconds})
    else:
        write_table(_NAMES, [_row(stream, asked=asked) for stream in report.streams])
        if not common.quiet:
            _hint(report.streams)
        _errors.noted(failed)
        for stream in report.streams:
            _errors.noted({f"{stream.stream}, a row": error for error in stream.left_out[:10]})
    if failed:
        return FAILED if len(failed) == len(report.streams) else IN_PART
    return DONE if report.ok else IN_PART


def _row(stream: StreamReport, *, asked: bool) -> Sequence[object]:
    what = (
        "changes" if stream.incremental else "window" if stream.windowed else "all, has no window" if asked else "all"
    )
    if stream.kept:
        what += f", {stream.kept} files were there"
    if stream.error is not None:
        what += ", failed"
    return (stream.stream, what, stream.records, len(stream.files), stream.bytes / _MEGA, stream.seconds)


def _hint(streams: Sequence[StreamReport]) -> None:
    for stream in streams:
        if stream.unknown:
            print(f"{stream.stream}: {', '.join(stream.unknown)} without a column; in `extra`", file=sys.stderr)
        if stream.misfits:
            print(f"{stream.stream}: {stream.misfits:,} values did not fit their columns; in `extra`", file=sys.stderr)


def _facts(stream: StreamReport) -> dict[str, object]:
    facts: dict[str, object] = {name: getattr(stream, name) for name in stream.__struct_fields__}
    error = stream.error
    facts["error"] = error and {"class": type(error).__name__, "message": as_options(str(error))}
    facts["left_out"] = [str(one) for one in stream.left_out]
    return facts
