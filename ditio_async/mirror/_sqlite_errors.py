"""SQLite's errors, and their cures."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from ..errors import StoreError

_CURES: Final = {
    sqlite3.SQLITE_NOTADB: "is no SQLite database; give another path, or move the file away",
    sqlite3.SQLITE_CORRUPT: "is damaged; restore it, or move it away and mirror anew",
    sqlite3.SQLITE_FULL: "cannot grow, the disk is full; make room and run again: what was there is intact",
    sqlite3.SQLITE_BUSY: "is locked by another program; run again when it has let go, or give a longer timeout",
    sqlite3.SQLITE_LOCKED: "is locked by another program; run again when it has let go",
    sqlite3.SQLITE_READONLY: "cannot be written to; see the rights of the file and of its folder",
    sqlite3.SQLITE_PERM: "cannot be written to; see the rights of the file and of its folder",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened; see that its folder is there, and its rights",
    sqlite3.SQLITE_IOERR: "cannot be read or written; see the disk: what was there is intact",
}


@contextmanager
def said(path: Path) -> Generator[None, None, None]:
    """Raise errors of SQLite as ours."""
    try:
        yield
    except sqlite3.Error as error:
        code: int = getattr(error, "sqlite_errorcode", 0) & 0xFF
        cure = _CURES.get(code, "cannot do what a mirror needs")
        raise StoreError(f"{path} {cure} ({error})") from error
