"""A program that mirrors is stopped in the middle of a run, and the next one goes on there."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import anyio
import pytest

from ditio_async import DitioSession
from ditio_async.errors import MirrorLockedError
from ditio_async.mirror import Mirror, StreamReport
from ditio_async.sandbox import DitioSandbox

from .children import started
from .looks import Watched
from .places import SOURCE

STREAM: Final = "absence_registrations"
PATH: Final = "*/absence-registrations"
LIMIT: Final = 20


@pytest.fixture
def sandbox() -> Iterator[DitioSandbox]:
    """In a thread, so that it serves while a test waits for a program."""
    with DitioSandbox(records=10) as sandbox:
        yield sandbox


@contextmanager
def waiting(sandbox: DitioSandbox, place: Watched, pages: int) -> Iterator[subprocess.Popen[str]]:
    """A program that has some pages, and waits for the next one."""
    fault = sandbox.fault(path=PATH, skip=pages, latency=3600, times=None)
    with started(sandbox, place, "one", LIMIT, [STREAM]) as program:
        try:
            deadline = time.monotonic() + 20
            while not fault.hits:
                assert program.poll() is None, program.communicate()
                assert time.monotonic() < deadline
                time.sleep(0.002)
            sandbox.clear_faults()
            yield program
        finally:
            program.kill()


async def run(sandbox: DitioSandbox, place: Watched) -> StreamReport:
    async with (
        DitioSession(**sandbox.credentials) as ditio,
        Mirror(ditio, place.store(), chunk_limit=LIMIT, source=SOURCE) as mirror,
    ):
        (stream,) = (await mirror.run([STREAM])).streams
    return stream


def pages(place: Watched) -> int:
    """How many pages of a run are there, all their rows and no others."""
    look = place.look([STREAM])
    position = look.states[STREAM]["position"]
    assert len(look.tables[STREAM]) == sum(position["counts"].values())
    return int(position["pages"])


async def test_while_a_program_mirrors_another_one_is_locked_out_until_it_is_killed(
    sandbox: DitioSandbox, place: Watched
) -> None:
    with waiting(sandbox, place, pages=3) as program:
        place.patience = 0.1
        locked = await run(sandbox, place)
        assert isinstance(locked.error, MirrorLockedError)
        assert "wait until it has ended" in str(locked.error)
        program.kill()
        program.wait()
        place.patience = 5.0
        with anyio.fail_after(5):
            goes_on = await run(sandbox, place)
    assert goes_on.error is None
    assert goes_on.resumed
    assert goes_on.inserted == len(place.table(STREAM)) > 200


async def test_ctrl_c_ends_a_program_without_noise_and_the_next_one_goes_on(
    sandbox: DitioSandbox, place: Watched
) -> None:
    with waiting(sandbox, place, pages=4) as program:
        program.send_signal(signal.SIGINT)
        _, said = program.communicate(timeout=10)
    assert (program.returncode, said) == (130, "")
    assert pages(place) in {3, 4}  # the last one may have come too late
    goes_on = await run(sandbox, place)
    assert (goes_on.error, goes_on.resumed) == (None, True)
    assert goes_on.inserted == len(place.table(STREAM))


async def test_ctrl_c_while_pages_are_written_ends_at_the_end_of_one(sandbox: DitioSandbox, place: Watched) -> None:
    with started(sandbox, place, "one", 5, [STREAM]) as program:
        while sum(request.path.endswith("/absence-registrations") for request in sandbox.requests) < 10:
            assert program.poll() is None, program.communicate()
            await anyio.sleep(0.001)
        program.send_signal(signal.SIGINT)
        _, said = program.communicate(timeout=10)
    assert (program.returncode, said) == (130, "")
    assert pages(place) > 5
