"""What a server says is wrong, read from each shape of body that Ditio, its identity server and gateways send."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ditio_async._problem import excerpt, problem
from ditio_async.errors import FieldError

JSON = "application/json; charset=utf-8"
HTML = b"""<!DOCTYPE html>
<html><head><title>502 Bad&nbsp;Gateway</title><style>h1 { color: red }</style>
<script type="x">var a = "<b>";</script></head>
<body><h1>Feil p&aring; serveren</h1><!-- nginx --><p>Pr\xc3\xb8v igjen</p><script>alert("</body></html>"""


@pytest.mark.parametrize(
    ("document", "message", "code"),
    [
        (
            {"error": "ArgumentIsNull", "message": "companyId mangler"},
            "ArgumentIsNull: companyId mangler",
            "ArgumentIsNull",
        ),
        (
            {"message": "Extern prosjektnummer P-1 er ikke en gyldig. Velg fra listen – æøå"},
            "Extern prosjektnummer P-1 er ikke en gyldig. Velg fra listen – æøå",
            None,
        ),
        ({"error": {"message": "gammel feil"}}, "gammel feil", None),
        ({"error": {"code": "Svc.bad", "message": "x"}}, "Svc.bad: x", "Svc.bad"),
        (
            {"error": "invalid_client", "error_description": "ukjent"},
            "invalid_client: ukjent",
            "invalid_client",
        ),
        ({"error": "invalid_scope"}, "invalid_scope", "invalid_scope"),
        ({"code": "Svc.bad", "message": "x"}, "Svc.bad: x", "Svc.bad"),
        ({"code": "bad", "message": "that is bad"}, "that is bad", "bad"),
        ({"scimType": "uniqueness", "detail": "tatt", "status": "409"}, "uniqueness: tatt", "uniqueness"),
        ({"title": "Not Found", "status": 404, "traceId": "00-1"}, "Not Found", None),
        ({"title": "Ugyldig", "detail": "Datoen er før prosjektet begynte"}, "Datoen er før prosjektet begynte", None),
        ({"title": "Ugyldig", "detail": None}, "Ugyldig", None),
        ({"message": "", "title": "Ugyldig"}, "Ugyldig", None),
        ("Bare tekst – æøå", "Bare tekst – æøå", None),
        ([{"message": "a"}], '[{"message": "a"}]', None),
        ({}, "", None),
        ({"error": None, "message": None}, "", None),
    ],
)
def test_a_message_and_its_code_are_found(document: Any, message: str, code: str | None) -> None:
    found = problem(400, JSON, json.dumps(document, ensure_ascii=False).encode())
    assert found.message == ("400 Bad Request: " + message if message else "400 Bad Request")
    assert (found.code, found.errors) == (code, ())


@pytest.mark.parametrize(
    ("errors", "listed", "fields"),
    [
        (
            [{"category": "Validation", "code": "Machine.typeInvalid", "field": "type", "message": "ugyldig"}],
            "type: ugyldig",
            [FieldError("ugyldig", field="type", code="Machine.typeInvalid", category="Validation")],
        ),
        (
            [{"code": "Machine.typeInvalid", "field": None, "message": None}],
            "Machine.typeInvalid",
            [FieldError("Machine.typeInvalid", code="Machine.typeInvalid")],
        ),
        (["for kort", "for lang"], "for kort; for lang", [FieldError("for kort"), FieldError("for lang")]),
        (
            {"Name": ["må fylles ut", "er for kort"], "$.qty": "ikke et tall", "": ["generelt"]},
            "Name: må fylles ut; Name: er for kort; $.qty: ikke et tall; generelt",
            [
                FieldError("må fylles ut", field="Name"),
                FieldError("er for kort", field="Name"),
                FieldError("ikke et tall", field="$.qty"),
                FieldError("generelt"),
            ],
        ),
        (
            {f"f{number}": ["x"] for number in range(7)},
            "f0: x; f1: x; f2: x; f3: x; f4: x; and 2 more",
            [FieldError("x", field=f"f{number}") for number in range(7)],
        ),
    ],
)
def test_single_complaints_are_listed_and_kept(errors: Any, listed: str, fields: list[FieldError]) -> None:
    for document, message in (
        ({"message": "Validation failed", "errors": errors}, f"Validation failed ({listed})"),
        ({"type": "about:blank", "title": "Ugyldig", "status": 422, "errors": errors}, f"Ugyldig ({listed})"),
        ({"errors": errors}, listed),
        ({"error": {"message": "x", "errors": errors}}, f"x ({listed})"),
    ):
        found = problem(400, JSON, json.dumps(document).encode())
        assert found.message == f"400 Bad Request: {message}"
        assert found.errors == tuple(fields)


@pytest.mark.parametrize(
    ("content_type", "body", "message"),
    [
        ("text/plain", "Prosjektet finnes ikke\r\n  – æøå\t".encode(), "Prosjektet finnes ikke – æøå"),
        ("", b"upstream connect error", "upstream connect error"),
        ("text/plain", b"\x00\x1b[31mred\x07", "[31mred"),
        ("text/plain", b"sn\xf8", "sn�"),
        ("text/html", HTML, "502 Bad Gateway Feil på serveren Prøv igjen"),
        ("text/html; charset=utf-8", b"nothing but text", "nothing but text"),
        ("application/octet-stream", b" \n" + HTML, "502 Bad Gateway Feil på serveren Prøv igjen"),
        ("text/html", b"Feil <b>7</b>", "Feil 7"),
        (JSON, b'{"message": "\xff"}', '{"message": "\ufffd"}'),
        (JSON, b'{"message": "cut', '{"message": "cut'),
        (JSON, b'\xef\xbb\xbf{"message": "m"}', '{"message": "m"}'),
        (JSON, b"", ""),
        ("text/html", b"  ", ""),
        ("text/html", b"<html></html>", ""),
    ],
)
def test_what_is_no_json_is_quoted_in_one_line(content_type: str, body: bytes, message: str) -> None:
    found = problem(502, content_type, body)
    assert found.message == ("502 Bad Gateway: " + message if message else "502 Bad Gateway")
    assert (found.code, found.errors) == (None, ())
    assert problem(502, content_type, body, quote=False).message == "502 Bad Gateway"


@pytest.mark.parametrize("body", [b'"a string"', b"[1]", b"7", b"plain"])
def test_what_may_hold_secrets_is_not_quoted(body: bytes) -> None:
    assert problem(400, JSON, body, quote=False).message == "400 Bad Request"
    assert problem(400, JSON, b'{"error": "invalid_client"}', quote=False).code == "invalid_client"


@pytest.mark.parametrize("content_type", ["text/plain", "text/html", JSON])
@pytest.mark.parametrize("body", [b"x" * 100_000, b"<p>" + b"x " * 50_000, "å".encode() * 50_000, b"<" * 100_000])
def test_of_a_long_text_its_beginning_is_quoted(content_type: str, body: bytes) -> None:
    message = problem(500, content_type, body).message
    assert len(message) <= len("500 Internal Server Error: ") + 301
    assert message.endswith("…") or len(message) < 300


@pytest.mark.parametrize("status", [400, 418, 500, 599, 799])
def test_the_message_begins_with_the_status_and_its_words(status: int) -> None:
    words = HTTPStatus(status).phrase if status in {400, 418, 500} else "error"
    assert problem(status, JSON, b'{"message": "m"}').message == f"{status} {words}: m"


NAMES = st.sampled_from(
    ["error", "message", "errors", "code", "field", "category", "title", "detail", "error_description", ""]
)
DOCUMENTS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=12,
)


