"""Addresses of databases, which may have a password in them: what is wrong with one is said without repeating it."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

ADDRESS: Final = "takes an address such as postgresql://user@host:5432/database"
_ENCODED: Final = (
    "in which special characters of a password are percent-encoded: urllib.parse.quote(password, safe='') does it"
)


def refusal(dsn: object) -> str | None:
    """What an address has to be, where it is none. Drivers would quote a part of the password."""
    if not isinstance(dsn, str):
        return ADDRESS
    try:
        parts = urlsplit(dsn)
    except ValueError:  # a bracket
        return f"{ADDRESS}, {_ENCODED}"
    if parts.scheme not in {"postgresql", "postgres"}:
        return ADDRESS
    return None if dsn.count("@") == parts.netloc.count("@") <= 1 else f"{ADDRESS}, {_ENCODED}"
