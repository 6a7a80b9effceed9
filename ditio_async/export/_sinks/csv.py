"""Rows as lines of CSV."""

from __future__ import annotations

import csv
import io
import secrets
from collections.abc import Callable, Sequence
from typing import Final, TypeAlias, cast

from ..._tables.columns import Column, Kind
from ..._tables.rows import Row
from ..formats import Csv

Cell: TypeAlias = Callable[[object], object]

_BOM: Final = "\ufeff"
_FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
_MOST: Final = 1 << 16


class CsvText:
    """Makes a line of each row.

    Args:
        zoned: times are UTC; otherwise nobody knows what they are.
    """

    def __init__(self, columns: Sequence[Column], format: Csv, *, zoned: bool) -> None:
        self._excel = format.excel
        self._separator = format.separator or (";" if format.excel else ",")
        self._cells = [(place, cell) for place, one in enumerate(columns) if (cell := self._cell(one, zoned=zoned))]
        if format.excel:
            self._cells.append((len(columns), _harmless))
        # an empty text is written as a word that nobody uses, because the csv module cannot tell it from null
        self._empty = f"empty-{secrets.token_hex(16)}"
        names = [column.name for column in columns]
        self.head = ((_BOM if format.excel else "") + self._separator.join([*names, "extra"]) + "\r\n").encode()

    def of(self, records: Sequence[object]) -> bytes:
        """The lines."""
        rows = [self._row(row) for row in cast("Sequence[Row]", records)]
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=self._separator).writerows(rows)
        return text.getvalue().replace(self._empty, '""').encode()

    def _row(self, row: Row) -> Row:
        cells = [*row]
        for place, cell in self._cells:
            if cells[place] is not None:
                cells[place] = cell(cells[place])
        if "" in cells:
            cells = [self._empty if cell == "" else cell for cell in cells]
        return cells

    def _cell(self, column: Column, *, zoned: bool) -> Cell | None:
        """What is done to the values of a column."""
        if column.kind is Kind.BOOLEAN:
            return _truth
        if column.kind is Kind.MOMENT:
            return _Moments(excel=self._excel, zoned=zoned).__getitem__
        if not self._excel:
            return None
        return _comma if column.kind is Kind.NUMBER else _harmless if column.kind in {Kind.TEXT, Kind.JSON} else None


class _Moments(dict[object, str]):
    """Times as they are written, by those of the table; many records share theirs."""

    def __init__(self, *, excel: bool, zoned: bool) -> None:
        self._excel = excel
        self._end = "Z" if zoned else ""

    def __missing__(self, given: object) -> str:
        day, _, time = str(given).partition(" ")
        norwegian = f"{day[8:]}.{day[5:7]}.{day[:4]} {time.replace('.', ',')}"
        text = norwegian if self._excel else f"{day}T{time}{self._end}"
        if len(self) >= _MOST:
            self.clear()
        self[given] = text
        return text


def _truth(value: object) -> str:
    return "true" if value else "false"


def _comma(value: object) -> str:
    return repr(value).replace(".", ",")


def _harmless(value: object) -> object:
    """A text that Excel would take for a formula, with an apostrophe before it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULAS) else value
