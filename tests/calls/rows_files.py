"""Files that records link to, and what must be on the wire."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from ditio_async import Ditio

from ..support.strict import Answer
from .documents import downloaded, downloaded_as, opened
from .table import ODD, ODD_SENT, Case, sent

NAMED = {"Content-Type": "application/pdf", "Content-Disposition": 'attachment; filename="a.pdf"'}
FILE = "/core/api/file"


def link(ditio: Ditio, rest: str) -> str:
    """As a record carries it."""
    return f"{ditio.files.context.environment.core}/api/file/{rest}"


async def many(ditio: Ditio, records: list[dict[str, object]], **options: Any) -> tuple[int, dict[str, bytes]]:
    with tempfile.TemporaryDirectory() as directory:
        report = await ditio.files.download_many(records, directory, **options)
        return report.saved, content(directory)


def content(directory: str) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in Path(directory).iterdir() if path.suffix != ".jsonl"}


ROWS = [
    Case(
        "files.download",
        "an id, to a path",
        lambda ditio: downloaded_as(ditio.files, "f1"),
        sent(f"GET {FILE}/f1"),
        Answer(b"\x00\xff", headers=NAMED),
        ("min.bin", b"\x00\xff"),
    ),
    Case(
        "files.download",
        "a link, to a directory",
        lambda ditio: downloaded(ditio.files, link(ditio, ODD_SENT)),
        sent(f"GET {FILE}/{ODD_SENT}"),
        Answer(b"", headers=NAMED),
        ("a.pdf", b""),
    ),
    Case(
        "files.open",
        "an odd id",
        lambda ditio: opened(ditio.files, ODD),
        sent(f"GET {FILE}/{ODD_SENT}"),
        Answer(b"x", headers=NAMED),
        ("a.pdf", 1, "application/pdf", b"x"),
    ),
    Case(
        "files.open",
        "a link",
        lambda ditio: opened(ditio.files, link(ditio, "f1")),
        sent(f"GET {FILE}/f1"),
        Answer(b"\x00\xff", headers=NAMED),
        ("a.pdf", 2, "application/pdf", b"\x00\xff"),
    ),
    Case(
        "files.download_many",
        "one, and records without a link",
        lambda ditio: many(ditio, [{"id": "1"}, {"id": "2", "pdfUrl": link(ditio, "f2")}, {"pdfUrl": None}]),
        sent(f"GET {FILE}/f2"),
        Answer(b"pdf", headers=NAMED),
        (1, {"2.pdf": b"pdf"}),
    ),
    Case(
        "files.download_many",
        "another field and another name",
        lambda ditio: many(ditio, [{"nr": "Å/1", "u": link(ditio, "f2")}], url="u", name="{nr}.bin"),
        sent(f"GET {FILE}/f2"),
        Answer(b"pdf", headers=NAMED),
        (1, {"Å_1.bin": b"pdf"}),
    ),
]
