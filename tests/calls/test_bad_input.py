"""Wrong calls are refused before anything is sent, with words that name the call, the argument and the cure."""

from __future__ import annotations

import inspect
import os
from pathlib import Path

import pytest

from ditio_async import DitioSession, Stream

from ..support.strict import StrictServer
from . import (
    wrong_absences,
    wrong_arrays,
    wrong_company,
    wrong_employees,
    wrong_files,
    wrong_hidden,
    wrong_items,
    wrong_machines,
    wrong_mass_transport,
    wrong_payroll,
    wrong_reference,
    wrong_sessions,
    wrong_streams,
    wrong_users,
    wrong_writes,
)
from .wrong import Wrong

ROWS = [
    *wrong_writes.ROWS,
    *wrong_files.ROWS,
    *wrong_hidden.ROWS,
    *wrong_items.ROWS,
    *wrong_users.ROWS,
    *wrong_employees.ROWS,
    *wrong_absences.ROWS,
    *wrong_reference.ROWS,
    *wrong_machines.ROWS,
    *wrong_arrays.ROWS,
    *wrong_company.ROWS,
    *wrong_mass_transport.ROWS,
    *wrong_payroll.ROWS,
    *wrong_streams.ROWS,
    *wrong_sessions.ROWS,
]


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


async def refusal(row: Wrong, ditio: DitioSession, directory: Path) -> Exception | None:
    try:
        made = row.run(ditio, directory)
        if isinstance(made, Stream):
            made = made.collect()
        if inspect.isawaitable(made):
            await made
    except Exception as error:  # noqa: BLE001  # any other is what the test is after
        return error
    return None


@pytest.mark.parametrize("about", dict.fromkeys(row.about for row in ROWS), ids=lambda about: about or "options")
async def test_wrong_calls_are_refused_in_clear_words(
    server: StrictServer, ditio: DitioSession, files: Path, about: str
) -> None:
    wrong: list[str] = []
    for row in ROWS:
        if row.about == about:
            error = await refusal(row, ditio, files)
            said = str(error).startswith(about) and all(word in str(error) for word in row.words)
            if not (isinstance(error, row.error) and said and server.arrived == 0):
                wrong.append(f"{row}: {error!r}, {server.arrived} requests")
    assert wrong == []
