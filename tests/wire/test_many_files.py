"""Many files: named, unique, resumable, and one that fails does not end the rest."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from ditio_async import (
    ArgumentError,
    DecodeError,
    DitioSession,
    FileProgress,
    NotFoundError,
    PermissionDeniedError,
    ServerError,
)

from ..support.faults import FaultServer, Seen, Step, answer, cut, json_answer, page
from ..support.loops import REAL

MANIFEST = "ditio-files.jsonl"


@pytest.fixture
def anyio_backend() -> object:
    return REAL  # files are written in threads


class Doc(msgspec.Struct):
    id: str
    url: str | None = None
    title: str | None = None
    modified_date_time: str | None = None
    is_deleted: bool | None = None


class Shelf:
    """Files by the last part of their path; steps for those that misbehave."""

    def __init__(self, server: FaultServer) -> None:
        self.files: dict[str, bytes | Step] = {}
        self.asked: list[str] = []
        self.base = f"{server.base}/core/api/file/"
        server.script(self._serve)

    def _serve(self, seen: Seen) -> Step:
        name = seen.path.rpartition("/")[2]
        self.asked.append(name)
        found = self.files.get(name, answer(404))
        kind = {"Content-Type": "application/pdf"}
        return answer(200, found, kind) if isinstance(found, bytes) else found

    def doc(self, id: str, content: bytes | Step | None = None, *, file: str = "", **fields: object) -> Doc:
        if content is not None:
            self.files[file or id] = content
        return msgspec.convert({"id": id, "url": f"{self.base}{file or id}", **fields}, Doc)


@pytest.fixture
def shelf(server: FaultServer) -> Shelf:
    return Shelf(server)


def there(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def manifest(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / MANIFEST).read_text().splitlines()]


async def test_files_are_named_after_their_records(prompt: DitioSession, shelf: Shelf, tmp_path: Path) -> None:
    docs = [shelf.doc("1", b"one", title="Mål/A"), shelf.doc("2", b"two", title="Mål/B")]
    report = await prompt.files.download_many(docs, tmp_path / "new" / "pdfs", url="url", name="{title}/{id}")
    assert there(tmp_path / "new" / "pdfs") == {"Mål_A/1.pdf": b"one", "Mål_B/2.pdf": b"two"}
    assert (report.saved, report.present, report.without, report.bytes, report.failed) == (2, 0, 0, 6, [])


async def test_two_files_of_one_name_get_numbers(prompt: DitioSession, shelf: Shelf, tmp_path: Path) -> None:
    docs = [shelf.doc(str(n), bytes([n]), title=title) for n, title in enumerate(("a", "a", "A", "Å", "A\u030a"))]
    await prompt.files.download_many(docs, tmp_path, url="url", name="{title}.pdf", concurrency=1)
    assert there(tmp_path) == {
        "a.pdf": b"\0",
        "a (2).pdf": b"\1",
        "A (3).pdf": b"\2",
        "Å.pdf": b"\3",
        "Å (2).pdf": b"\4",
    }


async def test_what_was_there_before_is_never_overwritten(prompt: DitioSession, shelf: Shelf, tmp_path: Path) -> None:
    (tmp_path / "1.pdf").write_bytes(b"mine")
    (tmp_path / "2.pdf").symlink_to("nowhere")
    docs = [shelf.doc("1", b"one"), shelf.doc("2", b"two")]
    for _ in range(2):
        await prompt.files.download_many(docs, tmp_path, url="url")
    assert there(tmp_path) == {"1.pdf": b"mine", "1 (2).pdf": b"one", "2 (2).pdf": b"two"}
    assert (tmp_path / "2.pdf").is_symlink()


async def test_running_it_again_asks_for_nothing_that_is_there(
    prompt: DitioSession, shelf: Shelf, tmp_path: Path
) -> None:
    docs = [shelf.doc(str(n), b"x" * n) for n in range(1, 6)]
    await prompt.files.download_many(docs, tmp_path, url="url")
    before = manifest(tmp_path)
    shelf.asked.clear()
    report = await prompt.files.download_many(docs, tmp_path, url="url")
    assert (report.saved, report.present, shelf.asked) == (0, 5, [])
    (tmp_path / "2.pdf").unlink()
    (tmp_path / "3.pdf").write_bytes(b"damaged by somebody")
    report = await prompt.files.download_many(docs, tmp_path, url="url")
    assert (report.saved, report.present, sorted(shelf.asked)) == (2, 3, ["2", "3"])
    assert there(tmp_path) == {f"{n}.pdf": b"x" * n for n in range(1, 6)}
    assert sorted(map(str, manifest(tmp_path))) == sorted(map(str, before)), "a line for each file"


async def test_a_record_that_changed_gets_its_file_anew_under_its_name(
    prompt: DitioSession, shelf: Shelf, tmp_path: Path
) -> None:
    await prompt.files.download_many([shelf.doc("1", b"old")], tmp_path, url="url")
    newer = shelf.doc("1", b"new", modified_date_time="2026-02-01")
    await prompt.files.download_many([newer], tmp_path, url="url")
    assert there(tmp_path) == {"1.pdf": b"new"}
    elsewhere = shelf.doc("1", b"newest", file="9", modified_date_time="2026-02-01")
    await prompt.files.download_many([elsewhere], tmp_path, url="url")
    assert there(tmp_path) == {"1.pdf": b"newest"}


async def test_the_same_record_twice_ends_with_the_later_one(
    prompt: DitioSession, shelf: Shelf, tmp_path: Path
) -> None:
    docs = [shelf.doc("1", b"old"), shelf.doc("1", b"new", file="2", modified_date_time="2026-02-01")]
    await prompt.files.download_many(docs, tmp_path, url="url")
    assert there(tmp_path) == {"1.pdf": b"new"}


async def test_one_that_fails_does_not_end_the_rest(prompt: DitioSession, shelf: Shelf, tmp_path: Path) -> None:
    docs = [
        shelf.doc("1", b"one"),
        shelf.doc("2", answer(404)),
        shelf.doc("3", answer(403)),
        shelf.doc("4", cut(b"content", at=3)),
        shelf.doc("5", answer(500)),
        Doc("6", "https://elsewhere.example/x?sig=s3cret"),
        Doc("7", "nonsense://"),
        Doc("8"),
        Doc("9", ""),
        Doc("10", f"{shelf.base}10", is_deleted=True),
        shelf.doc("11", b"eleven"),
    ]
    report = await prompt.with_options(retries=1).files.download_many(docs, tmp_path, url="url")
    assert there(tmp_path) == {"1.pdf": b"one", "11.pdf": b"eleven"}
    assert (report.saved, report.without) == (2, 3)
    failed = {file.record_id: file.error for file in report.failed}
    assert failed.keys() == {"2", "3", "4", "5", "6", "7"}
    kinds = {"2": NotFoundError, "3": PermissionDeniedError, "5": ServerError, "6": ArgumentError, "7": ArgumentError}
    assert all(isinstance(failed[id], kind) for id, kind in kinds.items())
    lines = {line["key"]: line for line in manifest(tmp_path)}
    assert {key for key, line in lines.items() if "error" in line} == failed.keys()
    assert "s3cret" not in (tmp_path / MANIFEST).read_text() + repr(report)
    shelf.files |= {"2": b"two", "4": b"four", "5": b"five"}
    report = await prompt.files.download_many(docs, tmp_path, url="url")
    assert (report.saved, report.present, len(report.failed)) == (3, 2, 3)


async def test_a_refresh_that_fails_keeps_the_file_that_came_before(
    prompt: DitioSession, shelf: Shelf, tmp_path: Path
) -> None:
    await prompt.files.download_many([shelf.doc("1", b"old")], tmp_path, url="url")
    newer = shelf.doc("1", answer(404), modified_date_time="2026-02-01")
    report = await prompt.files.download_many([newer], tmp_path, url="url")
    assert (len(report.failed), there(tmp_path)) == (1, {"1.pdf": b"old"})
    shelf.files["1"] = b"new"
    await prompt.files.download_many([newer], tmp_path, url="url")
    assert there(tmp_path) == {"1.pdf": b"new"}


async def test_a_rejected_token_ends_it_all(server: FaultServer, prompt: DitioSession, tmp_path: Path) -> None:
    server.script(answer(401))
    docs = [Doc(str(n), f"{server.base}/core/api/file/{n}") for n in range(20)]
    with pytest.raises(Exception, match="401"):
        await prompt.files.download_many(docs, tmp_path, url="url", concurrency=2)
    assert len(server.calls) < 10


async def test_no_more_at_once_than_was_asked_for(server: FaultServer, prompt: DitioSession, tmp_path: Path) -> None:
    now = most = 0
    full = asyncio.Event()

    async def act(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal now, most
        now += 1
        most = max(most, now)
        if now == 3:
            full.set()
        await full.wait()
        now -= 1
        await answer(200, b"x").act(reader, writer)

    server.script(Step(act))
    docs = [Doc(str(n), f"{server.base}/core/api/file/{n}") for n in range(12)]
    report = await prompt.files.download_many(docs, tmp_path, url="url", concurrency=3)
    assert (report.saved, most) == (12, 3)


async def test_a_torn_manifest_is_mended(prompt: DitioSession, shelf: Shelf, tmp_path: Path) -> None:
    docs = [shelf.doc("1", b"one"), shelf.doc("2", b"two")]
    await prompt.files.download_many(docs, tmp_path, url="url", concurrency=1)
    path = tmp_path / MANIFEST
    path.write_bytes(path.read_bytes()[:-20])
    shelf.asked.clear()
    report = await prompt.files.download_many(docs, tmp_path, url="url")
    assert (report.saved, report.present, shelf.asked) == (1, 1, ["2"])
    assert {line["key"] for line in manifest(tmp_path)} == {"1", "2"}


async def test_a_manifest_that_is_none_is_left_alone(prompt: DitioSession, shelf: Shelf, tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_text("my own\n")
    with pytest.raises(ArgumentError, match="is no manifest of downloads, see its line 1"):
        await prompt.files.download_many([shelf.doc("1", b"one")], tmp_path, url="url")
    assert not shelf.asked
    assert (tmp_path / MANIFEST).read_text() == "my own\n"


async def test_progress_is_told_after_each_file(prompt: DitioSession, shelf: Shelf, tmp_path: Path) -> None:
    told: list[FileProgress] = []
    docs = [shelf.doc("1", b"one"), Doc("2"), shelf.doc("3", answer(404)), shelf.doc("4", b"four")]
    await prompt.files.download_many(docs, tmp_path, url="url", on_progress=told.append)
    assert len(told) == 4
    assert told[-1] == FileProgress(saved=2, present=0, without=1, failed=1, bytes=7)


async def test_records_come_from_a_stream(server: FaultServer, prompt: DitioSession, tmp_path: Path) -> None:
    rows = [{"id": str(n), "pdfUrl": f"{server.base}/core/api/file/{n}", "serialNumber": f"S-{n}"} for n in range(5)]
    server.script(page([*rows, {"id": "9", "isDeleted": True}]), answer(200, b"%PDF"))
    checklists = prompt.reporting.checklist_registrations()
    report = await prompt.files.download_many(checklists, tmp_path, name="{serial_number}.pdf")
    assert (report.saved, report.without) == (5, 1)
    assert there(tmp_path).keys() == {f"S-{n}.pdf" for n in range(5)}


async def test_records_that_cannot_be_read_end_it_after_what_was_begun(
    server: FaultServer, prompt: DitioSession, tmp_path: Path
) -> None:
    server.script(json_answer({"data": 7}))
    with pytest.raises(DecodeError):
        await prompt.files.download_many(prompt.reporting.checklist_registrations(), tmp_path)
    assert there(tmp_path) == {}


SIZES = {"original": 4, "large": 3, "medium": 2, "thumbnail": 1}


def image(server: FaultServer, id: str, image: str = "", **fields: object) -> dict[str, object]:
    base = f"{server.base}/core/api/file/{image or id}"
    links = {"fileUrlOriginal": f"{base}-original", "urls": {"Large": f"{base}-large", "Medium": f"{base}-medium"}}
    return {"id": id, **links, "thumbnailLink": f"{base}-thumbnail", "projectNumber": "1001", **fields}


async def test_images_come_in_the_sizes_that_were_asked_for(
    server: FaultServer, prompt: DitioSession, tmp_path: Path
) -> None:
    rows = [image(server, "a"), image(server, "b"), image(server, "c", "a")]

    def serve(seen: Seen) -> Step:
        if seen.path.endswith("/images"):
            return page(rows)
        return answer(200, b"x" * SIZES[seen.path.rpartition("-")[2]], {"Content-Type": "image/jpeg"})

    server.script(serve)
    images = prompt.reporting.images(from_date_time="2026-01-01")
    report = await prompt.files.download_images(
        images, tmp_path, sizes=["thumbnail", "large"], name="{project_number}/{id} {size}"
    )
    assert (report.saved, report.present) == (4, 2), "an image of two records comes once"
    assert there(tmp_path) == {
        f"1001/{id} {size}.jpg": b"x" * SIZES[size] for id in "ab" for size in ("thumbnail", "large")
    }


async def test_an_image_without_a_link_of_that_size_is_told(
    server: FaultServer, prompt: DitioSession, tmp_path: Path
) -> None:
    server.script(page([{"id": "a", "link": f"{server.base}/core/x"}]), answer(200, b"x"))
    images = prompt.reporting.images()
    report = await prompt.files.download_images(images, tmp_path, sizes=["medium"])
    assert "no link for size 'medium' among the fields id, link" in str(report.failed[0].error)
    server.script(page([{"id": "a", "link": f"{server.base}/core/x"}]), answer(200, b"x"))
    assert (await prompt.files.download_images(images, tmp_path)).saved == 1, "the only link is that of the original"


async def endless() -> AsyncIterator[Doc]:
    raise AssertionError("nothing is to be read")
    yield Doc("1")


@pytest.mark.parametrize(
    ("kwargs", "words"),
    [
        ({"name": "../{id}"}, "must not leave the directory"),
        ({"name": "{nothing}"}, "asks for {nothing}"),
        ({"url": "nothing"}, "no field 'nothing'; fields with links: pdf_url"),
        ({"url": None}, "url takes text"),
        ({"concurrency": 0}, "concurrency takes a whole number from 1 to 64"),
        ({"on_progress": 1}, "on_progress takes a function"),
        ({"allow_other_hosts": 1}, "allow_other_hosts takes True or False"),
        ({"to": ""}, "to takes the path of a directory"),
        ({"to": "\0"}, "to takes the path of a directory"),
        ({"records": 7}, "takes a stream or a list of records"),
        ({"records": "abc"}, "takes a stream or a list of records"),
    ],
)
async def test_what_makes_no_sense_is_refused_before_anything_is_sent(
    server: FaultServer, prompt: DitioSession, tmp_path: Path, kwargs: dict[str, object], words: str
) -> None:
    given = {"records": prompt.reporting.checklist_registrations(), "to": tmp_path / "x", **kwargs}
    with pytest.raises(ArgumentError, match=words):
        await prompt.files.download_many(**given)
    assert not server.requests
    assert not [*tmp_path.iterdir()]


async def test_a_directory_that_is_a_file_is_refused(prompt: DitioSession, shelf: Shelf, tmp_path: Path) -> None:
    (tmp_path / "x").write_text("")
    with pytest.raises(ArgumentError, match="cannot be a directory"):
        await prompt.files.download_many([shelf.doc("1", b"x")], tmp_path / "x", url="url")
    assert not shelf.asked
