"""What a row of the tables of wrong calls is made of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from ditio_async import ArgumentError, DitioSession

NAIVE: Final = dt.datetime(2026, 1, 31)  # noqa: DTZ001  # that is what is wrong with it
HALF: Final = "\ud800"
"""Half a character, which has no bytes."""


class Wrong(Struct, frozen=True):
    """A call that must be refused before anything is sent.

    Attributes:
        about: what the message must begin with: the call, or what was made wrongly.
        words: what it must say beside that: the argument, and the cure.
        run: the call, with an open session and a directory (see `test_bad_input.files`).
    """

    about: str
    words: tuple[str, ...]
    run: Callable[[DitioSession, Path], Any]
    error: type[Exception] = ArgumentError

    def __str__(self) -> str:
        return f"{self.about}, {', '.join(self.words)}"
