"""What came and what failed, kept beside the files: that is how running it again resumes."""

from __future__ import annotations

import os
import secrets
import unicodedata
from io import FileIO
from pathlib import Path
from typing import Final, NamedTuple

import msgspec
from msgspec import Struct

from .._links import without_query
from ..errors import ArgumentError

NAME: Final = "ditio-files.jsonl"


class Job(NamedTuple):
    """A file to download.

    Attributes:
        key: which file of Ditio's; the same in every run.
        url: where it is.
        wanted: what it is to be called.
        suffix: the extension is still to be found out.
        modified: the record's own time of change.
        record_id: for the report.
        problem: why it cannot be downloaded at all.
    """

    key: str
    url: str
    wanted: str
    suffix: bool
    modified: str | None
    record_id: str | None
    problem: str | None = None

    @property
    def plain_url(self) -> str:
        """The address without its query, which may hold a signature."""
        return without_query(self.url)


class Entry(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A line of the manifest; the last one of a key counts.

    Attributes:
        key: which file of Ditio's.
        url: where it came from.
        wanted: the name that the template gave it.
        name: where it is, below the directory; None where it never came.
        size: bytes.
        modified: the record's own time of change, when it came.
        error: why it failed the last time.
    """

    key: str
    url: str
    wanted: str
    name: str | None = None
    size: int | None = None
    modified: str | None = None
    error: str | None = None


class Manifest:
    """The manifest of a directory. A line is added for each file, and at the end it is written anew, without the old.

    Args:
        directory: where the files are.
    """

    def __init__(self, call: str, directory: Path) -> None:
        self.path = directory / NAME
        self.directory = directory
        self._entries: dict[str, Entry] = {}
        self._owners: dict[str, str] = {}
        self._lines = 0
        self._file: FileIO | None = None
        self._load(call)

    def _load(self, call: str) -> None:
        if not self.path.exists():
            return
        decode = msgspec.json.Decoder(Entry).decode
        *lines, torn = self.path.read_bytes().split(b"\n")
        for number, line in enumerate(lines, start=1):
            try:
                entry = decode(line)
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                raise ArgumentError(
                    f"{call}: {self.path} is no manifest of downloads, see its line {number} ({error}); "
                    "move it away, or take another directory"
                ) from None
            self._remember(entry)
        if torn:  # the process was killed while it wrote the line
            with self.path.open("rb+") as file:
                file.truncate(self.path.stat().st_size - len(torn))

    def find(self, key: str) -> Entry | None:
        """What is known of a file."""
        return self._entries.get(key)

    def has(self, job: Job, *, any_name: bool) -> bool:
        """The file is there, is the latest, is called what it should be, and has the size that it came with.

        Args:
            job: the file.
            any_name: it came just now, for another record that it belongs to.
        """
        entry = self._entries.get(job.key)
        if entry is None or entry.name is None or entry.error is not None:
            return False
        if (entry.modified, entry.url) != (job.modified, job.plain_url) or not (any_name or entry.wanted == job.wanted):
            return False
        try:
            return (self.directory / entry.name).stat().st_size == entry.size
        except OSError:
            return False

    def claim(self, key: str, wanted: str, suffix: str) -> str:
        """A name for a file: its own if it was there before under the same one, else one that nobody has."""
        entry = self._entries.get(key)
        if entry is not None and entry.name is not None and entry.wanted == wanted:
            return entry.name
        number = 1
        while True:
            name = f"{wanted}{suffix}" if number == 1 else _numbered(f"{wanted}{suffix}", number)
            if self._owners.setdefault(_folded(name), key) == key and not os.path.lexists(self.directory / name):
                return name
            number += 1

    def note(self, entry: Entry) -> None:
        """Add a line."""
        self._remember(entry)
        if self._file is None:
            self._file = FileIO(self.path, "ab")
        self._file.write(msgspec.json.encode(entry) + b"\n")

    def close(self) -> None:
        """Add no more lines."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def tidy(self) -> None:
        """Write it anew, if lines have become old."""
        if self._lines == len(self._entries):
            return
        fresh = self.path.with_name(f".{NAME}.{secrets.token_hex(6)}.part")
        try:
            with fresh.open("xb") as file:
                file.writelines(msgspec.json.encode(entry) + b"\n" for entry in self._entries.values())
            fresh.replace(self.path)
        finally:
            fresh.unlink(missing_ok=True)

    def _remember(self, entry: Entry) -> None:
        self._lines += 1
        self._entries[entry.key] = entry
        if entry.name is not None:
            self._owners[_folded(entry.name)] = entry.key


def _folded(name: str) -> str:
    """What two names have in common that some file system takes for the same."""
    return unicodedata.normalize("NFC", name).casefold()


def _numbered(name: str, number: int) -> str:
    stem, dot, suffix = name.rpartition(".")
    if not dot or "/" in suffix or not stem or stem.endswith("/"):
        return f"{name} ({number})"
    return f"{stem} ({number}).{suffix}"
