"""Wrong calls are refused before anything is sent, with words that name the call, the argument and the cure."""

from __future__ import annotations

import inspect
import os
from pathlib import Path

import pytest

from ditio_async import DitioSession, Stream

from ..support.strict import StrictServer
from . import wrong_files, wrong_sessions, wrong_streams, wrong_writes
from .wrong import Wrong

ROWS = [*wrong_writes.ROWS, *wrong_files.ROWS, *wrong_streams.ROWS, *wrong_sessions.ROWS]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with files to give; the large ones have no bytes on disk."""
    directory = tmp_path_factory.mktemp("files")
    for name in ("a.pdf", "evil.js"):
        (directory / name).write_bytes(b"x")
    for name, size in (("large.zip", 30_000_000), ("large.svg", 5 * 1024 * 1024 + 1)):
        with (directory / name).open("wb") as file:
            file.truncate(size)
    os.mkfifo(directory / "pipe")
    return directory


@pytest.mark.parametrize("row", ROWS, ids=str)
async def test_a_wrong_call_is_refused_in_clear_words(
    server: StrictServer, ditio: DitioSession, files: Path, row: Wrong
) -> None:
    with pytest.raises(row.error) as caught:
        made = row.run(ditio, files)
        if isinstance(made, Stream):
            made = made.collect()
        if inspect.isawaitable(made):
            await made
    text = str(caught.value)
    assert text.startswith(row.about)
    assert [word for word in row.words if word not in text] == []
    assert server.arrived == 0
