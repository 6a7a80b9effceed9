"""Where PostgreSQL's programs are on this machine; needs only Python, since `.ci/run` asks before it installs."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

# Debian's place and those of its kin, the PostgreSQL project's own on Red Hat's systems, and Homebrew's.
PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
)


def programs() -> Path | None:
    """The folder that has both `initdb` and `postgres`, or None where there is none."""
    for folder in _candidates():
        if all(os.access(folder / name, os.X_OK) for name in ("initdb", "postgres")):
            return folder
    return None


def _candidates() -> Iterator[Path]:
    if found := shutil.which("initdb"):
        yield Path(found).parent
    for place in PLACES:
        yield from sorted(Path("/").glob(place.lstrip("/")), key=_version, reverse=True)
    if config := shutil.which("pg_config"):
        told = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=False)
        yield Path(told.stdout.strip())


def _version(folder: Path) -> list[int]:
    """15 is newer than 9.6, which text would not tell."""
    return [int(number) for number in re.findall(r"\d+", str(folder))]
