"""The names of files that are uploaded, as servers read them."""

from __future__ import annotations

import email
import io
import os
from collections.abc import Callable

import pytest
from python_multipart import create_form_parser
from werkzeug.formparser import parse_form_data

from ditio_async import ArgumentError, DitioSession, UploadFile

from ..support.faults import FaultServer, Seen, json_answer
from .calls import UPLOADED

NAMES = [
    "plan.pdf", 'a "quoted" name.pdf', "æøå ÆØÅ.pdf", "bygg – fase 1.pdf", "it's; filename=x.pdf", "100%.pdf",
    "日本語.pdf", "😀.pdf", "a+b&c=d.pdf", "o\u0308.pdf", "semi;colon, comma.pdf", "no extension",
]  # fmt: skip
Parsed = list[tuple[str, str, bytes]]


def by_werkzeug(seen: Seen) -> Parsed:
    environ = {
        "REQUEST_METHOD": "POST",
        "CONTENT_TYPE": seen.headers["content-type"],
        "CONTENT_LENGTH": seen.headers["content-length"],
        "wsgi.input": io.BytesIO(seen.body),
    }
    _, _, files = parse_form_data(environ)
    parsed = [(key, file.filename or "", file.read()) for key, file in files.items(multi=True)]
    for _, file in files.items(multi=True):
        file.close()
    return parsed


def by_python_multipart(seen: Seen) -> Parsed:
    parsed: Parsed = []

    def took(file) -> None:
        file.file_object.seek(0)
        parsed.append((file.field_name.decode(), file.file_name.decode(), file.file_object.read()))
        file.close()

    headers = {"Content-Type": seen.headers["content-type"].encode()}
    parser = create_form_parser(headers, None, took)
    parser.write(seen.body)
    parser.finalize()
    parser.close()
    return parsed


def by_email(seen: Seen) -> Parsed:
    message = email.message_from_bytes(
        b"Content-Type: " + seen.headers["content-type"].encode() + b"\r\n\r\n" + seen.body
    )
    parsed: Parsed = []
    for part in message.get_payload():
        raw = dict(part.raw_items())["Content-Disposition"].encode("ascii", "surrogateescape").decode()
        field = email.message.Message()
        field["Content-Disposition"] = raw
        name = field.get_param("name", header="Content-Disposition")
        parsed.append((name, field.get_filename(), part.get_payload(decode=True)))
    return parsed


@pytest.mark.parametrize("parse", [by_werkzeug, by_python_multipart, by_email])
async def test_files_and_their_names_arrive_exactly(
    server: FaultServer, ditio: DitioSession, parse: Callable[[Seen], Parsed]
) -> None:
    server.script(json_answer(UPLOADED))
    contents = [os.urandom(100 + index) + b"\r\n--" for index in range(len(NAMES))]
    files = [UploadFile(content, name=name) for name, content in zip(NAMES, contents, strict=True)]
    await ditio.projects.documents.upload("p1", files)
    (seen,) = server.calls
    assert parse(seen) == [("file", name, content) for name, content in zip(NAMES, contents, strict=True)]
    assert int(seen.headers["content-length"]) == len(seen.body)


@pytest.mark.parametrize(
    "name", ["a\r\nX: y.pdf", "a\x00.pdf", "../a.pdf", "a\\b.pdf", "..", "", "\ud800.pdf", "a\x7f"]
)
async def test_names_that_cannot_be_sent_are_refused_before_anything_is(
    server: FaultServer, ditio: DitioSession, name: str
) -> None:
    with pytest.raises(ArgumentError):
        await ditio.projects.documents.upload("p1", [UploadFile(b"x", name=name)])
    assert server.requests == []
