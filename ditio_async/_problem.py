"""Reading what a server says is wrong, in each of the shapes that Ditio, its identity server and gateways use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from http import HTTPStatus
from typing import cast

import msgspec
from msgspec import Struct

from .errors import FieldError

_MESSAGES = ("message", "error_description", "detail", "title")
_EXCERPT = 300
_LONGEST = 1000
_NESTED = 3


class Problem(Struct, frozen=True):
    """What a server says is wrong: in one line, its own code for it, and the single complaints."""

    message: str
    code: str | None = None
    errors: tuple[FieldError, ...] = ()


def problem(status: int, content_type: str, body: bytes, *, quote: bool = True) -> Problem:
    """Read the body of an error answer.

    Args:
        status: of the answer.
        content_type: of the answer.
        body: its beginning.
        quote: an answer that is no JSON object may be quoted.
    """
    phrase = HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else "error"
    try:
        document = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        document = None
    if isinstance(document, dict):
        found = _of_object(cast("dict[str, object]", document))
    else:
        found = Problem((document if isinstance(document, str) else excerpt(content_type, body)) if quote else "")
    said = line(found.message, _LONGEST)
    return Problem(f"{status} {phrase}: {said}" if said else f"{status} {phrase}", found.code, found.errors)


def excerpt(content_type: str, body: bytes) -> str:
    """The beginning of a body that is no JSON, in one line; of HTML only its text."""
    text = body[:8192].decode("utf-8", "replace")
    if "html" in content_type or text.lstrip()[:1] == "<":
        text = unescape(re.sub(r"<[^>]*>", " ", re.sub(r"(?is)<(script|style)\b.*?(</\1>|$)", " ", text)))
    return line(text)


def line(text: str, longest: int = _EXCERPT) -> str:
    """A text from elsewhere in one line, without what a terminal or a log would take for something else."""
    text = " ".join("".join(c if c.isprintable() else " " for c in text[: 8 * longest]).split())
    return text if len(text) <= longest else text[:longest] + "…"


def _of_object(document: Mapping[str, object]) -> Problem:
    for _ in range(_NESTED):
        if not isinstance(error := document.get("error"), dict):
            break
        document = cast("dict[str, object]", error)
    error = document.get("error")
    code = error if isinstance(error, str) else document.get("code") or document.get("scimType")
    message = line(next((text for name in _MESSAGES if (text := _text(document.get(name)))), ""))
    complaints = _complaints(document.get("errors"))
    if complaints:
        listed = "; ".join(line(f"{c.field}: {c.message}" if c.field else c.message) for c in complaints[:5])
        more = f"; and {len(complaints) - 5} more" if len(complaints) > 5 else ""
        message = f"{message} ({listed}{more})" if message else listed + more
    if isinstance(code, str) and (said := line(code)) and said not in message:
        message = f"{said}: {message}" if message else said
    return Problem(message, code if isinstance(code, str) else None, complaints)


def _complaints(errors: object) -> tuple[FieldError, ...]:
    if isinstance(errors, list):
        entries = cast("list[object]", errors)
        return tuple(_complaint(entry) for entry in entries)
    if isinstance(errors, dict):
        fields = cast("dict[str, object]", errors)
        return tuple(
            FieldError(_text(text), field=name or None)
            for name, texts in fields.items()
            for text in (cast("list[object]", texts) if isinstance(texts, list) else [texts])
        )
    return ()


def _complaint(entry: object) -> FieldError:
    if not isinstance(entry, dict):
        return FieldError(_text(entry))
    known = cast("dict[str, object]", entry)
    code, field, category = (_text(known.get(name)) or None for name in ("code", "field", "category"))
    return FieldError(_text(known.get("message")) or code or "", field=field, code=code, category=category)


def _text(value: object) -> str:
    return value if isinstance(value, str) else str(value) if isinstance(value, int | float) else ""
