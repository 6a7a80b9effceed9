"""A sandbox in a thread, the variables that lead there, and a database of a real PostgreSQL server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ditio_async.sandbox import DitioSandbox

from ..support.postgres import database, postgres

__all__ = ["database", "postgres"]


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[DitioSandbox]:
    monkeypatch.chdir(tmp_path)
    with DitioSandbox(records=60) as server:
        for name, value in server.environ.items():
            monkeypatch.setenv(name, value)
        yield server
