"""The guard against an answer that is suspiciously short."""

from __future__ import annotations

from ..errors import SuspiciousShrinkError
from ._state import Position


def check(stream: str, gone: int, position: Position, *, allow_shrink: bool) -> None:
    """See that a full run does not take away more than half of what was there.

    Raises:
        SuspiciousShrinkError: it would.
    """
    if not allow_shrink and 2 * gone > position.before:
        what = "nothing at all" if gone == position.before else f"{position.before - gone:,} of them"
        raise SuspiciousShrinkError(
            f"{stream}: of {position.before:,} rows that were there, the full run brought {what}. They are kept as "
            "they were. See whether Ditio has so few, and whether the filter is meant; allow_shrink=True allows it"
        )
