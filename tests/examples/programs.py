"""Runs the examples as their readers do: as programs, led to a sandbox by the environment variables."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import pytest

from ditio_async.sandbox import DitioSandbox

EXAMPLES = Path(__file__).parent.parent.parent / "examples"


def command(sandbox: DitioSandbox, program: str, *arguments: str) -> dict[str, object]:
    """What subprocess needs to know to start a program; its warnings are errors."""
    environment = {**os.environ, **sandbox.environ, "PYTHONWARNINGS": "error"}
    return {"args": [sys.executable, str(EXAMPLES / program), *arguments], "env": environment}


def run(sandbox: DitioSandbox, program: str, *arguments: str, cwd: Path, code: int = 0) -> str:
    """What a program prints, to either output, until it ends with this code."""
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    done = subprocess.run(**command(sandbox, program, *arguments), **streams, cwd=cwd, text=True, check=False)
    assert done.returncode == code, done.stdout
    return done.stdout


@contextmanager
def started(sandbox: DitioSandbox, program: str, *arguments: str, cwd: Path) -> Iterator[subprocess.Popen[str]]:
    """A program that runs; it is killed at the end if it still does."""
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    with subprocess.Popen(**command(sandbox, program, *arguments), **streams, cwd=cwd, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def imported(program: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A program as a module, for what can only be seen from within."""
    monkeypatch.syspath_prepend(EXAMPLES)
    return importlib.import_module(program)
