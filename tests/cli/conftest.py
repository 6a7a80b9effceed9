"""A sandbox in a thread, and the variables that lead there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ditio_async.sandbox import DitioSandbox


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[DitioSandbox]:
    monkeypatch.chdir(tmp_path)
    with DitioSandbox(records=60) as server:
        for name, value in server.environ.items():
            monkeypatch.setenv(name, value)
        yield server
