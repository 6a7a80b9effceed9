"""The fixtures that users' test suites get."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

TEST = """
{mark}
async def test_the_foreman_sees_the_new_project(ditio, ditio_sandbox):
    await ditio.projects.create(project_number="P-1", name="Fjellhall")
    ditio_sandbox.fault(path="*/projects/*", status=503, retry_after=0.01, times=1)
    assert (await ditio.projects.get_by_number("P-1")).name == "Fjellhall"
    assert ditio.stats.retries == 1
"""


def run(tmp_path: Path, source: str, ini: str) -> subprocess.CompletedProcess[str]:
    """Run pytest in a project of its own."""
    (tmp_path / "test_it.py").write_text(source)
    (tmp_path / "pytest.ini").write_text(f"[pytest]\naddopts = -p no:cacheprovider {ini}\nfilterwarnings = error\n")
    plugins = "-p no:looptime_plugin -p no:looptime_timeproxies -p no:looptime_chronometers".split()
    command = [sys.executable, "-m", "pytest", "-q", *plugins, "test_it.py"]
    return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=50, check=False)


anyio = tuple(int(part) for part in version("anyio").split(".")[:2])
auto = pytest.mark.skipif(anyio < (4, 11), reason="this release of anyio has no auto mode")


@pytest.mark.parametrize(
    ("mark", "ini"),
    [
        pytest.param("", "-p no:asyncio\nanyio_mode = auto", marks=auto),
        ("import pytest\n@pytest.mark.anyio", "-p no:asyncio"),
        ("import pytest\n@pytest.mark.asyncio", "\nasyncio_default_fixture_loop_scope = function"),
        ("", "\nasyncio_mode = auto\nasyncio_default_fixture_loop_scope = function"),
    ],
    ids=["anyio in auto mode", "anyio by mark", "pytest-asyncio by mark", "pytest-asyncio in auto mode"],
)
async def test_a_test_needs_no_import(tmp_path: Path, mark: str, ini: str) -> None:
    conftest = "import pytest\n@pytest.fixture\ndef anyio_backend():\n    return 'asyncio'\n"
    (tmp_path / "conftest.py").write_text(conftest)
    done = run(tmp_path, TEST.format(mark=mark), ini)
    assert "1 passed" in done.stdout, done.stdout + done.stderr


async def test_without_an_event_loop_the_error_says_what_to_do(tmp_path: Path) -> None:
    done = run(tmp_path, "def test_it(ditio): pass", "-p no:asyncio")
    assert "anyio_mode = 'auto'" in done.stdout


def test_the_sandbox_serves_synchronous_tests(ditio_sandbox) -> None:
    import urllib.request

    with urllib.request.urlopen(f"{ditio_sandbox.url}/_sandbox") as answer:
        assert b"faults" in answer.read()


async def test_the_session_is_open_and_sees_the_sandbox(ditio, ditio_sandbox) -> None:
    assert await ditio.projects.list()
    assert [r.method for r in ditio_sandbox.requests] == ["POST", "GET"]
