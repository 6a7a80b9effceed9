"""A sandbox with nothing but what tests write, sessions that hardly pause, and each resource in turn."""

from __future__ import annotations

from pathlib import Path

import pytest

from ditio_async import DitioSession
from ditio_async.sandbox import DitioSandbox

from ..bulk.conftest import ditio, project, prompt, sandbox, server
from .subjects import SUBJECTS, Site

__all__ = ["ditio", "project", "prompt", "sandbox", "server"]


@pytest.fixture
async def site(sandbox: DitioSandbox, ditio: DitioSession, project: str, tmp_path: Path) -> Site:
    sandbox.clear_requests()
    return Site(sandbox, ditio, project, tmp_path / "certificates.json")


@pytest.fixture(params=SUBJECTS)
def subject(request: pytest.FixtureRequest):  # type: ignore[no-untyped-def]  # a Subject
    return SUBJECTS[request.param]


@pytest.fixture(params=[name for name, subject in SUBJECTS.items() if subject.away])
def leaver(request: pytest.FixtureRequest):  # type: ignore[no-untyped-def]  # a Subject whose things can be put away
    return SUBJECTS[request.param]
