"""`ditio-async files`: what records link to, one or many at a time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Final, Protocol, cast

from cyclopts import App, Parameter
from cyclopts.validators import Number
from msgspec import Struct

from .._bulk_files.run import FileReport, OnFileProgress
from .._endpoints import Stream as Endpoint
from ..errors import ArgumentError
from ..paging import Stream
from ..resources.files import ImageSize
from ..resources.reporting import ImageRecord, ImageSource, Reporting
from ..session import DitioSession
from ._codes import DONE
from ._common import COMMON, Common
from ._fetching import fetched
from ._output import write_json, write_lines
from ._running import run_until_stopped

files = App(name="files", help="Download PDFs, images, and what else records link to.")

_GO_ON: Final = "what came is whole; run the same command again for the rest"
Concurrency = Annotated[int, Parameter(validator=Number(gte=1, lte=64))]
From = Annotated[str | None, Parameter(name=["--from-date", "--from"])]


class _Declared(Protocol):
    """A stream as the reporting API declares it."""

    @property
    def row(self) -> type: ...


class _Period(Struct, frozen=True):
    """Which records; a stream says itself what it cannot do."""

    modified_since: str | None
    from_date_time: str | None
    to_date_time: str | None
    project_id: str | None

    def given(self) -> dict[str, object]:
        """What was said."""
        return {name: value for name in self.__struct_fields__ if (value := getattr(self, name)) is not None}


@files.command
def download(id_or_url: str, /, *, to: Path = Path(), common: Common = COMMON) -> int:
    """Download one file, whole or not at all.

    Parameters
    ----------
    id_or_url
        the link that a record has, or the id of a file.
    to
        the path of a file, which is replaced; or a directory.
    """
    tenant = common.chosen()

    async def work() -> int:
        async with tenant.session() as ditio:
            path = await ditio.files.download(id_or_url, to)
        if common.json:
            write_json({"path": path})
        else:
            write_lines([str(path)])
        return DONE

    return run_until_stopped(work(), "nothing was written; run it again")


@files.command
def pdfs(
    stream: str,
    /,
    *,
    to: Path,
    name: str = "{id}",
    since: str | None = None,
    from_date: From = None,
    to_date: str | None = None,
    project_id: str | None = None,
    concurrency: Concurrency = 4,
    common: Common = COMMON,
) -> int:
    """Download the PDF of each record of a stream. Run again, it fetches what is missing or has changed.

    Parameters
    ----------
    stream
        checklist_registrations, incident_registrations, and others that have PDFs.
    to
        a folder, made if need be.
    name
        what the files are called, with fields of the records: "{project_number}/{id}"
    since
        what was created or changed at this moment or later.
    from_date
        the first day, for streams that have a window of dates.
    to_date
        the last one.
    project_id
        only of this project.
    concurrency
        how many at once.
    """
    call, period = _stream(stream.replace("-", "_")), _Period(since, from_date, to_date, project_id)

    async def fetch(ditio: DitioSession, tell: OnFileProgress) -> FileReport:
        records = call(ditio)(**period.given())
        return await ditio.files.download_many(records, to, name=name, concurrency=concurrency, on_progress=tell)

    return run_until_stopped(fetched(common, to, fetch), _GO_ON)


@files.command
def images(
    *,
    to: Path,
    size: Annotated[list[ImageSize] | None, Parameter(name="--size")] = None,
    name: str = "{id} {size}",
    since: str | None = None,
    from_date: From = None,
    to_date: str | None = None,
    project_id: str | None = None,
    source: Annotated[list[ImageSource] | None, Parameter(name="--source")] = None,
    concurrency: Concurrency = 4,
    common: Common = COMMON,
) -> int:
    """Download images. Run again, it fetches what is missing or has changed.

    Parameters
    ----------
    to
        a folder, made if need be.
    size
        original unless told otherwise; may be given several times.
    name
        what the files are called, with fields of the records, and {size}.
    since
        what was created or changed at this moment or later.
    from_date
        the first day.
    to_date
        the last day.
    project_id
        only of this project.
    source
        of which records; may be given several times.
    concurrency
        how many at once.
    """
    given = _Period(since, from_date, to_date, project_id).given() | ({"sources": source} if source else {})
    sizes: list[ImageSize] = size or ["original"]

    async def fetch(ditio: DitioSession, tell: OnFileProgress) -> FileReport:
        records = cast("Callable[..., Stream[ImageRecord]]", ditio.reporting.images)(**given)
        return await ditio.files.download_images(
            records, to, sizes=sizes, name=name, concurrency=concurrency, on_progress=tell
        )

    return run_until_stopped(fetched(common, to, fetch), _GO_ON)


def _stream(name: str) -> Callable[[DitioSession], Callable[..., Stream[object]]]:
    """A stream whose records have a PDF."""
    declared = ((n, cast("_Declared", one)) for n, one in vars(Reporting).items() if isinstance(one, Endpoint))
    having = [n for n, one in declared if "pdf_url" in getattr(one.row, "__struct_fields__", ())]
    if name not in having:
        raise ArgumentError(f"files pdfs: {name!r} is no stream with PDFs; there are: {', '.join(having)}")
    return lambda ditio: cast("Callable[..., Stream[object]]", getattr(ditio.reporting, name))
