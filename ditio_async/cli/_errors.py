"""What goes wrong, on stderr: a line for people, an object for machines."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Mapping

import msgspec
from cyclopts import CycloptsError
from rich.console import Console

from ..errors import RequestError
from ._words import as_options

_console = Console(stderr=True, highlight=False, soft_wrap=True)


def tell(error: Exception, code: int, *, as_json: bool) -> int:
    """Say what went wrong; the traceback, too, where DITIO_LOG is `debug`.

    Returns:
        The exit code.
    """
    if os.environ.get("DITIO_LOG", "").lower() == "debug":
        traceback.print_exception(error)
    message = as_options(str(error).strip())
    if isinstance(error, CycloptsError):
        message += " See ditio-async --help"
    if as_json:
        print(msgspec.json.encode({"error": _facts(error, message, code)}).decode(), file=sys.stderr)
    else:
        _console.print(f"[red]{type(error).__name__}[/red]: ", end="")
        _console.print(message, markup=False)
    return code


def stopped(code: int, go_on: str) -> int:
    """Say that it was stopped, and how to go on.

    Returns:
        The exit code.
    """
    _console.print(f"stopped: {go_on}" if go_on else "stopped", markup=False)
    return code


def noted(errors: Mapping[str, BaseException]) -> None:
    """Say what failed, while the rest was done; by the names of what failed."""
    for name, error in errors.items():
        _console.print(f"[red]failed[/red] {name}: ", end="")
        _console.print(as_options(f"{type(error).__name__}: {error}"), markup=False)


def silence() -> None:
    """Nobody reads stdout any more: what is left in its buffer goes nowhere, and without a complaint."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _facts(error: Exception, message: str, code: int) -> dict[str, object]:
    facts: dict[str, object] = {"class": type(error).__name__, "message": message, "exit_code": code}
    if isinstance(error, RequestError):
        facts |= {"operation": error.operation, "status": error.status, "request_id": error.request_id}
    return facts
