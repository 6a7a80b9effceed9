"""SIGINT and SIGTERM: the work ends at a safe point, and it is said how to go on."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ditio_async.sandbox import DitioSandbox

from .terminal import on_a_terminal, started

STREAM = ["get", "/v1/time-registrations", "--pages"]


@pytest.fixture
def slow(sandbox: DitioSandbox) -> Iterator[DitioSandbox]:
    """It takes long to answer, and is asked only once it is up to the answer."""
    sandbox.fault(path="/reporting/*", latency=60, times=None)
    yield sandbox
    sandbox.clear_faults()


def asked(sandbox: DitioSandbox) -> None:
    """Wait until a token was handed out: the command is at work."""
    deadline = time.monotonic() + 20
    while not sandbox.tokens_issued and time.monotonic() < deadline:
        time.sleep(0.01)


def test_a_signal_stops_the_work_and_says_how_to_go_on(slow: DitioSandbox) -> None:
    with started(*STREAM, more=slow.environ) as command:
        asked(slow)
        command.send_signal(signal.SIGTERM)
        out, err = command.communicate(timeout=20)
    assert (command.returncode, out) == (143, "")
    assert err == "stopped: every line that was printed is whole; run it again, from the beginning\n"


def test_ctrl_c_leaves_a_question_that_nobody_answers(sandbox: DitioSandbox) -> None:
    Path("p.json").write_text('[{"project_number": "P-1"}]')
    code, shown = on_a_terminal(
        "reconcile", "apply", "projects", "p.json", interrupt_at=b"[y/N] ", more=sandbox.environ
    )
    assert code == 130
    assert b"stopped: what was done is done; run the same command again" in shown


SECOND = """
import asyncio, signal
from ditio_async.cli._running import run_until_stopped
async def stubborn():
    print("begun", flush=True)
    while True:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            print("no", flush=True)
run_until_stopped(stubborn())
"""


def test_a_second_signal_ends_what_does_not_want_to_end() -> None:
    command = subprocess.Popen([sys.executable, "-c", SECOND], stdout=subprocess.PIPE, text=True)
    with command:
        assert command.stdout is not None
        assert command.stdout.readline() == "begun\n"
        command.send_signal(signal.SIGTERM)
        assert command.stdout.readline() == "no\n"
        command.send_signal(signal.SIGINT)
        assert command.wait(10) == 130
