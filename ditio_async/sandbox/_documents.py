"""Documents: pages of files on projects and work orders (Ditio: Documents). Their bytes are kept on disk."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from aiohttp import BodyPartReader, web
from msgspec import Struct

from ._answers import Answer, Refusal, bad_request, file_answer, json_answer, not_found, refusal
from ._fields import DESCRIPTION
from ._files import Link
from ._projects import PATH as PROJECTS
from ._routes import CORE, Call, Routes
from ._state import State
from ._world import Fields, stamp

LIMIT: Final = 30_000_000
SVG_LIMIT: Final = 5 * 1024 * 1024
REFUSED: Final = frozenset(
    """html htm mht mhtml xhtml shtml js mjs jse vbs vbe wsf hta php asp aspx jsp svgz
    exe msi com scr dll bat cmd ps1 psm1 sh jar app apk""".split()
)
_IMAGES: Final = {
    "png": (b"\x89PNG",),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "gif": (b"GIF8",),
    "bmp": (b"BM",),
    "webp": (b"RIFF",),
    "tif": (b"II*\x00", b"MM\x00*"),
    "tiff": (b"II*\x00", b"MM\x00*"),
}
_PIECE: Final = 1024 * 1024


class File(Struct):
    """A stored file."""

    id: str
    name: str
    size: int
    path: Path
    created: int


class Page(Struct):
    """A page of documents."""

    id: str
    section: str
    files: list[File] = []
    description: str | None = None


class Documents:
    """All pages, by the id of their project or work order.

    Args:
        base: gives the address of the server.
    """

    def __init__(self, state: State, base: Callable[[], str]) -> None:
        self._state = state
        self._base = base
        self._pages: dict[str, dict[str, Page]] = {}
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def mount(self, routes: Routes, base: str, owner: Callable[[str], tuple[str, str]]) -> None:
        """The addresses below that of projects or work orders; `owner` finds one, and names its own page."""

        async def upload(call: Call, id: str) -> Answer:
            return await self.upload(*owner(id), call)

        async def pages(call: Call, id: str) -> Answer:
            return self.pages(owner(id)[0])

        async def file(call: Call, id: str, file: str) -> Answer:
            return self.file(owner(id)[0], file)

        async def delete(call: Call, id: str, file: str) -> Answer:
            return self.delete(owner(id)[0], file)

        async def describe(call: Call, id: str) -> Answer:
            return self.describe(*owner(id), call)

        routes.add("POST", base + "/{}/documents", upload, CORE)
        routes.add("GET", base + "/{}/documents", pages, CORE)
        routes.add("GET", base + "/{}/documents/{}", file, CORE)
        routes.add("DELETE", base + "/{}/documents/{}", delete, CORE)
        if base == PROJECTS:  # a work order's pages are described through its project
            routes.add("PUT", base + "/{}/documents/description", describe, CORE)

    def close(self) -> None:
        """Remove the files from disk."""
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    async def upload(self, owner: str, default: str, call: Call) -> Answer:
        """Take in a form of files: all of them, or none."""
        request, query = call.request, call.query
        _check_length(request.content_length or 0)
        section = query.get("section") or default
        incoming: list[File] = []
        try:
            await self._receive(request, incoming)
            if not incoming:
                raise bad_request("NoFiles", "the request has no part named 'file'")
        except BaseException:
            for file in incoming:
                file.path.unlink(missing_ok=True)
            raise
        page = self._page(owner, section)
        if (query.get("replaceExistingFilesWithSameName") or "").lower() == "true":
            names = {file.name for file in incoming}
            for file in [file for file in page.files if file.name in names]:
                self._remove(page, file)
        page.files += incoming
        return json_answer(
            {
                "successful": True,
                "message": f"{len(incoming)} files uploaded",
                "section": page.section,
                "pageExternalId": page.id,
                "files": [self._shown(file) for file in incoming],
                "infoPageFiles": [_listed(file) for file in page.files],
            }
        )

    async def _receive(self, request: web.Request, incoming: list[File]) -> None:
        if not request.content_type.startswith("multipart/"):
            raise refusal(415, "UnsupportedMediaType", "the body must be multipart/form-data")
        try:
            async for part in await request.multipart():
                if isinstance(part, BodyPartReader) and part.name == "file":
                    incoming.append(await self._stored(part, request))  # noqa: PERF401  # what came is removed on failure
        except (ValueError, AssertionError) as error:
            raise bad_request("MultipartInvalid", f"the form cannot be read: {error}") from None
        _check_length(request.content.total_bytes)

    async def _stored(self, part: BodyPartReader, request: web.Request) -> File:
        name = part.filename or ""
        extension = name.rstrip(". ").rpartition(".")[2].lower()
        if not name or extension in REFUSED:
            raise bad_request("FileTypeNotAllowed", f"Filtypen er ikke tillatt: {name!r}")
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="ditio-sandbox-")
        id = self._state.new_id()
        file = File(id, name, 0, Path(self._folder.name, id), self._state.now())
        beginning = b""
        try:
            with file.path.open("wb") as stored:
                while piece := await part.read_chunk(_PIECE):
                    _check_length(request.content.total_bytes)
                    beginning = beginning or piece[:16]
                    file.size += stored.write(piece)
            if extension == "svg" and file.size > SVG_LIMIT:
                raise refusal(413, "FileTooLarge", f"{name} is larger than 5 MiB")
            if extension in _IMAGES and not beginning.startswith(_IMAGES[extension]):
                raise bad_request("FileTypeNotAllowed", f"{name} is not an image")
        except BaseException:
            file.path.unlink(missing_ok=True)
            raise
        return file

    def pages(self, owner: str) -> Answer:
        """The pages with their files."""
        pages = self._pages.get(owner, {}).values()
        shown = [
            {"section": p.section, "pageExternalId": p.id, "files": [_listed(file) for file in p.files]} for p in pages
        ]
        return json_answer(shown)

    def file(self, owner: str | None, id: str) -> Answer:
        """The bytes of a file; of any owner where none is given."""
        _, file = self._find(owner, id)
        return file_answer(file.name, file.path.read_bytes())

    def delete(self, owner: str, id: str) -> Answer:
        """Delete a file."""
        self._remove(*self._find(owner, id))
        return Answer(204)

    def describe(self, owner: str, default: str, call: Call) -> Answer:
        """Replace the text of a section."""
        text = call.fields(DESCRIPTION).get("description")
        if isinstance(text, str) and (len(text) > 10_000 or len(text.encode()) > 64 * 1024):
            raise bad_request("DescriptionTooLong", "the description may have 10,000 characters and 64 KB")
        section = call.query.get("section")
        if section and section not in self._pages.get(owner, {}):
            raise not_found(f"section {section}")
        page = self._page(owner, section or default)
        page.description = str(text) if text else None
        return json_answer({"externalId": page.id, "title": page.section, "description": page.description})

    def forget(self, owner: str) -> None:
        """Delete all pages of a project or work order."""
        for page in self._pages.pop(owner, {}).values():
            for file in page.files:
                file.path.unlink(missing_ok=True)

    def _page(self, owner: str, section: str) -> Page:
        pages = self._pages.setdefault(owner, {})
        return pages.setdefault(section, Page(self._state.new_id(), section, []))

    def _find(self, owner: str | None, id: str) -> tuple[Page, File]:
        owners = self._pages.values() if owner is None else [self._pages.get(owner, {})]
        for pages in owners:
            for page in pages.values():
                for file in page.files:
                    if file.id == id:
                        return page, file
        raise not_found(f"document {id}")

    def _remove(self, page: Page, file: File) -> None:
        page.files.remove(file)
        file.path.unlink(missing_ok=True)

    def _shown(self, file: File) -> Fields:
        extension = file.name.rpartition(".")[2].lower() if "." in file.name else ""
        reference: Fields = {
            "id": file.id,
            "collectionRef": "documents",
            "fileNameOrig": file.name,
            "fileType": extension,
            "fileSize": file.size,
            "createdDateTime": stamp(file.created),
        }
        url = f"{self._base()}{Link(file.id).path}"
        return {"name": file.name, "size": file.size, "url": url, "fileReference": reference}


def _listed(file: File) -> Fields:
    return {"fileReferenceId": file.id, "name": file.name}


def _check_length(size: int) -> None:
    if size >= LIMIT:
        raise _too_large()


def _too_large() -> Refusal:
    return refusal(413, "PayloadTooLarge", f"Request body too large. The request must be below {LIMIT} bytes.")
