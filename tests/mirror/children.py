"""Programs that mirror."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from ditio_async.sandbox import DitioSandbox

from .looks import Watched

ROOT: Final = Path(__file__).parents[2]


def started(
    sandbox: DitioSandbox, place: Watched, name: str, chunk_limit: int, streams: Iterable[str]
) -> subprocess.Popen[str]:
    """One that runs, and says on its standard error what goes wrong."""
    command = [sys.executable, "-W", "error", "-m", "tests.mirror.child", place.address, name]
    return subprocess.Popen(
        [*command, str(chunk_limit), ",".join(streams)],
        cwd=ROOT,
        env={**os.environ, **sandbox.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        text=True,
    )
