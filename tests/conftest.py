"""Every test runs in a loop in debug mode, without the user's own settings, and is looked over for leaks."""

from __future__ import annotations

import asyncio
import gc
import inspect
import logging
import os
import stat
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from .support.loops import REAL

# The same examples in every run; `pytest --hypothesis-profile=explore` looks for new ones.
settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("explore", deadline=None)
settings.load_profile("same")


def pytest_collection_finish() -> None:
    """What is there before the first test is not looked over again for each of the leak checks."""
    gc.collect()
    gc.freeze()


def pytest_sessionfinish() -> None:
    """It all is looked over in the end, so that libraries do not believe that they leak."""
    gc.unfreeze()


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: many tests wait, for servers or for time."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(tryfirst=True)
def pytest_pycollect_makeitem(name: str, obj: object) -> None:
    """Every async test runs in an event loop, as in anyio's auto mode, which its earlier releases do not have."""
    test = getattr(getattr(obj, "hypothesis", None), "inner_test", obj)
    if name.startswith("test_") and inspect.iscoroutinefunction(test):
        pytest.mark.anyio(obj)


@pytest.fixture
def anyio_backend() -> object:
    return REAL


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No DITIO_ variable of the machine's, and the logger as it was."""
    for name in [name for name in os.environ if name.startswith("DITIO_")]:
        monkeypatch.delenv(name)
    logger = logging.getLogger("ditio_async")
    level, handlers = logger.level, [*logger.handlers]
    yield
    logger.setLevel(level)
    logger.handlers[:] = handlers


@pytest.fixture(autouse=True)
async def no_leaks(anyio_backend: object, tmp_path: Path) -> AsyncIterator[None]:
    """When a test and all its fixtures are over, no task, no socket and no temporary file is left."""
    gc.freeze()  # what earlier tests have loaded is not looked over for this one
    tasks, sockets = _tasks(), _sockets()
    yield
    for _ in range(20):  # connections close in steps
        if not (_tasks() - tasks) and _sockets() <= sockets:
            break
        await asyncio.sleep(0)
    left = _tasks() - tasks
    assert not left, f"tasks are left: {left}"
    gc.collect()
    assert _sockets() <= sockets, f"{_sockets() - sockets} sockets are left open"
    assert not [*tmp_path.rglob("*.part")], "temporary files are left"


def _tasks() -> set[asyncio.Task[object]]:
    """The tasks of the loop, without those that anyio runs tests and fixtures in."""
    return {task for task in asyncio.all_tasks() if "TestRunner." not in repr(task.get_coro())}


def _sockets() -> int:
    """How many sockets this process has open."""
    count = 0
    for entry in Path("/dev/fd").iterdir():
        try:
            count += stat.S_ISSOCK(os.fstat(int(entry.name)).st_mode)
        except OSError:
            continue  # the one that lists the directory
    return count
