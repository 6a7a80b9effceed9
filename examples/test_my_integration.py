"""Test an integration against the sandbox: `pytest test_my_integration.py`.

The fixtures `ditio` and `ditio_sandbox` come with the package. They work with anyio's plugin, as here, and with
pytest-asyncio.
"""

from __future__ import annotations

import pytest

from ditio_async import Ditio, DitioSession
from ditio_async.sandbox import DitioSandbox

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def sync_projects(ditio: Ditio, wanted: dict[str, str]) -> None:
    """The integration under test: projects of an ERP, by number."""
    for number, name in wanted.items():
        project = await ditio.projects.create(project_number=number, name=name, active=True)
        if project.name != name:
            await ditio.projects.update(project.id, name=name)


async def test_running_it_again_changes_names_and_makes_no_doubles(ditio: DitioSession) -> None:
    before = len(await ditio.projects.list())
    await sync_projects(ditio, {"P-1": "Fjellhall", "P-2": "Nordvik"})
    await sync_projects(ditio, {"P-1": "Fjellhall fase 2", "P-2": "Nordvik"})
    assert (await ditio.projects.get_by_number("P-1")).name == "Fjellhall fase 2"
    assert len(await ditio.projects.list()) == before + 2


async def test_a_lost_answer_makes_no_double(ditio: DitioSession, ditio_sandbox: DitioSandbox) -> None:
    ditio_sandbox.fault(method="POST", path="*/projects", drop="after")
    await sync_projects(ditio, {"P-1": "Fjellhall"})
    posts = [request for request in ditio_sandbox.requests if request.path.endswith("/projects")]
    assert [request.status for request in posts] == [None, 200]
