"""The entries of a plan."""

from __future__ import annotations

import enum
from typing import Generic, TypeVar

from msgspec import Struct, field

from .._differences import Difference

D = TypeVar("D", bound=Struct)
H = TypeVar("H", bound=Struct)


class Action(enum.StrEnum):
    """What is to be done."""

    CREATE = "create"
    UPDATE = "update"
    DEACTIVATE = "deactivate"
    END = "end"
    CANCEL = "cancel"
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"
    """Nothing can be done before somebody has looked at it."""


class Entry(Struct, Generic[D, H], frozen=True, kw_only=True):
    """What is to be done about one.

    Attributes:
        action: what.
        key: the values of the key's fields.
        index: its place in what is desired; None where it is not desired.
        want: what is desired, or None.
        have: what is there, or None; of a conflict the first one.
        fields: those that change, by name; of one to create all that are given.
        reason: of a conflict.
    """

    action: Action
    key: tuple[object, ...]
    index: int | None = None
    want: D | None = None
    have: H | None = None
    fields: dict[str, Difference] = field(default_factory=dict[str, Difference])
    reason: str = ""
