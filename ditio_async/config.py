"""What a session can be told: where, who, how many, how long, how often.

All values are frozen. What is not given comes from the environment variables, and what is not there either from
the defaults, which are the safe ones: the test environment.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from enum import StrEnum
from typing import ClassVar, TypeAlias
from urllib.parse import urlsplit

from msgspec import Struct

from . import _checks
from .errors import ConfigurationError


class Surface(StrEnum):
    """The parts that Ditio's API is made of; each has a base address, and its own token."""

    IDENTITY = "identity"
    CORE = "core"
    REPORTING = "reporting"
    MASS_TRANSPORT = "mass_transport"
    SCIM = "scim"

    __hash__ = str.__hash__  # that of enumerations is written in Python, and every request looks some things up


SCOPES: Mapping[Surface, str] = {
    Surface.CORE: "ditioapiv3",
    Surface.REPORTING: "reportingapiv1",
    Surface.MASS_TRANSPORT: "masstransportapiv1",
}
"""The scope of each surface's token (Ditio: Authentication). SCIM has a token of its own, handed out per tenant."""

BASE_VARIABLES: Mapping[Surface, str] = {
    Surface.IDENTITY: "DITIO_IDENTITY_BASE",
    Surface.CORE: "DITIO_API_BASE",
    Surface.REPORTING: "DITIO_REPORTING_BASE",
    Surface.MASS_TRANSPORT: "DITIO_MASSTRANSPORT_BASE",
    Surface.SCIM: "DITIO_SCIM_BASE",
}


_NEEDED = frozenset({Surface.IDENTITY, Surface.CORE, Surface.REPORTING})


class Environment(Struct, frozen=True, kw_only=True):
    """Where Ditio is: the base address of each surface.

    Credentials belong to one environment; a client of one is unknown to the other. Data in `TEST` is synchronised
    from production now and then, so what was created there may vanish.

    Args:
        name: how logs and errors call it.
        identity: base of the identity server, `/connect/token` comes after it.
        core: base of the integration API, `/api/...` comes after it.
        reporting: base of the reporting API, `/v1/...` comes after it.
        mass_transport: base of mass transport; Ditio hands it out per customer.
        scim: base of SCIM; Ditio hands it out per tenant.
    """

    PRODUCTION: ClassVar[Environment]
    TEST: ClassVar[Environment]

    name: str
    identity: str
    core: str
    reporting: str
    mass_transport: str | None = None
    scim: str | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.name, str) or not self.name:  # pyright: ignore[reportUnnecessaryIsInstance]
            raise ConfigurationError(f"Environment(name=...) takes text, not {self.name!r}")
        for surface in Surface:
            if self.base(surface) is not None or surface in _NEEDED:
                _address(f"the {surface} base", self.base(surface))

    def base(self, surface: Surface) -> str | None:
        """The base address of a surface, or None where there is none."""
        bases: dict[Surface, str | None] = {
            Surface.IDENTITY: self.identity,
            Surface.CORE: self.core,
            Surface.REPORTING: self.reporting,
            Surface.MASS_TRANSPORT: self.mass_transport,
            Surface.SCIM: self.scim,
        }
        return bases[surface]


def _address(name: str, base: object) -> None:
    wrong = f"{name} {base!r} is no address such as https://host/path"
    if not isinstance(base, str) or any(c.isspace() or not c.isprintable() for c in base):
        raise ConfigurationError(wrong)
    try:
        parts = urlsplit(base)
        fits = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:  # what looks like a port, or like IPv6, and is none
        raise ConfigurationError(wrong) from None
    if not fits or parts.query or parts.fragment:
        raise ConfigurationError(wrong)
    if "@" in parts.netloc:
        raise ConfigurationError(f"{name} must not hold a user or a password")


Environment.PRODUCTION = Environment(
    name="production",
    identity="https://identity.ditio.app",
    core="https://core-api.ditio.app/core",
    reporting="https://core-api.ditio.app/reporting",
)
Environment.TEST = Environment(
    name="test",
    identity="https://identity.ditio.dev",
    core="https://core-api.ditio.dev/core",
    reporting="https://core-api.ditio.dev/reporting",
)


