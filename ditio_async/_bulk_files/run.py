"""Downloading many files, some at a time. One that fails does not end the rest."""

from __future__ import annotations

import asyncio
import mimetypes
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple, TypeAlias

from anyio import to_thread
from msgspec import Struct
from msgspec.structs import replace

from .. import _filenames
from .._downloads import save
from .._headers import filename_of
from .._relay import Relay
from .._wire import Response, Sink
from ..errors import ArgumentError, AuthenticationError, IdentityError, RequestError, SessionClosedError
from .manifest import Entry, Job, Manifest

_ENDS_ALL: Final = (AuthenticationError, IdentityError)
_SUFFIXES: Final = {"image/jpeg": ".jpg", "image/tiff": ".tif", "application/octet-stream": ""}

Fetch: TypeAlias = Callable[[str, Sink], Awaitable[Response]]
"""Downloads an address into a sink."""


class FailedFile(Struct, frozen=True, kw_only=True):
    """A file that did not come.

    Attributes:
        record_id: of the record that it belongs to.
        error: the error; its `repr` tells what, where and after how many attempts.
    """

    record_id: str | None
    url: str
    error: Exception


class FileProgress(Struct, frozen=True, kw_only=True):
    """How far a bulk download has come.

    Attributes:
        saved: files that came.
        present: files that were there already.
        without: records that have no file (yet).
        failed: files that did not come.
        bytes: that came.
    """

    saved: int = 0
    present: int = 0
    without: int = 0
    failed: int = 0
    bytes: int = 0


OnFileProgress: TypeAlias = Callable[[FileProgress], object]


class FileReport(Struct, frozen=True, kw_only=True):
    """What a bulk download did.

    Attributes:
        saved, present, without, bytes: as in `FileProgress`.
        failed: the files that did not come; run it again for them.
        manifest: a file beside the others, JSON Lines, with each file's name, size, address and error.
    """

    saved: int
    present: int
    without: int
    bytes: int
    failed: list[FailedFile]
    manifest: Path


class _Outcome(NamedTuple):
    """What became of a job; nothing where the record has no file."""

    job: Job | None
    entry: Entry | None = None
    size: int = 0
    error: Exception | None = None


class Run:
    """One bulk download.

    Args:
        fetch: downloads a file.
        jobs: what to download; None for a record without a file.
        directory: where to, made if need be.
        concurrency: how many at once.
    """

    def __init__(
        self,
        call: str,
        fetch: Fetch,
        jobs: AsyncGenerator[Job | None, None],
        directory: Path,
        concurrency: int,
        on_progress: OnFileProgress | None,
    ) -> None:
        self._call = call
        self._fetch = fetch
        self._jobs = jobs
        self._directory = directory
        self._concurrency = concurrency
        self._tell = on_progress
        self._queue: asyncio.Queue[Job | None] = asyncio.Queue(concurrency)
        self._relay: Relay[_Outcome] = Relay()
        self._keys: set[str] = set()

    async def run(self) -> FileReport:
        """Download."""
        manifest = await to_thread.run_sync(partial(_opened, self._call, self._directory))
        failed: list[FailedFile] = []
        now = FileProgress()
        self._relay.start(self._plan(manifest))
        for _ in range(self._concurrency):
            self._relay.start(self._work(manifest))
        try:
            while (outcome := await self._relay.take()) is not None:
                if outcome.error is not None and outcome.job is not None:
                    url = outcome.job.plain_url
                    failed.append(FailedFile(record_id=outcome.job.record_id, url=url, error=outcome.error))
                now = _counted(now, outcome)
                if self._tell is not None:
                    self._tell(now)
        finally:
            await self._relay.stop()
            manifest.close()
        await to_thread.run_sync(manifest.tidy)
        return FileReport(
            saved=now.saved,
            present=now.present,
            without=now.without,
            bytes=now.bytes,
            failed=failed,
            manifest=manifest.path,
        )

    async def _plan(self, manifest: Manifest) -> None:
        async with aclosing(self._jobs) as jobs:
            async for job in jobs:
                if job is None:
                    self._relay.put(_Outcome(None))
                    continue
                again = job.key in self._keys
                if again:  # the same file, perhaps a newer one: not at the same time as the first
                    await self._queue.join()
                self._keys.add(job.key)
                if job.problem is None and manifest.has(job, any_name=again):
                    self._relay.put(_Outcome(job))
                    continue
                await self._queue.put(job)
        for _ in range(self._concurrency):
            await self._queue.put(None)

    async def _work(self, manifest: Manifest) -> None:
        while (job := await self._queue.get()) is not None:
            outcome = await self._one(job, manifest)
            if outcome.entry is not None:
                manifest.note(outcome.entry)  # a line, without a thread: it must be there if we are cancelled now
            self._relay.put(outcome)
            self._queue.task_done()

    async def _one(self, job: Job, manifest: Manifest) -> _Outcome:
        entry = Entry(key=job.key, url=job.plain_url, wanted=job.wanted, modified=job.modified)
        try:
            if job.problem is not None:
                raise ArgumentError(f"{self._call}: {job.problem}")
            path, size = await save(partial(self._fetch, job.url), _Place(manifest, job))
        except (SessionClosedError, *_ENDS_ALL):
            raise
        except (RequestError, ArgumentError) as error:
            if (before := manifest.find(job.key)) is not None:  # what came earlier is still there
                entry = replace(entry, name=before.name, size=before.size, modified=before.modified)
            return _Outcome(job, replace(entry, error=f"{error}"[:500]), error=error)
        name = path.relative_to(self._directory).as_posix()
        return _Outcome(job, replace(entry, name=name, size=size), size)


class _Place:
    """Where a file goes: known when the answer begins, because the extension is in its headers."""

    def __init__(self, manifest: Manifest, job: Job) -> None:
        self._manifest = manifest
        self._job = job

    def path(self, response: Response) -> Path:
        """The path, in a directory that is there."""
        suffix = _suffix(response) if self._job.suffix else ""
        path = self._manifest.directory / self._manifest.claim(self._job.key, self._job.wanted, suffix)
        path.parent.mkdir(parents=True, exist_ok=True)
        return path


def _suffix(response: Response) -> str:
    """The extension of a file that came: of the server's name for it, or of its content type."""
    found = _filenames.suffix_of(_filenames.safe(filename_of(response.headers), ""))
    kind = response.content_type
    return found or _SUFFIXES.get(kind, mimetypes.guess_extension(kind) or "")


def _opened(call: str, directory: Path) -> Manifest:
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ArgumentError(f"{call}: {directory} cannot be a directory: {error}") from None
    return Manifest(call, directory)


def _counted(now: FileProgress, outcome: _Outcome) -> FileProgress:
    saved, present, without, failed = now.saved, now.present, now.without, now.failed
    if outcome.job is None:
        without += 1
    elif outcome.error is not None:
        failed += 1
    elif outcome.entry is None:
        present += 1
    else:
        saved += 1
    return FileProgress(saved=saved, present=present, without=without, failed=failed, bytes=now.bytes + outcome.size)
