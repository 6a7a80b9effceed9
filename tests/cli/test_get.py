"""`ditio-async get`: what the server sent, as it sent it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from ditio_async.cli import run
from ditio_async.sandbox import DitioSandbox

from .terminal import COMMAND, ENVIRONMENT


def test_it_prints_the_answer_as_the_server_sent_it(
    sandbox: DitioSandbox, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    sandbox.fault(path="*/MachineType", status=200, body='{"qty": 7.0,  "name":"M\u00e5l"}')
    assert run(["get", "/api/MachineType"]) == 0
    assert capfdbinary.readouterr().out == '{"qty": 7.0,  "name":"M\u00e5l"}\n'.encode()


def test_parameters_go_along_behind_the_path_and_as_options(sandbox: DitioSandbox) -> None:
    path = "/v1/project?ChunkLimit=3&ProjectId=a%2Bb"
    assert run(["get", path, "--query", "Sources=a", "--query", "Sources=b=c", "--json"]) == 0
    assert sandbox.requests[-1].path == "/reporting/v1/project"
    assert sandbox.requests[-1].query == "ChunkLimit=3&ProjectId=a%2Bb&Sources=a&Sources=b%3Dc"


def test_a_stream_is_printed_a_record_a_line(sandbox: DitioSandbox, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(["get", "/v1/time-registrations?ChunkLimit=20", "--pages"]) == 0
    shown = capfdbinary.readouterr()
    rows = [json.loads(line) for line in shown.out.splitlines()]
    assert len({row["id"] for row in rows}) == len(rows) > 40
    assert b".0000000Z" in shown.out  # seven digits, which nobody has read and written anew
    assert shown.err == f"/v1/time-registrations: {len(rows)} records\n".encode()


def test_a_limit_ends_a_stream(sandbox: DitioSandbox, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(["get", "/v1/time-registrations?ChunkLimit=20", "--pages", "--limit", "25", "--quiet"]) == 0
    shown = capfdbinary.readouterr()
    assert (len(shown.out.splitlines()), shown.err) == (25, b"")
    assert len([one for one in sandbox.requests if "time-registrations" in one.path]) == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["get", "/api/x", "--query", "name"], "--query takes NAME=VALUE, not 'name'"),
        (["get", "/api/x", "--pages"], "--pages is for streams of the reporting API"),
        (["get", "/v1/project", "--limit", "3"], "--limit goes with --pages"),
        (["get", "v1/project"], "path takes /..."),
        (["get", "/v1/project", "--limit", "0", "--pages"], "--limit"),
        (["get", "/x", "--surface", "mars"], "mars"),
        (["get"], "PATH"),
    ],
)
def test_what_makes_no_sense_is_said_before_anything_is_sent(
    sandbox: DitioSandbox, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    assert run(arguments) == 2
    assert words in capsys.readouterr().err
    assert not sandbox.requests


def test_an_error_is_a_line_for_people(sandbox: DitioSandbox, capsys: pytest.CaptureFixture[str]) -> None:
    sandbox.fault(path="/core/*", status=403, body='{"error":"No","message":"not in this company"}')
    assert run(["get", "/api/MachineType"]) == 1
    shown = capsys.readouterr()
    assert shown.err.startswith("PermissionDeniedError: 403 Forbidden: No: not in this company")
    assert "Traceback" not in shown.err
    assert not shown.out


def test_an_error_is_an_object_for_machines(sandbox: DitioSandbox, capsys: pytest.CaptureFixture[str]) -> None:
    sandbox.fault(path="/core/*", status=403)
    assert run(["get", "/api/MachineType", "--json"]) == 1
    error = json.loads(capsys.readouterr().err)["error"]
    assert (error["class"], error["status"], error["exit_code"]) == ("PermissionDeniedError", 403, 1)


def test_where_debugging_is_asked_for_the_traceback_is_shown(
    sandbox: DitioSandbox, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DITIO_LOG", "debug")
    sandbox.fault(path="/core/*", status=403)
    assert run(["get", "/api/MachineType"]) == 1
    assert "Traceback" in capsys.readouterr().err


def test_a_reader_who_has_seen_enough_ends_it_quietly(sandbox: DitioSandbox) -> None:
    command = [*COMMAND, "get", "/v1/time-registrations?ChunkLimit=1", "--pages", "--quiet"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**ENVIRONMENT, **sandbox.environ}
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert json.loads(process.stdout.readline())["id"]
        process.stdout.close()
        assert (process.wait(20), process.stderr.read()) == (0, b"")


def test_on_a_terminal_an_answer_is_laid_out_but_not_for_machines(
    sandbox: DitioSandbox, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    sandbox.fault(path="*/MachineType", status=200, body='{"qty":7.0}', times=2)
    assert (run(["get", "/api/MachineType"]), capsys.readouterr().out) == (0, '{\n  "qty": 7.0\n}\n')
    assert (run(["get", "/api/MachineType", "--json"]), capsys.readouterr().out) == (0, '{"qty":7.0}\n')
