"""Documents and images of registrations: when their links appear, and what they lead to."""

from __future__ import annotations

import re
import struct
import zlib

import aiohttp
import pytest

from ditio_async.sandbox import DitioSandbox

from .conftest import Api
from .documented import V1

WITH_PDF = ["absence-registrations", "checklist-registrations", "incident-registrations"]
WITH_PDF += [f"machine-{name}" for name in WITH_PDF[1:]]
FILE_SCOPES = ["ditioapiv3", "reportingapiv1"]


def path_of(sandbox: DitioSandbox, link: str) -> str:
    """The link without the server, which must be the one that was asked."""
    assert re.fullmatch(re.escape(sandbox.url) + r"/core/api/file/[0-9a-f]{24}", link)
    return link.removeprefix(sandbox.url)


@pytest.mark.parametrize("name", WITH_PDF)
async def test_a_document_is_there_once_a_record_was_changed(api: Api, sandbox: DitioSandbox, name: str) -> None:
    rows = await api.rows(f"{V1}/{name}")
    without = [row for row in rows if row["pdfUrl"] is None]
    assert 0 < len(without) < len(rows) / 2
    row = next(row for row in rows if row["pdfUrl"])
    answer = await api("GET", path_of(sandbox, row["pdfUrl"]))
    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/pdf")
    assert int(answer.headers["Content-Length"]) == len(answer.body)
    shown = aiohttp.multipart.parse_content_disposition(answer.headers["Content-Disposition"])[1]
    assert shown["filename*"].endswith(".pdf")


@pytest.mark.parametrize("name", WITH_PDF)
async def test_a_document_that_is_made_brings_its_record_into_the_next_run(
    api: Api, sandbox: DitioSandbox, name: str
) -> None:
    path, records = f"{V1}/{name}", sandbox.registrations(f"/v1/{name}")
    row = next(row for row in await api.rows(path) if row["pdfUrl"] is None)
    links: list[str] = []
    for _ in range(2):
        since = row["modifiedDateTime"]
        records.make_pdf(row["id"])
        changed = await api.rows(path, ModifiedSince=since)
        row = next(changed_row for changed_row in changed if changed_row["id"] == row["id"])
        assert row["modifiedDateTime"] > since
        links.append(row["pdfUrl"])
    assert links[0] != links[1]
    for link in links:
        assert (await api("GET", path_of(sandbox, link))).body.startswith(b"%PDF-1.4")


async def test_registrations_without_documents_get_none(sandbox: DitioSandbox) -> None:
    trips = sandbox.registrations("/v1/flow-trip-registrations")
    with pytest.raises(ValueError, match="pdfUrl"):
        trips.make_pdf(next(iter(trips.entities)))
    with pytest.raises(KeyError):
        sandbox.registrations("/v1/time-registrations")


async def test_a_documents_parts_are_where_its_table_says(api: Api, sandbox: DitioSandbox) -> None:
    row = next(row for row in await api.rows(f"{V1}/incident-registrations") if row["pdfUrl"])
    pdf = (await api("GET", path_of(sandbox, row["pdfUrl"]))).body
    start = int(pdf.split(b"startxref\n")[1].split(b"\n")[0])
    table = pdf[start:].split(b"\n")
    assert (table[0], pdf[-6:]) == (b"xref", b"%%EOF\n")
    for number, line in enumerate(table[3:8], start=1):
        assert pdf[int(line.split()[0]) :].startswith(b"%d 0 obj" % number)
    stream = re.search(rb"/Length (\d+) >>\nstream\n(.*)\nendstream", pdf, re.DOTALL)
    assert stream
    assert int(stream[1]) == len(stream[2])
    assert row["title"].encode("cp1252") in pdf


def pixels(png: bytes) -> tuple[int, int]:
    """Width and height of an image, every part of which is looked at."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    width, height, data, rest = 0, 0, b"", png[8:]
    while rest:
        (length,) = struct.unpack(">I", rest[:4])
        kind, content, check = rest[4:8], rest[8 : 8 + length], rest[8 + length : 12 + length]
        assert struct.unpack(">I", check)[0] == zlib.crc32(kind + content)
        if kind == b"IHDR":
            width, height = struct.unpack(">II", content[:8])
        data += content if kind == b"IDAT" else b""
        rest = rest[12 + length :]
    assert len(zlib.decompress(data)) == height * (1 + width * 3)
    return width, height


async def test_an_image_comes_in_four_sizes(api: Api, sandbox: DitioSandbox) -> None:
    row = (await api.rows(f"{V1}/images"))[0]
    answers = [
        await api("GET", path_of(sandbox, row[f"{size}Url"])) for size in ("thumbnail", "medium", "large", "original")
    ]
    assert {answer.headers["Content-Type"] for answer in answers} == {row["fileType"]} == {"image/png"}
    sizes, widths = [len(answer.body) for answer in answers], [pixels(answer.body) for answer in answers]
    assert sizes == sorted(set(sizes))
    assert widths == sorted(set(widths))
    assert sizes[-1] == row["fileSize"]
    shown = aiohttp.multipart.parse_content_disposition(answers[-1].headers["Content-Disposition"])[1]
    assert shown["filename*"] == row["originalFileName"]


async def test_the_files_of_a_checklist_are_there(api: Api, sandbox: DitioSandbox) -> None:
    sections = [s for row in await api.rows(f"{V1}/checklist-registrations") for s in row["sections"]]
    for kind, beginning in (("images", b"\x89PNG"), ("attachments", b"%PDF")):
        links = [file["url"] for section in sections for file in section[kind]]
        assert links
        assert (await api("GET", path_of(sandbox, links[0]))).body.startswith(beginning)


async def test_files_take_a_token_of_either_scope_and_no_other(api: Api, sandbox: DitioSandbox) -> None:
    path = path_of(sandbox, (await api.rows(f"{V1}/images"))[0]["originalUrl"])
    statuses = {}
    for scope in (*FILE_SCOPES, "masstransportapiv1"):
        await api.fetch_token(scope)
        statuses[scope] = (await api("GET", path)).status
    assert statuses == {"ditioapiv3": 200, "reportingapiv1": 200, "masstransportapiv1": 401}
    assert (await api("GET", path, headers={"Authorization": ""})).status == 401


async def test_a_file_that_is_not_there_is_404(api: Api) -> None:
    assert (await api("GET", "/core/api/file/0123456789abcdef01234567")).status == 404


async def test_a_link_leads_to_the_server_as_the_client_reached_it(api: Api, sandbox: DitioSandbox) -> None:
    host = sandbox.url.replace("127.0.0.1", "localhost")
    answer = await api("GET", f"{V1}/images", headers={"Host": host.removeprefix("http://")})
    assert answer.json["data"][0]["originalUrl"].startswith(f"{host}/core/api/file/")


async def test_a_link_is_known_before_its_stream_is_asked_for() -> None:
    links = []
    for _ in range(2):
        async with DitioSandbox(records=0) as sandbox, aiohttp.ClientSession() as http:
            api = Api(sandbox, http)
            await api.fetch_token()
            for link in links:
                assert (await api("GET", link)).status == 200
            links = [path_of(sandbox, (await api.rows(f"{V1}/images"))[0]["thumbnailUrl"])]
