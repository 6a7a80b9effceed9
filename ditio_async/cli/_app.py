"""The commands and their options."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Annotated

from cyclopts import App, Parameter
from cyclopts.validators import Number
from rich.console import Console

from .._version import __version__
from ..errors import DitioError
from ._demo import Demo

INTERRUPTED = 130
"""The exit code after Ctrl-C."""

app = App(name="ditio-async", help="Work with Ditio from the command line.", version=__version__)
errors = Console(stderr=True)


@app.command
def demo(
    *,
    records: Annotated[int, Parameter(validator=Number(gte=1, lt=1 << 24))] = 50_000,
    seed: int = 7,
    quiet: bool = False,
) -> int:
    """Start a Ditio in a box on this machine, and do the usual work against it.

    Parameters
    ----------
    records
        time registrations to stream.
    seed
        the same seed gives the same data.
    quiet
        only the result, no progress.
    """
    return _run(Demo(records, seed, quiet=quiet).run())


def run(arguments: list[str]) -> int:
    """Run a command line.

    Returns:
        The exit code: 0, 1 after an error, 130 after Ctrl-C.
    """
    code: object = app(arguments, result_action="return_value")
    return code if isinstance(code, int) else 0


def _run(work: Coroutine[object, object, None]) -> int:
    try:
        asyncio.run(work)
    except KeyboardInterrupt:
        errors.print("stopped")
        return INTERRUPTED
    except (DitioError, OSError) as error:
        errors.print(f"[red]{type(error).__name__}[/red]: ", end="")
        errors.print(str(error), markup=False)
        return 1
    return 0