class ClientCredentials(Struct, frozen=True):
    """An API client of Ditio Web. Its `repr` hides the secret."""

    client_id: str
    client_secret: str

    def __post_init__(self) -> None:
        for name in self.__struct_fields__:
            value: object = getattr(self, name)
            if not isinstance(value, str) or not value.strip():
                kind = "an empty one" if isinstance(value, str) else type(value).__name__
                raise ConfigurationError(f"{name} takes text, not {kind}")  # the value may be a secret

    def __repr__(self) -> str:
        return f"ClientCredentials(client_id={self.client_id!r}, client_secret='***')"

    __str__ = __repr__


CredentialsSource: TypeAlias = Callable[[], Awaitable[ClientCredentials]]
"""Fetches the credentials when a token is needed, from a vault for instance."""


class Limits(Struct, frozen=True, kw_only=True):
    """How much at once, and how large.

    Args:
        concurrency: requests in flight per surface. Halved when the server throttles, grown back one at a time.
        files: uploads and downloads in flight, counted apart.
        page_bytes: largest answer, decompressed.
        token_bytes: largest answer of the identity server.
    """

    concurrency: int = 8
    files: int = 4
    page_bytes: int = 256 * 1024 * 1024
    token_bytes: int = 64 * 1024

    def __post_init__(self) -> None:
        for name in self.__struct_fields__:
            _require(f"Limits({name}=...)", getattr(self, name), _checks.whole(1))


class Timeouts(Struct, frozen=True, kw_only=True):
    """Seconds.

    `call`, `page` and `file` are deadlines of a whole call: waiting for a token, for a slot, every attempt and every
    pause between attempts. The others hold for one attempt.

    Args:
        call: deadline of reading or writing a single thing.
        page: deadline of one page of a stream.
        file: deadline of one upload request or one download.
        attempt: longest single attempt of a `call` or `page`.
        connect: longest wait for a connection.
        read: longest silence of the server.
        token: longest single attempt at the identity server.
    """

    call: float = 60.0
    page: float = 300.0
    file: float = 600.0
    attempt: float = 120.0
    connect: float = 10.0
    read: float = 60.0
    token: float = 10.0

    def __post_init__(self) -> None:
        for name in self.__struct_fields__:
            _require(f"Timeouts({name}=...)", getattr(self, name), _checks.seconds)


class RetryPolicy(Struct, frozen=True, kw_only=True):
    """How often, and how patiently.

    The pause before attempt n + 1 is random between 0 and min(`longest`, s * 2**n) seconds, where s is `transient`
    or `throttled`, and never shorter than the server's Retry-After.

    Args:
        attempts: requests that the server sees at the most: 1 to 5. Three suit a person who waits, five a worker.
        transient: s after a lost connection, a time-out or a 5xx.
        throttled: s after a 429 or a 503.
        longest: longest pause that is chosen by ourselves.
        retry_after: longest Retry-After that is waited for; a longer one is raised at once.
        budget: tokens of the retry budget per host: a transient retry takes 14, a throttled one 5, and each success
            gives 1 back. An empty budget means that the host is down: errors are then raised at once.
    """

    attempts: int = 3
    transient: float = 0.5
    throttled: float = 1.0
    longest: float = 20.0
    retry_after: float = 120.0
    budget: int = 500

    def __post_init__(self) -> None:
        _require("RetryPolicy(attempts=...)", self.attempts, _checks.whole(1))
        if self.attempts > 5:
            raise ConfigurationError(f"RetryPolicy(attempts={self.attempts}) is more than 5, which helps nobody")
        for name in ("transient", "throttled", "longest", "retry_after"):
            _require(f"RetryPolicy({name}=...)", getattr(self, name), _checks.seconds)
        _require("RetryPolicy(budget=...)", self.budget, _checks.whole(0))


def _require(name: str, value: object, check: _checks.Check) -> None:
    if (wrong := check(value)) is not None:
        raise ConfigurationError(f"{name} {wrong}")
