"""The sandbox as a server of its own, and in a thread."""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
import urllib.request

import pytest

from ditio_async import DitioSession
from ditio_async.sandbox import DitioSandbox

COMMAND = (sys.executable, "-m", "ditio_async.sandbox")


async def start(*options: str) -> asyncio.subprocess.Process:
    pipe = asyncio.subprocess.PIPE
    return await asyncio.create_subprocess_exec(*COMMAND, *options, stdout=pipe, stderr=pipe)


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
async def test_it_prints_the_variables_and_serves_until_it_is_told_to_stop(
    ending: signal.Signals, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = await start("--port", "0", "--records", "20")
    assert server.stdout is not None
    lines = [(await server.stdout.readline()).decode().strip() for _ in range(9)]
    assert all(line.startswith("export DITIO_") for line in lines)
    for line in lines:
        name, _, value = line.removeprefix("export ").partition("=")
        monkeypatch.setenv(name, value)
    async with DitioSession.from_env() as ditio:
        created = await ditio.projects.create(project_number="P-1")
        assert created.company_id == ditio.company_id
        assert await ditio.scim.users().collect(limit=1)
        assert len(await ditio.reporting.time_registrations(modified_since="2025-01-01").collect()) == 20
    server.send_signal(ending)
    out, _ = await server.communicate()
    assert (server.returncode, out) == (0, b"")


async def test_a_port_that_is_taken_is_one_line_and_exit_code_2() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        server = await start("--port", str(taken.getsockname()[1]))
        out, err = await server.communicate()
    assert (server.returncode, out) == (2, b"")
    assert err.decode().startswith("the sandbox cannot be started:")
    assert len(err.decode().splitlines()) == 1


def test_in_a_thread_it_serves_synchronous_code_and_can_begin_anew() -> None:
    sandbox = DitioSandbox(records=5)
    for _ in range(2):
        with sandbox, urllib.request.urlopen(f"{sandbox.url}/_sandbox") as answer:
            assert answer.status == 200
    with pytest.raises(RuntimeError, match="not running"):
        _ = sandbox.url


async def test_what_was_written_is_there_until_it_is_started_again() -> None:
    sandbox = DitioSandbox(records=5)
    async with sandbox, DitioSession(**sandbox.credentials) as ditio:
        await ditio.projects.create(project_number="P-1")
    assert "P-1" in {project.fields["projectNumber"] for project in sandbox._state.projects()}
    async with sandbox, DitioSession(**sandbox.credentials) as ditio:
        assert "P-1" not in {project.project_number for project in await ditio.projects.list()}


def test_in_a_thread_a_port_that_is_taken_is_raised_to_the_caller() -> None:
    with DitioSandbox() as first:
        port = int(first.url.rpartition(":")[2])
        with pytest.raises(OSError, match="address"), DitioSandbox(port=port):
            pass


def test_documents_are_removed_from_disk_when_it_stops(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    async def upload(sandbox: DitioSandbox) -> None:
        from ditio_async import UploadFile

        async with DitioSession(**sandbox.credentials) as ditio:
            project = await ditio.projects.create(project_number="P-1")
            await ditio.projects.documents.upload(project.id, [UploadFile(b"1", name="a.pdf")])
        assert [*tmp_path.rglob("*")]

    with DitioSandbox(records=0) as sandbox:
        asyncio.run(upload(sandbox))
    assert [*tmp_path.rglob("*")] == []


@pytest.mark.parametrize("records", [-1, 1 << 24])
def test_the_number_of_records_is_checked(records: int) -> None:
    with pytest.raises(ValueError, match="records"):
        DitioSandbox(records=records)


def test_it_hides_nothing_from_a_session() -> None:
    with DitioSandbox() as sandbox:
        assert set(sandbox.credentials) == {"client_id", "client_secret", "environment", "company_id", "scim_token"}
        assert sandbox.environ["DITIO_API_BASE"] == f"{sandbox.url}/core"
        assert sandbox.url in repr(sandbox)
