"""Compressed answers: for whom, and of what."""

from __future__ import annotations

import zlib

import aiohttp
import pytest

from ditio_async.sandbox import DitioSandbox

from .conftest import Api
from .documented import V1

RESOURCES = f"{V1}/resource"


async def plain(sandbox: DitioSandbox, token: str, path: str, accepted: str | None) -> tuple[str | None, bytes]:
    """Content-Encoding and the body as it came."""
    headers = {"Authorization": f"Bearer {token}"} | ({} if accepted is None else {"Accept-Encoding": accepted})
    async with (
        aiohttp.ClientSession(auto_decompress=False, skip_auto_headers=["Accept-Encoding"]) as http,
        http.get(sandbox.url + path, headers=headers) as answer,
    ):
        body = await answer.read()
        assert int(answer.headers["Content-Length"]) == len(body)
        return answer.headers.get("Content-Encoding"), body


@pytest.mark.parametrize("path", [RESOURCES, f"{V1}/item-registrations/web-query"])
async def test_a_long_answer_is_compressed_for_those_who_take_it(api: Api, sandbox: DitioSandbox, path: str) -> None:
    taking = await plain(sandbox, api.token, path, "deflate, GZIP;q=0.5")
    bare = await plain(sandbox, api.token, path, None)
    assert (taking[0], bare[0]) == ("gzip", None)
    assert zlib.decompress(taking[1], wbits=31) == bare[1]
    assert len(taking[1]) < len(bare[1]) / 2


@pytest.mark.parametrize("accepted", [None, "", "deflate, br", "gzip;q=0", "gzip; q=0.0, deflate"])
async def test_it_is_not_compressed_for_others(api: Api, sandbox: DitioSandbox, accepted: str | None) -> None:
    assert (await plain(sandbox, api.token, RESOURCES, accepted))[0] is None


async def test_short_answers_and_files_are_sent_as_they_are(api: Api, sandbox: DitioSandbox) -> None:
    link = (await api.rows(f"{V1}/images"))[0]["originalUrl"].removeprefix(sandbox.url)
    export = "/core/api/payroll-export/file?fromWorkDate=2026-01-01&toWorkDate=2026-01-31"
    for path, is_long in ((link, True), (export, True), (f"{RESOURCES}?CompanyId=none", False)):
        encoding, body = await plain(sandbox, api.token, path, "gzip")
        assert (encoding, len(body) > 1024) == (None, is_long)


async def test_half_of_an_answer_is_compressed_too(api: Api, sandbox: DitioSandbox) -> None:
    _, whole = await plain(sandbox, api.token, RESOURCES, None)
    sandbox.fault(path=RESOURCES, truncate_json=True)
    encoding, body = await plain(sandbox, api.token, RESOURCES, "gzip")
    assert (encoding, zlib.decompress(body, wbits=31)) == ("gzip", whole[: len(whole) // 2])


async def test_a_compressed_answer_can_break_off(api: Api, sandbox: DitioSandbox) -> None:
    sandbox.fault(path=RESOURCES, cut_body=True)
    with pytest.raises(aiohttp.ClientPayloadError):
        await plain(sandbox, api.token, RESOURCES, "gzip")
