"""Answers of every shape, made from what is documented, and what must be made of them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any, Literal, TypeAlias

from msgspec import Struct

from ditio_async._ids import CompanyProfileId, IdentityId

from .shapes import Kind, Paged, Rows, Shape

How: TypeAlias = Literal[
    "only what is always there", "everything", "nulls", "more than is documented", "as .NET writes"
]
NAIVE_NOON = dt.datetime(2026, 1, 31, 12)  # noqa: DTZ001  # an answer without an offset
MORE = {"nytt": {"a": [1, {"b": None}]}, "Id": 7, "id2": [], "": "", "data2": 1e300}
_PLAIN: dict[Kind, Any] = {
    "number": 7.5,
    "integer": 7,
    "boolean": False,
    "time": "2026-01-31T12:00:00Z",
    "day": "2026-01-31",
}
_DOTNET: dict[Kind, Any] = {
    "number": 7,
    "integer": 7.0,
    "boolean": True,
    "time": "2026-01-31T12:00:00.0000000",
    "day": "2026-01-31T00:00:00",
}
_TEXTS: dict[Kind, Callable[[str], str]] = {
    "text": str,
    "written_day": str,
    "identity_id": IdentityId,
    "profile_id": CompanyProfileId,
}


def answer(shape: Shape, how: How) -> Any:
    """An answer of this shape."""
    if isinstance(shape, Rows):
        return [answer(shape.of, how), answer(shape.of, how)]
    if isinstance(shape, Paged):
        return {"data": answer(Rows(shape.of), how), **_around(how)}
    inner = {name: answer(of, how) for name, of in shape.inner.items()}
    values = {name: _value(name, kind, how) for name, kind in shape.fields.items()} | inner
    if how == "only what is always there":
        return {name: value for name, value in values.items() if name in shape.required}
    if how == "nulls":
        lists = {name for name, of in shape.inner.items() if isinstance(of, Rows)}
        return {name: value if name in shape.required | lists else None for name, value in values.items()}
    return {**MORE, **values} if how == "more than is documented" else values


def _around(how: How) -> dict[str, Any]:
    """What is on a page beside its records."""
    counts = {"syncTypeName": "full", "recordCount": 2, "deletedRecordCount": 0, "links": {"next": "/v1/x"}}
    around: dict[How, dict[str, Any]] = {
        "only what is always there": {},
        "everything": {"continuationToken": "", **counts},
        "nulls": {"continuationToken": None, **dict.fromkeys(counts)},
        "more than is documented": {"continuationToken": "", **counts, **MORE},
        "as .NET writes": {"continuationToken": "", **counts, "recordCount": 2.0},
    }
    return around[how]


def _value(name: str, kind: Kind, how: How) -> Any:
    if kind in _TEXTS:
        return f"{name} æ–🚧"
    if kind in {"numbers", "anything"}:
        return [5.5, 61.25] if kind == "numbers" else {"a": [1, None]}
    return _DOTNET[kind] if how == "as .NET writes" else _PLAIN[kind]


def check(shape: Shape, answer: Any, given: Any) -> None:
    """Look whether everything of an answer is in what a call gave, under the API's names in snake case."""
    if isinstance(shape, Paged):
        shape, answer = Rows(shape.of), answer["data"]
    if isinstance(shape, Rows):
        assert isinstance(given, list)
        assert len(given) == len(answer or [])
        for one, row in zip(answer or [], given, strict=True):
            check(shape.of, one, row)
        return
    assert isinstance(given, Struct)
    for name, kind in shape.fields.items():
        expected = _read(kind, answer.get(name))
        found = getattr(given, _snake(name))
        assert (found, type(found)) == (expected, type(expected)) or (name == "successful" and not expected), name
    for name, inner in shape.inner.items():
        found = getattr(given, _snake(name))
        if isinstance(inner, Rows) or answer.get(name) is not None:
            check(inner, answer.get(name), found)
        else:
            assert found is None
    assert {_snake(name) for name in {**shape.fields, **shape.inner}} == {*given.__struct_fields__}


def _snake(name: str) -> str:
    return re.sub("([A-Z])", lambda match: f"_{match[1].lower()}", name)


def _read(kind: Kind, value: Any) -> Any:
    if value is None:
        return None
    if kind == "time":
        return NAIVE_NOON.replace(tzinfo=dt.UTC) if value.endswith("Z") else NAIVE_NOON
    if kind == "day":
        return NAIVE_NOON.replace(hour=0)
    return {"number": float, "integer": int, **_TEXTS}.get(kind, lambda same: same)(value)
