"""Checks of what a request is made of, each with its complaint."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal
from urllib.parse import unquote

from msgspec import Struct

from .shapes import Kind, Record, Rows

_ENCODED: Final = re.compile(r"(?:[A-Za-z0-9\-._~]|%[0-9A-F]{2})+")
_BOUNDARY: Final = re.compile(r"multipart/form-data; ?boundary=([0-9A-Za-z'()+_,\-./:=?]{1,70})")
_DISPOSITION: Final = re.compile(r'form-data; name="file"; filename="((?:[^"\\]|\\["\\])+)"')
_DAY: Final = r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
_TIME: Final = rf"{_DAY}T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{{1,7}})?"
_TEXTS: Final[Mapping[Kind, re.Pattern[str]]] = {
    "text": re.compile(r"[^\x00-\x1f\x7f]+"),
    "number": re.compile(r"-?\d+(\.\d+)?"),
    "integer": re.compile(r"-?\d+"),
    "boolean": re.compile(r"true|false"),
    "time": re.compile(rf"{_DAY}|{_TIME}(Z|[+-]\d\d:\d\d)"),
    "moment": re.compile(rf"{_DAY}|{_TIME}Z"),
    "day": re.compile(_DAY),
    "written_day": re.compile(rf"{_DAY}|(?:0[1-9]|[12]\d|3[01])\.(?:0[1-9]|1[0-2])\.\d{{4}}"),
}
_TYPES: Final[Mapping[Kind, tuple[type, ...]]] = {
    "number": (int, float),
    "integer": (int,),
    "boolean": (bool,),
}


class Complaint(ValueError):
    """What is wrong with a request."""


class File(Struct, frozen=True):
    """A part of a form."""

    name: str
    content_type: str
    content: bytes


def check(fits: bool, complaint: str) -> None:
    if not fits:
        raise Complaint(complaint)


def pairs(query: str) -> Iterator[tuple[str, str]]:
    for pair in query.split("&") if query else ():
        name, equals, value = pair.partition("=")
        check(equals == "=" and bool(_ENCODED.fullmatch(name) and _ENCODED.fullmatch(value)), f"{pair!r} is odd")
        try:
            yield unquote(name, errors="strict"), unquote(value, errors="strict")
        except UnicodeDecodeError:
            raise Complaint(f"{pair!r} is no UTF-8") from None


def check_text(name: str, kind: Kind, value: str) -> None:
    """A parameter, decoded."""
    check(_TEXTS[kind].fullmatch(value) is not None, f"{name} is no {kind}: {value!r}")


def json_of(body: bytes) -> object:
    """A JSON document that any reader reads alike."""
    try:
        return json.loads(body.decode(), object_pairs_hook=_object, parse_constant=_constant)
    except ValueError as error:
        raise Complaint(f"the body is no JSON: {error}") from None


def check_body(shape: Record | Rows | Literal["any"], value: object) -> None:
    if isinstance(shape, Rows):
        check(isinstance(value, list), f"{value!r} is no array")
        for item in value:
            check_body(shape.of, item)
    elif isinstance(shape, Record):
        check_object(shape, value)
    else:
        check(isinstance(value, dict | list), f"{value!r} is no object, and no array")


def check_object(record: Record, value: object) -> None:
    check(isinstance(value, dict), f"{value!r} is no object")
    for name in record.required:
        check(value.get(name) is not None, f"{name} is missing")
    for name, item in value.items():
        if item is None:
            check(name not in record.solid, f"null says nothing of {name}")
        elif name in record.inner:
            check_body(record.inner[name], item)
        else:
            check(name in record.fields or record.open, f"there is no field {name!r}")
            check_value(name, record.fields.get(name, "anything"), item)


def check_value(name: str, kind: Kind, value: object) -> None:
    """What a field holds."""
    if kind == "anything":
        return
    types = _TYPES.get(kind, (str,))
    fits = isinstance(value, types) and (bool in types or not isinstance(value, bool))
    written = kind in {"time", "moment", "day", "written_day"}
    check(fits and (not written or _TEXTS[kind].fullmatch(value) is not None), f"{name} is no {kind}: {value!r}")


def _object(found: list[tuple[str, Any]]) -> dict[str, Any]:
    check(len(found) == len(dict(found)), f"a field comes twice: {found}")
    return dict(found)


def _constant(name: str) -> None:
    raise Complaint(f"{name} is no JSON")


def files(content_type: str, body: bytes) -> list[File]:
    match = _BOUNDARY.fullmatch(content_type)
    check(match is not None, f"Content-Type is {content_type!r}")
    line = b"--" + match[1].encode()
    check(body.startswith(line + b"\r\n"), "the form does not begin with its boundary")
    check(body.endswith(b"\r\n" + line + b"--\r\n"), "the form does not end with its boundary")
    inner = body[len(line) : -len(line) - 6]
    return [_file(part) for part in inner.split(b"\r\n" + line)]


def _file(part: bytes) -> File:
    head, blank, content = part.partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines[1:])
    check(bool(blank) and lines[0] == "" and len(lines) == 3, f"the part begins with {head!r}")
    check(headers.keys() == {"Content-Disposition", "Content-Type"}, f"the part's headers are {headers}")
    match = _DISPOSITION.fullmatch(headers["Content-Disposition"])
    check(match is not None, f"Content-Disposition is {headers['Content-Disposition']!r}")
    check(re.fullmatch(r"[\w.+-]+/[\w.+-]+", headers["Content-Type"]) is not None, f"the part's headers are {headers}")
    return File(re.sub(r"\\(.)", r"\1", match[1]), headers["Content-Type"], content)
