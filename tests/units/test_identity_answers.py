"""What the identity server answers: a token and its life, or nothing that can be used."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ditio_async._pipeline.identity import AccessToken, lifetime_of, token_of
from ditio_async.errors import TokenResponseError

DAY = 24 * 3600.0
TOKEN = "eyJhbGciOi.J9-_~+/x=="


@pytest.mark.parametrize(
    ("expires_in", "lifetime"),
    [
        (1800, 1800),
        (1800.0, 1800),
        ("1800", 1800),
        ("001800", 1800),
        (None, 300),
        (0, 5),
        (0.0, 5),
        ("0", 5),
        (4, 5),
        (5, 5),
        (86399, 86399),
        (86400, DAY),
        (86401, DAY),
        (1e12, DAY),
        (10**19, DAY),
        (10**400, DAY),
        ("9" * 19, DAY),
    ],
)
def test_a_token_lives_as_long_as_is_said_within_reason(expires_in: Any, lifetime: float) -> None:
    assert lifetime_of(expires_in) == lifetime
    assert isinstance(lifetime_of(expires_in), float)


@pytest.mark.parametrize(
    "expires_in",
    [
        -1,
        -1.0,
        0.5,
        1e-9,
        "",
        " ",
        "-1",
        "1800.0",
        "1 800",
        "1_800",
        "abc",
        "١٨٠٠",
        "²",
        "9" * 20,
        True,
        False,
        [1800],
        {},
    ],
)
def test_a_life_that_is_no_number_of_seconds_is_refused(expires_in: object) -> None:
    with pytest.raises(TokenResponseError, match="expires_in is no number of seconds"):
        token_of(json.dumps({"access_token": TOKEN, "expires_in": expires_in}).encode())


@pytest.mark.parametrize("more", [{}, {"token_type": "Bearer"}, {"token_type": "bearer", "scope": "x", "new": [1]}])
def test_a_token_is_read_and_what_is_unknown_passes(more: dict[str, object]) -> None:
    body = json.dumps({"access_token": TOKEN, "expires_in": 1800, **more}).encode()
    assert token_of(body) == AccessToken(TOKEN, 1800.0)


def test_a_life_that_is_not_said_or_null_is_five_minutes() -> None:
    assert token_of(json.dumps({"access_token": TOKEN}).encode()).lifetime == 300
    assert token_of(json.dumps({"access_token": TOKEN, "expires_in": None}).encode()).lifetime == 300


@pytest.mark.parametrize("token", [None, "", " ", 7, True, ["t"], {"t": 1}, "a b", "a\r\nX: y", "a\x00", "tøken"])
def test_a_token_that_cannot_stand_in_a_header_is_refused_without_being_shown(token: object) -> None:
    with pytest.raises(TokenResponseError) as caught:
        token_of(json.dumps({"access_token": token, "expires_in": 1800}).encode())
    assert str(caught.value) == "the identity server's answer has no usable access_token"


@pytest.mark.parametrize("kind", ["mac", "DPoP", "", None, 7])
def test_a_token_of_another_type_is_refused(kind: object) -> None:
    with pytest.raises(TokenResponseError, match="is no bearer token"):
        token_of(json.dumps({"access_token": TOKEN, "token_type": kind}).encode())


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>" + TOKEN.encode(),
        b'{"access_token": "' + TOKEN.encode(),
        b'"' + TOKEN.encode() + b'"',
        b'["' + TOKEN.encode() + b'"]',
        b"null",
        b'{"access_token": "\xff"}',
        b'\xef\xbb\xbf{"access_token": "x"}',
        b"[" * 100_000,
        b'{"x": ' + b"[" * 100_000,
    ],
    ids=lambda body: repr(body[:20]),
)
def test_what_is_no_json_object_is_refused_without_being_quoted(body: bytes) -> None:
    with pytest.raises(TokenResponseError) as caught:
        token_of(body)
    assert str(caught.value) == f"the identity server answered {len(body)} bytes that are no JSON object"
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_a_token_is_not_shown() -> None:
    token = token_of(json.dumps({"access_token": TOKEN, "expires_in": 1800}).encode())
    assert repr(token) == str(token) == f"{token}" == "AccessToken('***', lifetime=1800)"


VALUES = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.none())


@settings(max_examples=100, deadline=None)
@given(st.fixed_dictionaries({}, optional={"access_token": VALUES, "expires_in": VALUES, "token_type": VALUES}))
def test_no_answer_leads_to_another_error_or_to_an_odd_life(answer: dict[str, object]) -> None:
    try:
        token = token_of(json.dumps(answer).encode())
    except TokenResponseError:
        return
    assert token.value
    assert token.value.isascii()
    assert 5 <= token.lifetime <= DAY


@settings(max_examples=100, deadline=None)
@given(st.binary() | st.text().map(str.encode))
def test_no_bytes_lead_to_another_error(body: bytes) -> None:
    with pytest.raises(TokenResponseError):
        token_of(body)
