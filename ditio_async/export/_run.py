"""An export: its files side by side. A stream that fails does not end the others."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from pathlib import Path
from time import monotonic

from .._relay import Relay
from ..errors import DitioError
from ._file import write
from ._journal import Done, Journal
from ._plan import Job
from ._subjects import Subject
from .report import ExportProgress, ExportReport, OnExportProgress, StreamReport


class Run:
    """One export.

    Args:
        jobs: the files.
        concurrency: how many are written at once.
    """

    def __init__(
        self,
        subjects: Sequence[Subject],
        jobs: Sequence[Job],
        journal: Journal,
        concurrency: int,
        on_progress: OnExportProgress | None,
    ) -> None:
        self._journal = journal
        self._concurrency = concurrency
        counts = {one.name: len(one.parts) for one in subjects}
        self._tallies = {one.name: Tally(one, counts[one.name], on_progress) for one in subjects}
        self._queue: deque[Job] = deque(jobs)
        self._relay: Relay[None] = Relay()

    def keep(self) -> None:
        """What an earlier run has done is not done again, if it is still there."""
        for job in [*self._queue]:
            done = self._journal.done.get(job.file)
            if done is not None and _is_there(job.place.path, done.bytes):
                self._queue.remove(job)
                self._tallies[job.subject.name].kept(job, done)

    async def run(self) -> ExportReport:
        """Write the files."""
        began = monotonic()
        try:
            for _ in range(min(self._concurrency, len(self._queue))):
                self._relay.start(self._work())
            await self._relay.take()
        finally:
            await self._relay.stop()
        reports = [tally.report() for tally in self._tallies.values()]
        return ExportReport(streams=reports, seconds=monotonic() - began)

    async def _work(self) -> None:
        while self._queue:
            job = self._queue.popleft()
            tally = self._tallies[job.subject.name]
            if tally.error is not None:
                continue  # the next run goes on with it
            tally.begin()
            try:
                done, left_out = await write(job, self._journal, tally.teller(job))
            except (DitioError, OSError) as error:
                tally.failed(job, error)
            else:
                tally.done(job, done, left_out)


class Tally:
    """What is known of a stream so far.

    Attributes:
        error: that ended it.
    """

    def __init__(self, subject: Subject, parts: int, on_progress: OnExportProgress | None) -> None:
        self._subject = subject
        self._parts = parts
        self._on_progress = on_progress
        self._files: dict[str, Path] = {}
        self._kept = self._records = self._bytes = self._misfits = self._through = 0
        self._unknown: dict[str, None] = {}
        self._left_out: list[DitioError] = []
        self._writing: dict[str, tuple[int, int, float | None]] = {}
        self._began: float | None = None
        self._ended = 0.0
        self.error: DitioError | OSError | None = None

    def begin(self) -> None:
        """A file of it is begun."""
        self._began = self._began or monotonic()

    def teller(self, job: Job) -> _Teller:
        """Takes in how far a file is."""
        return _Teller(self, job)

    def writing(self, job: Job, records: int, size: int, fraction: float | None) -> None:
        """A file is so far."""
        self._writing[job.file] = records, size, fraction
        self._tell()

    def kept(self, job: Job, done: Done) -> None:
        """A file was there already."""
        self._add(job, done)
        self._kept += done.bytes is not None

    def done(self, job: Job, done: Done, left_out: Sequence[DitioError]) -> None:
        """A file is complete."""
        self._writing.pop(job.file, None)
        self._left_out += left_out
        self._add(job, done)
        self._ended = monotonic()
        self._tell()

    def failed(self, job: Job, error: DitioError | OSError) -> None:
        """A file did not come."""
        self._writing.pop(job.file, None)
        self._ended = monotonic()
        self.error = self.error or error

    def report(self) -> StreamReport:
        """What became of it."""
        return StreamReport(
            stream=self._subject.name,
            records=self._records,
            files=[self._files[file] for file in sorted(self._files)],
            kept=self._kept,
            bytes=self._bytes,
            seconds=self._ended - self._began if self._began is not None else 0.0,
            error=self.error,
            windowed=self._subject.windowed,
            incremental=self._subject.incremental,
            misfits=self._misfits,
            unknown=tuple(self._unknown),
            left_out=self._left_out,
        )

    def _add(self, job: Job, done: Done) -> None:
        self._through += 1
        if done.bytes is not None:
            self._files[job.file] = job.place.path
            self._bytes += done.bytes
        self._records += done.records
        self._misfits += done.misfits
        self._unknown |= dict.fromkeys(done.unknown)

    def _tell(self) -> None:
        if self._on_progress is None:
            return
        now = self._writing.values()
        known = self._parts > 1 or self._through or any(fraction is not None for _, _, fraction in now)
        through = self._through + sum(fraction or 0.0 for _, _, fraction in now)
        self._on_progress(
            ExportProgress(
                stream=self._subject.name,
                records=self._records + sum(records for records, _, _ in now),
                bytes=self._bytes + sum(size for _, size, _ in now),
                files=len(self._files),
                fraction=through / self._parts if known else None,
            )
        )


class _Teller:
    """Tells a tally of one file."""

    def __init__(self, tally: Tally, job: Job) -> None:
        self._tally = tally
        self._job = job

    def __call__(self, records: int, size: int, fraction: float | None) -> None:
        self._tally.writing(self._job, records, size, fraction)


def _is_there(path: Path, size: int | None) -> bool:
    try:
        return path.stat().st_size == size
    except FileNotFoundError:
        return size is None
