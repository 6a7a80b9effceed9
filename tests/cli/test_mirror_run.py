"""`ditio-async mirror run`: into step, and what it says of it."""

from __future__ import annotations

import json
import sqlite3
import time
from pathlib import Path

import pytest

from ditio_async.cli import run
from ditio_async.sandbox import DitioSandbox

from .terminal import started
from .test_configuration import written

RUN = ["mirror", "run", "--to", "d.db"]


def cells(shown: str, stream: str) -> list[str]:
    """The row of a stream."""
    (line,) = [line for line in shown.splitlines() if line.startswith(f"{stream} ")]
    return line.split()


def test_the_first_run_reads_all_and_the_next_what_changed(
    sandbox: DitioSandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*RUN, "projects", "time-registrations"]) == 0
    shown = capsys.readouterr()
    assert shown.out.splitlines()[0].split()[:3] == ["stream", "mode", "new"]
    assert cells(shown.out, "projects")[1:4] == ["full", "24", "0"]
    assert "time_registrations: " in shown.err
    sandbox.time_registrations.add({"userId": "anybody"})
    assert run([*RUN, "projects", "time-registrations", "--quiet"]) == 0
    again = capsys.readouterr()
    assert cells(again.out, "time_registrations")[1:3] == ["incremental", "1"]
    assert again.err == ""


