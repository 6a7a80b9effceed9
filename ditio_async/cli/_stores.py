"""Which database a mirror is in."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Final, TypeAlias
from urllib.parse import urlsplit

from cyclopts import Parameter

from .._tenants.places import has_password
from ..errors import ConfigurationError
from ..mirror import Store, store_at
from ..tenants import Tenant

StoreOption: TypeAlias = Annotated[str | None, Parameter(name="--store")]
_CURE: Final = (
    "an address with a password does not go onto the command line, where others can see it: put the password into "
    "~/.pgpass (PGPASSFILE names another file), or the address into DITIO_STORE or the TOML file"
)


def refuse_password(option: str, address: str | None, cure: str = _CURE) -> None:
    """See that nothing secret is on the command line.

    Raises:
        ConfigurationError: there is.
    """
    try:
        secret = address is not None and has_password(address)
    except ValueError:
        raise ConfigurationError(f"{option} is no address such as postgresql://host/database") from None
    if secret:
        raise ConfigurationError(f"{option}: {cure}")


def address_of(tenant: Tenant, given: str | None) -> str:
    """The address of a tenant's store: what was given, else its own, else DITIO_STORE.

    Raises:
        ConfigurationError: there is none, or it has a password and was given on the command line.
    """
    refuse_password("--store", given)
    address = given or tenant.store or os.environ.get("DITIO_STORE", "").strip()
    if not address:
        raise ConfigurationError(
            "there is no store to mirror into: give --store ditio.db or --store postgresql://host/database, set "
            "DITIO_STORE, or write store = ... into the TOML file"
        )
    return address


def store_of(address: str, *, new: bool = False) -> Store:
    """The store, not yet open.

    Args:
        address: of it.
        new: it may be made; otherwise a file has to be there, so that a typing error does not make one.

    Raises:
        ConfigurationError: it cannot be used with what is installed, or it is not there.
        ArgumentError: the address makes no sense.
    """
    try:
        path = file_of(address)
    except ValueError:  # it may hold a password, and is not quoted
        raise ConfigurationError("the store has no address such as postgresql://host/database") from None
    if path is not None and not new and not path.exists():
        raise ConfigurationError(f"there is no mirror at {path}; `ditio-async mirror run` makes one")
    try:
        return store_at(address)
    except ModuleNotFoundError as error:
        raise ConfigurationError(str(error)) from None


def file_of(address: str) -> Path | None:
    """The file of a store; None where it is no file."""
    if "://" in address and urlsplit(address).scheme != "sqlite":
        return None
    return Path(address.removeprefix("sqlite:///"))
