"""`ditio-async demo`: on a terminal, in a pipe, interrupted."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from ditio_async.cli import run

from .terminal import HIDE, SHOW, on_a_terminal, piped, plain


def test_in_a_pipe_it_writes_plain_lines() -> None:
    done = piped("demo", "--records", "300")
    assert (done.returncode, done.stderr) == (0, "")
    assert "\x1b" not in done.stdout
    for words in (
        "300 time registrations",
        "project P-1001 created: Prosjekt Fjellhall",
        "Work order WO-001 created: Graving byggegrop",
        "Målebrev – Åsgård (rev 2).pdf: ",
        "Situasjonsplan.dwg: 20,0",
        "records/s, a 429 and an expired token included",
        "Hours per project",
        "2 of them again, 1 throttled, 3 tokens",
    ):
        assert words in done.stdout, done.stdout


def test_quiet_leaves_the_result_and_another_seed_gives_other_hours(capsys: pytest.CaptureFixture[str]) -> None:
    hours: list[str] = []
    for seed in ("1", "2"):
        assert run(["demo", "--records", "30", "--quiet", "--seed", seed]) == 0
        table, _, pipeline = capsys.readouterr().out.partition("Pipeline: ")
        assert table.strip().startswith("Hours per project")
        assert pipeline.count("\n") == 1
        hours.append(table)
    assert hours[0] != hours[1]


@pytest.mark.parametrize("records", ["0", "-5", "many"])
def test_a_number_of_records_that_makes_no_sense_is_refused(capsys: pytest.CaptureFixture[str], records: str) -> None:
    assert run(["demo", f"--records={records}"]) == 2
    assert "--records" in capsys.readouterr().err


def test_on_a_terminal_it_shows_bars_and_ctrl_c_leaves_it_clean() -> None:
    code, shown = on_a_terminal("demo", "--records", "1000000", interrupt_at=b"records/s")
    assert code == 128 + signal.SIGINT
    assert shown.rindex(SHOW) > shown.rindex(HIDE)
    assert "━━━" in plain(shown)
    assert "20.0/20.0 MB" in plain(shown)
    assert shown.decode().rstrip().endswith("stopped")
    assert b"Traceback" not in shown


def test_without_a_command_it_shows_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([]) == 0
    assert "demo" in capsys.readouterr().out


def test_without_the_extra_it_says_what_to_install() -> None:
    program = "import sys; sys.modules['rich'] = None; from ditio_async.cli import main; main()"
    hidden = "import importlib.util as u; f = u.find_spec; u.find_spec = lambda n: None if n == 'rich' else f(n); "
    done = subprocess.run([sys.executable, "-c", hidden + program], capture_output=True, text=True, check=False)
    assert (done.returncode, "pip install 'ditio-async[cli]'" in done.stderr) == (1, True)
