"""Documents: files to send, and what comes back."""

from __future__ import annotations

import datetime as dt
import io
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, BinaryIO

from ditio_async import UploadFile
from ditio_async.resources.documents import FileReference, PageFile, UploadedFile, UploadResult

from ..support.strict import File
from .table import ODD

NAME = "Målebrev – A1 (rev 2) 100%.pdf"
STORED = {
    "successful": True,
    "message": "Lagret",
    "section": "Tegninger & co",
    "pageExternalId": "page 1",
    "files": [
        {
            "name": NAME,
            "size": 3,
            "url": "https://example.no/f1",
            "fileReference": {
                "id": "f1",
                "collectionRef": "documents",
                "fileNameOrig": NAME,
                "fileType": "application/pdf",
                "fileSize": 3.0,
                "createdDateTime": "2026-01-31T12:00:00.123Z",
            },
        }
    ],
    "infoPageFiles": [{"fileReferenceId": "f0", "name": "gammel.pdf"}, {"fileReferenceId": "f1", "name": NAME}],
}
RESULT = UploadResult(
    successful=True,
    message="Lagret",
    section="Tegninger & co",
    page_external_id="page 1",
    files=[
        UploadedFile(
            name=NAME,
            size=3,
            url="https://example.no/f1",
            file_reference=FileReference(
                id="f1",
                collection_ref="documents",
                file_name_orig=NAME,
                file_type="application/pdf",
                file_size=3,
                created_date_time=dt.datetime(2026, 1, 31, 12, 0, 0, 123_000, tzinfo=dt.UTC),
            ),
        )
    ],
    info_page_files=[
        PageFile(file_reference_id="f0", name="gammel.pdf"),
        PageFile(file_reference_id="f1", name=NAME),
    ],
)
PAGES = [
    {"section": "Documents", "pageExternalId": "page 1", "files": [{"fileReferenceId": "f1", "name": NAME}]},
    {"section": "Tom", "pageExternalId": "page 2", "files": []},
]


async def chunks() -> AsyncIterator[bytes]:
    yield b"a;b\r\n"
    yield b""
    yield b"--c"


def begun(path: Path, past: bytes, rest: bytes) -> BinaryIO:
    """An open file of which a part was read already."""
    path.write_bytes(past + rest)
    file = path.open("rb")
    file.seek(len(past))
    return file


async def upload_of_every_kind(documents: Any) -> UploadResult:
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory, NAME)
        path.write_bytes(b"pdf")
        with begun(Path(directory, "skritt.bin"), b"skip the ", b"first") as file:
            files = [
                path,
                str(path),
                UploadFile(b"\x00\xff\r\n--", name='a "b" +c.PNG'),
                UploadFile(file, content_type="application/x-own"),
                UploadFile(io.BytesIO(b"xy"), name="æ.csv"),
                UploadFile(chunks(), name="c.csv", size=8),
                UploadFile(path, name="tom"),
                UploadFile(b"", name="ingenting.txt"),
            ]
            return await documents.upload(ODD, files, section="Tegninger & co/æ", replace_existing=False)


EVERY_KIND = [
    File(NAME, "application/pdf", b"pdf"),
    File(NAME, "application/pdf", b"pdf"),
    File('a "b" +c.PNG', "image/png", b"\x00\xff\r\n--"),
    File("skritt.bin", "application/x-own", b"first"),
    File("æ.csv", "text/csv", b"xy"),
    File("c.csv", "text/csv", b"a;b\r\n--c"),
    File("tom", "application/octet-stream", b"pdf"),
    File("ingenting.txt", "text/plain", b""),
]


async def downloaded(documents: Any, *key: str) -> tuple[str, bytes]:
    """Into a directory, so that the name is the server's."""
    with tempfile.TemporaryDirectory() as directory:
        path = await documents.download(*key, directory)
        return path.name, path.read_bytes()


async def downloaded_as(documents: Any, *key: str) -> tuple[str, bytes]:
    with tempfile.TemporaryDirectory() as directory:
        path = await documents.download(*key, Path(directory, "min.bin"))
        return path.name, path.read_bytes()


async def opened(documents: Any, *key: str) -> tuple[str | None, int | None, str, bytes]:
    async with documents.open(*key) as file:
        content = b"".join([chunk async for chunk in file])
        return file.name, file.size, file.content_type, content
