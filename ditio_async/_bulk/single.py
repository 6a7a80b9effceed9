"""One call an item."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Final, TypeVar

from .._wire import TALLY
from ..errors import AuthenticationError, DitioError, IdentityError, RequestError, SessionClosedError
from .results import Finding, Outcome

T = TypeVar("T")
R = TypeVar("R")

ENDS_ALL: Final = (IdentityError, AuthenticationError, SessionClosedError)
"""Errors that every other item would meet as well."""


def one_by_one(call: Callable[[T], Awaitable[R]]) -> Callable[[Sequence[T]], Awaitable[list[Finding[R]]]]:
    """The work that is a call for each item."""

    async def work(items: Sequence[T]) -> list[Finding[R]]:
        findings: list[Finding[R]] = []
        for item in items:
            try:
                findings.append(Finding(Outcome.DONE, value=await call(item)))
            except ENDS_ALL:
                raise
            except DitioError as error:
                findings.append(Finding(outcome_of(error), error=error))
        return findings

    return work


def outcome_of(error: DitioError) -> Outcome:
    """What an error says of the item that met it, which may have been written to by a call before that one."""
    outcome = told_by(error)
    tally = TALLY.get()
    return Outcome.UNKNOWN if outcome is Outcome.FAILED and tally is not None and tally.touched else outcome


def told_by(error: DitioError) -> Outcome:
    """What an error says of what the call was to write."""
    if not isinstance(error, RequestError) or error.applied is False:
        return Outcome.FAILED
    return Outcome.DONE if error.applied else Outcome.UNKNOWN
