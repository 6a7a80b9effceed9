"""What became of the single items of a bulk write."""

from __future__ import annotations

import enum
from typing import Generic, TypeVar

from msgspec import Struct, field

T = TypeVar("T")
R = TypeVar("R")


class Outcome(enum.StrEnum):
    """What became of an item."""

    DONE = "done"
    """It was applied."""
    FAILED = "failed"
    """It was not applied, and the error says why."""
    UNKNOWN = "unknown"
    """It may have been applied, or not, or in part: look before sending it again."""
    NOT_SENT = "not sent"
    """Nothing was sent, because the work was ended before."""


class Result(Struct, Generic[T, R], frozen=True, kw_only=True):
    """What became of one item.

    Attributes:
        index: its place among the items, from 0.
        item: as it was given.
        value: what the call gave; None unless it is done, and where the answer could not be read (see error).
        error: what the call raised.
        attempts: how many requests the server may have seen for it. Items that go together share theirs.
    """

    index: int
    item: T
    outcome: Outcome
    value: R | None = None
    error: Exception | None = None
    attempts: int = 0

    def unwrap(self) -> R:
        """What the call gave.

        Raises:
            Exception: what the call raised.
            RuntimeError: nothing was sent for it.
        """
        if self.error is not None:
            raise self.error
        if self.outcome is not Outcome.DONE:
            raise RuntimeError(f"item {self.index} is {self.outcome}")
        value: R = self.value  # type: ignore[assignment]  # None is what some calls give
        return value


class Counts(Struct):
    """How many there are of each outcome."""

    done: int = 0
    failed: int = 0
    unknown: int = 0

    def add(self, outcome: Outcome) -> None:
        """One more."""
        if outcome is Outcome.DONE:
            self.done += 1
        elif outcome is Outcome.FAILED:
            self.failed += 1
        else:
            self.unknown += 1


class Report(Struct, Generic[T, R], kw_only=True):
    """What became of all items.

    Attributes:
        done: how many are done.
        failed: those that were not applied.
        unknown: those that may have been.
    """

    done: int = 0
    failed: list[Result[T, R]] = field(default_factory=list[Result[T, R]])
    unknown: list[Result[T, R]] = field(default_factory=list[Result[T, R]])

    def add(self, result: Result[T, R]) -> None:
        """One more."""
        if result.outcome is Outcome.DONE:
            self.done += 1
        else:
            (self.failed if result.outcome is Outcome.FAILED else self.unknown).append(result)

    @property
    def complete(self) -> bool:
        """All of them are done."""
        return not self.failed and not self.unknown


class Finding(Struct, Generic[R], frozen=True):
    """What became of an item, told by the work that was done on it."""

    outcome: Outcome
    value: R | None = None
    error: Exception | None = None
