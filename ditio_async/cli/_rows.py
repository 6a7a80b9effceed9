"""Reads what is desired from a file: CSV, a JSON list, or JSON Lines."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final, Literal, TypeAlias, cast

import msgspec
from msgspec import Struct

from .._fields import Arguments
from ..errors import ArgumentError
from ._cells import hints_of, inner_of, row_of
from ._csv_rows import CsvRows
from ._names import Names

Format: TypeAlias = Literal["csv", "json", "jsonl"]

STDIN: Final = "-"
_SUFFIXES: Final[Mapping[str, Format]] = {".csv": "csv", ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl"}


def read_rows(file: str, format: Format | None, shape: type[Struct], *, empty_is_null: bool) -> list[Struct]:
    """What the file says, checked row by row.

    Raises:
        ArgumentError: names the line, the column and the value that do not fit.
    """
    kind = format or _SUFFIXES.get(Path(file).suffix.lower())
    if kind is None:
        raise ArgumentError(f"{file}: say what is in it: --format csv, json or jsonl")
    if empty_is_null and kind != "csv":
        raise ArgumentError("--empty-is-null is for CSV; JSON has null")
    where, text = ("stdin" if file == STDIN else file), _text(file)
    rows: Iterable[tuple[str, Mapping[str, object]]]
    if kind == "csv":
        rows = CsvRows(where, text, shape, empty_is_null=empty_is_null)
    else:
        rows = _objects(where, text, lines=kind == "jsonl")
    return [_struct(place, shape, row) for place, row in rows]


def _text(file: str) -> str:
    try:
        data = sys.stdin.buffer.read() if file == STDIN else Path(file).read_bytes()
    except OSError as error:
        raise ArgumentError(f"{file} cannot be read: {error.strerror}") from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ArgumentError(f"{file}, line {line} is not UTF-8; save the file as UTF-8") from None


def _objects(where: str, text: str, *, lines: bool) -> Iterator[tuple[str, Mapping[str, object]]]:
    if lines:
        pieces = [(f"{where}, line {n}", line) for n, line in enumerate(text.split("\n"), 1) if line.strip()]
        found = [(place, _json(place, line)) for place, line in pieces]
    else:
        document = _json(where, text)
        if not isinstance(document, list):
            raise ArgumentError(f"{where} takes a list of objects, not {type(document).__name__}")
        found = [(f"{where}, [{n}]", one) for n, one in enumerate(cast("list[object]", document))]
    for place, one in found:
        if not isinstance(one, dict):
            raise ArgumentError(f"{place} takes an object, not {one!r:.80}")
        yield place, cast("dict[str, object]", one)


def _json(where: str, text: str) -> object:
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError) as error:
        raise ArgumentError(f"{where} is no JSON: {error}") from None


def _struct(where: str, shape: type[Struct], row: Mapping[str, object]) -> Struct:
    """A Struct of a row, its inner ones included; names may be in camelCase."""
    names, hints = _names(shape), hints_of(shape)
    given: dict[str, object] = {}
    for key, value in row.items():
        name = names.field(where, key)
        inner, each = inner_of(hints[name]), row_of(hints[name])
        if inner is not None and isinstance(value, dict):
            given[name] = _struct(f"{where}, {name}", inner, cast("dict[str, object]", value))
        elif each is not None and isinstance(value, list):
            given[name] = [
                _member(f"{where}, {name}[{n}]", each, one) for n, one in enumerate(cast("list[object]", value))
            ]
        else:
            given[name] = value
    return _arguments(shape).read(where, (), given)


@cache
def _names(shape: type[Struct]) -> Names:
    return Names(shape)


@cache
def _arguments(shape: type[Struct]) -> Arguments[...]:
    return Arguments(shape)


def _member(where: str, shape: type[Struct], value: object) -> object:
    return _struct(where, shape, cast("dict[str, object]", value)) if isinstance(value, dict) else value