def test_the_streams_the_first_day_and_the_store_are_the_tenants_unless_given(
    sandbox: DitioSandbox, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written(sandbox, tmp_path / "ditio.toml", "fjell")
    with (tmp_path / "ditio.toml").open("a") as file:
        file.write('store = "own.db"\nstreams = ["time_registrations"]\nsince = 2026-01-15\n')
    assert run(["mirror", "run", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert [stream["stream"] for stream in report["streams"]] == ["time_registrations"]
    assert (tmp_path / "own.db").exists()
    assert "FromDateTime=2026-01-15" in sandbox.requests[-1].query
    assert run([*RUN, "time_registrations", "--since", "2026-01-10"]) == 0
    assert "FromDateTime=2026-01-10" in sandbox.requests[-1].query


def test_a_stream_that_fails_is_told_once_beside_those_that_came(
    sandbox: DitioSandbox, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    sandbox.fault(path="*/v1/project", status=403, times=None)
    assert run([*RUN, "projects", "users"]) == 3
    shown = capsys.readouterr()
    assert cells(shown.out, "projects")[1:3] == ["full,", "failed"]
    assert shown.err.splitlines()[-1].startswith("failed projects: PermissionDeniedError: 403")
    assert not caplog.records
    assert run([*RUN, "projects", "--json"]) == 1
    (stream,) = json.loads(capsys.readouterr().out)["streams"]
    assert stream["error"]["class"] == "PermissionDeniedError"


def test_a_run_that_would_lose_half_is_refused_with_the_option_that_allows_it(
    sandbox: DitioSandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*RUN, "projects"]) == 0
    sandbox.fault(path="*/v1/project", status=200, body='{"data":[]}', times=2)
    assert run([*RUN, "projects", "--full"]) == 1
    shown = capsys.readouterr().err
    assert "SuspiciousShrinkError" in shown
    assert shown.endswith("--allow-shrink allows it\n")
    assert run([*RUN, "projects", "--full", "--allow-shrink"]) == 0
    assert cells(capsys.readouterr().out, "projects")[4] == "24"


def test_fields_without_a_column_are_told_with_the_command_that_makes_columns(
    sandbox: DitioSandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*RUN, "flow_mass_types"]) == 0
    assert "`ditio-async mirror columns flow_mass_types active density name number`" in capsys.readouterr().err


def test_all_tenants_are_mirrored_one_that_fails_does_not_end_it(
    sandbox: DitioSandbox, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written(sandbox, tmp_path / "ditio.toml", "fjell", "kyst")
    text = (tmp_path / "ditio.toml").read_text()
    (tmp_path / "ditio.toml").write_text(text.replace("[tenants.fjell]", '[tenants.fjell]\nstore = "fjell.db"'))
    command = ["mirror", "run", "projects", "--all-tenants"]
    assert run(command) == 2
    assert "kyst: write store = ... into the TOML file" in capsys.readouterr().err
    with (tmp_path / "ditio.toml").open("a") as file:
        file.write('store = "none/kyst.db"\n')
    assert run(command) == 3
    shown = capsys.readouterr()
    assert shown.out.splitlines()[1].split()[:3] == ["fjell", "projects", "full"]
    assert "failed kyst: StoreError: " in shown.err
    assert run([*command, "--json"]) == 3
    fjell, kyst = json.loads(capsys.readouterr().out)
    assert (fjell["tenant"], kyst["error"]["class"]) == ("fjell", "StoreError")


def test_files_come_along_where_they_are_wanted(
    sandbox: DitioSandbox, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*RUN, "checklist_registrations", "users", "--files", "files"]) == 0
    shown = capsys.readouterr()
    assert "checklist_registrations: " in shown.out
    assert " came (" in shown.out
    assert [*(tmp_path / "files" / "checklist_registrations").glob("*.pdf")]
    assert run(["mirror", "files", "--store", "d.db", "--to", "files", "checklist-registrations", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)["checklist_registrations"]
    assert (report["saved"], report["present"] > 0) == (0, True)


def test_a_signal_ends_it_and_the_next_run_goes_on_there(
    sandbox: DitioSandbox, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sandbox.fault(path="*/v1/project", latency=60, times=None)
    with started(*RUN, "projects", "users", "--quiet", more=sandbox.environ) as command:
        deadline = time.monotonic() + 20
        while not _watermarks(tmp_path / "d.db") and time.monotonic() < deadline:
            time.sleep(0.01)
        command.terminate()
        out, err = command.communicate(timeout=20)
    assert (command.returncode, out) == (143, "")
    assert err == "stopped: every page that was read is in the store; run it again: it goes on there\n"
    sandbox.clear_faults()
    assert run([*RUN, "projects", "users"]) == 0
    assert cells(capsys.readouterr().out, "users")[1] == "incremental"


def _watermarks(path: Path) -> int:
    """How many streams are in step."""
    if not path.exists():
        return 0
    connection = sqlite3.connect(path)
    try:
        return int(connection.execute("SELECT count(watermark) FROM mirror_state").fetchone()[0])
    except sqlite3.OperationalError:  # the tables are not made yet
        return 0
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["projects"], "there is no store to mirror into: give --store ditio.db or"),
        (["--to", "postgresql://me:hush@h/d", "projects"], "put the password into ~/.pgpass (PGPASSFILE names another"),
        (["--to", "postgresql://h/d?password=hush", "projects"], "does not go onto the command line"),
        (["--to", "postgresql://[h/d", "projects"], "--store is no address such as postgresql://host/database"),
        (["--to", "mysql://h/d", "projects"], "a store is a SQLite file or postgresql://..., not mysql://"),
        (["--to", "d.db", "projekts"], "there is no stream 'projekts'; did you mean 'projects'?"),
        (["--to", "d.db", "--since", "soon"], "--since is no ISO 8601 time"),
        (["--to", "d.db", "--concurrency", "0"], "--concurrency"),
        (["--to", "d.db", "--all-tenants"], "--all-tenants goes with neither --tenant nor --store"),
        (["--to", "d.db", "projects", "--files", "f"], "none of these streams has files; these have: "),
    ],
)
def test_what_makes_no_sense_is_said_before_anything_is_sent(
    sandbox: DitioSandbox, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    assert run(["mirror", "run", *arguments]) == 2
    shown = capsys.readouterr().err
    assert words in shown
    assert "hush" not in shown
    assert not sandbox.requests


def test_a_password_may_be_in_the_environment(
    sandbox: DitioSandbox, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DITIO_STORE", "postgresql://me:hush@127.0.0.1:1/d")
    assert run(["mirror", "run", "projects"]) == 1
    shown = capsys.readouterr().err
    assert shown.startswith("StoreError: PostgreSQL at 127.0.0.1, schema ditio, cannot be reached")
    monkeypatch.setenv("DITIO_STORE", "postgresql://me:hush@h:port/d")
    assert run(["mirror", "run", "projects"]) == 1
    assert "has an address that cannot be understood: " in capsys.readouterr().err
    monkeypatch.setenv("DITIO_STORE", "postgresql://me:hush@[h/d")
    assert run(["mirror", "run", "projects"]) == 2
    assert "hush" not in shown + capsys.readouterr().err
