"""The small examples run as they are."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from ditio_async.sandbox import DitioSandbox

from .programs import EXAMPLES, run


def test_the_quickstart(ditio_sandbox: DitioSandbox, tmp_path: Path) -> None:
    for _ in range(2):
        printed = run(ditio_sandbox, "quickstart.py", cwd=tmp_path)
        assert "On the page Planer: Plan – uke 3.txt\n" in printed
        assert printed.count(" h  ") > 10


def test_many_projects(ditio_sandbox: DitioSandbox, tmp_path: Path) -> None:
    ditio_sandbox.fault(path="*/tasks/project/*", status=403)
    printed = run(ditio_sandbox, "many_projects.py", cwd=tmp_path)
    assert printed.count(" work orders ") == 23
    assert printed.count("failed: 403 Forbidden") == 1
    assert "25 requests, 1 token" in printed


def test_the_test_of_an_integration(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:asyncio", "-c", "/dev/null"]
    plugins = "-p no:looptime_plugin -p no:looptime_timeproxies -p no:looptime_chronometers".split()
    source = str(EXAMPLES / "test_my_integration.py")
    done = subprocess.run([*command, *plugins, source], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "2 passed" in done.stdout, done.stdout
