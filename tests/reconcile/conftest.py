"""A sandbox with nothing but what tests write, and sessions that hardly pause."""

from __future__ import annotations

from pathlib import Path

import pytest

from ditio_async import DitioSession
from ditio_async.sandbox import DitioSandbox

from ..bulk.conftest import ditio, project, prompt, sandbox, server
from .subjects import Site

__all__ = ["ditio", "project", "prompt", "sandbox", "server"]


@pytest.fixture
async def site(sandbox: DitioSandbox, ditio: DitioSession, project: str, tmp_path: Path) -> Site:
    sandbox.clear_requests()
    return Site(sandbox, ditio, project, tmp_path / "certificates.json")
