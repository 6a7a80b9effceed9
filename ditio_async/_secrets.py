"""What a secret looks like where a server repeats it."""

from __future__ import annotations

from html import escape
from typing import Final
from urllib.parse import quote, quote_plus

_ESCAPES: Final[tuple[dict[str, str | int | None], ...]] = (
    {"+": "\\u002B"},
    {"+": "\\u002b"},
    {"/": "\\/"},
    {"+": "\\u002B", "/": "\\/"},
    {"+": "\\u002B", "/": "\\u002F", "=": "\\u003D"},
    {"+": "&#x2B;"},
    {"+": "&#43;"},
)
"""How servers write inside of JSON and HTML what may be in a token."""


def disguises(secret: str) -> list[str]:
    """What a secret looks like in the answers of servers that send it back: as it is, or escaped."""
    found = {secret, quote(secret, safe=""), quote_plus(secret), quote_plus(secret, safe="/"), escape(secret)}
    found |= {secret.translate(str.maketrans(table)) for table in _ESCAPES}
    return sorted(found, key=len, reverse=True)
