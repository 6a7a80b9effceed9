"""The queue that jobs wait in, and the tenants that they are of."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from .._tenants.worker import queue_refusal
from ..errors import ConfigurationError
from ..tenants import Tenant, Worker
from ._common import Common
from ._stores import refuse_password

if TYPE_CHECKING:
    from ..mirror.jobs import Jobs

_CURE: Final = (
    "an address with a password does not go onto the command line, where others can see it: put the password into "
    "~/.pgpass (PGPASSFILE names another file), or the address into DITIO_QUEUE or the TOML file"
)


class Queue(Struct, frozen=True):
    """Where the queue is, and whose jobs are done."""

    tenants: Sequence[Tenant]
    settings: Worker

    def jobs(self) -> Jobs:
        """The queue, not yet open.

        Raises:
            ConfigurationError: there is no queue, something that it needs is not installed, or a tenant has no store.
        """
        if self.settings.queue is None:
            raise ConfigurationError(
                "there is no queue: give --queue postgresql://host/database, set DITIO_QUEUE, or write queue = ... "
                "below [worker] into the TOML file"
            )
        try:
            from ..mirror.jobs import Jobs  # an extra
        except ModuleNotFoundError as error:
            raise ConfigurationError(str(error)) from None
        return Jobs(self.settings.queue, self.tenants, schema=self.settings.schema, lanes=self.settings.lanes)


def queue_of(common: Common, address: str | None, lanes: int | None = None) -> Queue:
    """The queue: what was given, else DITIO_QUEUE, else what the TOML file says.

    Raises:
        ConfigurationError: there is a password on the command line, or something is wrong with the file.
    """
    refuse_password("--queue", address, _CURE)
    found = common.tenants()
    tenants = [*found] if common.tenant is None else [found[common.tenant]]
    settings = found.worker
    if at := address or os.environ.get("DITIO_QUEUE", "").strip():
        if (wrong := queue_refusal(at)) is not None:
            raise ConfigurationError(f"{'--queue' if address else 'DITIO_QUEUE'} {wrong}")
        settings = replace(settings, queue=at)
    return Queue(tenants, settings if lanes is None else replace(settings, lanes=lanes))
