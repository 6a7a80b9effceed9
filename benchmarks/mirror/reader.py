"""A session with the server of this benchmark."""

from __future__ import annotations

from ditio_async import DitioSession, Environment


def session(base: str) -> DitioSession:
    """Not yet open."""
    return DitioSession("id", "secret", environment=Environment(name="b", identity=base, core=base, reporting=base))
