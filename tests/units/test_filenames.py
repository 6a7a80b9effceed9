"""Names of files: which Ditio refuses, and what becomes of names that a server sends."""

from __future__ import annotations

import itertools
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ditio_async import _filenames
from ditio_async._downloads import Target
from ditio_async._headers import filename_of
from ditio_async._uploads import UploadFile, plan
from ditio_async._wire import Request, Response
from ditio_async.config import Surface
from ditio_async.errors import ArgumentError


@pytest.mark.parametrize("suffix", [".html", ".htm", ".mht", ".mhtml", ".js", ".exe", ".ps1", ".svgz"])
def test_a_type_that_ditio_refuses_is_refused_however_it_is_written(suffix: str) -> None:
    for written, tail in itertools.product([suffix, suffix.upper(), suffix.title()], ["", ".", " ", ". ."]):
        with pytest.raises(ArgumentError, match=rf"^files\.upload: .* Ditio refuses \{suffix} files"):
            plan("files.upload", [UploadFile(b"x", name=f"plan.pdf{written}{tail}")], unique=False)


@pytest.mark.parametrize("name", ["a.html.pdf", "html", "a.xhtml", "a.json", "a.exe.zip", "a.svg", "js.", "ps1"])
def test_a_type_that_is_not_refused_is_sent(name: str) -> None:
    (batch,) = plan("files.upload", [UploadFile(b"x", name=name)], unique=False).batches
    assert batch[0].name == name


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.pdf", "application/pdf"),
        ("Bygg 1. ETASJE.PDF", "application/pdf"),
        ("a.pdf. ", "application/pdf"),
        ("a.jpeg", "image/jpeg"),
        ("a.png", "image/png"),
        ("a.svg", "image/svg+xml"),
        ("a.txt", "text/plain"),
        ("a", "application/octet-stream"),
        ("a.", "application/octet-stream"),
        ("a.no-such-type", "application/octet-stream"),
    ],
)
def test_the_media_type_is_guessed_from_the_name_unless_it_is_said(name: str, kind: str) -> None:
    files = [UploadFile(b"x", name=name), UploadFile(b"x", name=name, content_type="application/vnd.dwg")]
    (batch,) = plan("files.upload", files, unique=False).batches
    assert [part.content_type for part in batch] == [kind, "application/vnd.dwg"]


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (b'attachment; filename="plan 1.pdf"', "plan 1.pdf"),
        (b"attachment; filename=plan.pdf", "plan.pdf"),
        (b'ATTACHMENT;FILENAME = "PLAN.PDF" ; size=3', "PLAN.PDF"),
        (b'inline; filename="a;b=c, d.pdf"', "a;b=c, d.pdf"),
        (b'attachment; filename="a \\"b\\" \\\\c.pdf"', 'a "b" \\c.pdf'),
        (b'attachment; filename="100%25.pdf"', "100%25.pdf"),
        ('attachment; filename="bygg – æøå.pdf"'.encode(), "bygg – æøå.pdf"),
        (b'attachment; filename="\xe6.pdf"', "�.pdf"),
        (b"attachment; filename*=UTF-8''bygg%20%E2%80%93%20%C3%A6.pdf", "bygg – æ.pdf"),
        (b"attachment; filename*=utf-8'nb-NO'%C3%A6.pdf; size=3", "æ.pdf"),
        (b"attachment; filename*=ISO-8859-1''%E6.pdf", "æ.pdf"),
        (b"attachment; filename*=UTF-8''%E6.pdf", "�.pdf"),
        (b"attachment; filename=\"_.pdf\"; filename*=UTF-8''%C3%A6.pdf", "æ.pdf"),
        (b"attachment; filename*=UTF-8''%C3%A6.pdf; filename=\"_.pdf\"", "æ.pdf"),
        (b"attachment; filename=\"_.pdf\"; filename*=UTF-8''", "_.pdf"),
        (b'attachment; filename*0="bygg"; filename*1=" 1.pdf"', "bygg 1.pdf"),
        (b"attachment", None),
        (b"attachment; filename=", None),
        (b'attachment; filename=""', None),
        (b"attachment; filename", None),
        (b"", None),
    ],
)
def test_a_servers_name_is_read_as_it_was_meant(header: bytes, name: str | None) -> None:
    assert filename_of({"Content-Disposition": header.decode("utf-8", "surrogateescape")}) == name
    assert filename_of({}) is None


