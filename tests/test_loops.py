"""The whole of it runs on other event loops too."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest
import uvloop

from ditio_async import DitioSession
from ditio_async.sandbox import DitioSandbox


def eager_loop() -> asyncio.AbstractEventLoop:
    """Tasks begin to run when they are made."""
    loop = asyncio.SelectorEventLoop()
    loop.set_task_factory(asyncio.eager_task_factory)
    return loop


PLAIN = pytest.param(("asyncio", {}), id="not in debug mode")
UVLOOP = pytest.param(("asyncio", {"debug": True, "loop_factory": uvloop.new_event_loop}), id="uvloop")
EAGER = pytest.param(
    ("asyncio", {"debug": True, "loop_factory": eager_loop}),
    id="eager tasks",
    marks=pytest.mark.skipif(sys.version_info < (3, 12), reason="eager tasks came with Python 3.12"),
)


@pytest.fixture(params=[PLAIN, UVLOOP, EAGER])
def anyio_backend(request: pytest.FixtureRequest) -> object:
    return request.param


async def test_everything_runs(tmp_path: Path) -> None:
    path = tmp_path / "Målebrev.pdf"
    path.write_bytes(bytes(1_000_000))
    async with DitioSandbox(records=300) as sandbox, DitioSession(**sandbox.credentials) as ditio:
        project = await ditio.projects.create(project_number="P-1")
        found = await asyncio.gather(*(ditio.projects.get(project.id) for _ in range(50)))
        assert found == [project] * 50
        done = await ditio.projects.documents.upload(project.id, [path])
        file = done.info_page_files[0].file_reference_id
        copy = await ditio.projects.documents.download(project.id, file, tmp_path / "copy.pdf")
        assert copy.read_bytes() == path.read_bytes()
        async with ditio.projects.documents.open(project.id, file) as incoming:
            assert sum([len(chunk) async for chunk in incoming]) == 1_000_000
        sandbox.expire_tokens()
        sandbox.fault(path="/reporting/*", status=429, retry_after=0.01)
        sandbox.fault(path="/reporting/*", cut_body=True, skip=2)
        rows = await ditio.reporting.time_registrations(modified_since="2025-01-01", chunk_limit=50).collect()
        assert len(rows) == 300
        assert ditio.tokens_fetched == 3 - 1


async def test_closing_ends_what_is_under_way() -> None:
    from ditio_async import SessionClosedError

    async with DitioSandbox(records=0) as sandbox, DitioSession(**sandbox.credentials) as ditio:
        await ditio.projects.list()
        fault = sandbox.fault(latency=60)
        task = asyncio.create_task(ditio.projects.list())
        while not fault.hits:  # noqa: ASYNC110  # the request is on its way
            await asyncio.sleep(0.001)
        await ditio.aclose()
        with pytest.raises(SessionClosedError):
            await task
        sandbox.clear_faults()
