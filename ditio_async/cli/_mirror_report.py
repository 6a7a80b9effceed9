"""Says what became of a run of the mirror."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from msgspec import Struct

from .._bulk_files.run import FileReport
from ..mirror import MirrorReport, StreamReport
from . import _errors
from ._codes import DONE, FAILED, IN_PART
from ._common import Common
from ._fetching import facts_of, lines_of
from ._output import write_json, write_lines, write_table
from ._words import as_options

_NAMES = ("stream", "mode", "new", "changed", "deleted", "as they were", "seconds", "watermark")


class Outcome(Struct, frozen=True, kw_only=True):
    """What became of a tenant's mirror.

    Attributes:
        report: of its streams.
        files: of its files, by the names of the streams.
        error: what kept it from beginning.
    """

    tenant: str
    report: MirrorReport | None = None
    files: Mapping[str, FileReport] = MappingProxyType({})
    error: Exception | None = None

    @property
    def failed(self) -> dict[str, Exception]:
        """What failed, by its name."""
        if self.report is None:
            return {self.tenant: self.error} if self.error else {}
        return {stream.stream: stream.error for stream in self.report.failed if stream.error}


def told(outcomes: Sequence[Outcome], common: Common, *, many: bool) -> int:
    """Say it: results on stdout, what failed on stderr.

    Returns:
        The exit code.
    """
    if common.json:
        write_json([_facts(one) for one in outcomes] if many else _facts(outcomes[0]))
    else:
        _show(outcomes, many=many)
        if not common.quiet:
            for outcome in outcomes:
                for hint in _hints(outcome):
                    print(hint, file=sys.stderr)
    failed = {
        f"{one.tenant}, {name}" if many and one.report else name: error
        for one in outcomes
        for name, error in one.failed.items()
    }
    if not common.json:
        _errors.noted(failed)
    if failed and not any(one.report and len(one.failed) < len(one.report.streams) for one in outcomes):
        return FAILED
    return IN_PART if failed or any(report.failed for one in outcomes for report in one.files.values()) else DONE


def written(moment: dt.datetime | None) -> str | None:
    """A moment to the second, in UTC."""
    return None if moment is None else f"{moment.astimezone(dt.UTC):%Y-%m-%d %H:%M:%SZ}"


def _show(outcomes: Sequence[Outcome], *, many: bool) -> None:
    rows = [
        [*([one.tenant] if many else []), *_row(stream)]
        for one in outcomes
        if one.report is not None
        for stream in one.report.streams
    ]
    if rows:
        write_table([*(["tenant"] if many else []), *_NAMES], rows)
    for one in outcomes:
        for stream, report in one.files.items():
            if report.saved or report.present or report.failed:
                before = f"{one.tenant}, " if many else ""
                write_lines(f"{before}{stream}: {line}" for line in lines_of(report))


def _row(stream: StreamReport) -> Sequence[object]:
    mode = f"{stream.mode or ''}{', went on' if stream.resumed else ''}"
    return (
        stream.stream,
        f"{mode}, failed".lstrip(", ") if stream.error else mode,
        stream.inserted,
        stream.updated,
        stream.deleted,
        stream.unchanged,
        round(stream.seconds, 1),
        written(stream.watermark),
    )


def _hints(outcome: Outcome) -> Iterator[str]:
    for stream in outcome.report.streams if outcome.report else ():
        if stream.unknown:
            fields = " ".join(stream.unknown)
            yield (
                f"{stream.stream}: {', '.join(stream.unknown)} without a column; kept in `extra`. "
                f"`ditio-async mirror columns {stream.stream} {fields}` makes columns"
            )
        if stream.misfits:
            yield f"{stream.stream}: {stream.misfits:,} values did not fit their columns; kept in `extra`"


def _facts(outcome: Outcome) -> dict[str, object]:
    facts: dict[str, object] = {"tenant": outcome.tenant, "error": _error(outcome.error)}
    if outcome.report is not None:
        facts["seconds"] = outcome.report.seconds
        facts["streams"] = [_stream(stream) for stream in outcome.report.streams]
    if outcome.files:
        facts["files"] = {name: facts_of(report) for name, report in outcome.files.items()}
    return facts


def _stream(stream: StreamReport) -> dict[str, object]:
    return {**{name: getattr(stream, name) for name in stream.__struct_fields__}, "error": _error(stream.error)}


def _error(error: Exception | None) -> dict[str, str] | None:
    return None if error is None else {"class": type(error).__name__, "message": as_options(str(error))}
