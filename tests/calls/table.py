"""What a row of the tables of calls is made of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable
from typing import Any, Final
from zoneinfo import ZoneInfo

from msgspec import Struct

from ditio_async import Ditio

from ..support.strict import Answer, File, Sent

CORE: Final = "/core/api/v4/integration"
ODD: Final = "a b%?#+æ|"
ODD_SENT: Final = "a%20b%25%3F%23%2B%C3%A6%7C"
SUMMER: Final = dt.datetime(2026, 7, 1, 0, 30, tzinfo=ZoneInfo("Europe/Oslo"))
"""Half past midnight of a Norwegian summer's day, which is the evening before in UTC."""
WINTER: Final = dt.datetime(2026, 1, 31, 7, 0, 0, 250_000, tzinfo=ZoneInfo("America/New_York"))
NOON: Final = dt.datetime(2026, 1, 31, 12, tzinfo=dt.UTC)


class Case(Struct, frozen=True):
    """A call, what of it must be on the wire, what the server answers, and what the call must give.

    Attributes:
        call: as in the contract.
        name: what is special about it.
    """

    call: str
    name: str
    run: Callable[[Ditio], Awaitable[Any]]
    sent: Sent
    answer: Answer
    gives: Any

    def __str__(self) -> str:
        return f"{self.call}, {self.name}"


def sent(line: str, json: Any = None, files: list[File] | None = None) -> Sent:
    return Sent(line=line, json=json, files=files or [])
