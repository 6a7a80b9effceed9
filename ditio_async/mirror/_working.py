"""A worker at the queue: does what waits there, and outlives the outages of the database."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Sequence
from typing import Final

from procrastinate.worker import Worker

from .._whole import whole
from ..errors import StoreError
from ._connector import AT_WORK
from ._outages import FAILURES, why
from ._queue import Queue

_LOG: Final = logging.getLogger("ditio_async.mirror")
_POLLING: Final = 0.2
"""Seconds between two looks into the queue: nobody tells when a lane is free again."""
_PAUSE: Final = 2.0
"""Seconds after which a worker that lost the database begins anew."""
_KEPT: Final = 7 * 24
"""Hours for which jobs that failed are kept, to be looked at."""
_CLEANING: Final = 3600.0
"""Seconds between two looks at which of them are older."""
_FORGOTTEN: Final = 24 * 3600.0
"""Seconds of silence after which a worker is forgotten; after an outage, all that live have been silent for a while."""


class Working:
    """Does what is there, and what comes.

    Args:
        queue: where jobs wait.
        names: of the queues in it that it does the jobs of.
        concurrency: jobs at once.
        begin: called first, and each time that it has to begin anew.
        grace: seconds that jobs have when it is cancelled.
    """

    def __init__(
        self, queue: Queue, names: Sequence[str], concurrency: int, begin: Callable[[], Awaitable[None]], grace: float
    ) -> None:
        self._queue = queue
        self._names = names
        self._concurrency = concurrency
        self._begin = begin
        self._grace = grace
        self._outages = queue.connector.outages

    async def run(self, *, forever: bool) -> None:
        """Work; unless `forever`, until nothing is left.

        Raises:
            StoreError, ConnectorException: the queue cannot be used, which will not pass; `forever` it is tried again.
        """
        self._queue.connector.begin()
        work = [self._serve(forever=forever), self._revive()]
        if not forever:
            work.append(self._emptied())
        token = AT_WORK.set(True)
        tasks = [asyncio.create_task(part) for part in work]
        AT_WORK.reset(token)
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._queue.connector.ending = True
            await whole(asyncio.ensure_future(_ended(tasks)))
        for task in done:
            task.result()

    async def _serve(self, *, forever: bool) -> None:
        """Work. What procrastinate's worker cannot get over ends it, and it is begun anew then."""
        while True:
            try:
                await self._begin()
                await self._work()
            except (*FAILURES, StoreError) as error:
                self._say("the queue cannot be used, trying again: %s", error)
                if not forever and not self._outages.lasts:
                    raise
            await asyncio.sleep(_PAUSE)

    async def _work(self) -> None:
        worker = Worker(
            self._queue.app,
            queues=self._names,
            concurrency=self._concurrency,
            install_signal_handlers=False,
            delete_jobs="successful",
            shutdown_graceful_timeout=self._grace,
            fetch_job_polling_interval=_POLLING,
            listen_notify=False,  # which ends the worker when its connection is lost, and is hardly sooner
            update_heartbeat_interval=_FORGOTTEN,  # they would end with an outage, and before the jobs; see `_beat`
            stalled_worker_timeout=_FORGOTTEN,
        )
        running = asyncio.create_task(worker.run())  # type: ignore[no-untyped-call]  # procrastinate does not say what it gives
        beating = asyncio.create_task(self._beat(worker))
        try:
            await asyncio.wait([running])
        finally:
            await whole(asyncio.ensure_future(_stopped(worker, running, beating)))
        running.result()

    async def _beat(self, worker: Worker) -> None:
        """Let others hear that the worker lives, until its last job has ended."""
        while True:
            await asyncio.sleep(self._queue.stalled_after / 3)
            try:
                if worker.worker_id is not None:
                    await self._queue.app.job_manager.update_heartbeat(worker.worker_id)
            except FAILURES as error:
                self._say("others cannot be told that this worker lives: %s", error)

    async def _emptied(self) -> None:
        """Wait until no job waits, and none is under way."""
        while True:
            try:
                if not any(status in {"todo", "doing"} for _, status in await self._queue.counts(self._names)):
                    return
            except FAILURES as error:
                self._say("the queue cannot be looked into: %s", error)
            await asyncio.sleep(_POLLING)

    async def _revive(self) -> None:
        """Give what workers left behind that died to others, again and again."""
        loop = asyncio.get_running_loop()
        cleaning = loop.time()
        while True:
            try:
                await self._queue.revive()
                if loop.time() >= cleaning:
                    await self._queue.app.job_manager.delete_old_jobs(
                        nb_hours=_KEPT, include_failed=True, include_cancelled=True, include_aborted=True
                    )
                    cleaning = loop.time() + _CLEANING
            except FAILURES as error:
                self._say("the queue cannot be looked over: %s", error)
            await asyncio.sleep(self._queue.stalled_after / 3)

    def _say(self, text: str, error: Exception) -> None:
        """Log an error; an outage is in the log already."""
        known = error.__cause__ if isinstance(error, StoreError) else error
        if not (isinstance(known, FAILURES) and self._outages.note(known)):
            _LOG.warning(text, why(error))


async def _stopped(worker: Worker, running: asyncio.Task[None], beating: asyncio.Task[None]) -> None:
    """Let a worker end with its jobs, from which a cancellation would part it; some forget that they were told so."""
    while not running.done():
        worker.stop()  # type: ignore[no-untyped-call]  # the same
        await asyncio.wait([running], timeout=_POLLING)
    if not running.cancelled():
        running.exception()  # it counts as seen, also where the work is cancelled and nobody asks for it
    await _ended([beating])


async def _ended(tasks: Collection[asyncio.Task[None]]) -> None:
    """Cancel until all have ended: `asyncio.wait_for`, which pools use, may lose a cancellation before Python 3.12."""
    while tasks:
        for task in tasks:
            task.cancel()
        _, tasks = await asyncio.wait(tasks, timeout=_POLLING)
