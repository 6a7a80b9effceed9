"""What the doctor finds, and how it says so."""

from __future__ import annotations

import enum
from typing import Final

from msgspec import Struct
from rich.console import Console

_COLOURS: Final = {"ok": "green", "warning": "yellow", "wrong": "red", "not tried": "dim"}


class State(enum.StrEnum):
    """How something is."""

    OK = "ok"
    WARNING = "warning"
    WRONG = "wrong"
    NOT_TRIED = "not tried"


class Finding(Struct, frozen=True, kw_only=True):
    """What was looked at, how it is, and what to do about it."""

    check: str
    state: State
    found: str
    cure: str = ""


def ok(check: str, found: str) -> Finding:
    """Nothing is wrong."""
    return Finding(check=check, state=State.OK, found=found)


def wrong(check: str, found: str, cure: str) -> Finding:
    """Something is, and this cures it."""
    return Finding(check=check, state=State.WRONG, found=found, cure=cure)


def warning(check: str, found: str, cure: str) -> Finding:
    """It works, but somebody should look at it."""
    return Finding(check=check, state=State.WARNING, found=found, cure=cure)


def not_tried(check: str, why: str) -> Finding:
    """It could not be looked at."""
    return Finding(check=check, state=State.NOT_TRIED, found=why)


def show(finding: Finding, console: Console) -> None:
    """A line, and one with the cure."""
    console.print(f"[{_COLOURS[finding.state]}]{finding.state:<9}[/]  ", end="")
    console.print(f"{finding.check}: {finding.found}", markup=False)
    if finding.cure:
        console.print(f"{'':<9}  -> {finding.cure}", markup=False)