PIECES = st.sampled_from(
    ["attachment", ";", " ", "filename", "*", "=", "'", '"', "utf-8", "UTF-8''", "klingon''", "\\", "%E6", "%C3%A6",
     "%2F", "%", "a.pdf", "æ", "*0", "*1*", "*2*", "/", "..", "\t", "\r\n", "\x00", "=?utf-8?Q?=E6?=", "<", "(", ","]
)  # fmt: skip
HEADERS = st.lists(PIECES, max_size=12).map("".join)


@settings(max_examples=200, deadline=None)
@given(HEADERS | HEADERS.map("attachment; filename".__add__) | st.text(st.characters(exclude_categories=["Cs"])))
def test_no_header_leads_to_an_error_or_out_of_the_directory(header: str) -> None:
    stays_a_name(_filenames.safe(filename_of({"Content-Disposition": header}), "f1"))


NASTY = st.sampled_from('./\\:*?"<>| \t\r\n\x00\x7f\x85\u2028\u202e\u0308\u200b\ufeff\ud800å😀') | st.characters()


@settings(max_examples=200, deadline=None)
@given(st.text(NASTY) | st.text(NASTY, min_size=190) | st.binary().map(lambda b: b.decode("utf-8", "surrogateescape")))
def test_any_text_becomes_a_name_for_a_file(text: str) -> None:
    stays_a_name(_filenames.safe(text, "f1"))
    stays_a_name(_filenames.safe(None, text))


def stays_a_name(name: str) -> None:
    assert name
    assert name.strip(". ") == name
    assert name.isprintable()
    assert not set(name) & set('/\\:*?"<>|')
    assert len(name.encode()) <= 200
    assert Path(name).name == name
    assert unicodedata.is_normalized("NFC", name)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Bygg – æøå 1. etasje.pdf", "Bygg – æøå 1. etasje.pdf"),
        ("o\u0308.pdf", "ö.pdf"),
        ("...hidden", "hidden"),
        ("a.pdf...", "a.pdf"),
        ("nul", "_nul"),
        ("Com1.tar.gz", "_Com1.tar.gz"),
        ("console.pdf", "console.pdf"),
        ("x" * 300, "x" * 200),
        ("x" * 300 + ".tar.gz", "x" * 197 + ".gz"),
        ("a." + "e" * 300, "a." + "e" * 198),
        ("å" * 150 + ".pdf", "å" * 98 + ".pdf"),
        ("\u202efdp.exe", "_fdp.exe"),
        (" . ", "f1"),
        ("a/", "f1"),
        ("", "f1"),
        (None, "f1"),
    ],
)
def test_of_a_name_as_much_is_kept_as_can_be(name: str | None, safe: str) -> None:
    assert _filenames.safe(name, "f1") == safe


@pytest.mark.parametrize(
    ("otherwise", "name"), [("auth0|7", "auth0_7"), ("a/b", "b"), ("..", "file"), ("", "file"), ("con", "_con")]
)
def test_the_name_that_stands_in_is_made_safe_too(otherwise: str, name: str) -> None:
    assert _filenames.safe("", otherwise) == _filenames.safe(otherwise, otherwise) == name


def test_in_a_directory_the_servers_name_is_taken_and_at_a_path_it_is_not(tmp_path: Path) -> None:
    request = Request(operation="files.get", method="GET", surface=Surface.CORE, path="/f")
    headers = {"Content-Disposition": 'attachment; filename="../a.pdf"'}
    response = Response(request=request, status=200, headers=headers)
    assert Target("files.get", tmp_path, "f1").path(response) == tmp_path / "a.pdf"
    assert Target("files.get", tmp_path / "mine", "f1").path(response) == tmp_path / "mine"


@pytest.mark.parametrize(
    "header",
    [
        b'attachment; filename="\xe6\xc3\xa6.pdf"',
        b"attachment; filename*=idna''x.pdf",
        b"attachment; filename*=undefined''x.pdf",
        b";FILENAME*0*=\x00''",
    ],
)
def test_a_header_in_mixed_encodings_is_no_error(header: bytes) -> None:
    _filenames.safe(filename_of({"Content-Disposition": header.decode("utf-8", "surrogateescape")}), "f1")


def test_another_parameter_is_not_the_name() -> None:
    assert (
        filename_of({"Content-Disposition": "attachment; xfilename*=utf-8''other.pdf; filename=good.pdf"}) == "good.pdf"
    )


def test_a_device_does_not_appear_by_cutting() -> None:
    assert _filenames.safe("con .txt", "f1") == "_con.txt"


@pytest.mark.parametrize(
    ("name", "kind"), [("plan.pdf.gz", "application/gzip"), ("data:text/html,x.pdf", "application/pdf")]
)
def test_media_types(name: str, kind: str) -> None:
    assert _filenames.media_type_of(name) == kind
