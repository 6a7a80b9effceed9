"""Wrong calls of mass transport."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ditio_async import ConfigurationError, Ditio, DitioSession, Environment

from .wrong import Wrong
from .wrong_sessions import BASES

NO_ADDRESS = ("needs the address of mass_transport", "DITIO_MASSTRANSPORT_BASE")


def unaddressed(about: str, run: Callable[[Ditio], Any]) -> Wrong:
    """A call of a session that does not know where mass transport is."""

    async def call(*_: object) -> None:
        async with DitioSession("client", "secret", environment=Environment(name="own", **BASES)) as ditio:
            await run(ditio)

    return Wrong(about, NO_ADDRESS, call, ConfigurationError)


ROWS = [
    unaddressed("request", lambda ditio: ditio.request("GET", "/a", surface="mass_transport")),
]
