"""`ditio-async reconcile`: from a file to a plan, and from the plan to what is done."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from ditio_async.cli import run
from ditio_async.sandbox import DitioSandbox

from .terminal import on_a_terminal, plain

PROJECTS = '\ufeffprojectNumber;name;active;estimated_hour_qty\nP-1;Fjellhall;true;7,5\n\nP-2;"Lys;\u00f8ya";0;\n'


def written(folder: Path, text: str, name: str = "p.csv") -> str:
    (folder / name).write_text(text, encoding="utf-8")
    return str(folder / name)


def writes(sandbox: DitioSandbox) -> int:
    return len([one for one in sandbox.requests if one.method != "GET" and "token" not in one.path])


def test_a_plan_is_shown_and_nothing_is_written(
    sandbox: DitioSandbox, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path, PROJECTS)
    assert run(["reconcile", "plan", "projects", file]) == 0
    shown = capsys.readouterr().out
    assert "7.5" in shown
    assert "Lys;øya" in shown
    assert shown.endswith("2 create\n")
    assert run(["reconcile", "plan", "projects", file, "--check", "--json"]) == 1
    plan = json.loads(capsys.readouterr().out)
    assert plan["entries"][1]["fields"]["active"]["after"] is False
    assert "estimated_hour_qty" not in plan["entries"][1]["fields"]  # an empty cell is left out
    assert writes(sandbox) == 0


def test_a_plan_is_applied_and_the_next_one_is_empty(
    sandbox: DitioSandbox, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path, PROJECTS)
    assert run(["reconcile", "apply", "projects", file, "--yes"]) == 0
    assert capsys.readouterr().out.endswith("2 create\ndone: 2 create\n")
    assert run(["reconcile", "plan", "projects", file, "--check"]) == 0
    cleared = written(tmp_path, "project_number,name,estimated_hour_qty\nP-1,Fjellhall,\n", "q.csv")
    assert run(["reconcile", "plan", "projects", cleared, "--check"]) == 0
    assert run(["reconcile", "apply", "projects", cleared, "--empty-is-null", "--yes", "--json"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["done"] == {"update": 1}


def test_what_fails_is_listed_and_the_exit_code_says_that_a_part_is_done(
    sandbox: DitioSandbox, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path, PROJECTS)
    sandbox.fault(path="*/projects", method="POST", status=400, body='{"message":"no such customer"}')
    assert run(["reconcile", "apply", "projects", file, "--yes", "--concurrency", "1"]) == 3
    lines = capsys.readouterr().out.splitlines()
    assert lines[-3] == "done: 1 create"
    assert lines[-2].startswith("failed: create P-1: BadRequestError: 400 Bad Request: no such customer")
    assert lines[-1].startswith("run the same command again")


def test_employees_have_their_employment_in_columns_of_their_own(
    sandbox: DitioSandbox, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head = "employeeNumber,firstName,lastName,phone,birthDate,employment.startDate,employment.department"
    file = written(tmp_path, f"{head}\n9001,Kari,Haug,+4798765432,1990-05-01,2026-02-01,Anlegg\n")
    assert run(["reconcile", "plan", "employees", file, "--json"]) == 0
    (entry,) = json.loads(capsys.readouterr().out)["entries"]
    assert entry["fields"]["employment.department"]["after"] == "Anlegg"


def test_json_has_what_does_not_fit_into_a_cell(
    sandbox: DitioSandbox, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    absence = {
        "externalId": "hr/1",
        "employee_number": "1001",
        "startDate": "2026-07-06",
        "end_date": "2026-07-10",
        "absence_type_code": "FE",
        "days": [{"date": "2026-07-07", "qty": 3.5}],
    }
    for name, text in (("a.json", json.dumps([absence])), ("a.jsonl", f"{json.dumps(absence)}\n\n")):
        assert run(["reconcile", "plan", "absences", written(tmp_path, text, name)]) == 0
        assert capsys.readouterr().out.endswith("1 create\n")


def test_stdin_is_read_with_its_format_said(
    sandbox: DitioSandbox, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(PROJECTS.encode())))
    assert run(["reconcile", "plan", "projects", "-", "--format", "csv"]) == 0
    assert capsys.readouterr().out.endswith("2 create\n")


def test_a_plan_that_puts_away_too_much_is_refused_with_the_option_that_allows_it(
    sandbox: DitioSandbox, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path, PROJECTS)
    assert run(["reconcile", "plan", "projects", file, "--missing", "deactivate"]) == 0
    assert "apply would refuse it" in capsys.readouterr().out
    assert run(["reconcile", "apply", "projects", file, "--missing", "deactivate", "--yes"]) == 1
    assert "--at-most 1.00" in capsys.readouterr().err
    assert writes(sandbox) == 0


HEAD = "project_number,name,active,work_break_lunch_length,estimated_hour_qty,start_date\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (HEAD + "P-1,a,true,1,1,\nP-2,b,maybe,1,1,\n", "p.csv, line 3, column active: 'maybe' takes true or false"),
        (HEAD + 'P-1,"a\nb",1,x,1,\n', "p.csv, line 2, column work_break_lunch_length: 'x' takes a whole number"),
        (HEAD + 'P-1,"a\nb",1,1,1,\nP-2,c,1,1,1.5.1,\n', "line 4, column estimated_hour_qty: '1.5.1' takes a number"),
        (HEAD + "P-1,a,1,1,1,31/01/2026\n", "line 2, column start_date: '31/01/2026' is no ISO 8601 time"),
        (HEAD + "P-1,a,1\n", "line 2 has 3 cells, and the header 6"),
        (HEAD + ",a,1,1,1,\n", "line 2 needs project_number="),
        ("projectnumber\nP-1\n", "line 1: there is no column 'projectnumber'; did you mean 'project_number'?"),
        ("name,name\n", "line 1: column name is there twice"),
        ("", "p.csv is empty"),
        ('name\n"a', "unexpected end of data"),
    ],
)
def test_a_cell_that_does_not_fit_is_told_with_its_line_and_column(
    sandbox: DitioSandbox, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, words: str
) -> None:
    assert run(["reconcile", "plan", "projects", written(tmp_path, text)]) == 2
    assert words in capsys.readouterr().err
    assert not sandbox.requests


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("p.json", '{"project_number": "P-1"}', "takes a list of objects, not dict"),
        ("p.json", "[7]", "p.json, [0] takes an object, not 7"),
        ("p.json", '[{"project_number": "P-1", "active": "x"}]', "p.json, [0]: active takes True or False"),
        ("p.jsonl", '{"project_number": "P-1"}\n{', "p.jsonl, line 2 is no JSON"),
        ("p.txt", "", "say what is in it: --format csv, json or jsonl"),
    ],
)
def test_a_file_that_does_not_fit_is_told(
    sandbox: DitioSandbox, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, text: str, words: str
) -> None:
    assert run(["reconcile", "plan", "projects", written(tmp_path, text, name)]) == 2
    assert words in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["apply", "projects", "p.csv"], "nobody can be asked here; look at the plan, then give --yes"),
        (["plan", "projects", "p.csv", "--end-date", "2026-01-01"], "takes no end_date="),
        (["plan", "projects", "p.csv", "--missing", "end"], "missing takes 'leave' or 'deactivate', not 'end'"),
        (["plan", "projects", "p.csv", "--at-most", "2"], "--at-most"),
        (["plan", "projects", "none.csv"], "none.csv cannot be read: No such file"),
        (["plan", "absences", "p.csv", "--before", "none.txt"], "--before: none.txt cannot be read"),
        (["plan", "planets", "p.csv"], "planets"),
    ],
)
def test_options_that_make_no_sense_are_told(
    sandbox: DitioSandbox, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    written(tmp_path, PROJECTS)
    assert run(["reconcile", *arguments]) == 2
    assert words in capsys.readouterr().err
    assert writes(sandbox) == 0


def test_a_file_that_is_not_utf_8_is_told_with_the_line(
    sandbox: DitioSandbox, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "p.csv").write_bytes("project_number;name\nP-1;Lys\u00f8ya".encode("latin-1"))
    assert run(["reconcile", "plan", "projects", "p.csv"]) == 2
    assert "p.csv, line 2 is not UTF-8" in capsys.readouterr().err


def test_on_a_terminal_it_asks(sandbox: DitioSandbox, tmp_path: Path) -> None:
    file = written(tmp_path, PROJECTS)
    answers = {b"Apply these 2 changes? [y/N] ": b"y\n"}
    code, shown = on_a_terminal("reconcile", "apply", "projects", file, answers=answers, more=sandbox.environ)
    assert (code, writes(sandbox)) == (0, 2), shown
    assert "done: 2 create" in plain(shown)
