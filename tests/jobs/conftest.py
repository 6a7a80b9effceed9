"""A queue in a database of its own, and sandboxes that tenants are mirrored from."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ditio_async.sandbox import DitioSandbox

from ..support.postgres import database, postgres

__all__ = ["database", "postgres"]


@pytest.fixture
def sandbox() -> Iterator[DitioSandbox]:
    with DitioSandbox(records=300) as sandbox:
        yield sandbox
