"""The character NUL, for databases whose texts cannot have it."""

from __future__ import annotations

import re
from typing import Final

ESCAPED: Final = rb"\u0000"
"""As JSON has it; a backslash in front makes it words that only look like it."""
_IN_JSON: Final = re.compile(r"((?<!\\)(?:\\\\)*)\\u0000")


def replaced(value: object, *, json: bool) -> object:
    """A value with U+FFFD in place of each NUL; the same object where there is none.

    Args:
        value: of a column.
        json: it is JSON text.
    """
    if not isinstance(value, str):
        return value
    clean = _IN_JSON.sub("\\1\ufffd", value) if json else value.replace("\0", "\ufffd")
    return value if clean == value else clean
