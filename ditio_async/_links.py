"""Links to files, as records carry them: where they lead, and whether a token may go there."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit, urlunsplit

from msgspec.structs import replace

from ._wire import Request
from .config import Environment, Surface
from .errors import ArgumentError

LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


def located(call: str, request: Request, url: str, environment: Environment, *, allow_other_hosts: bool) -> Request:
    """A request for a link.

    Raises:
        ArgumentError: it is none, or leads where it should not.
    """
    try:
        parts = urlsplit(url)
        origin = _origin(url)
    except ValueError:
        parts, origin = None, None
    odd = "\\" in url or any(c.isspace() or not c.isprintable() for c in url)
    if parts is None or origin is None or odd or "@" in parts.netloc or parts.scheme not in {"http", "https"}:
        raise ArgumentError(f"{call}: {url!r:.200} is no link such as https://host/path")
    address = urlunsplit(parts._replace(fragment=""))
    found = replace(request, path=parts.path or "/", address=address)
    signed = [surface for surface in Surface if surface is not Surface.SCIM]  # which knows its own token alone
    if origin in {_origin(base) for surface in signed if (base := environment.base(surface))}:
        return found
    if not allow_other_hosts:
        raise ArgumentError(
            f"{call}: {parts.hostname} is not a host of the {environment.name} environment; "
            "allow_other_hosts=True follows the link, without the token"
        )
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise ArgumentError(f"{call}: {url!r:.200} leads to another host without TLS")
    return replace(found, anonymous=True)


def _origin(url: str) -> tuple[str, str, int]:
    parts = urlsplit(url)
    if not parts.hostname:
        raise ValueError("there is no host")
    return parts.scheme, parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)


def without_query(url: str) -> str:
    """A link without its query, which may hold a signature."""
    return url.partition("?")[0]
