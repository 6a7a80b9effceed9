"""Compressed answers, for clients that say that they take them."""

from __future__ import annotations

import asyncio
import zlib
from typing import Final

LEAST: Final = 1024
"""Bytes; shorter answers are sent as they are."""
_PIECE: Final = 512 * 1024
_GZIP: Final = 31
"""What zlib calls a window of 32 KiB with the header and the end of gzip."""


def wanted(accept_encoding: str) -> bool:
    """Whether a request's Accept-Encoding takes gzip."""
    for part in accept_encoding.lower().split(","):
        name, _, quality = (text.strip() for text in part.partition(";"))
        if name in {"gzip", "*"}:
            return quality.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False


async def compressed(body: bytes) -> bytes:
    """A body, piece by piece, so that a large one does not hold up other requests."""
    packer = zlib.compressobj(1, wbits=_GZIP)
    pieces: list[bytes] = []
    for start in range(0, len(body), _PIECE):
        pieces.append(packer.compress(body[start : start + _PIECE]))
        await asyncio.sleep(0)
    return b"".join((*pieces, packer.flush()))
