"""The tenants of a worker, and the queues that their jobs wait in."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import Final

from .. import _checks
from .._tables.datasets import datasets
from ..errors import ConfigurationError
from ..tenants import Tenant

_QUEUE: Final = "ditio_async."
_LONGEST: Final = 40
"""Bytes in the name of a queue: PostgreSQL's channels have 63 at the most, and procrastinate puts 23 before it."""


def queue_of(tenant: str) -> str:
    """The queue of a tenant: its name, or what stands for one that is too long."""
    name = _QUEUE + tenant
    if len(name.encode()) <= _LONGEST:
        return name
    return (_QUEUE + sha256(tenant.encode()).hexdigest())[:_LONGEST]


def checked(tenants: Iterable[Tenant]) -> dict[str, Tenant]:
    """Tenants by name.

    Raises:
        ConfigurationError: a worker could not work for one of them.
    """
    given = [*tenants]
    found = {tenant.name: tenant for tenant in given}
    if not given:
        raise ConfigurationError("Jobs: there is no tenant to work for")
    if len(found) < len(given):
        raise ConfigurationError("Jobs: two tenants have one name")
    if without := [tenant.name for tenant in given if tenant.store is None]:
        raise ConfigurationError(f"{', '.join(without)}: say where the mirror is to be: store = ...")
    for tenant in given:
        if tenant.every is not None:
            _checks.checked(f"tenant {tenant.name}", "every", tenant.every, _checks.seconds)
        datasets(f"tenant {tenant.name}", tenant.streams)
    return found
