"""The environment variables that stand in for what a session is not given."""

from __future__ import annotations

import os
from collections.abc import Mapping

from msgspec.structs import asdict

from .config import BASE_VARIABLES, ClientCredentials, Environment, Surface
from .errors import ConfigurationError


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
    known = {"test": Environment.TEST, "production": Environment.PRODUCTION}
    if name not in known:
        raise ConfigurationError(f"DITIO_ENVIRONMENT is {name!r}; it takes 'test' or 'production'")
    replaced = present.keys() & {"identity", "core", "reporting"}
    return _with(known[name], {**present, **({"name": "custom"} if replaced else {})})


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


def variables() -> Mapping[str, str]:
    """The environment variables of this process."""
    return os.environ
