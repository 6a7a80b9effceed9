"""File names that come from elsewhere, made safe; and the names that Ditio refuses."""

from __future__ import annotations

import mimetypes
import re
import unicodedata
from typing import Final

REFUSED: Final = frozenset({".html", ".htm", ".mht", ".mhtml", ".js", ".exe", ".ps1", ".svgz"})
"""Types that Ditio refuses by name (Ditio: Documents). It refuses other web, script and executable types too."""

_DEVICES: Final = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])[. ]*(\.|$)")
_LONGEST: Final = 200


def suffix_of(name: str) -> str:
    """The extension as Ditio reads it: in lower case, without trailing dots and spaces."""
    stem, dot, extension = name.rstrip(". ").rpartition(".")
    return f".{extension.lower()}" if dot and (stem or extension) else ""


def media_type_of(name: str) -> str:
    """The content type that goes with a name."""
    kind, packing = mimetypes.guess_type("x" + suffix_of(name))
    if packing is not None:
        return f"application/{packing}"
    return kind or "application/octet-stream"


def safe(name: str | None, otherwise: str) -> str:
    """A name for a file of ours, from one that somebody else wrote.

    Directories are cut off, characters that some file system refuses become `_`, and the length is at most 200
    bytes, the extension kept.

    Args:
        name: what the server said.
        otherwise: what to take where nothing usable is left.
    """
    text = unicodedata.normalize("NFC", name or "")
    text = re.split(r"[/\\]", text)[-1]
    text = "".join("_" if c in '<>:"|?*' or not c.isprintable() else c for c in text).strip(". ")
    if not text:
        return safe(otherwise, "file") if otherwise != name else "file"
    if _DEVICES.match(text):
        text = f"_{text}"
    stem, dot, extension = text.rpartition(".")
    tail = f"{dot}{extension}" if dot and len(extension) <= 20 else ""
    head = stem if tail else text
    return _cut(head, _LONGEST - len(tail.encode())).rstrip(". ") + tail


def _cut(text: str, size: int) -> str:
    return text.encode()[:size].decode("utf-8", "ignore")
