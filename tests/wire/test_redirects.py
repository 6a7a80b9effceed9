"""Redirects, and where a token goes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ditio_async import Ditio, DitioSession, RedirectError

from ..support.faults import FaultServer, Step, answer
from ..support.loops import REAL
from .calls import CASES
from .common import now


@pytest.fixture
def anyio_backend() -> object:
    return REAL  # downloads write in threads


def to(address: str, status: int = 302) -> Step:
    return answer(status, b"", {"Location": address})


async def opened(ditio: Ditio) -> bytes:
    async with ditio.projects.documents.open("p1", "f1") as file:
        return b"".join([chunk async for chunk in file])


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("status", [301, 307])
async def test_a_call_follows_no_redirect_and_its_token_stays_here(
    server: FaultServer, ditio: DitioSession, name: str, status: int
) -> None:
    async with FaultServer() as other:
        server.script(to(f"{other.base}/core/api/v4/integration/projects", status))
        with pytest.raises(RedirectError, match=r"127\.0\.0\.1, not followed") as caught:
            await CASES[name].call(ditio)
        assert (caught.value.status, other.connections) == (status, 0)
    assert len(server.calls) == 1


@pytest.mark.parametrize(
    "location",
    ["", "/", "/core/api/v4/integration/projects", "//h", "http://[::1", "http://h:99999/", "http://h:x/", "æ"],
)
@pytest.mark.parametrize("status", [300, 302, 304])
async def test_odd_redirects_are_redirects(
    server: FaultServer, ditio: DitioSession, location: str, status: int
) -> None:
    server.script(to(location, status))
    with pytest.raises(RedirectError):
        await ditio.projects.list()
    assert len(server.calls) == 1


async def test_a_download_follows_redirects_among_our_addresses_with_its_token(
    server: FaultServer, ditio: DitioSession, tmp_path: Path
) -> None:
    server.script(to("/core/elsewhere?a=%2F"), to("../reporting/file"), answer(200, b"content"))
    path = await ditio.projects.documents.download("p1", "f1", tmp_path / "f")
    assert path.read_bytes() == b"content"
    assert [seen.path for seen in server.calls[1:]] == ["/core/elsewhere", "/reporting/file"]
    assert {seen.headers["authorization"] for seen in server.calls} == {"Bearer t1"}


async def test_a_download_that_leaves_our_addresses_leaves_the_token_behind(
    server: FaultServer, ditio: DitioSession, tmp_path: Path
) -> None:
    async with FaultServer() as other:
        server.script(to(f"{other.base}/blob?sig=a%2Bb"))
        other.script(answer(200, b"content"))
        path = await ditio.projects.documents.download("p1", "f1", tmp_path / "f")
        assert await opened(ditio) == path.read_bytes() == b"content"
        assert [seen.query for seen in other.calls] == [{"sig": ["a+b"]}] * 2
        assert all("authorization" not in seen.headers for seen in other.requests)
        assert all("cookie" not in seen.headers for seen in other.requests)


async def test_a_download_that_comes_back_to_us_is_signed_again(server: FaultServer, ditio: DitioSession) -> None:
    async with FaultServer() as other:
        other.script(to(f"{server.base}/core/file"))
        server.script(to(f"{other.base}/a"), answer(200, b"content"))
        assert await opened(ditio) == b"content"
        assert "authorization" not in other.requests[0].headers


@pytest.mark.parametrize("hops", [5, 6])
async def test_a_download_takes_five_hops_at_the_most(server: FaultServer, ditio: DitioSession, hops: int) -> None:
    server.script(*[to(f"/core/{hop}") for hop in range(hops)], answer(200, b"content"))
    if hops == 5:
        assert await opened(ditio) == b"content"
    else:
        with pytest.raises(RedirectError, match="more than 5 redirects"):
            await opened(ditio)
    assert len(server.calls) == 6


async def test_a_download_in_a_loop_ends(server: FaultServer, ditio: DitioSession, tmp_path: Path) -> None:
    server.script(lambda seen: to(seen.path))
    began = now()
    with pytest.raises(RedirectError):
        await ditio.projects.documents.download("p1", "f1", tmp_path)
    assert (len(server.calls), [*tmp_path.iterdir()]) == (6, [])
    assert now() - began < 1


@pytest.mark.parametrize(
    "location",
    ["http://files.invalid/x", "http://10.0.0.1/x", "ftp://127.0.0.1/x", "file:///etc/passwd", "data:,x", "",
     "http://127.0.0.1.invalid/", "javascript:alert(1)", "https://",
     "http://[::1", "https://h.invalid:99999/", "https://h.invalid:x/"],
)  # fmt: skip
async def test_a_download_goes_nowhere_without_tls(server: FaultServer, ditio: DitioSession, location: str) -> None:
    server.script(to(location))
    with pytest.raises(RedirectError):
        await opened(ditio)
    assert len(server.calls) == 1


async def test_cookies_are_not_kept(server: FaultServer, ditio: DitioSession) -> None:
    server.script(answer(200, b"[]", {"Set-Cookie": "a=b; Path=/"}))
    await ditio.projects.list()
    await ditio.projects.list()
    assert all("cookie" not in seen.headers for seen in server.requests)


async def test_a_header_of_the_callers_own_cannot_take_the_tokens_place(
    server: FaultServer, ditio: DitioSession
) -> None:
    for name in ("Authorization", "authorization", "Host", "Content-Length"):
        with pytest.raises(ValueError, match="set by the session"):
            ditio.with_options(headers={name: "x"})
    server.script(answer(200, b"[]"))
    await ditio.with_options(headers={"X-Trace": "1"}).projects.list()
    assert server.calls[0].headers["x-trace"] == "1"


REFUSED: list[Callable[[Ditio], object]] = [
    lambda ditio: ditio.reporting.stream("https://elsewhere.invalid/v1/x"),
    lambda ditio: ditio.reporting.stream("//elsewhere.invalid/v1/x"),
    lambda ditio: ditio.reporting.stream("/v1/\\elsewhere.invalid"),
]


@pytest.mark.parametrize("path", ["https://elsewhere.invalid/", "elsewhere", "/a?b", "/a#b", "/../x", "/a/../b", ""])
async def test_a_path_cannot_name_another_host(server: FaultServer, ditio: DitioSession, path: str) -> None:
    with pytest.raises(ValueError, match="path"):
        await ditio.request("GET", path)
    assert server.requests == []


async def test_a_path_cannot_lead_elsewhere(server: FaultServer, ditio: DitioSession) -> None:
    for refused in REFUSED:
        with pytest.raises(ValueError, match="path"):
            refused(ditio)
