"""Documents: forms of files, pages, names, limits."""

from __future__ import annotations

import io

import aiohttp
import pytest

from .conftest import PROJECTS, TASKS, Answer, Api

LIMIT = 30_000_000
NAME = "Målebrev – A1 (rev 2).pdf"


def form(*files: tuple[str, bytes], field: str = "file") -> aiohttp.FormData:
    data = aiohttp.FormData(quote_fields=False)
    for name, content in files:
        data.add_field(field, io.BytesIO(content), filename=name)
    return data


@pytest.fixture
async def project(api: Api) -> str:
    return await api.project()


async def upload(api: Api, project: str, *files: tuple[str, bytes], **params: str) -> Answer:
    return await api("POST", f"{PROJECTS}/{project}/documents", data=form(*files), params=params)


async def test_files_come_back_as_they_went_in(api: Api, project: str) -> None:
    done = await upload(api, project, (NAME, b"%PDF"), ("to.txt", b"x" * 100_000), section="Tegninger")
    assert (done.json["successful"], done.json["section"]) == (True, "Tegninger")
    assert [(f["name"], f["size"], f["fileReference"]["fileType"]) for f in done.json["files"]] == [
        (NAME, 4, "pdf"),
        ("to.txt", 100_000, "txt"),
    ]
    file = done.json["files"][0]["fileReference"]["id"]
    answer = await api("GET", f"{PROJECTS}/{project}/documents/{file}")
    assert (answer.body, answer.headers["Content-Type"]) == (b"%PDF", "application/octet-stream")
    assert aiohttp.multipart.parse_content_disposition(answer.headers["Content-Disposition"])[1]["filename*"] == NAME
    assert (await api("GET", f"/core/api/file/{file}")).body == b"%PDF"


async def test_pages_are_listed_with_their_files(api: Api, project: str) -> None:
    await upload(api, project, ("a.pdf", b"1"))
    await upload(api, project, ("b.pdf", b"2"), section="Tegninger")
    pages = (await api("GET", f"{PROJECTS}/{project}/documents")).json
    shown = {page["section"]: [file["name"] for file in page["files"]] for page in pages}
    assert shown == {"Documents": ["a.pdf"], "Tegninger": ["b.pdf"]}


async def test_a_file_of_the_same_name_is_replaced_only_when_asked(api: Api, project: str) -> None:
    await upload(api, project, ("a.pdf", b"1"))
    kept = await upload(api, project, ("a.pdf", b"2"))
    assert [f["name"] for f in kept.json["infoPageFiles"]] == ["a.pdf", "a.pdf"]
    replaced = await upload(api, project, ("a.pdf", b"3"), replaceExistingFilesWithSameName="true")
    assert [f["name"] for f in replaced.json["infoPageFiles"]] == ["a.pdf"]


@pytest.mark.parametrize("name", ["a.html", "a.JS", "a.exe. ", "a.svgz", "run.ps1", "a.mhtml", "a.bat"])
async def test_web_script_and_executable_types_are_refused(api: Api, project: str, name: str) -> None:
    refused = await upload(api, project, ("fine.pdf", b"1"), (name, b"2"))
    assert refused.status == 400
    assert (await api("GET", f"{PROJECTS}/{project}/documents")).json == []


async def test_what_is_called_an_image_must_be_one(api: Api, project: str) -> None:
    assert (await upload(api, project, ("a.png", b"no image"))).status == 400
    assert (await upload(api, project, ("a.png", b"\x89PNG\r\n\x1a\n"))).status == 200


async def test_an_svg_may_have_five_mebibytes(api: Api, project: str) -> None:
    assert (await upload(api, project, ("a.svg", b" " * (5 * 1024 * 1024)))).status == 200
    assert (await upload(api, project, ("b.svg", b" " * (5 * 1024 * 1024 + 1)))).status == 413


async def test_a_form_without_a_file_is_refused(api: Api, project: str) -> None:
    path = f"{PROJECTS}/{project}/documents"
    assert (await api("POST", path, data=form(("a.pdf", b"1"), field="other"))).status == 400
    assert (await api("POST", path, json={})).status == 415


@pytest.mark.parametrize(("size", "status"), [(LIMIT - 1, 200), (LIMIT, 413)])
async def test_the_whole_request_must_be_below_the_limit_to_the_byte(
    api: Api, project: str, size: int, status: int
) -> None:
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n\r\n'
    end = b"\r\n--b--\r\n"
    body = head + bytes(size - len(head) - len(end)) + end
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    answer = await api("POST", f"{PROJECTS}/{project}/documents", data=io.BytesIO(body), headers=headers)
    assert answer.status == status


async def test_the_limit_holds_for_chunked_forms_too(api: Api, project: str) -> None:
    async def chunks():
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n\r\n'
        for _ in range(30):
            yield bytes(1_000_000)
        yield b"\r\n--b--\r\n"

    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    answer = await api("POST", f"{PROJECTS}/{project}/documents", data=chunks(), headers=headers)
    assert answer.status == 413


async def test_a_deleted_file_is_gone(api: Api, project: str) -> None:
    file = (await upload(api, project, ("a.pdf", b"1"))).json["files"][0]["fileReference"]["id"]
    path = f"{PROJECTS}/{project}/documents/{file}"
    assert [(await api(method, path)).status for method in ("DELETE", "DELETE", "GET")] == [204, 404, 404]


async def test_a_file_of_another_project_is_not_found(api: Api, project: str) -> None:
    file = (await upload(api, project, ("a.pdf", b"1"))).json["files"][0]["fileReference"]["id"]
    other = await api.project("P-2")
    assert (await api("GET", f"{PROJECTS}/{other}/documents/{file}")).status == 404


async def test_a_work_orders_own_page_is_called_after_it(api: Api, project: str) -> None:
    plain = (await api.work_order(project)).json["id"]
    described = (await api.work_order(project, "WO-2", workDescriptionShort="Graving")).json["id"]
    for order, section in ((plain, "WO-1"), (described, "Graving")):
        answer = await api("POST", f"{TASKS}/{order}/documents", data=form(("a.pdf", b"1")))
        assert answer.json["section"] == section


async def test_a_description_replaces_the_text_of_a_section_that_is_there(api: Api, project: str) -> None:
    path = f"{PROJECTS}/{project}/documents/description"
    await upload(api, project, ("a.pdf", b"1"), section="Tegninger")
    done = await api("PUT", path, params={"section": "Tegninger"}, json={"description": "Hei"})
    assert (done.json["title"], done.json["description"]) == ("Tegninger", "Hei")
    cleared = await api("PUT", path, params={"section": "Tegninger"}, json={"description": ""})
    assert cleared.json["description"] is None
    assert (await api("PUT", path, params={"section": "No"}, json={"description": "x"})).status == 404
    assert (await api("PUT", path, json={"description": "x" * 10_001})).status == 400
