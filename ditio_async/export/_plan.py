"""Which files an export writes, and where."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, TypeAlias

import msgspec
from msgspec import Struct

from .. import _times
from .._endpoints import Context
from .._version import __version__
from ..errors import ArgumentError
from ._journal import NAME, Begun, Journal
from ._sinks.place import Place
from ._subjects import CALL, Part, Subject, Wanted
from .formats import Format, Parquet, format_for, suffix_of

Partition: TypeAlias = Literal["month"]


class Target(Struct, frozen=True):
    """Where an export goes.

    Attributes:
        path: of the file, or of the folder.
        single: it is a file.
    """

    path: Path
    single: bool
    format: Format

    @property
    def root(self) -> Path:
        """What the names of files begin at."""
        return self.path.parent if self.single else self.path

    def journal(self) -> Journal:
        """Where it is noted what is done."""
        if self.single:
            hidden = self.path.with_name(f".{self.path.name}.ditio-export")
            return Journal(hidden.with_name(f"{hidden.name}.jsonl"), hidden, keep=False)
        return Journal(self.path / NAME, self.path / ".ditio-export", keep=True)


class Job(Struct, frozen=True, kw_only=True):
    """A file to write.

    Attributes:
        file: its name below the root, with slashes.
        resumable: it can be gone on with in the middle.
    """

    subject: Subject
    part: Part
    file: str
    place: Place
    format: Format
    resumable: bool
    about: dict[str, str]


def target_of(to: str | os.PathLike[str], format: object, *, streams: int, months: bool) -> Target:
    """Where to, and as what.

    Raises:
        ArgumentError: it is neither a file nor a folder, or the format is none.
    """
    if not isinstance(to, str | os.PathLike) or not os.fspath(to) or "\0" in os.fspath(to):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise ArgumentError(f"{CALL}: to takes the path of a file or of a folder, not {to!r:.80}")
    path = Path(to)
    single = bool(path.suffix) and not os.fspath(to).endswith(os.sep) and not path.is_dir()
    if single and (streams != 1 or months):
        words = "a file takes one stream" if streams != 1 else "partition makes many files"
        raise ArgumentError(
            f"{CALL}: {path} is a file, and {words}; give a folder, {path.with_suffix('')}/ for instance"
        )
    if path.exists() and path.is_file() != single:
        raise ArgumentError(f"{CALL}: {path} is there, and is no folder")
    return Target(path, single, format_for(CALL, format, path.suffix if single else ""))


def jobs_of(
    target: Target, journal: Journal, subjects: Sequence[Subject], wanted: Wanted, *, months: bool, resume: bool
) -> list[Job]:
    """All files, in the order of the streams and months."""
    return [
        _job(target, journal, subject, part, _file_of(target, subject, part, months=months), wanted, resume=resume)
        for subject in subjects
        for part in subject.parts
    ]


def _file_of(target: Target, subject: Subject, part: Part, *, months: bool) -> str:
    suffix = suffix_of(target.format)
    if target.single:
        return target.path.name
    if not months:
        return f"{subject.name}{suffix}"
    return f"{subject.name}/month={part.month}/part-0{suffix}" if part.month else f"{subject.name}/part-0{suffix}"


def _job(
    target: Target, journal: Journal, subject: Subject, part: Part, file: str, wanted: Wanted, *, resume: bool
) -> Job:
    resumable = resume and not isinstance(target.format, Parquet)
    temporary = f"{file.replace('/', '.')}.{'unfinished' if resumable else 'part'}"
    return Job(
        subject=subject,
        part=part,
        file=file,
        place=Place(target.root / file, journal.state / temporary),
        format=target.format,
        resumable=resumable,
        about=_about(subject, wanted),
    )


def _about(subject: Subject, wanted: Wanted) -> dict[str, str]:
    """What a Parquet file says of itself."""
    told = {
        "ditio.stream": subject.name,
        "ditio.version": __version__,
        "ditio.from": _text(wanted.start) if subject.windowed else None,
        "ditio.to": _text(wanted.end) if subject.windowed else None,
        "ditio.modified_since": _text(wanted.since) if subject.incremental else None,
    }
    return {name: value for name, value in told.items() if value is not None}


def begun(context: Context, target: Target, jobs: Sequence[Job], wanted: Wanted) -> Begun:
    """The first line of the journal."""
    whose = [context.environment.reporting, context.company_id]
    parts = [whose, __version__, repr(target.format), [(job.file, job.part.request) for job in jobs]]
    return Begun(
        digest=hashlib.sha256(msgspec.json.encode(parts)).hexdigest(),
        format=type(target.format).__name__,
        version=__version__,
        window=(_text(wanted.start), _text(wanted.end)),
        modified_since=_text(wanted.since),
    )


def _text(moment: _times.Time | None) -> str | None:
    return None if moment is None else _times.written(moment)
