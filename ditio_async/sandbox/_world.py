"""What a sandbox holds: companies, people, machines, projects and their work orders; and how moments are written."""

from __future__ import annotations

import datetime as dt
import functools
from typing import Final

from msgspec import Struct

FIRST_DAY: Final = dt.date(2025, 1, 2)
LAST_DAY: Final = dt.date(2026, 6, 30)

Fields = dict[str, object]
"""An entity as JSON writes it: the API's own names."""


class Entity(Struct):
    """Something that is created, changed and deleted. Times are milliseconds since 1970, UTC."""

    fields: Fields
    created: int
    modified: int
    deleted: int | None = None

    @property
    def id(self) -> str:
        """The key."""
        return str(self.fields["id"])


def is_machine(resource: Entity) -> bool:
    """Whether a resource is a machine or a piece of equipment, and no person."""
    return resource.fields["typeBaseName"] != "Human"


class Company(Struct, frozen=True):
    """A company; the client sees the first two."""

    id: str
    name: str
    org_nr: str
    visible: bool


class World(Struct):
    """The people and things of a sandbox; projects and work orders are changed by what clients send."""

    companies: list[Company]
    users: dict[str, Entity]
    resources: dict[str, Entity]
    projects: dict[str, Entity]
    work_orders: dict[str, Entity]


TEMPLATE: Final[Fields] = {
    "unitId": "5f0c2a7e9b1d4c0001aa0001",
    "costPrice": 410.0,
    "price": 640.0,
    "fixedResourcePrice": 0.0,
    "measureUnitQty": False,
    "safeJobAnalysisApprovalRequired": True,
}
"""The template work order of every project of the sandbox: a new work order takes from it what is left out."""


def millis(day: dt.date, hour: float = 0.0) -> int:
    """A moment of a day, UTC."""
    return int(dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC).timestamp() * 1000 + hour * 3_600_000)


def stamp(moment: int) -> str:
    """Milliseconds as a .NET server writes them: seven digits and a Z."""
    day, rest = divmod(moment, 86_400_000)
    seconds, thousandths = divmod(rest, 1000)
    return f"{_day(day)}T{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{thousandths:03}0000Z"


@functools.lru_cache(2048)
def _day(number: int) -> str:
    return (dt.date(1970, 1, 1) + dt.timedelta(days=number)).isoformat()


def millis_of(text: str) -> int:
    """Milliseconds of an ISO 8601 time, which is UTC where it does not say an offset.

    Raises:
        ValueError: it is none.
    """
    moment = dt.datetime.fromisoformat(text.strip().replace(" ", "+"))  # a plus that was not percent-encoded
    return int(moment.replace(tzinfo=moment.tzinfo or dt.UTC).timestamp() * 1000)


def midnight(day: dt.date) -> str:
    """A date as a .NET server writes it."""
    return f"{day.isoformat()}T00:00:00Z"
