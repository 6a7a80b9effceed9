"""The environment variables that stand in for what a session is not given."""

from __future__ import annotations

import logging
import os
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from msgspec.structs import asdict

from .config import BASE_VARIABLES, ClientCredentials, Environment, Surface
from .errors import ConfigurationError

UNSIGNED_SCIM: Final = (
    "SCIM has a token of its own, which Ditio hands out per tenant: set DITIO_SCIM_TOKEN, or give "
    "DitioSession(scim_token=...)"
)
ENVIRONMENTS: Final[Mapping[str, Environment]] = {"test": Environment.TEST, "production": Environment.PRODUCTION}

_INSTEAD: Final[ContextVar[Mapping[str, str] | None]] = ContextVar("ditio_async_variables", default=None)


def environment_from(variables: Mapping[str, str], given: Environment | None = None) -> Environment:
    """The environment of a session.

    Args:
        variables: environment variables: DITIO_ENVIRONMENT (`test` or `production`) and, winning over it, one base
            per surface (DITIO_API_BASE and its kin).
        given: wins over all variables; they only fill in a base that it does not have.
    """
    bases = {surface.value: variables.get(name, "").strip().rstrip("/") for surface, name in BASE_VARIABLES.items()}
    present = {surface: base for surface, base in bases.items() if base}
    if given is not None:
        return _with(given, {s: b for s, b in present.items() if given.base(Surface(s)) is None})
    name = variables.get("DITIO_ENVIRONMENT", "").strip().lower() or "test"
    if name not in ENVIRONMENTS:
        raise ConfigurationError(f"DITIO_ENVIRONMENT is {name!r}; it takes 'test' or 'production'")
    replaced = present.keys() & {"identity", "core", "reporting"}
    return _with(ENVIRONMENTS[name], {**present, **({"name": "custom"} if replaced else {})})


def _with(environment: Environment, changes: Mapping[str, str]) -> Environment:
    # msgspec.structs.replace runs no __post_init__ before its release 0.21
    return Environment(**{**asdict(environment), **changes}) if changes else environment


def credentials_from(
    variables: Mapping[str, str], client_id: str | None = None, client_secret: str | None = None
) -> ClientCredentials:
    """The credentials of a session: the arguments, or DITIO_CLIENT_ID and DITIO_CLIENT_SECRET."""
    found = {
        "DITIO_CLIENT_ID": client_id or variables.get("DITIO_CLIENT_ID", "").strip(),
        "DITIO_CLIENT_SECRET": client_secret or variables.get("DITIO_CLIENT_SECRET", "").strip(),
    }
    missing = [name for name, value in found.items() if not value]
    if missing:
        raise ConfigurationError(
            f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing: set the environment "
            f"variable{'s' if len(missing) > 1 else ''}, or give DitioSession client_id and client_secret. "
            "API clients are made in Ditio Web (https://app.ditio.no for production)"
        )
    return ClientCredentials(found["DITIO_CLIENT_ID"], found["DITIO_CLIENT_SECRET"])


def scim_token_from(variables: Mapping[str, str], given: str | None = None) -> str | None:
    """The token of SCIM: the argument, or DITIO_SCIM_TOKEN; None where there is neither."""
    token = given if given is not None else variables.get("DITIO_SCIM_TOKEN", "").strip()
    if given is None and not token:
        return None
    if not token or not token.isascii() or not token.isprintable() or " " in token:
        where = "DITIO_SCIM_TOKEN" if given is None else "DitioSession(scim_token=...)"
        raise ConfigurationError(f"{where} is no token: it is empty, or has spaces or characters that no token has")
    return token


def variables() -> Mapping[str, str]:
    """The environment variables of this process, or those that count in their stead."""
    given = _INSTEAD.get()
    return os.environ if given is None else given


@contextmanager
def instead(given: Mapping[str, str]) -> Generator[None, None, None]:
    """Within it, these variables count and no others: what one tenant leaves out must not come from another."""
    before = _INSTEAD.set(given)
    try:
        yield
    finally:
        _INSTEAD.reset(before)


def log_to_stderr(level: str) -> None:
    """What DITIO_LOG asks for; the logger `ditio_async` is left alone otherwise."""
    if not level:
        return
    levels = {"info": logging.INFO, "debug": logging.DEBUG}
    if level.lower() not in levels:
        raise ConfigurationError(f"DITIO_LOG is {level!r}; it takes 'info' or 'debug'")
    logger = logging.getLogger("ditio_async")
    logger.setLevel(levels[level.lower()])
    if not logger.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
        logger.addHandler(handler)
