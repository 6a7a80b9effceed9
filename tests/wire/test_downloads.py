"""Downloads: whole or not at all, under a sane name, inside the directory."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from ditio_async import (
    ArgumentError,
    ConnectionLostError,
    DitioSession,
    NotFoundError,
    ServerError,
)

from ..support.faults import FaultServer, Step, answer, cut, hang, head, raw, reset
from ..support.loops import REAL

CONTENT = os.urandom(3_000_000)
NAME = b'attachment; filename="plan.pdf"'


@pytest.fixture
def anyio_backend() -> object:
    return REAL  # files are written in threads


def named(disposition: bytes, body: bytes = b"content") -> Step:
    """A file with this header, whatever bytes that is made of."""
    return raw(
        b"HTTP/1.1 200 OK\r\nContent-Disposition: %b\r\nContent-Length: %d\r\n\r\n%b" % (disposition, len(body), body),
        close=False,
    )


def partly(size: int) -> Step:
    """The beginning of a file whose end never comes."""

    async def act(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(head(200, {"Content-Length": str(len(CONTENT))}) + CONTENT[:size])
        await asyncio.Event().wait()

    return Step(act)


async def test_a_download_replaces_the_file_at_its_path_when_it_is_complete(
    server: FaultServer, prompt: DitioSession, tmp_path: Path
) -> None:
    target = tmp_path / "plan.pdf"
    target.write_bytes(b"old")
    server.script(answer(200, CONTENT))
    assert await prompt.work_orders.documents.download("w1", "f1", target) == target
    assert target.read_bytes() == CONTENT
    assert [*tmp_path.iterdir()] == [target]


BROKEN = {
    "cut": cut(CONTENT, at=2_000_000),
    "cut before its first byte": cut(CONTENT, at=0),
    "reset": reset(head(200, {"Content-Length": str(len(CONTENT))}) + CONTENT[:10_000]),
    "shorter than announced": raw(head(200, {"Content-Length": "9000000"}) + CONTENT),
    "without its last chunk": raw(head(200, {"Transfer-Encoding": "chunked"}) + b"5\r\nabcde\r\n"),
}


@pytest.mark.parametrize("fault", BROKEN)
@pytest.mark.parametrize("old", [b"old", None])
async def test_a_download_that_breaks_for_good_leaves_the_path_as_it_was(
    server: FaultServer, prompt: DitioSession, tmp_path: Path, fault: str, old: bytes | None
) -> None:
    target = tmp_path / "plan.pdf"
    if old is not None:
        target.write_bytes(old)
    server.script(BROKEN[fault])
    with pytest.raises(ConnectionLostError):
        await prompt.projects.documents.download("p1", "f1", target)
    assert len(server.calls) == 3
    assert [path.read_bytes() for path in tmp_path.iterdir()] == ([] if old is None else [old])


@pytest.mark.parametrize("fault", BROKEN)
async def test_a_download_that_breaks_once_is_fetched_again_from_its_first_byte(
    server: FaultServer, prompt: DitioSession, tmp_path: Path, fault: str
) -> None:
    server.script(BROKEN[fault], answer(500), answer(200, CONTENT))
    await prompt.projects.documents.download("p1", "f1", tmp_path / "f")
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [CONTENT]


async def test_what_arrives_is_never_decompressed(server: FaultServer, prompt: DitioSession, tmp_path: Path) -> None:
    server.script(answer(200, CONTENT))
    await prompt.projects.documents.download("p1", "f1", tmp_path / "f")
    assert server.calls[0].headers["accept-encoding"] == "identity"


async def test_a_download_that_is_cancelled_leaves_nothing(
    server: FaultServer, prompt: DitioSession, tmp_path: Path
) -> None:
    server.script(partly(2_000_000))
    download = asyncio.create_task(prompt.projects.documents.download("p1", "f1", tmp_path / "f"))
    while not [*tmp_path.iterdir()]:  # noqa: ASYNC110  # another process could not do better
        await asyncio.sleep(0.001)
    download.cancel()
    with pytest.raises(asyncio.CancelledError):
        await download
    assert [*tmp_path.iterdir()] == []
    server.script(answer(200, b"content"))
    await prompt.projects.documents.download("p1", "f1", tmp_path / "f")


@pytest.mark.parametrize(("status", "kind"), [(404, NotFoundError), (500, ServerError)])
async def test_a_refusal_is_no_file(
    server: FaultServer, prompt: DitioSession, tmp_path: Path, status: int, kind: type[Exception]
) -> None:
    server.script(answer(status, b"content"))
    with pytest.raises(kind):
        await prompt.projects.documents.download("p1", "f1", tmp_path / "f")
    with pytest.raises(kind):
        async with prompt.projects.documents.open("p1", "f1"):
            pytest.fail("there is nothing to read")
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        (NAME, "plan.pdf"),
        (b"attachment; filename=../../etc/passwd", "passwd"),
        (b'attachment; filename="..\\\\..\\\\x.pdf"', "x.pdf"),
        (b'attachment; filename="C:\\\\x.pdf"', "x.pdf"),
        (b'attachment; filename="C:x.pdf"', "C_x.pdf"),
        (b'attachment; filename="/etc/cron.d/x"', "x"),
        (b'attachment; filename=".."', "f1"),
        (b'attachment; filename="."', "f1"),
        (b'attachment; filename=""', "f1"),
        (b"attachment", "f1"),
        (b"", "f1"),
        (b'attachment; filename=".bashrc"', "bashrc"),
        (b'attachment; filename="CON.txt"', "_CON.txt"),
        (b'attachment; filename="a?b*c|d.pdf"', "a_b_c_d.pdf"),
        (b"attachment; filename*=UTF-8''%2e%2e%2f%2e%2e%2fx.pdf", "x.pdf"),
        (b"attachment; filename*=UTF-8''a%00b%0d%0ac.pdf", "a_b__c.pdf"),
        (b"attachment; filename=\"x.pdf\"; filename*=UTF-8''%C3%A6%E2%80%93%C3%A5.pdf", "æ–å.pdf"),
        ('attachment; filename="æøå – 1.pdf"'.encode(), "æøå – 1.pdf"),
        (b"attachment; filename*=klingon''x.pdf", None),
        (b"attachment; filename=\xff\xfe.pdf", None),
        (b'attachment; filename="' + b"a" * 300 + b'.pdf"', "a" * 196 + ".pdf"),
        (b'attachment; filename="' + "å".encode() * 300 + b'.pdf"', "å" * 98 + ".pdf"),
    ],
)
async def test_the_servers_name_is_made_safe_and_stays_inside_the_directory(
    server: FaultServer, prompt: DitioSession, tmp_path: Path, disposition: bytes, name: str | None
) -> None:
    directory = tmp_path / "deep" / "down"
    directory.mkdir(parents=True)
    server.script(named(disposition))
    path = await prompt.projects.documents.download("p1", "f1", directory)
    assert path.parent == directory
    assert [*directory.iterdir()] == [path]
    assert path.read_bytes() == b"content"
    assert [*tmp_path.rglob("*")] == [tmp_path / "deep", directory, path]
    assert name is None or path.name == name


async def test_in_a_directory_nothing_is_replaced(server: FaultServer, prompt: DitioSession, tmp_path: Path) -> None:
    (tmp_path / "plan.pdf").write_bytes(b"old")
    server.script(named(NAME))
    with pytest.raises(FileExistsError):
        await prompt.projects.documents.download("p1", "f1", tmp_path)
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"old"]
    assert len(server.calls) == 1


async def test_a_place_that_cannot_be_is_refused_before_anything_is_sent(
    server: FaultServer, prompt: DitioSession, tmp_path: Path
) -> None:
    for place in (tmp_path / "no" / "f", f"{tmp_path}/no/", "", 5):
        with pytest.raises(ArgumentError):
            await prompt.projects.documents.download("p1", "f1", place)
    assert server.requests == []


async def test_a_file_is_read_while_it_arrives_and_a_break_is_told(server: FaultServer, prompt: DitioSession) -> None:
    server.script(cut(CONTENT, at=2_000_000))
    received = b""
    with pytest.raises(ConnectionLostError):
        async with prompt.projects.documents.open("p1", "f1") as file:
            assert file.size == len(CONTENT)
            async for chunk in file:
                received += chunk
    assert received == CONTENT[:2_000_000]
    assert len(server.calls) == 1, "bytes that were handed on cannot be taken back"


async def test_a_break_before_the_first_byte_is_not_noticed(server: FaultServer, prompt: DitioSession) -> None:
    server.script(reset(), cut(CONTENT, at=0), named(NAME, CONTENT))
    async with prompt.projects.documents.open("p1", "f1") as file:
        assert b"".join([chunk async for chunk in file]) == CONTENT
        assert (file.name, file.size) == ("plan.pdf", len(CONTENT))
    assert len(server.calls) == 3


async def test_leaving_a_file_early_frees_its_slot_and_its_connection(
    server: FaultServer, prompt: DitioSession
) -> None:
    server.script(partly(2_000_000))
    for _ in range(6):  # more than there are slots for files
        async with prompt.projects.documents.open("p1", "f1") as file:
            async for _chunk in file:
                break
    server.script(hang())
    opening = asyncio.create_task(prompt.projects.documents.open("p1", "f1").__aenter__())
    while len(server.calls) < 7:  # noqa: ASYNC110  # the request is on its way
        await asyncio.sleep(0.001)
    opening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await opening


async def test_a_slow_reader_holds_the_server_back(server: FaultServer, prompt: DitioSession) -> None:
    sent = 0

    async def pour(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        writer.write(head(200, {"Content-Length": str(2**30)}))
        while sent < 2**30:
            writer.write(bytes(2**16))
            await writer.drain()
            sent += 2**16

    server.script(Step(pour))
    async with prompt.projects.documents.open("p1", "f1") as file:
        await anext(file)
        before = -1
        while sent != before:
            before = sent
            await asyncio.sleep(0.1)
        assert sent < 30 * 2**20, "what fits into buffers"
