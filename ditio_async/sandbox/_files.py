"""Files that are made from the seed: documents of registrations, and images in four sizes."""

from __future__ import annotations

import functools
import random
import struct
import zlib
from collections.abc import Callable, Mapping
from typing import Final

from msgspec import Struct

PATH: Final = "/core/api/file"
"""The address of every file, below the server's own."""

SIZES: Final[Mapping[str, int]] = {"thumbnail": 1, "medium": 2, "large": 3, "original": 4}
"""Of an image; each is so many times as wide and high as the thumbnail."""


class Link:
    """A link to a file, whose address begins as the client reached the server."""

    __slots__ = ("file",)

    def __init__(self, file: str) -> None:
        self.file = file

    @property
    def path(self) -> str:
        """Without the server."""
        return f"{PATH}/{self.file}"


class File(Struct, frozen=True):
    """A file, whose bytes are made when they are asked for."""

    name: str
    content_type: str
    content: Callable[[], bytes]


class Picture(Struct, frozen=True):
    """An image that was taken on site.

    Attributes:
        links: one for each of `SIZES`.
        size: bytes of the original.
    """

    name: str
    type: str
    size: int
    links: Mapping[str, Link]


class Files:
    """All of them, by their ids."""

    def __init__(self) -> None:
        self._files: dict[str, File] = {}

    def get(self, id: str) -> File | None:
        """One, or None."""
        return self._files.get(id)

    def document(self, id: str, name: str, *lines: str) -> Link:
        """A PDF of one page."""
        self._files[id] = File(name, "application/pdf", lambda: pdf(lines))
        return Link(id)

    def picture(self, ids: random.Random, name: str) -> Picture:
        """An image in all sizes."""
        width, height, grain = ids.randrange(14, 20), ids.randrange(10, 14), ids.getrandbits(32)
        links: dict[str, Link] = {}
        for label, scale in SIZES.items():
            id = f"{ids.getrandbits(96):024x}"
            content = _picture(width * scale, height * scale, grain)
            self._files[id] = File(name if label == "original" else f"{label}-{name}", "image/png", content)
            links[label] = Link(id)
        return Picture(name, "image/png", _size(width * SIZES["original"], height * SIZES["original"]), links)


def _picture(width: int, height: int, grain: int) -> Callable[[], bytes]:
    return lambda: png(width, height, random.Random(grain).randbytes(width * height * 3))


@functools.cache
def _size(width: int, height: int) -> int:
    """Bytes of an image; pixels are stored as they are, so any will do."""
    return len(png(width, height, bytes(width * height * 3)))


def png(width: int, height: int, pixels: bytes) -> bytes:
    """An image from its pixels, three bytes each: red, green, blue."""
    rows = b"".join(b"\0" + pixels[start : start + width * 3] for start in range(0, len(pixels), width * 3))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 0)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


def pdf(lines: tuple[str, ...]) -> bytes:
    """A page with lines of text."""
    escaped = (line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)") for line in lines)
    text = "".join(f"({line}) Tj T*\n" for line in escaped).encode("cp1252", "replace")
    shown = b"BT /F1 12 Tf 16 TL 56 780 Td\n" + text + b"ET"
    fonts = b"<< /Font << /F1 5 0 R >> >>"
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources %s >>" % fonts,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(shown), shown),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    )
    whole, places = b"%PDF-1.4\n", list[int]()
    for number, content in enumerate(objects, start=1):
        places.append(len(whole))
        whole += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    end = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, len(whole))
    return whole + b"xref\n0 %d\n0000000000 65535 f \n" % count + table + end
