"""Documents on projects and work orders."""

from __future__ import annotations

import builtins
import datetime as dt
import os
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Final
from urllib.parse import quote

from anyio import to_thread
from msgspec import Struct, field
from msgspec.structs import replace

from .. import _checks
from .._codec import Decoder, encode, segment
from .._downloads import Download, to_path
from .._endpoints import Resource, ask, written
from .._fields import Model
from .._uploads import Upload, UploadFile, plan
from .._wire import Request
from ..config import Surface
from ..errors import ArgumentError, BadRequestError, RequestError, UploadIncompleteError

Progress = Callable[[int, int], None]
"""Called with the bytes sent so far and the bytes of the whole upload, multipart overhead included."""


class FileReference(Model):
    """Where Ditio keeps a file.

    Attributes:
        id: what `download` and `delete` take.
        file_size: bytes.
        created_date_time: aware UTC where the server says an offset.
    """

    id: str
    collection_ref: str | None = None
    file_name_orig: str | None = None
    file_type: str | None = None
    file_size: int | None = None
    created_date_time: dt.datetime | None = None


class UploadedFile(Model):
    """A file of an upload; size in bytes."""

    name: str | None = None
    size: int | None = None
    url: str | None = None
    file_reference: FileReference | None = None


class PageFile(Model):
    """A file on a page; its file_reference_id is what `download` and `delete` take."""

    file_reference_id: str
    name: str | None = None


class UploadResult(Model):
    """What an upload did.

    Attributes:
        section: the page's name; with the project it is the durable handle of the page.
        files: those of this upload.
        info_page_files: everything that is on the page now.
    """

    successful: bool = False
    message: str | None = None
    section: str | None = None
    page_external_id: str | None = None
    files: list[UploadedFile] = field(default_factory=list[UploadedFile])
    info_page_files: list[PageFile] = field(default_factory=list[PageFile])


class DocumentPage(Model):
    """A page of documents."""

    section: str | None = None
    page_external_id: str | None = None
    files: list[PageFile] = field(default_factory=list[PageFile])


class Description(Model):
    """The text above the documents of a page."""

    external_id: str | None = None
    title: str | None = None
    description: str | None = None


class _DescriptionBody(Struct):
    description: str | None


LONGEST_DESCRIPTION: Final = 10_000
MOST_DESCRIPTION_BYTES: Final = 64 * 1024

_RESULT = Decoder(UploadResult)
_PAGES = Decoder(list[DocumentPage])
_DESCRIPTION = Decoder(Description)


