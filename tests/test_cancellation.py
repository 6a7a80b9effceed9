"""Cancelled at any await, a call leaks nothing, and the next one works."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from ditio_async import Clock, Ditio, DitioSession, Limits, RetryPolicy
from ditio_async.resources.projects import Project
from ditio_async.sandbox import DitioSandbox

from .support.stepping import Moment, cancelled_at_every_await

ONE_SLOT = Limits(concurrency=1, files=1)
"""A slot that leaks makes the next call wait for ever."""

Work = Callable[[Ditio, Project, Path], Awaitable[object]]


async def call(ditio: Ditio, project: Project, folder: Path) -> None:
    await ditio.projects.get(project.id)


async def write(ditio: Ditio, project: Project, folder: Path) -> None:
    await ditio.projects.update(project.id, name="Ny")


async def pages(ditio: Ditio, project: Project, folder: Path) -> None:
    rows = [row async for row in ditio.reporting.time_registrations(chunk_limit=10, from_date_time="2026-01-01")]
    assert len(rows) > 20


async def ahead(ditio: Ditio, project: Project, folder: Path) -> None:
    async with ditio.reporting.time_registrations(chunk_limit=10, from_date_time="2026-01-01").ahead() as records:
        assert len([row async for row in records]) > 20


async def eager(ditio: Ditio, project: Project, folder: Path) -> None:
    async with ditio.reporting.time_registrations(chunk_limit=10, from_date_time="2026-01-01").eager() as records:
        assert len([row async for row in records]) > 20


async def split(ditio: Ditio, project: Project, folder: Path) -> None:
    hours = ditio.reporting.time_registrations(chunk_limit=5, from_date_time="2026-01-01", to_date_time="2026-02-01")
    async with hours.split(days=8, concurrency=2, in_order=True) as records:
        assert len([row async for row in records]) > 20


async def many_files(ditio: Ditio, project: Project, folder: Path) -> None:
    absences = ditio.reporting.absence_registrations(from_date_time="2026-01-01", to_date_time="2026-01-10")
    report = await ditio.files.download_many(absences, folder / "pdfs", concurrency=2)
    assert not report.failed


async def upload(ditio: Ditio, project: Project, folder: Path) -> None:
    files = [folder / "a.pdf", folder / "b.pdf"]
    await ditio.projects.documents.upload(project.id, files, replace_existing=True)


async def download(ditio: Ditio, project: Project, folder: Path) -> None:
    await ditio.projects.documents.download(project.id, await _file(ditio, project), folder / "c.pdf")


async def open_file(ditio: Ditio, project: Project, folder: Path) -> None:
    async with ditio.projects.documents.open(project.id, await _file(ditio, project)) as file:
        assert sum([len(chunk) async for chunk in file]) == 600_000


async def _file(ditio: Ditio, project: Project) -> str:
    return (await ditio.projects.documents.list(project.id))[0].files[0].file_reference_id


@pytest.fixture
async def sandbox() -> AsyncIterator[DitioSandbox]:
    async with DitioSandbox(records=40) as sandbox:
        yield sandbox


@pytest.fixture
async def project(sandbox: DitioSandbox, tmp_path: Path) -> Project:
    (tmp_path / "a.pdf").write_bytes(bytes(600_000))
    (tmp_path / "b.pdf").write_bytes(b"b")
    async with DitioSession(**sandbox.credentials) as ditio:
        project = await ditio.projects.create(project_number="P-1")
        await upload(ditio, project, tmp_path)
    return project


@pytest.mark.parametrize("moment", ["waiting", "woken"])
@pytest.mark.parametrize("work", [call, write, pages, ahead, eager, split, upload, download, open_file, many_files])
async def test_nothing_leaks(
    sandbox: DitioSandbox, project: Project, tmp_path: Path, work: Work, moment: Moment
) -> None:
    async with DitioSession(**sandbox.credentials, limits=ONE_SLOT) as ditio:
        await pages(ditio, project, tmp_path)
        await _file(ditio, project)
        steps = 0
        before = sorted(tmp_path.iterdir())
        async for _ in cancelled_at_every_await(lambda: work(ditio, project, tmp_path), moment):
            steps += 1
            connector = ditio._wire._session.connector
            assert not connector._acquired
            assert not [p for p in tmp_path.iterdir() if p not in before and p.name not in {"c.pdf", "pdfs"}]
            assert not [*(tmp_path / "pdfs").glob("**/.*.part")]
            await ditio.with_options(timeout=5).projects.get(project.id)
            await ditio.with_options(timeout=5).projects.documents.list(project.id)
        assert steps
        (tmp_path / "c.pdf").unlink(missing_ok=True)


@pytest.mark.parametrize("moment", ["waiting", "woken"])
async def test_a_cold_call_leaks_nothing_and_its_token_serves_the_next_one(
    sandbox: DitioSandbox, project: Project, tmp_path: Path, moment: Moment
) -> None:
    sessions: list[DitioSession] = []

    async def cold() -> None:
        await call(sessions[-1], project, tmp_path)

    async def open_one() -> None:
        sessions.append(await DitioSession(**sandbox.credentials, limits=ONE_SLOT).__aenter__())

    await open_one()
    async for _ in cancelled_at_every_await(cold, moment):
        await call(sessions[-1], project, tmp_path)
        assert sessions[-1].tokens_fetched == 1
        await sessions[-1].aclose()
        await open_one()
    await sessions[-1].aclose()


async def test_cancelled_in_a_pause_between_attempts_it_leaks_nothing(
    sandbox: DitioSandbox,
) -> None:
    longest = Clock(uniform=lambda _, high: high)
    policy = RetryPolicy(transient=20)
    async with DitioSession(**sandbox.credentials, limits=ONE_SLOT, clock=longest, retry=policy) as ditio:
        await ditio.projects.list()
        fault = sandbox.fault(status=500)
        task = asyncio.create_task(ditio.projects.list())
        while not (fault.hits and not ditio._wire._session.connector._acquired):  # noqa: ASYNC110  # each look lets the loop turn once
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await ditio.with_options(timeout=5).projects.list()
        assert [r.status for r in sandbox.requests] == [200, 200, 500, 200]
