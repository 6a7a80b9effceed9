"""Pages that came to harm although HTTP has nothing to say against them."""

from __future__ import annotations

from random import Random
from typing import Final

import msgspec

from .pages import HEAD, page

_MARKS: Final = b'{}[]":,'
_STARTS: Final = 100


def harmed(number: int, records: int) -> list[bytes]:
    """An answer that is no JSON: its body is cut off, or misses a mark, or has another mark in the place of one.

    Args:
        number: of the damage; the same one is done each time.
        records: of the page before.
    """
    chance = Random(number)
    body = b"".join(page(number % _STARTS * records, records, b"", compressed=False)[1:])
    broken = _cut(chance, body) if number % 2 else _marked(chance, body)
    return [HEAD % (b"", b"", len(broken)), broken]


def _cut(chance: Random, body: bytes) -> bytes:
    return body[: chance.randrange(1, len(body))]


def _marked(chance: Random, body: bytes) -> bytes:
    while True:
        place = chance.randrange(len(body))
        if body[place] not in _MARKS:
            continue
        instead = chance.choice((b"", *(bytes([mark]) for mark in _MARKS if mark != body[place])))
        broken = body[:place] + instead + body[place + 1 :]
        try:
            msgspec.json.decode(broken)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return broken
