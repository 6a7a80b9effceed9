"""Wrong calls of documents."""

from __future__ import annotations

import io
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from ditio_async import DitioSession, UploadFile

from .wrong import HALF, Wrong

UPLOAD = "projects.documents.upload"


async def chunks() -> AsyncIterator[bytes]:
    yield b"x"


def files(given: Any, *words: str, **options: Any) -> Wrong:
    """An upload of what `given` is, or makes of the directory."""

    def run(ditio: DitioSession, directory: Path) -> Any:
        made = given(directory) if callable(given) else given
        return ditio.projects.documents.upload("p1", made, **options)

    return Wrong(UPLOAD, words, run)


def pdf(**options: Any) -> UploadFile:
    return UploadFile(b"x", **{"name": "a.pdf", **options})


async def upload_piped(ditio: DitioSession) -> None:
    """A file that cannot seek."""
    read, write = os.pipe()
    os.close(write)
    with os.fdopen(read, "rb") as file:
        await ditio.projects.documents.upload("p1", [UploadFile(file, name="a.pdf")])


def on_documents(name: str, arguments: tuple[Any, ...], *words: str, **options: Any) -> list[Wrong]:
    """A call that is wrong on projects and on work orders alike."""
    rows: list[Wrong] = []
    for resource in ("projects", "work_orders"):
        rows.append(
            Wrong(
                f"{resource}.documents.{name}",
                words,
                lambda ditio, directory, resource=resource: getattr(getattr(ditio, resource).documents, name)(
                    *(argument(directory) if callable(argument) else argument for argument in arguments), **options
                ),
            )
        )
    return rows


REFUSED = ["a.html", "b.HTM", "c.mht", "d.mhtml", "e.js", "f.exe", "g.Ps1", "h.svgz", "i.js.", "j.exe . ", "k.pdf.html"]


def closed_file(directory: Path) -> list[UploadFile]:
    file = (directory / "a.pdf").open("rb")
    file.close()
    return [UploadFile(file)]


def write_only(directory: Path) -> list[UploadFile]:
    with (directory / "w.bin").open("wb") as file:
        return [UploadFile(os.fdopen(os.dup(file.fileno()), "wb"), name="w.bin")]


