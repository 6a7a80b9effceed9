"""`ditio-async mirror files`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from ..mirror._files import with_files
from ..resources.files import ImageSize
from ._codes import DONE, IN_PART
from ._common import COMMON, Common
from ._fetching import facts_of, lines_of
from ._mirroring import mirror_of, named
from ._output import write_json, write_lines
from ._progress import Board
from ._running import run_until_stopped
from ._stores import StoreOption


def files(
    *streams: str,
    to: Path,
    size: Annotated[list[ImageSize] | None, Parameter(name="--size")] = None,
    concurrency: Annotated[int, Parameter(validator=Number(gte=1, lte=64))] = 4,
    store: StoreOption = None,
    common: Common = COMMON,
) -> int:
    """Download the documents of what is mirrored, and the images. Run again, it fetches what is new or has changed.

    Parameters
    ----------
    streams
        checklist_registrations, incident_registrations, images, ...; all that have files unless given.
    to
        a folder, made if need be, with one for each stream in it.
    size
        of images: original unless told otherwise; may be given several times.
    concurrency
        how many at once.
    store
        the database; else the tenant's own, else DITIO_STORE.
    """
    tenant, names = common.chosen(), named("mirror files", streams)
    with_files("mirror files", names or None)
    sizes: list[ImageSize] = size or ["original"]

    async def work() -> int:
        async with mirror_of(tenant, store) as mirror:
            with Board("files", quiet=common.quiet) as board:
                lane = board.add(str(to))
                reports = await mirror.files(
                    to,
                    names or None,
                    image_sizes=sizes,
                    concurrency=concurrency,
                    on_progress=lambda now: lane.at(now.saved + now.present),
                )
        if common.json:
            write_json({name: facts_of(report) for name, report in reports.items()})
        else:
            write_lines(f"{name}: {line}" for name, report in reports.items() for line in lines_of(report))
        return IN_PART if any(report.failed for report in reports.values()) else DONE

    return run_until_stopped(work(), "what came is whole; run the same command again for the rest")
