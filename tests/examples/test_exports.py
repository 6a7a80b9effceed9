"""The exports end with the same bytes, however often they were interrupted."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from ditio_async import DitioSession
from ditio_async.sandbox import DitioSandbox

from .programs import command, imported, run, started

CSV = ("hours_to_csv.py", "hours.csv", "2025-01-01", "2026-12-31")
STREAMS = ("export_streams.py", "export", "2026-01-01", "2026-02-28", "--page", "100")
NAMES = ["absences", "checklists", "hours", "incidents", "machines", "users"]


def files(folder: Path) -> dict[str, bytes]:
    """The files of an export."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.suffix != ".checkpoint"}


@pytest.fixture
def whole(ditio_sandbox: DitioSandbox, tmp_path: Path) -> dict[str, bytes]:
    """What an export writes that is not interrupted."""
    folder = tmp_path / "whole"
    folder.mkdir()
    printed = run(ditio_sandbox, *STREAMS, cwd=folder)
    assert sorted(line.split(":")[0] for line in printed.splitlines() if line.endswith("complete")) == NAMES
    ditio_sandbox.clear_requests()
    return files(folder / "export")


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Programs that are started heed SIGINT, which the shell has background jobs ignore."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


async def test_a_line_of_an_export_is_a_record_as_the_server_wrote_it(
    ditio_sandbox: DitioSandbox, whole: dict[str, bytes]
) -> None:
    assert list(whole) == [f"{name}.jsonl" for name in NAMES]
    async with DitioSession(**ditio_sandbox.credentials) as ditio:
        read, window = ditio.reporting, {"from_date_time": "2026-01-01", "to_date_time": "2026-02-28"}
        streams = [
            read.absence_registrations(**window),
            read.checklist_registrations(),
            read.time_registrations(**window),
            read.incident_registrations(),
            read.machine_registrations(**window),
            read.users(),
        ]
        for lines, stream in zip(whole.values(), streams, strict=True):
            assert lines.splitlines() == [bytes(record) for record in await stream.raw().collect()]


@contextmanager
def held_up(
    sandbox: DitioSandbox, program: Sequence[str], cwd: Path, hours: str, pages: int
) -> Iterator[subprocess.Popen[str]]:
    """A program whose hours wait for a page that never comes, after so many that came and began to be written."""
    file = cwd / hours
    before = file.stat().st_size if file.exists() else 0
    stuck = sandbox.fault(path="*/time-registrations", skip=pages, latency=600, times=None)
    with started(sandbox, *program, cwd=cwd) as process:
        while not (stuck.hits and file.exists() and file.stat().st_size > before):
            assert process.poll() is None, process.communicate()
            time.sleep(0.001)
        yield process
    sandbox.clear_faults()


def test_an_export_that_is_killed_again_and_again_ends_with_the_same_bytes(
    ditio_sandbox: DitioSandbox, whole: dict[str, bytes], tmp_path: Path
) -> None:
    for _ in range(3):
        with held_up(ditio_sandbox, STREAMS, tmp_path, "export/hours.jsonl", 3) as program:
            program.kill()
        assert files(tmp_path / "export") != whole
    run(ditio_sandbox, *STREAMS, cwd=tmp_path)
    assert files(tmp_path / "export") == whole


@pytest.mark.usefixtures("interruptible")
def test_ctrl_c_ends_an_export_with_a_line_that_says_how_to_go_on(
    ditio_sandbox: DitioSandbox, whole: dict[str, bytes], tmp_path: Path
) -> None:
    with held_up(ditio_sandbox, STREAMS, tmp_path, "export/hours.jsonl", 3) as program:
        program.send_signal(signal.SIGINT)
        printed, _ = program.communicate()
    assert program.returncode == 130
    assert printed.splitlines()[-1] == "Interrupted. Run the same command again to go on from here."
    assert "Traceback" not in printed
    run(ditio_sandbox, *STREAMS, cwd=tmp_path)
    assert files(tmp_path / "export") == whole


