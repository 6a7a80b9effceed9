"""Uploads: what arrives, what is refused in the middle, and files that change meanwhile."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from ditio_async import (
    ArgumentError,
    ConnectionLostError,
    DitioSession,
    FileChangedError,
    OutcomeUnknownError,
    PayloadTooLargeError,
    RateLimitedError,
    UploadFile,
    UploadIncompleteError,
)

from ..support.faults import FaultServer, Seen, Step, answer, early, json_answer, reset
from ..support.loops import REAL
from .calls import UPLOADED
from .common import now

MB = 1_000_000


@pytest.fixture
def anyio_backend() -> object:
    return REAL  # files are read in threads


@pytest.mark.parametrize("linger", [True, False])
@pytest.mark.parametrize("replace_existing", [True, False])
async def test_a_413_in_the_middle_of_an_upload_is_told_and_not_sent_again(
    server: FaultServer, prompt: DitioSession, tmp_path: Path, linger: bool, replace_existing: bool
) -> None:
    path = tmp_path / "large.pdf"
    path.write_bytes(b"x" * 25 * MB)
    server.script(early(413, b'{"message": "Request body too large."}', linger=linger))
    began = now()
    with pytest.raises(PayloadTooLargeError, match="Request body too large"):
        await prompt.projects.documents.upload("p1", [path], replace_existing=replace_existing)
    assert (len(server.calls), server.calls[0].whole) == (1, False)
    assert now() - began < 5
    server.script(json_answer(UPLOADED))
    await prompt.projects.documents.upload("p1", [UploadFile(b"x", name="a.pdf")])


async def test_a_413_after_the_whole_upload_is_told_and_not_sent_again(
    server: FaultServer, prompt: DitioSession
) -> None:
    server.script(answer(413))
    with pytest.raises(PayloadTooLargeError):
        await prompt.projects.documents.upload("p1", [UploadFile(b"x", name="a.pdf")], replace_existing=True)
    assert len(server.calls) == 1


async def test_what_is_too_large_for_any_request_is_refused_before_anything_is_sent(
    server: FaultServer, prompt: DitioSession, tmp_path: Path
) -> None:
    path = tmp_path / "large.pdf"
    with path.open("wb") as file:
        file.truncate(30 * MB)
    with pytest.raises(ArgumentError, match="below 30,000,000"):
        await prompt.projects.documents.upload("p1", [UploadFile(b"x", name="a.pdf"), path])
    assert server.requests == []


async def test_a_request_that_was_refused_in_the_middle_is_sent_again_whole(
    server: FaultServer, prompt: DitioSession, tmp_path: Path
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(os.urandom(2 * MB))
    sent: list[int] = []
    server.script(early(429), reset(early=True), json_answer(UPLOADED))
    files = prompt.projects.documents
    await files.upload("p1", [path], replace_existing=True, progress=lambda done, total: sent.append(done))
    assert path.read_bytes() in server.calls[-1].body
    assert [seen.whole for seen in server.calls] == [False, False, True]
    assert sent[-1] == len(server.calls[-1].body)
    assert sent != sorted(sent), "the bytes of failed attempts are taken back"


async def once(content: bytes) -> AsyncIterator[bytes]:
    yield content


@pytest.mark.parametrize("step", [answer(429), reset()])
async def test_what_can_be_read_once_is_sent_once(server: FaultServer, prompt: DitioSession, step: Step) -> None:
    server.script(step)
    with pytest.raises((RateLimitedError, ConnectionLostError)):
        await prompt.projects.documents.upload(
            "p1", [UploadFile(once(b"abc"), name="a.pdf", size=3)], replace_existing=True
        )
    assert len(server.calls) == 1


def shrink(path: Path) -> None:
    os.truncate(path, 1000)


def grow(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"more")


def rewrite(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(b"other")
    os.utime(path, ns=(1, 1))


def swap(path: Path) -> None:
    other = path.with_name("other")
    other.write_bytes(path.read_bytes())
    other.replace(path)


@pytest.mark.parametrize("change", [shrink, grow, rewrite])
async def test_a_file_that_changes_while_it_is_sent_is_told(
    server: FaultServer, prompt: DitioSession, tmp_path: Path, change: Callable[[Path], None]
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"x" * 20 * MB)
    progress = iter([lambda: None, lambda: change(path)])
    with pytest.raises(FileChangedError, match=r"a\.pdf"):
        await prompt.projects.documents.upload(
            "p1", [path], replace_existing=True, progress=lambda _, __: next(progress, lambda: None)()
        )
    assert not any(seen.whole for seen in server.calls), "nothing arrived whole"
    assert len(server.calls) <= 1


@pytest.mark.parametrize("change", [shrink, grow, rewrite, swap, Path.unlink])
async def test_a_file_that_changes_between_two_attempts_is_told(
    server: FaultServer, prompt: DitioSession, tmp_path: Path, change: Callable[[Path], None]
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"x" * 5000)

    def refused(seen: Seen) -> Step:
        change(path)
        return early(429)

    server.script(refused, json_answer(UPLOADED))
    with pytest.raises(FileChangedError, match=r"a\.pdf"):
        await prompt.projects.documents.upload("p1", [path])
    assert not any(seen.whole for seen in server.calls[1:])


@pytest.mark.parametrize("given", [2, 4])
async def test_an_iterator_of_another_size_than_announced_is_told(
    server: FaultServer, prompt: DitioSession, given: int
) -> None:
    file = UploadFile(once(b"x" * given), name="a.pdf", size=3)
    with pytest.raises(FileChangedError, match="announced"):
        await prompt.projects.documents.upload("p1", [file])
    assert not any(seen.whole for seen in server.calls)


async def test_of_several_requests_the_one_that_fails_says_what_is_done_and_what_is_not(
    server: FaultServer, prompt: DitioSession
) -> None:
    files = [UploadFile(bytes(12 * MB), name=f"{number}.pdf") for number in range(6)]
    server.script(json_answer(UPLOADED), reset())
    with pytest.raises(UploadIncompleteError) as caught:
        await prompt.projects.documents.upload("p1", files)
    assert caught.value.uploaded == ("0.pdf", "1.pdf")
    assert caught.value.remaining == ("2.pdf", "3.pdf", "4.pdf", "5.pdf")
    assert isinstance(caught.value.__cause__, OutcomeUnknownError)
    assert len(server.calls) == 2
    assert all(int(seen.headers["content-length"]) < 30 * MB for seen in server.calls)


async def test_an_upload_that_is_cancelled_lets_go_of_its_file_and_its_slot(
    server: FaultServer, prompt: DitioSession, tmp_path: Path
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(bytes(20 * MB))
    begun = asyncio.Event()
    documents = prompt.projects.documents
    upload = asyncio.create_task(documents.upload("p1", [path], progress=lambda _, __: begun.set()))
    await begun.wait()
    upload.cancel()
    with pytest.raises(asyncio.CancelledError):
        await upload
    assert path not in {fd.resolve() for fd in Path("/dev/fd").iterdir()}
    server.script(json_answer(UPLOADED))
    await documents.upload("p1", [path])