@settings(max_examples=100, deadline=None)
@given(DOCUMENTS)
def test_no_document_leads_to_an_error(document: object) -> None:
    found = problem(400, JSON, json.dumps(document).encode())
    assert found.message.startswith("400 Bad Request")
    assert found.code is None or isinstance(found.code, str)
    for error in found.errors:
        assert isinstance(error.message, str)
        assert all(value is None or isinstance(value, str) for value in (error.field, error.code, error.category))


@settings(max_examples=100, deadline=None)
@given(
    st.binary()
    | st.text(st.sampled_from("<>/script!-&;# ") | st.characters()).map(lambda t: t.encode("utf-8", "replace"))
)
def test_no_bytes_lead_to_an_error(body: bytes) -> None:
    for content_type in (JSON, "text/html", ""):
        assert problem(400, content_type, body).message.startswith("400 Bad Request")
        text = excerpt(content_type, body)
        assert text.replace("…", "").isprintable()
        assert len(text) <= 301


@pytest.mark.parametrize(
    "document",
    [
        "x" * 60000,
        {"message": "x" * 60000},
        {"error": "x" * 60000},
        {"errors": [{"message": "x" * 60000}] * 5},
        {"errors": {"x" * 60000: ["y"]}},
    ],
)
def test_a_long_message_is_cut(document: object) -> None:
    assert len(problem(400, JSON, json.dumps(document).encode()).message) < 3000


@pytest.mark.parametrize(
    "document", ["a\nb\x1b[31m", {"message": "a\nb\x1b[31m"}, {"errors": {"a\nb": ["\x1b[31m"]}}, {"error": "a\rb"}]
)
def test_a_message_is_one_line(document: object) -> None:
    assert problem(400, JSON, json.dumps(document).encode()).message.isprintable()


def test_deep_nesting_is_no_error() -> None:
    for depth in (*range(900, 1010), 5000):
        problem(400, JSON, b'{"error":' * depth + b"1" + b"}" * depth)
        problem(400, JSON, b'{"message":' + b"[" * depth + b"]" * depth + b"}")
