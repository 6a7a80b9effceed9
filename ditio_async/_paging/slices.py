"""Cutting the records of a page into slices, each of which is decoded by itself.

A slice is about 64 KiB of whole records: it stays in the processor's cache while it is decoded, which is faster than
decoding the page at once, and the event loop gets a turn between two of them.

The bytes between two records, `},{`, may stand inside of a text or of a nested list as well, and still no cut can go
unnoticed. The first slice begins at a record. A slice that was cut inside of a record is no JSON, because something
in it was opened and not closed; it is made longer and tried again. A slice that is JSON therefore ends where a record
ends, and the next one begins at a record.
"""

from __future__ import annotations

import re
from typing import Final

SIZE: Final = 64 * 1024
"""Of a slice, in bytes. From 32 to 128 KiB it makes no difference."""

_HEAD: Final = re.compile(rb'\s*\{\s*"data"\s*:\s*\[\s*(?=\{)')
_KEY: Final = re.compile(rb'\{"[^"\\]{1,40}":')
_BETWEEN: Final = b"},{"


def head(body: bytes | bytearray) -> int | None:
    """Where the first record begins; None where a page does not begin with its records."""
    match = _HEAD.match(body)
    return match.end() if match else None


class Cuts:
    """Where a run of records may be cut.

    Args:
        body: what the records are in.
        start: where the first one begins. They are expected to begin alike, with `{"id":` for instance: so nested
            objects are rarely taken for records.
    """

    def __init__(self, body: bytes | bytearray, start: int) -> None:
        key = _KEY.match(body, start)
        self._likely = b"}," + key[0] if key else _BETWEEN

    def next(self, body: bytes | bytearray, start: int, end: int, size: int = SIZE) -> int | None:
        """The end of a slice of about this size; None where there is nothing to be cut off before the end."""
        if end - start <= size:
            return None
        for between in (self._likely, _BETWEEN):
            found = body.rfind(between, start, start + size)
            if found < 0:
                found = body.find(between, max(start, start + size - len(between)), end)
            if found >= 0:
                return found + 1
        return None

    def last(self, body: bytes | bytearray, size: int) -> int | None:
        """The end of the longest slice of at most this size, in a body that is not complete; None if there is none."""
        found = body.rfind(self._likely, 0, size)
        return found + 1 if found >= 0 else None
