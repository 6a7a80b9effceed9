"""What a push of excavator states did, and what it is told to do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Sequence
from typing import Literal, TypeAlias

from msgspec import Struct, field

from ... import _times
from ...errors import RequestError
from .states import ExcavatorState

Checkpoint: TypeAlias = Literal["end_time", "start_time"]
Place: TypeAlias = tuple[str, str]
"""Company and project."""


class PushReport(Struct, kw_only=True):
    """What a push did.

    Attributes:
        sent: states that the server has taken.
        skipped: states that it had before, or that were given twice.
        refused: states that it refuses, each with its error, where they were to be collected.
        latest: how far each company and project is.
    """

    sent: int = 0
    skipped: int = 0
    refused: list[tuple[ExcavatorState, RequestError]] = field(
        default_factory=list[tuple[ExcavatorState, RequestError]]
    )
    latest: dict[Place, dt.datetime] = field(default_factory=dict[Place, dt.datetime])


OnPushed: TypeAlias = Callable[[PushReport], object]


class Orders(Struct, frozen=True, kw_only=True):
    """How to push.

    Attributes:
        name: of the call.
        send: sends an array.
        latest: the newest time that the server has of a company and project.
        checkpoint: which of a state's times the server's is.
        linger: seconds that a state waits for others to go with; None until there are enough.
        settle: seconds after which an unclear failure is taken to be over.
        collect: states that the server refuses are collected; otherwise the first of them ends it.
    """

    name: str
    send: Callable[[Sequence[ExcavatorState]], Awaitable[None]]
    latest: Callable[[str, str], Awaitable[dt.datetime | None]]
    chunk: int
    checkpoint: Checkpoint
    linger: float | None
    settle: float
    collect: bool
    on_pushed: OnPushed | None


class Timed(Struct, frozen=True):
    """A state on its way.

    Attributes:
        time: the one of its times that the server's is taken for.
        other: the other one; None where it says no time zone.
    """

    state: ExcavatorState
    time: dt.datetime
    other: dt.datetime | None

    @property
    def place(self) -> Place:
        """Where it belongs."""
        return str(self.state.company_id), self.state.project_id

    @property
    def key(self) -> tuple[object, ...]:
        """What is the same of a state that is given twice, however its times are written."""
        return (
            self.state.machine_id,
            str(self.state.state),
            _moment(self.state.start_time),
            _moment(self.state.end_time),
        )


def whole(value: dt.datetime | dt.date | str) -> dt.datetime | None:
    """A time in whole milliseconds, of which a server may keep no more; None where it says no time zone."""
    time = _moment(value)
    if time is None or time.tzinfo is None:
        return None
    return time.replace(microsecond=time.microsecond // 1000 * 1000)


def _moment(value: dt.datetime | dt.date | str) -> dt.datetime | None:
    """In UTC, because Python compares times of one zone by what its clocks show, which is the same twice a year."""
    time = _times.floor(value) if isinstance(value, str) else _times.moment(value)
    return time if time is None or time.tzinfo is None else time.astimezone(dt.UTC)
