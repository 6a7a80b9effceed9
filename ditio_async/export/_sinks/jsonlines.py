"""Records as lines of JSON."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec


class JsonText:
    """Makes a line of each record: the bytes of a raw one, the JSON of any other."""

    head = b""

    def of(self, records: Sequence[object]) -> bytes:
        """The lines. A line break in JSON is only ever between tokens, never in a text."""
        encode = msgspec.json.encode
        return b"".join([encode(record).translate(None, b"\r\n") + b"\n" for record in records])
