"""`ditio-async worker`: jobs of many tenants, until they are done or it is stopped."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path

import pytest

from ditio_async.cli import run
from ditio_async.sandbox import DitioSandbox

from .terminal import started
from .test_configuration import written


@pytest.fixture
def queue(sandbox: DitioSandbox, tmp_path: Path, database: str) -> str:
    """Two tenants, of which one is in the database that has the queue, too."""
    path = tmp_path / "ditio.toml"
    written(sandbox, path, "fjell", "kyst")
    own = {"fjell": f'store = "{database}&schema=fjell"', "kyst": 'store = "kyst.db"'}
    text = path.read_text()
    for name, lines in own.items():
        text = text.replace(f"[tenants.{name}]", f'[tenants.{name}]\nstreams = ["projects", "users"]\n{lines}')
    path.write_text(f'{text}[worker]\nqueue = "{database}"\nlanes = 1\n')
    return database


def test_what_is_put_into_the_queue_is_done_and_it_says_so_with_the_tenant(
    queue: str, sandbox: DitioSandbox, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    sandbox.fault(path="*/v1/user", status=403)
    assert run(["worker", "defer", "fjell"]) == 0
    assert capsys.readouterr().out == "2 new in the queue\n"
    assert run(["worker", "defer", "kyst", "projects", "--json", "--queue", queue]) == 0
    assert json.loads(capsys.readouterr().out) == {"new": 1}
    assert run(["worker", "status"]) == 0
    assert [line.split() for line in capsys.readouterr().out.splitlines()][1:] == [
        ["fjell", "2", "0", "0"],
        ["kyst", "1", "0", "0"],
    ]
    assert run(["worker", "--until-empty", "--concurrency", "2"]) == 3
    shown = capsys.readouterr().err
    assert "INFO ditio_async.mirror fjell: projects: full, 24 new" in shown
    assert "INFO ditio_async.mirror kyst: projects: full, 24 new" in shown
    assert "ERROR ditio_async.mirror fjell: users: PermissionDeniedError: 403" in shown
    assert {record.name for record in caplog.records} == {"ditio_async.mirror"}
    assert len(shown.splitlines()) == 3
    assert run(["worker", "status", "--json", "--tenant", "fjell"]) == 0
    assert json.loads(capsys.readouterr().out) == [{"tenant": "fjell", "waiting": 0, "running": 0, "failed": 1}]
    assert run(["mirror", "views", "--tenant", "fjell"]) == 0
    program, _, option, query = shlex.split(capsys.readouterr().out.splitlines()[-1])
    assert (program, option, "fjell.hours_per_project_and_day" in query) == ("psql", "-c", True)


def test_a_signal_ends_a_worker_that_waits_for_more(queue: str, sandbox: DitioSandbox) -> None:
    path = Path("ditio.toml")
    path.write_text(path.read_text().replace("[defaults]", "[defaults]\nevery = 15"))
    with started("worker", "--tenant", "fjell", more={"DITIO_QUEUE": queue}) as command:
        assert command.stderr is not None
        lines = [command.stderr.readline() for _ in range(2)]
        command.terminate()
        _, err = command.communicate(timeout=20)
    assert all("INFO ditio_async.mirror fjell: " in line for line in lines)
    assert command.returncode == 143
    assert err.splitlines()[-1].startswith("stopped: what was under way waits in the queue, and goes on where it was")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "there is no queue: give --queue postgresql://host/database, set DITIO_QUEUE, or write queue = ..."),
        (["--queue", "postgresql://me:hush@h/d"], "or the address into DITIO_QUEUE or the TOML file"),
        (["--queue", "jobs.db"], "--queue takes an address such as postgresql://host/database"),
        (["status", "--queue", "postgresql://h/d", "--tenant", "none"], "there is no tenant 'none'"),
        (["--queue", "postgresql://h/d"], "kyst: say where the mirror is to be: store = ..."),
        (["defer", "kyst", "projekts"], "did you mean 'projects'?"),
        (["--lanes", "17"], "--lanes"),
    ],
)
def test_what_makes_no_sense_is_said(
    sandbox: DitioSandbox, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    written(sandbox, tmp_path / "ditio.toml", "kyst")
    assert run(["worker", *arguments]) == 2
    shown = capsys.readouterr().err
    assert words in shown
    assert "hush" not in shown
    assert not sandbox.requests


def test_what_is_not_installed_is_named_with_the_command_that_installs_it(
    sandbox: DitioSandbox, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in [name for name in sys.modules if name.startswith("ditio_async.mirror.")]:
        if name.endswith((".jobs", "._queue", ".postgres")):
            monkeypatch.delitem(sys.modules, name)
    for name in ("procrastinate", "asyncpg"):
        monkeypatch.setitem(sys.modules, name, None)
    assert run(["worker", "status", "--queue", "postgresql://h/d"]) == 2
    assert "pip install 'ditio-async[queue,postgres]'" in capsys.readouterr().err
    assert run(["mirror", "status", "--store", "postgresql://h/d"]) == 2
    assert "pip install 'ditio-async[postgres]'" in capsys.readouterr().err
