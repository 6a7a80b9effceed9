"""What a change changes."""

from __future__ import annotations

from msgspec import Struct


class Difference(Struct, frozen=True):
    """A field before and after a change."""

    before: object
    after: object
