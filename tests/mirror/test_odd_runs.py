"""Runs that go on under other circumstances than they began under."""

from __future__ import annotations

import pytest

from ditio_async import DitioSession
from ditio_async.mirror import Mirror, StreamProgress
from ditio_async.sandbox import DitioSandbox

from .looks import Watched
from .places import SOURCE


class Enough(Exception):
    """Breaks a run off."""


def after_two_pages(progress: StreamProgress) -> None:
    if progress.pages == 2:
        raise Enough


async def test_a_run_that_was_begun_with_another_chunk_limit_begins_anew(sandbox: DitioSandbox, place: Watched) -> None:
    async with DitioSession(**sandbox.credentials) as ditio:
        async with Mirror(ditio, place.store(), chunk_limit=20, source=SOURCE) as mirror:
            with pytest.raises(ExceptionGroup):
                await mirror.run(["time_registrations"], on_progress=after_two_pages)
        async with Mirror(ditio, place.store(), chunk_limit=30, source=SOURCE) as mirror:
            report = await mirror.run(["time_registrations"])
    (stream,) = report.streams
    assert stream.error is None
    assert not stream.resumed
    assert stream.unchanged >= 40
    assert stream.records == len(place.table("time_registrations"))


async def test_an_error_of_the_callers_own_callback_is_not_taken_for_one_of_the_database(
    sandbox: DitioSandbox, place: Watched
) -> None:
    def broken(_: StreamProgress) -> None:
        raise BrokenPipeError("the terminal is gone")

    async with DitioSession(**sandbox.credentials) as ditio, Mirror(ditio, place.store(), source=SOURCE) as mirror:
        with pytest.raises(ExceptionGroup) as raised:
            await mirror.run(["time_registrations"], on_progress=broken)
    assert raised.group_contains(BrokenPipeError, depth=1)
