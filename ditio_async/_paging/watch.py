"""How far a run has come, for a progress bar."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from msgspec import Struct


class Progress(Struct, frozen=True, kw_only=True):
    """How far a run has come.

    Attributes:
        records: handed out so far.
        pages: of which they are.
        bytes: that these pages weighed, decompressed.
        fraction: of the windows that are through, 0 to 1; None where there is only one, whose length nobody knows.
    """

    records: int = 0
    pages: int = 0
    bytes: int = 0
    fraction: float | None = None


OnProgress: TypeAlias = Callable[[Progress], object]


class Watch:
    """Counts, and tells who wants to know after each page.

    Attributes:
        progress: so far.
    """

    def __init__(self, tell: OnProgress | None) -> None:
        self._tell = tell
        self.progress = Progress()

    def page(self, records: int, size: int, fraction: float | None) -> None:
        """A page was handed out whole."""
        now = self.progress
        self.progress = Progress(
            records=now.records + records, pages=now.pages + 1, bytes=now.bytes + size, fraction=fraction
        )
        if self._tell is not None:
            self._tell(self.progress)
