"""Where a request goes, and which addresses are ours: only those ever see a token."""

from __future__ import annotations

from typing import TypeAlias
from urllib.parse import urljoin

from yarl import URL

from .._links import LOOPBACK
from .._wire import Request
from ..config import Environment, Surface
from ..errors import RedirectError

Origin: TypeAlias = tuple[str, str | None, int | None]


class Addresses:
    """The base addresses of an environment.

    Attributes:
        near: the surfaces that are served on this very machine.
    """

    def __init__(self, environment: Environment) -> None:
        bases = {surface: environment.base(surface) for surface in Surface}
        self._bases = {surface: base.rstrip("/") for surface, base in bases.items() if base}
        self.near = frozenset(surface for surface, base in self._bases.items() if URL(base).host in LOOPBACK)
        # links and redirects come from surfaces whose tokens SCIM has no business with
        self._origins = {_origin(URL(base)) for surface, base in self._bases.items() if surface is not Surface.SCIM}

    def of(self, request: Request) -> URL:
        """The address of a request; its path and query are percent-encoded already."""
        if request.address:
            return URL(request.address, encoded=True)
        base = self._bases[request.surface]
        address = f"{base}{request.path}?{request.query}" if request.query else base + request.path
        return URL(address, encoded=True)

    def ours(self, url: URL) -> bool:
        """Scheme, host and port are those of a surface."""
        return _origin(url) in self._origins


def _origin(url: URL) -> Origin:
    return url.scheme, url.host, url.port


def host_of(location: str) -> str | None:
    """The host of an address, or None where there is none."""
    try:
        return URL(location).host
    except ValueError:
        return None


def next_hop(status: int, location: str, url: URL, request: Request) -> URL:
    """Where a redirected download goes on: over TLS, loopback excepted."""
    try:
        target = URL(urljoin(str(url), location), encoded=True) if location else URL()
        scheme, host, _ = _origin(target)
    except ValueError:
        scheme, host, target = "", None, URL()
    if scheme not in {"http", "https"} or not host:
        raise RedirectError(f"{status} leads nowhere", **request.facts())
    if scheme == "http" and host not in LOOPBACK:
        raise RedirectError(f"redirected to {host} without TLS, not followed", **request.facts())
    return target
