"""Downloads many files, shows how far it has come, and says what came of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

from .._bulk_files.run import FileProgress, FileReport, OnFileProgress
from ..session import DitioSession
from ._codes import DONE, IN_PART
from ._common import Common
from ._output import write_json, write_lines
from ._progress import Board

_MEGA = 1_000_000


async def fetched(
    common: Common, to: Path, fetch: Callable[[DitioSession, OnFileProgress], Awaitable[FileReport]]
) -> int:
    """Do it.

    Returns:
        The exit code: 3 if some did not come.
    """
    with Board("files", quiet=common.quiet) as board:
        lane = board.add(str(to))

        def tell(now: FileProgress) -> None:
            lane.at(now.saved + now.present, word=f"{now.bytes / _MEGA:,.1f} MB, {now.failed} failed")

        async with common.chosen().session() as ditio:
            report = await fetch(ditio, tell)
    if common.json:
        write_json(facts_of(report))
    else:
        write_lines(lines_of(report))
    return IN_PART if report.failed else DONE


def lines_of(report: FileReport) -> Iterator[str]:
    """For people."""
    for one in report.failed:
        yield f"failed: {one.record_id or one.url}: {type(one.error).__name__}: {one.error}"
    yield (
        f"{report.saved} came ({report.bytes / _MEGA:,.1f} MB), {report.present} were there, "
        f"{report.without} have none yet, {len(report.failed)} failed"
    )
    if report.failed:
        yield "run the same command again for those that failed"


def facts_of(report: FileReport) -> dict[str, object]:
    """For machines."""
    failed = [
        {"record_id": one.record_id, "url": one.url, "class": type(one.error).__name__, "message": str(one.error)}
        for one in report.failed
    ]
    names = ("saved", "present", "without", "bytes", "manifest")
    return {**{name: getattr(report, name) for name in names}, "failed": failed}