def test_a_stream_that_fails_stops_no_other_and_is_all_that_a_rerun_reads(
    ditio_sandbox: DitioSandbox, whole: dict[str, bytes], tmp_path: Path
) -> None:
    ditio_sandbox.fault(path="*/incident-registrations", status=403, skip=1)
    printed = run(ditio_sandbox, *STREAMS, cwd=tmp_path, code=1)
    assert "\nincidents failed: 403 Forbidden" in printed
    assert printed.count(" failed: ") == 1
    found = files(tmp_path / "export")
    assert [name for name in whole if found[name] != whole[name]] == ["incidents.jsonl"]
    assert whole["incidents.jsonl"].startswith(found["incidents.jsonl"])

    ditio_sandbox.clear_requests()
    shown = on_a_terminal(ditio_sandbox, tmp_path)
    assert files(tmp_path / "export") == whole
    asked = [request for request in ditio_sandbox.requests if request.path.startswith("/reporting")]
    assert {request.path for request in asked} == {"/reporting/v1/incident-registrations"}
    assert all("ContinuationToken=" in request.query for request in asked)
    for name, lines in whole.items():
        assert re.search(f"{name.removesuffix('.jsonl')} +━+ +{len(lines.splitlines()):,} records", shown)


def on_a_terminal(sandbox: DitioSandbox, cwd: Path) -> str:
    """What the export shows on a terminal."""
    ours, its = os.openpty()
    with subprocess.Popen(**command(sandbox, *STREAMS), stdin=its, stdout=its, stderr=its, cwd=cwd) as program:
        os.close(its)
        shown = b""
        try:
            while chunk := os.read(ours, 65536):
                shown += chunk
        except OSError:
            pass  # how Linux says that the other side is closed
        os.close(ours)
    assert program.returncode == 0, shown
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown.decode())


def test_without_rich_a_terminal_gets_lines(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    program = imported("export_streams", monkeypatch)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setitem(sys.modules, "rich", None)
    with program.display() as tell:
        tell("hours", program.Place("January", "bookmark", 1_700_000, 1, 1000), None)
        tell("hours", program.Place("January", None, 3_400_000, 2, 2000, done=True), None)
    assert capsys.readouterr().out == "hours: 2,000 records, 2 pages, 3.4 MB, complete\n"


async def test_nothing_is_written_in_the_thread_of_the_event_loop(
    ditio_sandbox: DitioSandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in ditio_sandbox.environ.items():
        monkeypatch.setenv(name, value)
    threads: list[threading.Thread] = []
    monkeypatch.setattr(os, "fsync", lambda _: threads.append(threading.current_thread()))
    streams, hours = imported("export_streams", monkeypatch), imported("hours_to_csv", monkeypatch)
    failed = await streams.export_all(tmp_path, *STREAMS[2:4], 100, lambda *_: None)
    assert not failed
    assert await hours.export(tmp_path / "hours.csv", *STREAMS[2:4]) > 0
    assert threads
    assert threading.current_thread() not in threads


def test_the_hours_go_on_where_they_were_killed(tmp_path: Path) -> None:
    whole, part = tmp_path / "whole", tmp_path / "part"
    whole.mkdir()
    part.mkdir()
    with DitioSandbox(records=12_000) as sandbox:
        printed = run(sandbox, *CSV, cwd=whole)
        lines = (whole / "hours.csv").read_text().splitlines()
        assert printed == f"{len(lines) - 1:,} records in hours.csv\n"
        assert [line for line in lines if line.startswith("id,")] == lines[:1]
        with held_up(sandbox, CSV, part, "hours.csv", 1) as program:
            program.kill()
        assert files(part) != files(whole)
        assert run(sandbox, *CSV, cwd=part) == printed
    assert [path.name for path in part.iterdir()] == ["hours.csv"]
    assert files(part) == files(whole)
