"""Answers that cannot be read: what is refused, and what the error says."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ditio_async._codec import Decoder
from ditio_async.errors import DecodeError
from ditio_async.resources.projects import Project

from .odd import READ, Odd, refused, response


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"id": None}, "$.id"),
        ({"id": 7}, "$.id"),
        ({"count": "seven"}, "$.count"),
        ({"startDate": "soon"}, "$.startDate"),
        ({"startDate": 12}, "$.startDate"),
        ({"startDate": "2026-13-01T00:00:00Z"}, "$.startDate"),
        ({"inner": {"id": 1}}, "$.inner.id"),
        ({"inner": []}, "$.inner"),
        ({"rows": [{"id": "1"}, {"id": None}]}, "$.rows[1].id"),
        ({"rows": {}}, "$.rows"),
    ],
)
def test_what_does_not_fit_is_named_by_its_path(fields: dict[str, Any], path: str) -> None:
    error = refused(json.dumps({"id": "1", **fields}).encode())
    assert error.path == path
    assert path in str(error)
    assert not error.truncated


def test_a_field_that_must_be_there_is_named() -> None:
    assert "id" in str(refused(b"{}"))


@pytest.mark.parametrize(
    "body",
    [
        b'\xff\xfe{"id": "1"}',
        b'{"id": "\xff"}',
        b'\xef\xbb\xbf{"id": "1"}',
        b"[" * 100_000,
        b'{"id": "1", "new": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"inner": ' * 100_000,
        b'{"id": "1", "qty": NaN}',
        b'{"id": "1", "qty": Infinity}',
        b'{"id": "1", "qty": 1e999}',
        b'{"id": "1"} x',
        b"{'id': '1'}",
        b"\x00",
        b"null",
        b"7",
        b"[]",
        b"\x1f\x8b\x08",
    ],
    ids=lambda body: repr(body[:24]),
)
def test_what_is_not_json_of_that_shape_is_a_decode_error(body: bytes) -> None:
    error = refused(body)
    assert error.raw == body
    assert (error.status, error.operation, error.url, error.request_id) == (200, "odd.get", "/odd", "r-1")
    assert len(str(error)) < 700


@pytest.mark.parametrize("body", [b"", b"  \r\n"])
def test_an_empty_answer_is_never_data(body: bytes) -> None:
    error = refused(body)
    assert error.truncated
    assert "the answer is empty" in str(error)


@pytest.mark.parametrize(("kind", "words"), [("text/html", "text/html"), ("", "no content type")])
def test_an_answer_of_another_type_is_called_by_it(kind: str, words: str) -> None:
    text = str(refused(b"<html><title>Bad gateway</title></html>", kind))
    assert words in text
    assert "Bad gateway" in text


def test_deep_nesting_is_called_so() -> None:
    assert "nested too deeply" in str(refused(b'{"id": "1", "new": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"))


def test_a_token_that_the_answer_repeats_is_not_in_the_error() -> None:
    error = refused(b'{"id": 7, "header": "Bearer t0k3n"}')
    assert b"t0k3n" not in error.raw + error.body
    assert "t0k3n" not in str(error) + repr(error)


WHOLE = json.dumps(
    {
        "id": "p1",
        "projectNumber": "P-1 æøå",
        "active": True,
        "estimatedHourQty": -7.5e3,
        "startDate": "2026-01-31T12:00",
    }
    | {"unknown": [None, {"a": '\\"x'}]},
    ensure_ascii=False,
).encode()


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(WHOLE) - 1))
def test_a_document_that_ends_early_is_a_decode_error(size: int) -> None:
    with pytest.raises(DecodeError) as caught:
        Decoder(Project).decode(response(WHOLE[:size]))
    assert caught.value.truncated or WHOLE[size - 1 : size] in {b"-", b"."}  # half a number may be just wrong


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_lead_to_another_kind_of_error(body: bytes) -> None:
    try:
        READ(response(body))
    except DecodeError as error:
        str(error)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["id", "count", "qty", "startDate", "inner", "rows", "atTime"]), inner)
    ),
    max_leaves=12,
)


@settings(max_examples=100, deadline=None)
@given(JSON)
def test_no_document_leads_to_another_kind_of_error(document: object) -> None:
    try:
        odd = READ(response(json.dumps(document).encode()))
    except DecodeError:
        return
    assert isinstance(odd, Odd)
    assert isinstance(odd.id, str)
    assert odd.count is None or isinstance(odd.count, int)
