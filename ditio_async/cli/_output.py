"""Results, on stdout."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

import msgspec


def write(data: bytes) -> None:
    """Bytes as they are."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def write_json(value: object) -> None:
    """A value as JSON in one line."""
    write(msgspec.json.encode(value, enc_hook=str) + b"\n")


def write_lines(lines: Iterable[str]) -> None:
    """Text."""
    write("".join(f"{line}\n" for line in lines).encode("utf-8", "replace"))


def write_table(names: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table: a line a row, which is never broken; numbers to the right."""
    given = [*rows]
    cells = [[*map(_cell, row)] for row in given]
    right = [any(isinstance(row[at], int | float) for row in given) for at in range(len(names))]
    widths = [max(map(len, column)) for column in zip(names, *cells, strict=True)]

    def line(row: Sequence[str]) -> str:
        aligned = zip(row, widths, right, strict=True)
        return "  ".join(cell.rjust(width) if to_right else cell.ljust(width) for cell, width, to_right in aligned)

    write_lines(line(row).rstrip() for row in [names, *cells])


def _cell(value: object) -> str:
    if value is None:
        return "-"
    return f"{value:,.1f}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else str(value)
