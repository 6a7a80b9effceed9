"""A file by its link or its id, and where its token goes."""

from __future__ import annotations

from pathlib import Path

import pytest

from ditio_async import (
    ArgumentError,
    ConnectionLostError,
    CredentialsError,
    DitioSession,
    NotFoundError,
    RedirectError,
)

from ..support.faults import FaultServer, Seen, Step, answer, cut, json_answer
from ..support.loops import REAL

REFUSED = json_answer({"error": "invalid_scope"}, 400)


@pytest.fixture
def anyio_backend() -> object:
    return REAL  # files are written in threads


async def test_an_id_and_a_link_lead_to_the_same_file(
    server: FaultServer, prompt: DitioSession, tmp_path: Path
) -> None:
    server.script(answer(200, b"%PDF"))
    for number, file in enumerate(("65f0a", f"{server.base}/core/api/file/65f0a")):
        path = await prompt.files.download(file, tmp_path / f"{number}.pdf")
        assert path.read_bytes() == b"%PDF"
    assert {seen.path for seen in server.calls} == {"/core/api/file/65f0a"}
    assert {seen.headers["authorization"] for seen in server.calls} == {"Bearer t1"}
    assert {seen.headers["accept-encoding"] for seen in server.calls} == {"identity"}


async def test_a_link_is_followed_as_it_is_written(server: FaultServer, prompt: DitioSession, tmp_path: Path) -> None:
    server.script(answer(200, b"x"))
    await prompt.files.download(f"{server.base}/reporting/f%2Fx/y?size=large&sig=a%2Bb#top", tmp_path / "x")
    (seen,) = server.calls
    assert (seen.path, seen.query) == ("/reporting/f%2Fx/y", {"size": ["large"], "sig": ["a+b"]})


async def test_an_id_is_percent_encoded(server: FaultServer, prompt: DitioSession, tmp_path: Path) -> None:
    server.script(answer(200, b"x"))
    await prompt.files.download("auth0|1 2", tmp_path / "x")
    assert server.calls[0].path == "/core/api/file/auth0%7C1%202"


async def test_a_file_can_be_read_as_it_arrives(server: FaultServer, prompt: DitioSession) -> None:
    server.script(answer(200, b"content", {"Content-Disposition": 'attachment; filename="a.pdf"'}))
    async with prompt.files.open(f"{server.base}/core/api/file/1") as file:
        assert b"".join([chunk async for chunk in file]) == b"content"
        assert file.name == "a.pdf"


async def test_a_link_to_another_host_is_refused_before_anything_is_sent(
    server: FaultServer, prompt: DitioSession, tmp_path: Path
) -> None:
    async with FaultServer() as other:
        with pytest.raises(ArgumentError, match=r"127\.0\.0\.1 is not a host of the faults environment; allow_other"):
            await prompt.files.download(f"{other.base}/core/api/file/1", tmp_path)
        assert not other.connections
    assert not server.requests
    assert not [*tmp_path.iterdir()]


async def test_another_host_that_is_allowed_sees_no_token(
    server: FaultServer, prompt: DitioSession, tmp_path: Path
) -> None:
    async with FaultServer() as other:
        other.script(answer(200, b"content"))
        link = f"{other.base}/somewhere/plan.pdf?sig=secret"
        path = await prompt.files.download(link, tmp_path / "x", allow_other_hosts=True)
        assert path.read_bytes() == b"content"
        assert [("authorization" in seen.headers, seen.query) for seen in other.requests] == [
            (False, {"sig": ["secret"]})
        ]
    assert not server.requests, "not even for a token"


async def test_another_host_that_asks_for_a_token_gets_none(
    server: FaultServer, prompt: DitioSession, tmp_path: Path
) -> None:
    async with FaultServer() as other:
        other.script(answer(401))
        with pytest.raises(Exception, match="401"):
            await prompt.files.download(f"{other.base}/x", tmp_path / "x", allow_other_hosts=True)
        assert ["authorization" in seen.headers for seen in other.requests] == [False]
    assert not server.requests


async def test_a_redirect_leaves_the_token_behind(server: FaultServer, prompt: DitioSession, tmp_path: Path) -> None:
    async with FaultServer() as other:
        server.script(answer(302, b"", {"Location": f"{other.base}/blob?sig=1"}))
        other.script(answer(200, b"content"))
        path = await prompt.files.download(f"{server.base}/core/api/file/1", tmp_path / "x")
        assert path.read_bytes() == b"content"
        assert "authorization" not in other.requests[0].headers
    server.script(answer(302, b"", {"Location": "http://example.com/blob"}))
    with pytest.raises(RedirectError, match="without TLS"):
        await prompt.files.download("1", tmp_path / "y")


async def test_a_client_for_reporting_alone_gets_files_with_its_token(
    server: FaultServer, prompt: DitioSession, tmp_path: Path
) -> None:
    def by_scope(seen: Seen) -> Step:
        return server.good_token() if b"reportingapiv1" in seen.body or not seen.whole else REFUSED

    async def look_at_the_body(reader, writer):  # type: ignore[no-untyped-def]  # the shape of a step
        await by_scope(server.requests[-1]).act(reader, writer)

    server.identity(Step(look_at_the_body))
    server.script(answer(200, b"content"))
    for number in range(3):
        await prompt.files.download(f"{server.base}/core/api/file/{number}", tmp_path / str(number))
    await prompt.files.download("3", tmp_path / "3")
    assert len(server.logins) == 2
    assert [seen.path for seen in server.calls] == [f"/core/api/file/{number}" for number in range(4)]


async def test_a_client_for_nothing_is_told_so(server: FaultServer, prompt: DitioSession, tmp_path: Path) -> None:
    server.identity(REFUSED)
    with pytest.raises(CredentialsError):
        await prompt.files.download("1", tmp_path / "x")
    assert not server.calls


@pytest.mark.parametrize("broken", [answer(404), cut(b"content", at=3)])
async def test_a_file_that_does_not_come_leaves_nothing(
    server: FaultServer, prompt: DitioSession, tmp_path: Path, broken: Step
) -> None:
    server.script(broken)
    with pytest.raises((NotFoundError, ConnectionLostError)):
        await prompt.files.download("1", tmp_path / "x")
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("", "url_or_id"),
        (None, "url_or_id takes text"),
        ("..", "url_or_id"),
        ("https://", "is no link"),
        ("ftp://core/api/file/1", "is no link"),
        ("https://user:pass@core-api.ditio.dev/core/api/file/1", "is no link"),
        ("https://core-api.ditio.dev\\@evil.example/x", "is no link"),
        ("https://core-api.ditio.dev:99999/x", "is no link"),
        ("https://core api.ditio.dev/x", "is no link"),
        ("https://core-api.ditio.dev/a\nb", "is no link"),
        ("https://core-api.ditio.app.evil.example/core/api/file/1", "is not a host"),
        ("http://example.com/x", "is not a host"),
    ],
)
async def test_what_is_no_link_is_refused_before_anything_is_sent(
    server: FaultServer, prompt: DitioSession, tmp_path: Path, file: str, words: str
) -> None:
    with pytest.raises(ArgumentError, match=words):
        await prompt.files.download(file, tmp_path)
    with pytest.raises(ArgumentError, match=words):
        prompt.files.open(file)
    assert not server.requests


async def test_another_host_without_tls_is_refused_although_others_are_allowed(
    server: FaultServer, prompt: DitioSession, tmp_path: Path
) -> None:
    with pytest.raises(ArgumentError, match="without TLS"):
        await prompt.files.download("http://example.com/x", tmp_path, allow_other_hosts=True)
