"""Ditio's public recipe for a mirror, done anew: plain requests, and rows in dicts. It knows nothing of the mirror.

What a stream's records have is taken from the documentation, as the tests of the calls have it.
"""

from __future__ import annotations

import copy
import datetime as dt
import json
import re
from collections.abc import Iterable, Mapping
from email.utils import parsedate_to_datetime
from functools import cache, cached_property
from typing import Any, Final

import aiohttp

from ditio_async.sandbox import DitioSandbox

from ..calls.documented import OPERATIONS
from ..calls.shapes import Operation, Paged

STREAMS: Final[Mapping[str, Operation]] = {
    operation.call.partition(".")[2]: operation
    for operation in OPERATIONS
    if operation.surface == "reporting" and operation.answer != "text" and operation.path != "/v1/{path}"
}
"""By their names, without the one that is no JSON."""
ENDS: Final = {"id": "text", "modifiedDateTime": "time", "isDeleted": "boolean", "deletedDateTime": "time"}
OVERLAP: Final = dt.timedelta(minutes=10)
_DELETIONS_UNTOLD: Final = {"payroll_lines", "images"}
_ASKED: Final = {"payroll_lines_extended": {"ExportFilter": "All"}}
"""Of approved lines alone, one that loses its approval is not told."""
_NEXT_WORD: Final = re.compile(r"(?<=[a-z0-9])([A-Z])")


async def token_of(http: aiohttp.ClientSession, sandbox: DitioSandbox) -> str:
    """A token for the reporting API."""
    client, secret = sandbox.credentials["client_id"], sandbox.credentials["client_secret"]
    form = {"grant_type": "client_credentials", "client_id": client, "client_secret": secret, "scope": "reportingapiv1"}
    async with http.post(f"{sandbox.environment.identity}/connect/token", data=form) as response:
        return str((await response.json())["access_token"])


class Witness:
    """The rows of one stream.

    Attributes:
        rows: the record of each id as it was seen last, and for those that are deleted, that they are.
    """

    def __init__(self, stream: str) -> None:
        self.stream = stream
        self.rows: dict[str, dict[str, Any]] = {}
        self.watermark: dt.datetime | None = None

    def apply(self, records: Iterable[dict[str, Any]]) -> None:
        """Live ones replace what is there; deletions keep the last version that was seen."""
        for record in records:
            known = self.rows.get(record["id"], {})
            if record.get("isDeleted"):
                said = {name: value for name, value in record.items() if value is not None}
                self.rows[record["id"]] = {**known, **said}
            elif _moment(record.get("modifiedDateTime")) >= _moment(known.get("modifiedDateTime")):
                self.rows[record["id"]] = {**record, "isDeleted": False}

    def sweep(self, brought: Iterable[str]) -> None:
        """Mark what a full run did not bring."""
        for id in self.rows.keys() - {*brought}:
            self.rows[id]["isDeleted"] = True

    def copy(self) -> Witness:
        """One more, that goes on by itself."""
        return copy.deepcopy(self)

    async def run(self, http: aiohttp.ClientSession, reporting: str) -> None:
        """Bring it into step: `http` sends the token, `reporting` is the address of the surface."""
        query = {**self._query(), **_ASKED.get(self.stream, {})}
        pages: list[dict[str, Any]] = []
        began = None
        while not pages or pages[-1].get("continuationToken"):
            token = {"ContinuationToken": pages[-1]["continuationToken"]} if pages else {}
            async with http.get(f"{reporting}{STREAMS[self.stream].path}", params={**query, **token}) as response:
                assert response.status == 200, await response.text()
                began = began or parsedate_to_datetime(response.headers["Date"])
                pages.append(await response.json())
        records = [record for page in pages for record in page["data"]]
        self.apply(records)
        if "ModifiedSince" not in query:
            self.sweep(record["id"] for record in records)
        self.watermark = began

    def _query(self) -> dict[str, str]:
        since = None if self.stream in _DELETIONS_UNTOLD else self.watermark
        if since is not None and "ModifiedSince" in STREAMS[self.stream].query:
            return {"ModifiedSince": (since - OVERLAP).isoformat(), "ChunkLimit": "5000"}
        if self.stream == "crew_list_registrations":
            return {"FromDateTime": "2000-01-01T00:00:00Z", "ChunkLimit": "5000"}
        return {"ChunkLimit": "5000"}

    def differences(self, stored: Mapping[str, Mapping[str, Any]]) -> list[str]:
        """What is not the same in the rows of a table; of what is in no column, the empty is left out."""
        found = [f"{id} is missing" for id in self.rows.keys() - stored.keys()]
        found += [f"{id} should not be there" for id in stored.keys() - self.rows.keys()]
        for id in self.rows.keys() & stored.keys():
            ours, theirs = self._values(self.rows[id]), _with_rest(stored[id])
            for name in ours.keys() | theirs.keys():
                known, there = ours.get(name), theirs.get(name)
                kind = self.kinds.get(name, "anything")
                if known != there and not _same(kind, known, there):
                    found.append(f"{id}: {name} should be {known!r:.80} and is {there!r:.80}")
        return found

    @cached_property
    def kinds(self) -> Mapping[str, str]:
        """The kinds of the columns; what lists and objects hold is anything."""
        answer = STREAMS[self.stream].answer
        kinds: dict[str, str] = dict(ENDS)
        if isinstance(answer, Paged):
            kinds |= answer.of.fields
            kinds |= dict.fromkeys(answer.of.inner, "anything")
        return {_column(name): kind for name, kind in kinds.items()}

    def _values(self, record: Mapping[str, Any]) -> dict[str, Any]:
        kinds = self.kinds
        values = {_column(name): value for name, value in record.items() if _column(name) in kinds}
        rest = {n: v for n, v in record.items() if _column(n) not in kinds and v is not None}
        return {**values, "extra": rest or None}


def _with_rest(row: Mapping[str, Any]) -> dict[str, Any]:
    values = dict(row)
    extra = values["extra"]
    rest = json.loads(extra) if isinstance(extra, str) else extra
    values["extra"] = {n: v for n, v in (rest or {}).items() if v is not None} or None
    return values


def _same(kind: str, ours: Any, theirs: Any) -> bool:
    if kind == "time":
        return _moment(ours) == _moment(theirs)
    if kind == "boolean":
        return (ours is None) == (theirs is None) and bool(ours) == bool(theirs)
    if kind == "text":
        return (None if ours is None else str(ours)) == theirs
    if kind in {"anything", "numbers"} and isinstance(theirs, str) and ours != theirs:
        return bool(ours == json.loads(theirs))
    return bool(ours == theirs)


def _moment(value: Any) -> dt.datetime:
    """To the microsecond; the beginning of time where there is none."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC)
    return _read(value)


@cache
def _read(value: str | None) -> dt.datetime:
    if not value or value.startswith("0001-01-01"):
        return dt.datetime.min.replace(tzinfo=dt.UTC)
    moment = dt.datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", value))
    return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)


@cache
def _column(name: str) -> str:
    return _NEXT_WORD.sub(r"_\1", name).lower()
