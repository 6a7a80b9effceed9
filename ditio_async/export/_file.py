"""Writing one file: records are fetched, and written in a thread, until it is whole."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from contextlib import aclosing, suppress
from functools import partial
from time import monotonic
from typing import Final, TypeAlias

from ..errors import ContinuationRefusedError, DitioError, FileNotWrittenError
from . import _intake
from ._intake import Intake
from ._journal import At, Done, Journal
from ._plan import Job
from ._sinks.csv import CsvText
from ._sinks.jsonlines import JsonText
from ._sinks.parquet import ParquetSink
from ._sinks.place import CannotGoOnError, Sink
from ._sinks.shape import Shape
from ._sinks.text import TextSink
from ._source import Batch
from ._worker import Worker
from .formats import Csv, Parquet

Tell: TypeAlias = Callable[[int, int, float | None], None]
"""Is told of the records and bytes of a file so far, and of the fraction that is through."""

_NOTED: Final = 1.0
"""Seconds after which it is noted how far a file is; each note makes the system write to the disk."""


async def write(job: Job, journal: Journal, tell: Tell) -> tuple[Done, list[DitioError]]:
    """Write a file, from where an earlier run was.

    Returns:
        What was written, and the errors of what was left out.

    Raises:
        FileNotWrittenError: it could not be written.
        DitioError: its records could not be had.
    """
    at, anew = journal.at.get(job.file) if job.resumable else None, At(file=job.file, bookmark=None)
    if at is not None:
        try:
            return await _File(job, journal, tell, at).run()
        except (ContinuationRefusedError, CannotGoOnError):
            journal.note(anew)  # the server has forgotten the place, or the file is gone
    return await _File(job, journal, tell, anew).run()


class _File:
    """A file while it is written."""

    def __init__(self, job: Job, journal: Journal, tell: Tell, begin: At) -> None:
        self._job = job
        self._journal = journal
        self._tell = tell
        self._begin = self._at = begin
        self._worker = Worker()
        self._source = job.part.source()
        self._sink: Sink | None = None
        self._intake = _intake.raw()
        self._noted = 0.0
        self._date: dt.datetime | None = None
        self._records = begin.records
        self._misfits = begin.misfits

    async def run(self) -> tuple[Done, list[DitioError]]:
        """Write it."""
        try:
            await self._worker.run(self._open)
            async with aclosing(self._source.batches(self._intake, self._begin.bookmark)) as batches:
                async for batch in batches:
                    self._date = self._date or batch.date
                    await self._worker.hand(partial(self._add, batch))
                    self._told(batch.fraction)
            done = await self._worker.run(self._finish)
        except BaseException as error:
            await self._worker.last(self._break_off)
            if isinstance(error, OSError):
                raise self._not_written(error) from error
            raise
        return done, self._source.left_out

    def _told(self, fraction: float | None) -> None:
        assert self._sink is not None
        self._tell(self._records, self._sink.size, fraction)

    def _open(self) -> None:
        self._sink, self._intake = _sink(self._job)
        self._sink.open(self._begin.bytes)

    def _add(self, batch: Batch) -> None:
        assert self._sink is not None
        for records in batch.records:
            self._records += self._sink.write(records)
        self._misfits = self._begin.misfits + self._intake.misfits
        if not self._job.resumable or batch.bookmark is None:
            return
        self._at = At(
            file=self._job.file,
            bookmark=batch.bookmark,
            records=self._records,
            bytes=self._sink.size,
            misfits=self._misfits,
            unknown=self._unknown(),
        )
        if monotonic() - self._noted > _NOTED:
            self._note(self._at)

    def _note(self, at: At) -> None:
        """Note how far it is."""
        assert self._sink is not None
        self._sink.sync()
        self._journal.note(at)
        self._noted = monotonic()

    def _finish(self) -> Done:
        assert self._sink is not None
        job, empty = self._job, self._job.part.month is not None and self._records == 0
        if empty:
            self._sink.close(keep=False)
            job.place.path.unlink(missing_ok=True)  # of a run in which the month had records
        else:
            if self._date is not None:
                job.about["ditio.exported_at"] = self._date.isoformat()
            self._sink.finish()
        done = Done(
            stream=job.subject.name,
            file=job.file,
            records=self._records,
            bytes=None if empty else self._sink.size,
            misfits=self._misfits,
            unknown=self._unknown(),
        )
        if not self._source.left_out:
            with suppress(OSError):  # the file is there; it would be fetched again by a run that goes on
                self._journal.note(done)
        return done

    def _break_off(self) -> None:
        """Leave what can be gone on with, and nothing else."""
        if self._sink is None:
            return
        with suppress(OSError):  # what was noted before still holds
            if self._at is not self._begin:
                self._note(self._at)
        with suppress(OSError):
            self._sink.close(keep=self._job.file in self._journal.at)

    def _unknown(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self._begin.unknown, *self._intake.unknown)))

    def _not_written(self, error: OSError) -> FileNotWrittenError:
        path, why = self._job.place.path, str(error) if error.errno is None else os.strerror(error.errno)
        there = "what was there before still is" if path.exists() else "there is no such file"
        goes_on = "; it goes on from there" if self._job.file in self._journal.at else ""
        return FileNotWrittenError(
            f"{path} could not be written: {why}; {there}. Run it again when that is mended{goes_on}"
        )


def _sink(job: Job) -> tuple[Sink, Intake]:
    """What writes a file, and how it wants its records; with Parquet this imports pyarrow."""
    columns, zoned = job.subject.columns, job.subject.zoned
    if isinstance(job.format, Parquet):
        shape = Shape(columns, zoned=zoned)
        return ParquetSink(job.place, shape, job.format, job.about), _intake.tables(columns, shape)
    if isinstance(job.format, Csv):
        return TextSink(job.place, CsvText(columns, job.format, zoned=zoned)), _intake.rows(columns)
    return TextSink(job.place, JsonText()), _intake.raw()