class _Documents(Resource):
    """Documents, kept on pages ("sections")."""

    _base = ""

    async def upload(
        self,
        id: str,
        files: Iterable[str | os.PathLike[str] | UploadFile],
        *,
        section: str | None = None,
        replace_existing: bool = False,
        progress: Progress | None = None,
    ) -> UploadResult:
        """Upload files, streamed from disk.

        Every request is all or nothing. Files that do not fit into one request of below 30,000,000 bytes go out in
        several, in the given order.

        Args:
            id: of the project or work order.
            files: paths; or `UploadFile` for bytes, open files, async iterators and other names.
            section: the page; without one, "Documents" on a project, the number or short description on a work order.
            replace_existing: files of the same name take the place of those that are there. Only then may the
                upload be repeated after an unclear failure.
            progress: called with the bytes sent so far and the bytes of all requests. After a failed attempt the
                bytes so far go back.

        Raises:
            ArgumentError: nothing was sent: no files, a missing one, one that is too large or of a refused type.
            FileChangedError: a file changed on disk while it was sent.
            UploadIncompleteError: of several requests the first are done and one failed.
            OutcomeUnknownError: without replace_existing, after an unclear failure.
        """
        call = f"{self.name}.upload"
        path = f"{self._at(call, id)}/documents"
        _check_section(call, section)
        _checks.checked(call, "replace_existing", replace_existing, _checks.FLAG)
        if progress is not None and not callable(progress):
            raise ArgumentError(f"{call}: progress takes a function of two numbers, not {progress!r:.80}")
        upload = await to_thread.run_sync(partial(plan, call, files, unique=replace_existing))
        query = [f"section={quote(section, safe='')}"] if section is not None else []
        query += ["replaceExistingFilesWithSameName=true"] if replace_existing else []
        request = replace(
            self._request("upload", "POST", path, query="&".join(query)),
            replay=replace_existing,
            hint=f"look with {self.name}.list(id) what is there; an upload with replace_existing=True may be repeated",
            kind="file",
        )
        return await self._send_all(request, upload, progress)

    async def _send_all(self, request: Request, upload: Upload, progress: Progress | None) -> UploadResult:
        results: list[UploadResult] = []
        for index, body in enumerate(upload.requests(progress)):
            try:
                response = await self.context.send(replace(request, body=body))
                result = written(response, _RESULT.decode)
                if not result.successful:
                    raise BadRequestError(result.message or "the server did not take the files", **response.facts())
            except RequestError as error:
                if index == 0 and len(upload.batches) == 1:
                    raise
                raise _incomplete(upload, index, error) from error
            results.append(result)
        last = results[-1]
        last.files = [file for result in results for file in result.files]
        return last

    async def list(self, id: str, /) -> builtins.list[DocumentPage]:
        """The pages and the files on them."""
        path = f"{self._at(f'{self.name}.list', id)}/documents"
        return await ask(self.context.send, self._request("list", "GET", path), _PAGES.decode)

    async def download(self, id: str, file_id: str, to: str | os.PathLike[str]) -> Path:
        """Download a file, whole or not at all.

        Args:
            id: of the project or work order.
            file_id: `file_reference_id` of `list`, `file_reference.id` of `upload`.
            to: the path of a file, which is replaced; or a directory, where the file gets the server's name, made
                safe, and never takes the place of another.

        Returns:
            Where the file is.

        Raises:
            NotFoundError: it is not on that project or work order.
            FileExistsError: the directory has a file of that name.
        """
        return await to_path(self.context.send, self._file("download", id, file_id), to, file_id)

    def open(self, id: str, file_id: str) -> Download:
        """A file as it arrives: `async with ....open(id, file_id) as file: async for chunk in file: ...`."""
        return Download(self.context.send, self._file("open", id, file_id))

    async def delete(self, id: str, file_id: str, /) -> None:
        """Delete a file for good."""
        call = f"{self.name}.delete"
        path = f"{self._at(call, id)}/documents/{segment(call, 'file_id', file_id)}"
        await self.context.send(self._request("delete", "DELETE", path))

    def _file(self, name: str, id: str, file_id: str) -> Request:
        call = f"{self.name}.{name}"
        path = f"{self._at(call, id)}/documents/{segment(call, 'file_id', file_id)}"
        return replace(self._request(name, "GET", path), kind="file", accept="application/octet-stream, */*")

    def _at(self, call: str, id: str) -> str:
        return f"{self._base}/{segment(call, 'id', id)}"

    def _request(self, name: str, method: str, path: str, *, query: str = "", body: bytes | None = None) -> Request:
        return Request(
            operation=f"{self.name}.{name}",
            method=method,
            surface=Surface.CORE,
            path=path,
            query=query,
            body=body,
            options=self.context.options,
        )


class ProjectDocuments(_Documents):
    """Documents of projects (Ditio: Documents)."""

    name = "projects.documents"
    _base = "/api/v4/integration/projects"

    async def describe(self, id: str, text: str | None, *, section: str | None = None) -> Description:
        """Replace the text above the documents of a section; the section must be there.

        Args:
            id: of the project.
            text: plain text of at most 10,000 characters and 64 KB; None or "" clears it.
            section: the page; without one, the project's own.
        """
        call = f"{self.name}.describe"
        if text is not None and not isinstance(text, str):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise ArgumentError(f"{call}: text takes text or None, not {type(text).__name__} {text!r:.80}")
        _checks.checked(call, "text", text or "", _checks.TEXT)
        if text and (len(text) > LONGEST_DESCRIPTION or len(text.encode()) > MOST_DESCRIPTION_BYTES):
            raise ArgumentError(f"{call}: text has {len(text):,} characters; at most 10,000 and 64 KB are taken")
        _check_section(call, section)
        query = f"section={quote(section, safe='')}" if section is not None else ""
        path = f"{self._at(call, id)}/documents/description"
        request = self._request("describe", "PUT", path, query=query, body=encode(_DescriptionBody(text)))
        return written(await self.context.send(request), _DESCRIPTION.decode)


class WorkOrderDocuments(_Documents):
    """Documents of work orders (Ditio: Documents). They have no description of their own: use the project's."""

    name = "work_orders.documents"
    _base = "/api/v4/integration/tasks"


def _check_section(call: str, section: str | None) -> None:
    if section is None:
        return
    if not isinstance(section, str) or not section.strip():  # pyright: ignore[reportUnnecessaryIsInstance]
        raise ArgumentError(
            f"{call}: section takes the name of a page, or None for the default one, not {section!r:.80}"
        )
    _checks.checked(call, "section", section, _checks.TEXT)


def _incomplete(upload: Upload, index: int, error: RequestError) -> UploadIncompleteError:
    done = [part.name for batch in upload.batches[:index] for part in batch]
    left = [part.name for batch in upload.batches[index:] for part in batch]
    incomplete = UploadIncompleteError(
        f"{len(done)} of {len(done) + len(left)} files are uploaded, see .uploaded and .remaining: {error.message}",
        **error.facts(),
    )
    incomplete.uploaded, incomplete.remaining, incomplete.applied = tuple(done), tuple(left), None
    return incomplete
