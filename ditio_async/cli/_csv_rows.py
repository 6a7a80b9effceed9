"""Rows of a CSV file, typed by the fields that they are for."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from ..errors import ArgumentError
from ._cells import CellError, Column, hints_of, inner_of, row_of
from ._names import Names


class CsvRows:
    """Rows of a text, each with the line that it begins on.

    Args:
        where: how errors call the file.
        shape: what a row is to become.
        empty_is_null: an empty cell is null, and not left out.
    """

    def __init__(self, where: str, text: str, shape: type[Struct], *, empty_is_null: bool) -> None:
        self._where = where
        self._text = text
        self._shape = shape
        self._empty_is_null = empty_is_null

    def __iter__(self) -> Iterator[tuple[str, Mapping[str, object]]]:
        delimiter = _delimiter(self._text)
        reader = csv.reader(io.StringIO(self._text, newline=""), delimiter=delimiter, strict=True)
        try:
            names = self._header(next(reader, list[str]()))
            columns = [(name, self._column(name, comma=delimiter == ";")) for name in names]
            line = reader.line_num + 1
            for cells in reader:
                where, line = f"{self._where}, line {line}", reader.line_num + 1
                if any(cell.strip() for cell in cells):
                    yield where, self._row(where, columns, cells)
        except csv.Error as error:
            raise ArgumentError(f"{self._where}, line {reader.line_num}: {error}") from None

    def _header(self, cells: Sequence[str]) -> list[str]:
        names = Names(self._shape)
        found = [names.field(f"{self._where}, line 1", cell.strip()) for cell in cells]
        if not found:
            raise ArgumentError(f"{self._where} is empty; its first line takes the names of the columns")
        if doubled := [name for name in found if found.count(name) > 1]:
            raise ArgumentError(f"{self._where}, line 1: column {doubled[0]} is there twice")
        return found

    def _column(self, name: str, *, comma: bool) -> Column:
        outer, _, inner = name.partition(".")
        hint = hints_of(self._shape)[outer]
        struct = inner_of(hint)
        if inner and struct is not None:
            hint = hints_of(struct)[inner]
        elif struct is not None or row_of(hint) is not None:
            raise ArgumentError(f"{self._where}, line 1: column {name} does not fit into a cell; give JSON instead")
        column = Column(hint, comma=comma)
        if column.is_list:
            raise ArgumentError(f"{self._where}, line 1: column {name} is a list; give JSON instead")
        return column

    def _row(self, where: str, columns: Sequence[tuple[str, Column]], cells: Sequence[str]) -> Mapping[str, object]:
        if len(cells) != len(columns):
            raise ArgumentError(f"{where} has {len(cells)} cells, and the header {len(columns)}")
        row: dict[str, object] = {}
        for (name, column), cell in zip(columns, cells, strict=True):
            text = cell.strip()
            if not text and not self._empty_is_null:
                continue
            try:
                value = column.value(text) if text else None
            except CellError as error:
                raise ArgumentError(f"{where}, column {name}: {text!r:.80} {_plainly(str(error), text)}") from None
            _put(row, name, value)
        return row


def _put(row: dict[str, object], name: str, value: object) -> None:
    outer, _, inner = name.partition(".")
    if not inner:
        row[name] = value
        return
    nested = row.setdefault(outer, {})
    assert isinstance(nested, dict)
    nested[inner] = value


def _plainly(wrong: str, text: str) -> str:
    """Without the value, which is said before."""
    return wrong.replace(f": {text!r}", "")


def _delimiter(text: str) -> str:
    """That of the header line, outside of quotes."""
    header = "".join(text.split("\n", 1)[0].split('"')[::2])
    return ";" if header.count(";") > header.count(",") else ","
