"""What the doctor looks at on this machine."""

from __future__ import annotations

import platform
import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import Final

from .._version import __version__
from ..config import Surface
from ..errors import ConfigurationError
from ..tenants import Tenant
from ._common import Common
from ._findings import Finding, not_tried, ok, warning, wrong

_NEEDED: Final = ("aiohttp", "msgspec", "anyio", "backoff")
_EXTRAS: Final = {
    "cli": ("cyclopts", "rich"),
    "speedups": ("aiodns", "brotli", "isal"),
    "postgres": ("asyncpg",),
    "parquet": ("pyarrow",),
    "queue": ("procrastinate", "psycopg"),
}
_SKEW: Final = 60.0
"""Seconds that two clocks may differ."""


def versions() -> Finding:
    """Python, the package, and what it needs."""
    found = ", ".join(f"{name} {_version(name)}" for name in _NEEDED)
    extras = [name for name, modules in _EXTRAS.items() if all(find_spec(module) for module in modules)]
    said = f"Python {platform.python_version()}, ditio-async {__version__}, {found}; extras: {', '.join(extras)}"
    return ok("versions", f"{said}; {sys.platform}")


def configuration(common: Common) -> tuple[Finding, Tenant | None]:
    """Where the configuration is, and of which tenant."""
    name = "configuration"
    try:
        file, tenant = common.file(), common.chosen()
    except ConfigurationError as error:
        return wrong(name, str(error), "set it right, as the message says; the rest is tried after that"), None
    where = "the DITIO_ environment variables" if file is None else str(file)
    surfaces = ", ".join(surface for surface in Surface if tenant.environment.base(surface) is not None)
    said = f"{where}, tenant {tenant.name}, environment {tenant.environment.name}, addresses of {surfaces}"
    if tenant.company_id is None:
        cure = "set company_id (or DITIO_COMPANY_ID), or give it to every call that creates something"
        return warning(name, f"{said}; no company", cure), tenant
    return ok(name, said), tenant


async def secret(tenant: Tenant) -> Finding:
    """Whether the secret is there, and safe."""
    name = "secret"
    if tenant.client_secret is None and tenant.scim_token is not None:
        return not_tried(name, "there is no client; the token for SCIM works without one")
    try:
        await tenant.credentials()
    except ConfigurationError as error:
        return wrong(name, str(error), "the message says how")
    return ok(name, f"comes from {tenant.client_secret}")


def clock(answers: Sequence[tuple[float, float]]) -> Finding:
    """Whether the machine's clock is right: that of the server beside ours, of some answers."""
    if not answers:
        return not_tried("clock", "no server has told the time")
    ahead = min((here - there for there, here in answers), key=abs)
    if abs(ahead) <= _SKEW:
        return ok("clock", f"within {max(1, round(abs(ahead)))} s of the server's")
    where = "ahead of" if ahead > 0 else "behind"
    cure = "let the machine keep time (timedatectl set-ntp true); incremental reads lose records by a wrong clock"
    return warning("clock", f"{abs(ahead):,.0f} s {where} the server's", cure)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "?"