TYPES = ("a/b\r\nX: y", "a/b\n", 7, "", "pdf")
DETAILS = [
    *[files([pdf(content_type=kind)], "content_type takes a media type") for kind in TYPES],
    *[files([pdf()], "replace_existing takes True or False", replace_existing=value) for value in ("no", 1, None)],
    files([pdf()], "progress takes a function", progress=5),
    files([pdf(size=5)], "a.pdf: size is given as 5"),
    files(lambda directory: [UploadFile(directory / "a.pdf", size=5)], "a.pdf: size is given as 5"),
    *[files([UploadFile(chunks(), name="a.csv", size=size)], "a.csv: size takes") for size in (True, "5", -1, 2.5)],
    files([pdf(name=7)], "name=) takes text"),
    files(closed_file, "a.pdf: the file is closed"),
    files(lambda directory: ["a.pdf/b.pdf", directory / "a.pdf" / "b.pdf"][1:], "cannot be read"),
    files(["a\0b/c.pdf"], "cannot be"),
    files(7, "takes a list of paths"),
    files([pdf()], "section holds half a character", section=HALF),
    Wrong("projects.documents.describe", ("text holds half a character",), lambda d, _: describe(d, "p1", HALF)),
    Wrong("projects.documents.download", ("to",), lambda d, _: d.projects.documents.download("p1", "f1", "a\0b")),
]  # fmt: skip
ROWS = [
    *DETAILS,
    files([], "files is empty", "at least one"),
    files(iter(()), "files is empty", "at least one"),
    files("a.pdf", "files takes a list: ['a.pdf']"),
    files(lambda directory: directory / "a.pdf", "files takes a list: ["),
    files(pdf(), "files takes a list: [UploadFile("),
    files(b"x", "files takes a list"),
    files(None, "files takes a list"),
    files(7, "files takes a list"),
    files([7], "files takes paths and UploadFile(...), not int 7"),
    files([None], "files takes paths and UploadFile(...), not NoneType"),
    files([b"x"], "files takes paths and UploadFile(...), not bytes"),
    files([["a.pdf"]], "files takes paths and UploadFile(...), not list"),
    files([pdf(), 7], "files takes paths and UploadFile(...), not int 7"),
    files(lambda directory: [directory], "is a directory", "give its files"),
    files(lambda directory: [directory / "none.pdf"], "none.pdf: there is no such file"),
    files(lambda directory: [pdf(), str(directory / "none.pdf")], "none.pdf: there is no such file"),
    files(lambda directory: [UploadFile(directory / "none.pdf", name="b.pdf")], "none.pdf: there is no such file"),
    files(lambda directory: [directory / "pipe"], "pipe is no regular file", "open it"),
    files(["/dev/null"], "/dev/null is no regular file"),
    files(lambda directory: [directory / "large.zip"], "'large.zip'", "30,000,000 bytes", "split or compress it"),
    files(lambda directory: [directory / "large.svg"], "'large.svg'", "an SVG may have 5 MiB"),
    *[files([pdf(name=name)], repr(name), f"refuses .{name.split('.')[-1].strip().lower()}") for name in REFUSED[:8]],
    *[files([pdf(name=name)], repr(name), "Ditio refuses") for name in REFUSED[8:]],
    files(lambda directory: [directory / "evil.js"], "'evil.js'", "Ditio refuses .js files"),
    files([pdf(name=None)], "bytes has no name", "UploadFile(..., name="),
    files([pdf(name="")], "has no name", "UploadFile(..., name="),
    files([""], "has no name", "UploadFile(..., name="),
    files([pdf(name="a/b.pdf")], "'a/b.pdf' is no file name", "without directories"),
    files([pdf(name="a\\b.pdf")], "is no file name", "without directories"),
    files([pdf(name="..")], "'..' is no file name"),
    files([pdf(name="a\nb.pdf")], "'a\\nb.pdf' holds characters that cannot be sent", "give another"),
    files([pdf(name="a\x00.pdf")], "holds characters that cannot be sent"),
    files([pdf(name=f"{HALF}.pdf")], "holds characters that cannot be sent"),
    files([UploadFile(7, name="a.pdf")], "a.pdf: takes a path, bytes, a file opened", "not int"),
    files([UploadFile(None, name="a.pdf")], "a.pdf: takes a path, bytes, a file opened", "not NoneType"),
    files([UploadFile(["x"], name="a.pdf")], "a.pdf: takes a path", "not list"),
    files([UploadFile(io.StringIO("x"), name="a.txt")], "a.txt: the file is open in text mode", "mode 'rb'"),
    files([UploadFile(chunks(), name="a.csv")], "a.csv: the length of an async iterator", "size="),
    files([UploadFile(io.BytesIO(b"xy"), name="a.bin", size=3)], "a.bin: size is given as 3", "2 bytes"),
    Wrong(UPLOAD, ("a.pdf: the size of a file that cannot seek", "size="), lambda ditio, _: upload_piped(ditio)),
    files([pdf(), pdf()], "'a.pdf' comes twice", "replace_existing", replace_existing=True),
    files([pdf()], "section takes the name of a page, or None", "not ''", section=""),
    files([pdf()], "section takes the name of a page, or None", "not ' '", section=" "),
    files([pdf()], "section takes the name of a page, or None", "not 7", section=7),
    files([pdf()], "section takes the name of a page, or None", "not ['a']", section=["a"]),
    *on_documents("upload", ("", [pdf()]), "id is ''", "names nothing"),
    *on_documents("upload", ("a/b", [pdf()]), "id is 'a/b'", "a slash cannot be part of it"),
    *on_documents("upload", (None, [pdf()]), "id takes text, not NoneType"),
    *on_documents("list", ("..",), "id is '..'", "names nothing"),
    *on_documents("list", (7,), "id takes text, not int 7"),
    *on_documents("delete", ("p1", ""), "file_id is ''", "names nothing"),
    *on_documents("delete", ("p1", "a/b"), "file_id is 'a/b'", "a slash"),
    *on_documents("delete", (None, "f1"), "id takes text, not NoneType"),
    *on_documents("open", ("p1", "."), "file_id is '.'", "names nothing"),
    *on_documents("open", (7, "f1"), "id takes text, not int 7"),
    *on_documents("download", ("p1", "", lambda directory: directory), "file_id is ''", "names nothing"),
    *on_documents("download", ("a/b", "f1", lambda directory: directory), "id is 'a/b'", "a slash"),
    *on_documents("download", ("p1", None, lambda directory: directory), "file_id takes text, not NoneType"),
    *on_documents("download", ("p1", "f1", ""), "to takes the path of a file or of a directory, not ''"),
    *on_documents("download", ("p1", "f1", None), "to takes the path of a file or of a directory, not None"),
    *on_documents("download", ("p1", "f1", 7), "to takes the path of a file or of a directory, not 7"),
    *on_documents("download", ("p1", "f1", lambda directory: directory / "none" / "a.pdf"), "none; make it first"),
    *on_documents("download", ("p1", "f1", lambda directory: f"{directory}/none/"), "none; make it first", "mkdir"),
    *[
        Wrong("projects.documents.describe", words, lambda ditio, _, given=given: describe(ditio, *given))
        for given, words in (
            (("p1", "x" * 10_001), ("text has 10,001 characters", "at most 10,000 and 64 KB")),
            (("p1", 7), ("text takes text or None, not int 7",)),
            (("p1", b"x"), ("text takes text or None, not bytes",)),
            (("p1", "x", ""), ("section takes the name of a page, or None", "not ''")),
            (("p1", "x", 7), ("section takes the name of a page, or None", "not 7")),
            (("", "x"), ("id is ''", "names nothing")),
            ((None, "x"), ("id takes text, not NoneType",)),
        )
    ],
]


def describe(ditio: DitioSession, id: Any, text: Any, section: Any = None) -> Any:
    return ditio.projects.documents.describe(id, text, section=section)
