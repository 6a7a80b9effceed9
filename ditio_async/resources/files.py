"""Files that records link to: generated PDFs, images, attachments; one or many at a time."""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final, Literal, TypeAlias, TypeVar, cast

import msgspec
from msgspec import UNSET, Raw, Struct
from msgspec.structs import replace

from .. import _checks
from .._bulk_files.manifest import Job
from .._bulk_files.run import FileReport, OnFileProgress, Run
from .._bulk_files.template import Template, value_of
from .._codec import Decoder, segment
from .._downloads import Download, to_path
from .._endpoints import Resource
from .._links import located, without_query
from .._wire import Request, Response, Sink
from ..config import Surface
from ..errors import ArgumentError, CredentialsError
from ..paging import Stream
from .reporting.images import ImageRecord, image_links

R = TypeVar("R")

ImageSize: TypeAlias = Literal["original", "large", "medium", "thumbnail"]

PATH: Final = "/api/file/"
_CONCURRENCY: Final = _checks.whole(1, 64)
_SIZES: Final = _checks.of(list[ImageSize])
_IMAGE: Final = Decoder(ImageRecord)


class Files(Resource):
    """Files that records link to (Ditio: Generated PDFs, Images).

    A token goes only to the addresses of the session's environment. A client that may use the reporting API alone gets
    its files with the token for that.
    """

    name = "files"

    _surface = Surface.CORE

    async def download(self, url_or_id: str, to: str | os.PathLike[str], *, allow_other_hosts: bool = False) -> Path:
        """Download a file, whole or not at all.

        Args:
            url_or_id: the link that a record carries (`pdf_url`), or the id of a file.
            to: the path of a file, which is replaced; or a directory, where the file gets the server's name, made
                safe, and never takes the place of another.
            allow_other_hosts: follow a link that leads to a host that is not Ditio's; no token goes there.

        Returns:
            Where the file is.

        Raises:
            ArgumentError: it is no link, or leads elsewhere; nothing was sent.
            NotFoundError: there is no such file, or it is not yours.
            FileExistsError: the directory has a file of that name.
        """
        request = self._request("download", url_or_id, allow_other_hosts)
        return await to_path(self._send, request, to, request.path.rpartition("/")[2])

    def open(self, url_or_id: str, *, allow_other_hosts: bool = False) -> Download:
        """A file as it arrives: `async with ditio.files.open(url) as file: async for chunk in file: ...`."""
        return Download(self._send, self._request("open", url_or_id, allow_other_hosts))

    async def download_many(
        self,
        records: Stream[R] | AsyncIterable[R] | Iterable[R],
        to: str | os.PathLike[str],
        *,
        name: str = "{id}",
        url: str = "pdf_url",
        concurrency: int = 4,
        on_progress: OnFileProgress | None = None,
        allow_other_hosts: bool = False,
    ) -> FileReport:
        """Download a file for each record, some at a time. One that fails does not end the rest.

        Running it again resumes: what is there, is the latest and has the size that it came with is not asked for
        again. A record that changed meanwhile gets its file anew. Nothing is overwritten that did not come from here.

        Args:
            records: a stream, or Structs or dicts of your own.
            to: a directory, made if need be. A manifest is kept in it, `ditio-files.jsonl`.
            name: what the files are called, with fields of the record: `{project_number}/{title} {id}`. The
                extension is added where it is left out. Of two files of one name the second gets a number.
            url: the field with the link. Records that have none (yet) are counted.
            concurrency: how many at once, 1 to 64. The session's `Limits(files=)` holds as well.
            on_progress: called with a `FileProgress` after each file.
            allow_other_hosts: follow links to hosts that are not Ditio's; no token goes there.

        Returns:
            What came, what was there, and what failed and why.

        Raises:
            ArgumentError: the name or the field makes no sense; nothing was sent.
            RequestError: the records themselves could not be read, or no token is to be had.
            OSError: the disk is full, or may not be written to.
        """
        call = f"{self.name}.download_many"
        if not isinstance(records, AsyncIterable | Iterable) or isinstance(records, str | bytes | Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise ArgumentError(f"{call} takes a stream or a list of records, not {records!r:.80}")
        known = _fields_of(records)
        _checks.checked(call, "url", url, _checks.TEXT)
        if known is not None and url not in known:
            links = ", ".join(field for field in known if field.endswith("url")) or "none"
            raise ArgumentError(f"{call}: the records have no field {url!r}; fields with links: {links}")
        template = Template(call, name, known)

        async def jobs() -> AsyncGenerator[Job | None, None]:
            async for record in _each(records):
                link, id = value_of(record, url), _text(value_of(record, "id"))
                if not isinstance(link, str) or not link or value_of(record, "is_deleted") is True:
                    yield None
                else:
                    yield self._job(call, record, link, template, id or link, allow_other_hosts=allow_other_hosts)

        return await self._run(call, jobs(), to, concurrency, on_progress, allow_other_hosts=allow_other_hosts)

    async def download_images(
        self,
        images: Stream[ImageRecord],
        to: str | os.PathLike[str],
        *,
        sizes: Sequence[ImageSize] = ("original",),
        name: str = "{id} {size}",
        concurrency: int = 4,
        on_progress: OnFileProgress | None = None,
        allow_other_hosts: bool = False,
    ) -> FileReport:
        """Download the images of `ditio.reporting.images(...)`, some at a time, as `download_many` does.

        How the API calls the fields with the four links is not documented. They are told by the words in their names:
        original, large, medium, thumbnail. An image without a link of a size counts as failed, and the error names its
        fields.

        Args:
            images: the stream.
            to: a directory, made if need be. A manifest is kept in it, `ditio-files.jsonl`.
            sizes: which of "original", "large", "medium", "thumbnail".
            name: what the files are called, with fields of `ImageRecord`, and {size}. An image that belongs to several
                records is downloaded once.
            concurrency: how many at once, 1 to 64. The session's `Limits(files=)` holds as well.
            on_progress: called with a `FileProgress` after each file.
            allow_other_hosts: follow links to hosts that are not Ditio's; no token goes there.
        """
        call = f"{self.name}.download_images"
        if not isinstance(images, Stream):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise ArgumentError(f"{call} takes ditio.reporting.images(...), not {images!r:.80}")
        wanted = [sizes] if isinstance(sizes, str) else list(sizes)
        _checks.checked(call, "sizes", wanted, _SIZES)
        template = Template(call, name, {*ImageRecord.__struct_fields__, "size"})

        async def jobs() -> AsyncGenerator[Job | None, None]:
            async for raw in images.raw():
                row, record = _image(raw)
                links = image_links(row)
                for size in wanted:
                    fields = {**msgspec.structs.asdict(record), "size": size, "modified_date_time": None}
                    link = links.get(size, "")
                    problem = None if link else f"no link for size {size!r} among the fields {', '.join(row)}"
                    key = without_query(link) if link else f"{record.id} {size}"
                    yield self._job(call, fields, link, template, key, problem, allow_other_hosts=allow_other_hosts)

        return await self._run(call, jobs(), to, concurrency, on_progress, allow_other_hosts=allow_other_hosts)

    async def _run(
        self,
        call: str,
        jobs: AsyncGenerator[Job | None, None],
        to: str | os.PathLike[str],
        concurrency: int,
        on_progress: OnFileProgress | None,
        *,
        allow_other_hosts: bool,
    ) -> FileReport:
        if not isinstance(to, str | os.PathLike) or not os.fspath(to) or "\0" in os.fspath(to):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise ArgumentError(f"{call}: to takes the path of a directory, not {to!r}")
        _checks.checked(call, "concurrency", concurrency, _CONCURRENCY)
        _checks.checked(call, "allow_other_hosts", allow_other_hosts, _checks.FLAG)
        if on_progress is not None:
            _checks.checked(call, "on_progress", on_progress, _checks.function)

        async def fetch(link: str, sink: Sink) -> Response:
            request = self._request(call.rpartition(".")[2], link, allow_other_hosts)
            return await self._send(replace(request, sink=sink))

        return await Run(call, fetch, jobs, Path(to), concurrency, on_progress).run()

    def _job(
        self,
        call: str,
        record: object,
        link: str,
        template: Template,
        key: str,
        problem: str | None = None,
        *,
        allow_other_hosts: bool,
    ) -> Job:
        if problem is None:
            try:
                self._request(call, link, allow_other_hosts)
            except ArgumentError as error:
                problem = str(error).partition(": ")[2]
        return Job(
            key=key,
            url=link,
            wanted=template.render(record),
            suffix=not template.has_suffix,
            modified=_text(value_of(record, "modified_date_time")),
            record_id=_text(value_of(record, "id")),
            problem=problem,
        )

    def _request(self, name: str, url_or_id: str, allow_other_hosts: bool) -> Request:
        call = f"{self.name}.{name.rpartition('.')[2]}"
        _checks.checked(call, "allow_other_hosts", allow_other_hosts, _checks.FLAG)
        _checks.checked(call, "url_or_id", url_or_id, _checks.TEXT)
        base = Request(
            operation=call,
            method="GET",
            surface=Surface.CORE,
            path="",
            kind="file",
            accept="application/octet-stream, */*",
            options=self.context.options,
        )
        environment = self.context.environment
        if "://" not in url_or_id:
            path = PATH + segment(call, "url_or_id", url_or_id)
            return replace(base, path=path, address=f"{environment.core.rstrip('/')}{path}" if environment.core else "")
        return located(call, base, url_or_id, environment, allow_other_hosts=allow_other_hosts)

    async def _send(self, request: Request) -> Response:
        """Send with the token for the API; with that for reporting if the client may not use the API."""
        if request.anonymous or not request.address:
            return await self.context.send(request)
        surface = self._surface
        try:
            return await self.context.send(replace(request, surface=surface))
        except CredentialsError:
            if surface is Surface.REPORTING:
                raise
            self._surface = Surface.REPORTING
        return await self.context.send(replace(request, surface=Surface.REPORTING))


def _image(raw: Raw) -> tuple[dict[str, object], ImageRecord]:
    body = bytes(raw)
    return msgspec.json.decode(body, type=dict[str, object]), _IMAGE(body)


def _fields_of(records: object) -> tuple[str, ...] | None:
    shape: object = cast("Stream[object]", records).shape if isinstance(records, Stream) else None
    return shape.__struct_fields__ if isinstance(shape, type) and issubclass(shape, Struct) else None


def _each(records: AsyncIterable[R] | Iterable[R]) -> AsyncIterator[R]:
    return aiter(records) if isinstance(records, AsyncIterable) else _asynchronous(records)


async def _asynchronous(records: Iterable[R]) -> AsyncIterator[R]:
    for record in records:
        yield record


def _text(value: object) -> str | None:
    return None if value is None or value is UNSET else str(value)
