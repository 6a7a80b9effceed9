"""What the commands of the mirror share."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager

from .._tables.datasets import datasets
from ..mirror import Mirror
from ..tenants import Tenant
from ._logging import said_at_the_end
from ._stores import address_of, store_of


@asynccontextmanager
async def mirror_of(tenant: Tenant, store: str | None, *, new: bool = False) -> AsyncGenerator[Mirror, None]:
    """The mirror of a tenant, as long as the `async with` lasts; unless `new`, a file must be there."""
    at = store_of(address_of(tenant, store), new=new)
    with said_at_the_end():
        async with tenant.session() as ditio, Mirror(ditio, at) as mirror:
            yield mirror


def named(call: str, streams: Iterable[str]) -> list[str]:
    """The names of streams, as the package has them; on a command line they may have hyphens.

    Raises:
        ArgumentError: there is no such stream.
    """
    names = [name.replace("-", "_") for name in streams]
    return [dataset.name for dataset in datasets(call, names)] if names else []
