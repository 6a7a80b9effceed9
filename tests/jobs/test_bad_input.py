"""What makes no sense is refused before anything is done, with the cure."""

from __future__ import annotations

import asyncio
import importlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from ditio_async import ArgumentError, ConfigurationError, Environment, StoreError
from ditio_async.mirror.jobs import Jobs
from ditio_async.mirror.postgres import PostgresStore
from ditio_async.tenants import Tenant

from ..support.postgres import PostgresServer
from .common import tenant as tenant_of
from .common import working

NOWHERE = "postgresql://127.0.0.1:1/jobs"


def tenant(name: str = "a", **more: Any) -> Tenant:
    return Tenant(**{"name": name, "environment": Environment.TEST, "store": "a.db", **more})


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"schema": "Jobs"}, "schema takes a plain name in lower case"),
        ({"schema": "a;b"}, "schema takes a plain name in lower case"),
        ({"schema": "a" * 64}, "schema takes a plain name in lower case"),
        ({"lanes": 0}, "lanes takes .* 1 to 16"),
        ({"lanes": 17}, "lanes takes .* 1 to 16"),
        ({"stalled_after": 0}, "stalled_after"),
        ({"stalled_after": float("nan")}, "stalled_after"),
        ({"chunk_limit": 0}, "chunk_limit takes .* 1 to 10,?000"),
    ],
)
def test_options_that_make_no_sense_are_refused(options: dict[str, Any], words: str) -> None:
    with pytest.raises(ArgumentError, match=words):
        Jobs(NOWHERE, [tenant()], **options)


@pytest.mark.parametrize(
    ("tenants", "words"),
    [
        ([], "no tenant to work for"),
        ([tenant(), tenant()], "two tenants have one name"),
        ([tenant("a"), tenant("b", store=None)], "b: say where the mirror is to be: store ="),
        ([tenant(streams=("project",))], "tenant a: there is no stream 'project'; did you mean 'projects'"),
        ([tenant(every=0.0)], "tenant a: every"),
    ],
)
def test_tenants_that_nobody_could_work_for_are_refused(tenants: list[Tenant], words: str) -> None:
    with pytest.raises((ArgumentError, ConfigurationError), match=words):
        Jobs(NOWHERE, tenants)


@pytest.mark.parametrize("dsn", ["jobs.db", "mysql://host/jobs", "postgresql://u:pass%zzword@host/jobs", 7])
def test_an_address_that_is_none_is_refused_without_its_password(dsn: Any) -> None:
    with pytest.raises(ArgumentError, match="dsn takes an address such as postgresql://") as caught:
        Jobs(dsn, [tenant()])
    assert "word" not in str(caught.value)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


@pytest.mark.parametrize("password", ["p@ssw0rd", "pa/ssw0rd", "pa?ssw0rd", "pa#ssw0rd", "[ssw0rd"])
@pytest.mark.parametrize("use", [PostgresStore, lambda dsn: Jobs(dsn, [tenant()])], ids=["store", "queue"])
def test_a_password_that_is_not_percent_encoded_is_not_repeated(use: Callable[[str], object], password: str) -> None:
    """Drivers take a part of it for the host, the port or an option, and say so."""
    with pytest.raises(ArgumentError, match="special characters of a password are percent-encoded") as caught:
        use(f"postgresql://user:{password}@127.0.0.1:5432/jobs")
    assert "ssw0rd" not in str(caught.value)
    use(f"postgresql://user:{quote(password, safe='')}@127.0.0.1:5432/jobs?sslmode=disable")


async def test_a_database_that_is_not_there_says_at_once_what_is_wrong(postgres: PostgresServer) -> None:
    for dsn, words in ((NOWHERE, "refused"), (postgres.dsn("nobody_made_it"), "does not exist")):
        async with asyncio.timeout(3):
            with pytest.raises(StoreError, match=f"see that PostgreSQL runs, the address, and the rights .*{words}"):
                await Jobs(dsn, [tenant()]).__aenter__()


async def test_calls_that_make_no_sense_are_refused(database: str, sandbox: Any, tmp_path: Path) -> None:
    one = tenant_of("a", sandbox, tmp_path / "a.db", "projects")
    async with Jobs(database, [one]) as jobs:
        with pytest.raises(ConfigurationError, match="there is no tenant 'b'; there are: a"):
            await jobs.defer("b")
        with pytest.raises(ArgumentError, match=r"jobs\.defer: there is no stream 'project'"):
            await jobs.defer("a", ["project"])
        with pytest.raises(ArgumentError, match=r"jobs\.work: concurrency"):
            await jobs.work(concurrency=65)
        with pytest.raises(ArgumentError, match=r"jobs\.work: grace"):
            await jobs.work(grace=-1)
        async with working(jobs):
            await asyncio.sleep(0)
            with pytest.raises(RuntimeError, match="it works already"):
                await jobs.work()
        await jobs.work(until_empty=True)


@pytest.mark.parametrize("missing", ["procrastinate", "psycopg"])
def test_a_missing_extra_says_what_to_install(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == missing]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, missing, None)
    for name in ("jobs", "_queue", "_connector"):
        monkeypatch.delitem(sys.modules, f"ditio_async.mirror.{name}", raising=False)
    with pytest.raises(ModuleNotFoundError, match=r"pip install 'ditio-async\[queue,postgres\]'"):
        importlib.import_module("ditio_async.mirror.jobs")
