"""A real PostgreSQL server, and a database of its own for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from ditio_async.sandbox import DitioSandbox

from ..support.postgres import database, postgres
from .places import Place, PostgresPlace, SqlitePlace

__all__ = ["database", "postgres"]


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """A database to mirror into, of each kind."""
    if request.param == "sqlite":
        return SqlitePlace(tmp_path / "ditio.db")
    return PostgresPlace(request.getfixturevalue("database"))


@pytest.fixture
async def sandbox() -> AsyncIterator[DitioSandbox]:
    async with DitioSandbox(records=120) as sandbox:
        yield sandbox
