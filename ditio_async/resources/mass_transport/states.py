"""What excavators did, and when."""

from __future__ import annotations

import datetime as dt
import enum
from typing import ClassVar, Final, TypeAlias, cast

from msgspec import UNSET, UnsetType

from ... import _times
from ..._codec import Decoder, refused
from ..._fields import Fields, Filter
from ..._times import Time, compared
from ..._wire import Response


class State(enum.StrEnum):
    """What an excavator does. There are more than this; any text is taken."""

    WORKING = "Working"


KnownOrOther: TypeAlias = State | str


class ExcavatorState(Fields, kw_only=True):
    """What an excavator did from one moment to another.

    Args:
        project_id: where.
        machine_id: which one.
        state: `State`, or another text.
        start_time: an aware datetime, or ISO 8601 text.
        end_time: the same; not before start_time.
        company_id: the session's unless given.
    """

    keys: ClassVar = ("project_id", "machine_id", "state", "start_time", "end_time")

    project_id: str
    machine_id: str
    state: KnownOrOther
    start_time: Time
    end_time: Time
    company_id: str | UnsetType = UNSET

    def problem(self) -> str | None:
        """A state that ends before it begins."""
        if compared(self.end_time, self.start_time) in {None, 0, 1}:
            return None
        return f"end_time ({self.end_time}) is before start_time ({self.start_time})"


class LatestKey(Filter, rename="camel"):
    """Of what.

    Args:
        company_id: the company.
        project_id: the project.
    """

    company_id: str
    project_id: str


_JSON: Final[Decoder[object]] = Decoder(object)


def latest(response: Response) -> dt.datetime | None:
    """A timestamp, which may come as JSON or as it is, alone or as the one field of an object; or nothing."""
    text = response.body.decode("utf-8", "replace").strip()
    if response.status == 204 or text in {"", "null"}:
        return None
    value = _JSON.decode(response) if text[0] in '"{[' else text
    if isinstance(value, dict):
        values = [*cast("dict[str, object]", value).values()]
        value = values[0] if len(values) == 1 else "an object"
    try:
        return None if value is None else _times.read(str(value))
    except ValueError as error:
        raise refused(response, error) from error
