"""The strict server is strict: it takes what is right, and says of everything else what is wrong with it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest
from yarl import URL

from ..support.strict import CLIENT, SECRET, Answer, StrictServer

PROJECTS = "/core/api/v4/integration/projects"
HOURS = "/reporting/v1/time-registrations"
ITEMS = "/reporting/v1/item-registrations/web-query"
FORM = {
    "grant_type": "client_credentials",
    "client_id": CLIENT,
    "client_secret": SECRET,
    "scope": "ditioapiv3",
}
JSON = {"Accept": "application/json"}
TEXT = {"Accept": "text/csv, text/plain"}
POST = {**JSON, "Content-Type": "application/json"}
PART = b'Content-Disposition: form-data; name="file"; filename="a.pdf"\r\nContent-Type: application/pdf\r\n\r\nx'
DOCUMENTS = f"POST {PROJECTS}/1/documents"
NEW = b'{"companyId": "c", "projectNumber": "1"'


async def send(server: StrictServer, line: str, headers: dict[str, str], body: Any = None) -> int:
    method, _, target = line.partition(" ")
    url = URL(server.base + target, encoded=True)
    skipped = ["Content-Type", "Accept", "Accept-Encoding"]
    async with (
        aiohttp.ClientSession() as http,
        http.request(method, url, headers=headers, data=body, skip_auto_headers=skipped) as answer,
    ):
        known = await answer.read()
        if "token" in target and answer.status == 200:
            headers["Authorization"] = f"Bearer {(await answer.json())['access_token']}"
        assert answer.status != 500, known
        return answer.status


async def token(server: StrictServer, scope: str) -> str:
    headers = {**JSON, "Content-Type": "application/x-www-form-urlencoded"}
    await send(server, "POST /identity/connect/token", headers, urlencode({**FORM, "scope": scope}))
    return headers["Authorization"]


async def pieces() -> AsyncIterator[bytes]:
    yield NEW + b"}"


def form(part: bytes = PART, end: bytes = b"\r\n--b--\r\n") -> bytes:
    return b"--b\r\n" + part + end


FORMED = {**JSON, "Content-Type": "multipart/form-data; boundary=b"}
GOOD: list[tuple[str, dict[str, str], Any]] = [
    (f"GET {PROJECTS}", JSON, None),
    (f"GET {PROJECTS}/a%20b", JSON, None),
    (f"POST {PROJECTS}", POST, NEW + b', "startDate": "2026-01-31", "estimatedHourQty": 7, "name": null}'),
    (f"PATCH {PROJECTS}/1", POST, b'{"startDate": "2026-01-31T12:00:00.1234567+01:00"}'),
    (DOCUMENTS, FORMED, form()),
    (f"{DOCUMENTS}?section=%C3%A6&replaceExistingFilesWithSameName=false", FORMED, form(PART + b"\r\n--b\r\n" + PART)),
    (f"GET {PROJECTS}/1/documents/2", {"Accept": "*/*"}, None),
    (f"GET {HOURS}?ModifiedSince=2026-01-31T12%3A00%3A00Z&ChunkLimit=5", JSON, None),
    (f"GET {ITEMS}?FromDate=2026-01-31", TEXT, None),
    ("GET /core/api/payroll-export/?userIds=a&userIds=b", JSON, None),
]
BAD: list[tuple[str, dict[str, str], Any, str]] = [
    ("GET /core/api/v4/integration/project", JSON, None, "no such operation"),
    (f"GET {PROJECTS}/", JSON, None, "names nothing|no part"),
    (f"GET {PROJECTS}/%2E%2E", JSON, None, "names nothing"),
    (f"GET {PROJECTS}/a|b", JSON, None, "no part"),
    (f"GET {PROJECTS}/%c3%a6", JSON, None, "no part"),
    (f"POST {PROJECTS}/1", POST, b"{}", "no such operation"),
    ("GET /v1/time-registrations", JSON, None, "no such operation"),
    (f"GET {PROJECTS}", {}, None, "Accept"),
    (f"GET {PROJECTS}", {"Accept": "*/*"}, None, "Accept"),
    (f"GET {PROJECTS}/1/documents/2", JSON, None, "Accept"),
    (f"GET {PROJECTS}", TEXT, None, "Accept"),
    (f"GET {ITEMS}", JSON, None, "Accept"),
    (f"GET {ITEMS}?FromDate=2026-01-31T00%3A00%3A00Z", TEXT, None, "no day"),
    ("GET /core/api/payroll-export", JSON, None, "no such operation"),
    ("GET /core/api/payroll-export/?dataFilter=0&dataFilter=5", JSON, None, "twice"),
    (f"GET {PROJECTS}", {**JSON, "Authorization": "Bearer x"}, None, "token"),
    (f"GET {PROJECTS}", {**JSON, "Authorization": ""}, None, "token"),
    (f"GET {PROJECTS}", {**JSON, "Cookie": "a=b"}, None, "cookies"),
    (f"GET {PROJECTS}", POST, None, "body has no place"),
    (f"DELETE {PROJECTS}/1", JSON, b"{}", "body has no place"),
    (f"GET {HOURS}?modifiedsince=2026-01-31", JSON, None, "no parameter"),
    (f"GET {PROJECTS}?ChunkLimit=5", JSON, None, "no parameter"),
    (f"GET {HOURS}?ChunkLimit=5&ChunkLimit=5", JSON, None, "twice"),
    (f"GET {HOURS}?ChunkLimit=5.0", JSON, None, "no integer"),
    (f"GET {HOURS}?ChunkLimit=0", JSON, None, "out of range"),
    (f"GET {HOURS}?ChunkLimit=", JSON, None, "odd"),
    (f"GET {HOURS}?ChunkLimit", JSON, None, "odd"),
    (f"GET {HOURS}?ProjectId=a+b", JSON, None, "odd"),
    (f"GET {HOURS}?ProjectId=%C3", JSON, None, "UTF-8"),
    (f"GET {HOURS}?OwnCompanyDataOnly=True", JSON, None, "no boolean"),
    (f"GET {HOURS}?ModifiedSince=2026-01-31T12%3A00%3A00%2B01%3A00", JSON, None, "no moment"),
    (f"GET {HOURS}?ModifiedSince=2026-01-31T12%3A00%3A00", JSON, None, "no moment"),
    (f"GET {HOURS}?ModifiedSince=2026-01-31%2012%3A00%3A00Z", JSON, None, "no moment"),
    (f"GET {HOURS}?ModifiedSince=31.01.2026", JSON, None, "no moment"),
    (f"GET {HOURS}?ModifiedBefore=2026-01-31", JSON, None, "needs ModifiedSince"),
    (f"GET {HOURS}?ContinuationToken=x", JSON, None, "another filter"),
    (f"POST {PROJECTS}", JSON, NEW + b"}", "Content-Type"),
    (f"POST {PROJECTS}", {**POST, "Content-Type": "text/plain"}, NEW + b"}", "Content-Type"),
    (f"POST {PROJECTS}", POST, pieces(), "no length"),
    (f"POST {PROJECTS}", POST, None, "no JSON"),
    (f"POST {PROJECTS}", POST, b"{'a': 1}", "no JSON"),
    (f"POST {PROJECTS}", POST, NEW + b', "name": "\xff"}', "no JSON"),
    (f"POST {PROJECTS}", POST, NEW + b', "estimatedHourQty": NaN}', "NaN"),
    (f"POST {PROJECTS}", POST, NEW + b', "name": "a", "name": "b"}', "twice"),
    (f"POST {PROJECTS}", POST, NEW + b', "project_name": "a"}', "no field"),
    (f"POST {PROJECTS}", POST, b"[]", "no object"),
    (f"POST {PROJECTS}", POST, b'{"companyId": "c"}', "projectNumber is missing"),
    (f"POST {PROJECTS}", POST, b'{"companyId": null, "projectNumber": "1"}', "companyId is missing"),
    (f"POST {PROJECTS}", POST, NEW + b', "name": 7}', "name is no text"),
    (f"POST {PROJECTS}", POST, NEW + b', "active": 1}', "active is no boolean"),
    (f"POST {PROJECTS}", POST, NEW + b', "estimatedHourQty": true}', "no number"),
    (f"POST {PROJECTS}", POST, NEW + b', "workBreakLunchLength": 7.0}', "no integer"),
    (f"POST {PROJECTS}", POST, NEW + b', "startDate": "2026-01-31T12:00:00"}', "no time"),
    (f"POST {PROJECTS}", POST, NEW + b', "startDate": 20260131}', "no time"),
    (f"PATCH {PROJECTS}/1", POST, b"{}", "says nothing"),
    (DOCUMENTS, POST, form(), "Content-Type"),
    (DOCUMENTS, FORMED, form(end=b"\r\n--b\r\n"), "end"),
    (DOCUMENTS, FORMED, b"x" + form(), "begin"),
    (DOCUMENTS, FORMED, form(PART.replace(b'"file"', b'"files"')), "Content-Disposition"),
    (DOCUMENTS, FORMED, form(PART.replace(b"a.pdf", b"")), "Content-Disposition"),
    (DOCUMENTS, FORMED, form(PART.replace(b"; filename=", b"; filename*=")), "Content-Disposition"),
    (DOCUMENTS, FORMED, form(PART.replace(b"application/pdf", b"pdf")), "headers"),
    (DOCUMENTS, FORMED, form(PART.replace(b"Content-Type", b"X")), "headers"),
    (DOCUMENTS, FORMED, form(b"X: y\r\n" + PART), "begins"),
    (f"{DOCUMENTS}?section=", FORMED, form(), "odd"),
]


@pytest.mark.parametrize(("line", "headers", "body"), GOOD)
async def test_what_is_documented_is_taken(line: str, headers: dict[str, str], body: Any) -> None:
    async with StrictServer() as server:
        server.answer(Answer({}))
        scope = "reportingapiv1" if "reporting" in line else "ditioapiv3"
        assert await send(server, line, {"Authorization": await token(server, scope), **headers}, body) == 200
        assert [sent.line for _, sent in server.taken] == [line]


@pytest.mark.parametrize(("line", "headers", "body", "words"), BAD)
async def test_anything_else_is_complained_of(line: str, headers: dict[str, str], body: Any, words: str) -> None:
    with pytest.raises(AssertionError, match=words):
        async with StrictServer() as server:
            scope = "reportingapiv1" if "reporting" in line else "ditioapiv3"
            assert await send(server, line, {"Authorization": await token(server, scope), **headers}, body) == 400
            assert server.taken == []


@pytest.mark.parametrize(
    ("changes", "headers"),
    [
        ({"grant_type": "password"}, {}),
        ({"client_id": "x"}, {}),
        ({"client_secret": ""}, {}),
        ({"scope": "ditioapiv3 reportingapiv1"}, {}),
        ({"audience": "x"}, {}),
        ({}, {"Content-Type": "application/json"}),
        ({}, {"Accept": "*/*"}),
        ({}, {"Authorization": "Basic eDp5"}),
    ],
)
async def test_another_token_request_is_complained_of(changes: dict[str, str], headers: dict[str, str]) -> None:
    told = {**JSON, "Content-Type": "application/x-www-form-urlencoded", **headers}
    with pytest.raises(AssertionError, match="connect/token"):
        async with StrictServer() as server:
            assert await send(server, "POST /identity/connect/token", told, urlencode({**FORM, **changes})) == 400


async def test_a_token_is_good_for_one_surface() -> None:
    with pytest.raises(AssertionError, match="the token is none for core"):
        async with StrictServer() as server:
            await send(server, f"GET {PROJECTS}", {**JSON, "Authorization": await token(server, "reportingapiv1")})


async def test_an_answer_that_nobody_asked_for_is_complained_of() -> None:
    with pytest.raises(AssertionError, match="nobody asked"):
        async with StrictServer() as server:
            server.answer(Answer({}))
