"""The README's code runs as it is."""

from __future__ import annotations

import asyncio
import re
import textwrap
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from ditio_async import DitioSession, UploadFile
from ditio_async.sandbox import DitioSandbox

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")


def blocks() -> list[object]:
    """The Python code of the README, with the heading that it stands under."""
    found: list[object] = []
    for section in re.split(r"^## ", README, flags=re.MULTILINE)[1:]:
        heading = section.splitlines()[0]
        for number, code in enumerate(re.findall(r"```python\n(.*?)```", section, re.DOTALL), start=1):
            found.append(pytest.param(code, id=f"{heading} {number}"))
    return found


async def chunks() -> AsyncIterator[bytes]:
    yield bytes(1_204_331)


class Response:
    async def write(self, chunk: bytes) -> None:
        """Take a chunk."""


def tenants(sandbox: DitioSandbox) -> str:
    """A file of tenants, which is one."""
    there = sandbox.environ
    bases = {f"{name}_base": there[f"DITIO_{name.upper()}_BASE"] for name in ("identity", "api", "reporting")}
    lines = [f'{key} = "{value}"' for key, value in {"client_id": there["DITIO_CLIENT_ID"], **bases}.items()]
    return "\n".join(["[tenants.fjellbygg]", 'client_secret_env = "DITIO_CLIENT_SECRET"', *lines])


async def secret(name: str) -> str:
    return f"secret of {name}"


@pytest.mark.parametrize("code", blocks())
async def test_the_code_of_the_readme_runs(
    code: str, tmp_path: Path, ditio_sandbox: DitioSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, value in ditio_sandbox.environ.items():
        monkeypatch.setenv(name, value)
    (tmp_path / "downloads").mkdir()
    (tmp_path / "ditio.toml").write_text(tenants(ditio_sandbox))
    for name in ("Tegning-A1.pdf", "Målebrev – A1 (rev 2).pdf"):
        (tmp_path / name).write_bytes(b"%PDF")
    async with DitioSession(**ditio_sandbox.credentials) as ditio:
        project = await ditio.projects.create(project_number="P-9", name="Fjellhall")
        order = await ditio.work_orders.create(project_id=project.id, external_id="WO-9")
        machine = await ditio.machines.create(machine_number="M-9", is_equipment=True)
        done = await ditio.projects.documents.upload(project.id, [UploadFile(b"%PDF", name="Skisse.pdf")])
        january = {"from_date_time": "2026-01-01", "to_date_time": "2026-01-31"}
        stream = ditio.reporting.time_registrations(**january, chunk_limit=1000)
        first = await anext(stream.pages())
        assert first.bookmark is not None
        names: dict[str, object] = {
            "ditio": ditio,
            "project": project,
            "project_id": project.id,
            "machine_id": machine.id,
            "order": order,
            "file_id": done.info_page_files[0].file_reference_id,
            "stream": stream,
            "bookmark": first.bookmark,
            "since": "2026-01-15T06:00:00Z",
            "pdf_bytes": b"%PDF",
            "chunks": chunks,
            "response": Response(),
            "vault": SimpleNamespace(read=secret),
            "DitioSession": DitioSession,
            "ditio_sandbox": ditio_sandbox,
        }
        await as_function(code, names)


async def as_function(code: str, names: dict[str, object]) -> None:
    """Run code that may await, and that may hold a program or a test of its own."""
    if "asyncio.run(main())" in code:
        await asyncio.to_thread(exec, code, {"__name__": "__main__"})
        return
    source = f"async def snippet({', '.join(names)}):\n{textwrap.indent(code, '    ')}\n    return locals()\n"
    space: dict[str, object] = {}
    exec(source, space)
    found = await space["snippet"](**names)  # type: ignore[operator]
    for name, value in found.items():
        if name.startswith("test_"):
            await value(names["ditio"], names["ditio_sandbox"])
