"""Results, on stdout."""

from __future__ import annotations

import sys
from collections.abc import Iterable

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
