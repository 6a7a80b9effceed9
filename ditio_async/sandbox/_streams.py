"""Paging: one page of a stream, for a filter and a continuation token (Ditio: Pagination, Data extraction)."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from typing import Final, NamedTuple, Protocol
from urllib.parse import quote, urlencode

import msgspec
from msgspec import Struct

from ._answers import bad_request
from ._query import Query
from ._routes import Call

CHUNK: Final = 2500
MOST: Final = 10_000
_TURN: Final = 250
"""Candidates after which the event loop gets a turn."""


class Facts(NamedTuple):
    """What filters look at: ids of a project and of companies; None where a record has none, which passes."""

    project: str | None
    project_company: str | None
    user_company: str | None


class Filter(Struct, frozen=True):
    """What a client asks for. Moments are milliseconds since 1970."""

    start: int | None
    end: int | None
    since: int | None
    before: int | None
    project: str | None
    company: str | None
    own: bool
    no_subsidiaries: bool
    limit: int
    after: int | None

    def holds(self, moment: int) -> bool:
        """Whether a record's own date is inside of the window, and not on an earlier page."""
        return (
            (self.after is None or moment > self.after)
            and (self.start is None or moment >= self.start)
            and (self.end is None or moment <= self.end)
        )

    def accepts(self, facts: Facts, companies: tuple[str, str]) -> bool:
        """Whether a record passes; `companies` are the client's own and its subsidiary."""
        return (
            (self.project is None or facts.project in {None, self.project})
            and (self.company is None or facts.project_company in {None, self.company})
            and (not self.own or facts.user_company in {None, companies[0]})
            and (not self.no_subsidiaries or facts.project_company != companies[1])
        )


class _Cursor(Struct):
    """What a continuation token says: the mode, the last moment that was sent, and what request it belongs to."""

    mode: str
    after: int
    request: str


class Source(Protocol):
    """The records of a stream. A candidate is a moment and a key that only the source understands."""

    def full(self, filter: Filter) -> Iterator[tuple[int, object]]:
        """Those that are there, in order of their own date."""
        ...

    def changed(self, since: int, before: int | None) -> Iterator[tuple[int, object]]:
        """All that changed, deletions too, in order of the change."""
        ...

    def facts(self, key: object) -> Facts:
        """What filters look at."""
        ...

    def encoded(self, key: object, *, incremental: bool) -> tuple[bytes, bool]:
        """The record as JSON, and whether it is a deletion."""
        ...


class Stream(Struct, frozen=True):
    """An address that hands out records page by page.

    Attributes:
        open: the records as far as one call may see them, whatever filters of its own the stream has.
        window: FromDateTime and ToDateTime are heeded.
        incremental: ModifiedSince and ModifiedBefore are heeded.
    """

    path: str
    open: Callable[[Call], Source]
    window: bool = False
    incremental: bool = True


async def page(stream: Stream, call: Call, companies: tuple[str, str]) -> bytes:
    """One page.

    Raises:
        Refusal: the filter or the token makes no sense.
    """
    path, query, source = stream.path, call.query, stream.open(call)
    mode = "incremental" if stream.incremental and query.get("ModifiedSince") else "full"
    belongs = _digest(path, query)
    filter = _filter(stream, query, _cursor(query, mode, belongs))
    if filter.since is None:
        candidates = source.full(filter)
    else:
        candidates = source.changed(max(filter.since, (filter.after or 0) + 1), filter.before)
    records: list[bytes] = []
    deletions = 0
    last = None
    more = False
    for count, (moment, key) in enumerate(candidates):
        if count % _TURN == _TURN - 1:
            await asyncio.sleep(0)
        if not filter.accepts(source.facts(key), companies):
            continue
        if len(records) >= filter.limit and moment != last:
            more = True
            break
        record, deleted = source.encoded(key, incremental=mode == "incremental")
        records.append(record)
        deletions += deleted
        last = moment
    token = _token(_Cursor(mode, last, belongs)) if more and last is not None else None
    return _written(path, query, records, token, mode, deletions)


def _written(path: str, query: Query, records: list[bytes], token: str | None, mode: str, deletions: int) -> bytes:
    following = None
    if token is not None:
        kept = [(name, value) for name, value in query.pairs if name.lower() != "continuationtoken"]
        following = f"{path}?{urlencode([*kept, ('ContinuationToken', token)], quote_via=quote)}"
    rest: Mapping[str, object] = {
        "links": {"next": following},
        "continuationToken": token,
        "syncTypeName": mode,
        "recordCount": len(records),
        "deletedRecordCount": deletions,
    }
    return b"".join(chain((b'{"data":[', b",".join(records), b"],"), (msgspec.json.encode(rest)[1:],)))


def _filter(stream: Stream, query: Query, after: int | None) -> Filter:
    since = query.moment("ModifiedSince") if stream.incremental else None
    before = query.moment("ModifiedBefore") if stream.incremental else None
    if before is not None and (since is None or before <= since):
        raise bad_request("ModifiedBeforeInvalid", "ModifiedBefore requires ModifiedSince and must be later than it")
    return Filter(
        start=query.moment("FromDateTime") if stream.window else None,
        end=query.moment("ToDateTime") if stream.window else None,
        since=since,
        before=before,
        project=query.get("ProjectId") or None,
        company=query.get("CompanyId") or None,
        own=query.flag("OwnCompanyDataOnly"),
        no_subsidiaries=query.flag("ExcludeDataFromSubsidiaries"),
        limit=min(max(query.whole("ChunkLimit", CHUNK), 1), MOST),
        after=after,
    )


def _digest(path: str, query: Query) -> str:
    asked = sorted((n.lower(), v) for n, v in query.pairs if n.lower() not in {"continuationtoken", "chunklimit"})
    return hashlib.sha256(repr((path, asked)).encode()).hexdigest()[:12]


def _token(cursor: _Cursor) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(cursor)).decode().rstrip("=")


def _cursor(query: Query, mode: str, belongs: str) -> int | None:
    text = query.get("ContinuationToken")
    if not text:
        return None
    try:
        cursor = msgspec.json.decode(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), type=_Cursor)
    except (ValueError, msgspec.DecodeError):
        raise bad_request("ContinuationTokenInvalid", "The continuation token cannot be read.") from None
    if cursor.mode != mode or cursor.request != belongs:
        raise bad_request(
            "ContinuationTokenInvalid",
            "The continuation token belongs to a request with other parameters; repeat all of them on every page.",
        )
    return cursor.after
