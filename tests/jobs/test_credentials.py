"""Credentials come from a function when they are needed, tenant by tenant, and are told to nobody."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from ditio_async import ClientCredentials, ConfigurationError, DitioSession
from ditio_async.mirror import _schedule
from ditio_async.mirror.jobs import Jobs
from ditio_async.sandbox import DitioSandbox

from .common import ask, in_step, tenant


async def test_a_worker_asks_for_a_tenants_credentials_when_it_needs_a_token(
    database: str,
    sandbox: DitioSandbox,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A function that fails, as a vault does that is sealed for a while, fails its own tenant's jobs."""
    monkeypatch.setattr(_schedule, "_ATTEMPTS", 1)
    known = sandbox.credentials
    asked: list[str] = []

    async def from_vault() -> ClientCredentials:
        asked.append("a")
        return ClientCredentials(known["client_id"], known["client_secret"])

    async def sealed() -> ClientCredentials:
        raise ConfigurationError("the vault is sealed")

    tenants = [
        tenant("a", sandbox, tmp_path / "a.db", "projects", "users", client=from_vault),
        tenant("b", sandbox, tmp_path / "b.db", "projects", client=sealed),
    ]
    with caplog.at_level(logging.DEBUG):
        async with Jobs(database, tenants) as jobs:
            await jobs.defer("a")
            await jobs.defer("b")
            assert not asked
            await jobs.work(until_empty=True)
            assert [count.failed for count in await jobs.counts()] == [0, 1]
    assert asked == ["a"], "all jobs of a tenant share a token"
    assert await in_step(sandbox, tmp_path / "a.db") == {"projects", "users"}
    assert "b: projects: IdentityUnavailableError" in caplog.text
    assert known["client_secret"] not in caplog.text + repr(tenants)
    told = await ask(database, "SELECT args::text FROM procrastinate_jobs")
    assert told == [('{"stream": "projects", "tenant": "b", "attempt": 0}',)]


async def test_a_tenant_with_a_function_needs_no_other_place_for_its_secret(sandbox: DitioSandbox) -> None:
    one = tenant("a", sandbox, "a.db")
    assert (await one.credentials()).client_id == sandbox.credentials["client_id"]
    async with one.session() as ditio:
        assert isinstance(ditio, DitioSession)
        assert [project async for project in ditio.reporting.projects()]
