"""What a reader asks for: a data set, and how it is paged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

import msgspec
from msgspec import Struct

PATH: Final = "/v1/time-registrations"
FIRST_DAY: Final = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)


class Data(Struct, frozen=True, kw_only=True, array_like=True):
    """Which records there are, and how the server answers.

    Readers send it as `ProjectId`: any client can say it there, and the server has nothing to remember.

    Attributes:
        records: of the whole data set.
        days: over which they are spread evenly, from FIRST_DAY.
        latency: milliseconds before the server answers.
        gzip: whether answers are compressed for those who take it.
        harm: the number of the damage that is done to each page; 0 for none.
    """

    records: int
    days: int = 1
    latency: float = 0.0
    gzip: bool = False
    harm: int = 0

    @property
    def project_id(self) -> str:
        """As a parameter."""
        return msgspec.json.encode(self).hex()

    @classmethod
    def of(cls, project_id: str) -> Data:
        """The data set that a request is for."""
        return msgspec.json.decode(bytes.fromhex(project_id), type=cls)

    @property
    def last_day(self) -> dt.datetime:
        """Where the window of the whole data set ends."""
        return FIRST_DAY + dt.timedelta(days=self.days)


class Plan(Struct, frozen=True, kw_only=True):
    """One pass over a data set.

    Attributes:
        data: what to read.
        page: records of a page.
        windows: how many are read side by side, by those who can.
    """

    data: Data
    page: int = 2500
    windows: int = 1

    @property
    def parameters(self) -> Mapping[str, str]:
        """Of the first request, for those who write requests by hand."""
        return {"ProjectId": self.data.project_id, "ChunkLimit": str(self.page)}
