"""`ditio-async export`: streams to files, and what it says of them."""

from __future__ import annotations

import csv
import json
import time
from pathlib import Path

import pytest

from ditio_async.cli import run
from ditio_async.sandbox import DitioSandbox

from .terminal import started


def test_streams_go_into_a_folder(sandbox: DitioSandbox, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    window = ["--from", "2026-01-10", "--to-date", "2026-01-20"]
    assert run(["export", "projects", "time-registrations", "--to", "out", "--format", "jsonl", *window]) == 0
    shown = capsys.readouterr()
    projects, hours = shown.out.splitlines()[1:]
    assert projects.split() == ["projects", "all,", "has", "no", "window", "24", "1", "0.0", projects.split()[-1]]
    assert hours.split()[1] == "window"
    assert "projects: 24 records, 100%" in shown.err
    rows = [json.loads(line) for line in (tmp_path / "out" / "time_registrations.jsonl").read_text().splitlines()]
    assert {row["workDate"][:7] for row in rows} == {"2026-01"}


def test_a_file_tells_its_format_and_excel_reads_it_in_norway(
    sandbox: DitioSandbox, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["export", "projects", "--to", "p.csv", "--json"]) == 0
    (stream,) = json.loads(capsys.readouterr().out)["streams"]
    assert (stream["records"], stream["files"], stream["error"]) == (24, ["p.csv"], None)
    with (tmp_path / "p.csv").open(newline="") as file:
        assert len([*csv.reader(file)]) == 25
    assert run(["export", "projects", "--to", "p.csv", "--excel", "--quiet"]) == 0
    assert (tmp_path / "p.csv").read_text(encoding="utf-8-sig").startswith("id;")
    assert capsys.readouterr().err == ""


def test_months_are_files_of_parquet(sandbox: DitioSandbox, tmp_path: Path) -> None:
    window = ["--from", "2026-01-01", "--to-date", "2026-02-28", "--partition", "month"]
    assert run(["export", "time_registrations", "--to", "bi", "--format", "parquet", *window]) == 0
    assert (tmp_path / "bi" / "time_registrations" / "month=2026-01" / "part-0.parquet").exists()


def test_a_stream_that_fails_is_told_and_the_next_run_goes_on(
    sandbox: DitioSandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    sandbox.fault(path="*/v1/project", status=403)
    command = ["export", "projects", "users", "--to", "out", "--format", "csv"]
    assert run(command) == 3
    assert "failed projects: PermissionDeniedError: 403" in capsys.readouterr().err
    sandbox.clear_requests()
    assert run(command) == 0
    assert "all, 1 files were there" in capsys.readouterr().out
    assert not [one for one in sandbox.requests if "/v1/user" in one.path]
    sandbox.fault(path="*/v1/project", status=403)
    assert run(["export", "projects", "--to", "other", "--format", "csv", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["streams"][0]["error"]["class"] == "PermissionDeniedError"


def test_a_signal_ends_it_and_says_how_to_go_on(sandbox: DitioSandbox, tmp_path: Path) -> None:
    sandbox.fault(path="*/v1/project", latency=60, times=None)
    command = ["export", "projects", "users", "--to", "out", "--format", "csv", "--quiet"]
    with started(*command, more=sandbox.environ) as process:
        deadline = time.monotonic() + 20
        while not (tmp_path / "out" / "users.csv").exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        process.terminate()
        _, err = process.communicate(timeout=20)
    assert process.returncode == 143
    assert err.startswith(
        "stopped: files that are in their place are whole; run it again: with the same options it goes"
    )
    assert not (tmp_path / "out" / "projects.csv").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["projects"], "--to"),
        (["projects", "--to", "out"], "a folder tells no format; give --format parquet, csv or jsonl"),
        (["projects", "--to", "p.xlsx"], "'.xlsx' tells no format"),
        (["projects", "--to", "p.csv", "--format", "parquet"], "a file in .csv is not written as Parquet"),
        (["projects", "--to", "p.jsonl", "--format", "jsonl", "--excel"], "--excel is for CSV, not for jsonl"),
        (["projekts", "--to", "p.csv"], "did you mean 'projects'?"),
        (["time_registrations", "--to", "t.csv", "--from", "soon"], "--from "),
        (
            ["time_registrations", "--to", "t", "--format", "csv", "--partition", "month"],
            "--partition month needs --from and --to-date for time_registrations",
        ),
        (
            ["machine_registrations", "--to", "m.csv", "--from", "2026-01-01"],
            "--from and --to-date go together here",
        ),
    ],
)
def test_what_makes_no_sense_is_said_before_anything_is_sent(
    sandbox: DitioSandbox, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    assert run(["export", *arguments]) == 2
    assert words in capsys.readouterr().err
    assert not sandbox.requests
