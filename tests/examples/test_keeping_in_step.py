"""The programs that bring Ditio into line with other systems."""

from __future__ import annotations

import json
import signal
import subprocess
from pathlib import Path

import anyio

from ditio_async import DitioSession
from ditio_async.sandbox import DitioSandbox

from .programs import run, started

PROJECTS = """project_number,name,active,start_date
P-1,Fjellhall,true,2026-03-01
P-2,Lysøya,true,
"""
WORK_ORDERS = """project_number,external_id,parent,name,active
P-1,01.1,01,Graving,true
P-1,01,,Grunn,true
P-2,01,,Grunn,true
"""
HR = {
    "employees": [
        {
            "employee_number": "2001",
            "first_name": "Kari",
            "last_name": "Haug",
            "phone": "+4798765432",
            "birth_date": "1990-05-01",
            "employment": {"start_date": "2026-02-01", "department": "Anlegg", "payroll": 1},
        }
    ],
    "certificates": [
        {
            "employee_number": "2001",
            "certificate_type": "G11",
            "issued_date_time": "2026-01-10",
            "valid_until_date_time": "2031-01-10",
        }
    ],
}


async def test_the_erp_sync(ditio_sandbox: DitioSandbox, ditio: DitioSession, tmp_path: Path) -> None:
    for project in await ditio.projects.list():
        await ditio.projects.update(project.id, active=False)
    (tmp_path / "projects.csv").write_text(PROJECTS, encoding="utf-8")
    (tmp_path / "orders.csv").write_text(WORK_ORDERS, encoding="utf-8")

    async def sync(*options: str, code: int = 0) -> str:
        files = ("projects.csv", "orders.csv")
        return await anyio.to_thread.run_sync(
            lambda: run(ditio_sandbox, "erp_sync.py", *files, *options, cwd=tmp_path, code=code)
        )

    before = len(ditio_sandbox.requests)
    assert "2 create" in await sync()
    assert {request.method for request in ditio_sandbox.requests[before:]} <= {"GET", "POST"}
    assert len(await ditio.projects.list()) == 24
    assert "3 create" in await sync("--apply")
    assert "2 unchanged" in (again := await sync("--apply"))
    assert "3 unchanged" in again
    below = {order.external_id: order for order in await ditio.work_orders.list_for_project_number("P-1")}
    assert below["01.1"].parent_activity_id == below["01"].id
    (tmp_path / "projects.csv").write_text(PROJECTS.replace("P-2,Lysøya,true,\n", ""), encoding="utf-8")
    assert "more than 20%" in await sync("--apply", code=1)
    assert (await ditio.projects.get_by_number("P-2")).active


async def test_the_hr_sync(ditio_sandbox: DitioSandbox, ditio: DitioSession, tmp_path: Path) -> None:
    (tmp_path / "hr.json").write_text(json.dumps(HR), encoding="utf-8")

    async def sync(*options: str) -> str:
        return await anyio.to_thread.run_sync(
            lambda: run(ditio_sandbox, "hr_sync.py", "hr.json", *options, cwd=tmp_path)
        )

    assert "1 create" in await sync()
    assert not ditio_sandbox.certificates
    await sync("--apply")
    assert (await ditio.employees.get("2001")).employment is not None
    assert len(ditio_sandbox.certificates) == 1
    assert (await sync("--apply")).count("1 unchanged") == 2


async def test_the_telemetry_pusher_goes_on_and_stops_gracefully(
    ditio_sandbox: DitioSandbox, ditio: DitioSession, tmp_path: Path
) -> None:
    project, machine = (await ditio.projects.list())[0].id, (await ditio.machines.list())[0].id

    def lines(*minutes: int) -> str:
        states = (
            {
                "project_id": project,
                "machine_id": machine,
                "state": "Working",
                "start_time": f"2026-03-02T08:{minute:02}:00Z",
                "end_time": f"2026-03-02T08:{minute:02}:50Z",
            }
            for minute in minutes
        )
        return "".join(f"{json.dumps(state)}\n" for state in states)

    file = tmp_path / "telemetry.jsonl"
    file.write_text(lines(*range(10)))
    ditio_sandbox.fault(path="*/latest-timestamp/*", status=403)
    for last in (10, 20):
        with started(
            ditio_sandbox, "telemetry_pusher.py", "telemetry.jsonl", "--pause", "0.1", cwd=tmp_path
        ) as process:
            assert await anyio.to_thread.run_sync(said, process, "latest_timestamp: 200")
            with file.open("a") as more:
                more.write(lines(*range(last, last + 10)))
            process.send_signal(signal.SIGTERM)
            assert await anyio.to_thread.run_sync(process.wait) == 0
        starts = [state["startTime"] for state in ditio_sandbox.excavator_states]
        assert len(starts) == len({*starts}) >= last


def said(process: subprocess.Popen[str], words: str) -> bool:
    """Whether a program says this, sooner or later."""
    assert process.stdout is not None
    return any(words in line for line in process.stdout)
