"""`ditio-async mirror status`, `reset`, `views`, `columns`: how it stands, and what is in it."""

from __future__ import annotations

import datetime as dt
import json
import shlex
import sqlite3
from pathlib import Path

import pytest

from ditio_async.cli import run
from ditio_async.cli._mirror_tables import _query
from ditio_async.sandbox import DitioSandbox

from .terminal import on_a_terminal

STORE = ["--store", "d.db"]


@pytest.fixture
def mirrored(sandbox: DitioSandbox, capsys: pytest.CaptureFixture[str]) -> DitioSandbox:
    assert run(["mirror", "run", "projects", "flow_mass_types", "--quiet", *STORE]) == 0
    capsys.readouterr()
    sandbox.clear_requests()
    return sandbox


def aged(stream: str, minutes: int) -> None:
    """Its last run was so long ago."""
    with sqlite3.connect("d.db") as connection:
        (text,) = connection.execute("SELECT state FROM mirror_state WHERE stream = ?", [stream]).fetchone()
        state = json.loads(text)
        before = dt.datetime.fromisoformat(state["watermark"]) - dt.timedelta(minutes=minutes)
        state["watermark"] = before.isoformat()
        connection.execute("UPDATE mirror_state SET state = ? WHERE stream = ?", [json.dumps(state), stream])
    connection.close()


def test_the_status_shows_what_was_ever_mirrored_and_asks_nobody(
    mirrored: DitioSandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["mirror", "status", *STORE]) == 0
    head, masses, projects = capsys.readouterr().out.splitlines()
    assert head.split()[:4] == ["stream", "rows", "deleted", "watermark"]
    assert masses.split()[:3] == ["flow_mass_types", "5", "0"]
    assert projects.split()[:3] == ["projects", "24", "0"]
    assert run(["mirror", "status", "users", "--json", *STORE]) == 0
    (users,) = json.loads(capsys.readouterr().out)
    assert (users["rows"], users["age_seconds"]) == (0, None)
    assert not mirrored.requests


def test_monitoring_finds_what_is_too_old_has_failed_or_was_never_mirrored(
    mirrored: DitioSandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    watched = ["mirror", "status", "--max-age", "30", *STORE]
    assert run(watched) == 0
    assert run([*watched, "users"]) == 1
    assert capsys.readouterr().err == "too old: users (age: never mirrored)\n"
    aged("projects", 45)
    assert run(watched) == 1
    shown = capsys.readouterr()
    assert shown.err == "too old: projects (age: 45 min)\n"
    assert "45 min" in shown.out
    mirrored.fault(path="*/mass-type*", status=403, times=None)
    mirrored.fault(path="*/flow*", status=403, times=None)
    assert run(["mirror", "run", "flow_mass_types", *STORE]) == 1
    capsys.readouterr()
    assert run([*watched, "flow_mass_types"]) == 1
    shown = capsys.readouterr()
    assert shown.err == "failed: flow_mass_types\n"
    assert "PermissionDeniedError: 403" in shown.out


def test_where_nothing_is_there_none_of_them_makes_a_file(
    sandbox: DitioSandbox, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for command in (["status"], ["views"], ["columns", "projects"], ["reset", "projects", "--yes"]):
        assert run(["mirror", *command, "--store", "typo.db"]) == 2
        assert "there is no mirror at typo.db; `ditio-async mirror run` makes one" in capsys.readouterr().err
    assert not (tmp_path / "typo.db").exists()


def test_a_stream_is_emptied_and_the_next_run_reads_all(
    mirrored: DitioSandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["mirror", "reset", "projects", *STORE]) == 2
    assert "nobody can be asked here; give --yes" in capsys.readouterr().err
    assert run(["mirror", "reset", "projects", "flow-mass-types", "--yes", *STORE]) == 0
    assert capsys.readouterr().out == "emptied: projects (24 rows), flow_mass_types (5 rows); the next run reads all\n"
    assert run(["mirror", "status", *STORE]) == 0
    assert capsys.readouterr().out == "nothing was mirrored yet\n"


def test_on_a_terminal_it_asks_before_it_empties(mirrored: DitioSandbox) -> None:
    answers = {b"Empty projects (24 rows)? [y/N] ": b"\n"}
    code, shown = on_a_terminal("mirror", "reset", "projects", *STORE, answers=answers, more=mirrored.environ)
    assert (code, b"nothing was done" in shown) == (0, True), shown


def test_the_views_are_listed_with_a_query_that_works(
    mirrored: DitioSandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["mirror", "views", *STORE]) == 0
    shown = capsys.readouterr().out
    assert "hours: time registrations, with the present names" in shown
    assert "\n    day, project_id, project_number, " in shown
    *_, path, query = shlex.split(shown.splitlines()[-1])
    connection = sqlite3.connect(path)
    assert connection.execute(query).fetchall() == []
    connection.close()
    assert run(["mirror", "views", "--json", *STORE]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {view["name"]: view["columns"] for view in found["views"]}["people"][:2] == ["user_id", "name"]


def test_the_query_for_postgresql_shows_no_password() -> None:
    command = _query("postgresql://me:hush@h:5433/d?schema=bi&password=hush&sslmode=require")
    assert command.startswith("psql 'postgresql://me@h:5433/d?sslmode=require' -c ")
    assert "FROM bi.hours_per_project_and_day" in command


def test_fields_without_a_column_are_listed_and_given_columns(
    mirrored: DitioSandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["mirror", "columns", "flow_mass_types", *STORE]) == 0
    assert ["density", "5"] in [line.split() for line in capsys.readouterr().out.splitlines()]
    assert run(["mirror", "columns", "flow-mass-types", "density", "name", *STORE]) == 0
    assert "density has the column density of flow_mass_types now\n" in capsys.readouterr().out
    assert run(["mirror", "columns", "flow_mass_types", "--json", *STORE]) == 0
    assert json.loads(capsys.readouterr().out) == {"active": 5, "number": 5}
    assert run(["mirror", "columns", "flow_mass_types", "densiti", *STORE]) == 2
    assert "`mirror columns STREAM` lists them" in capsys.readouterr().err
    assert run(["mirror", "columns", "projects", *STORE]) == 0
    assert capsys.readouterr().out == "every field of projects has a column\n"
