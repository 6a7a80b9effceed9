"""Pages as they go over the wire, made before they are asked for, or on the first request for them."""

from __future__ import annotations

import gzip
from functools import cache
from typing import Final

from .records import POOL, pool

HEAD: Final = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\n%bX-Next: %b\r\nContent-Length: %d\r\n\r\n"
)
_GZIP: Final = b"Content-Encoding: gzip\r\n"
_TAIL: Final = (
    b'],"links":{"next":"/v1/time-registrations?ContinuationToken=%b"},"continuationToken":"%b",'
    b'"syncTypeName":"full","recordCount":%d,"deletedRecordCount":0}'
)
_LAST: Final = b'],"links":null,"continuationToken":null,"syncTypeName":"full","recordCount":%d,"deletedRecordCount":0}'


def page(first: int, count: int, token: bytes, *, compressed: bool) -> list[bytes]:
    """An answer in pieces.

    Args:
        first: the number of its first record.
        count: of its records.
        token: of the next page; empty where there is none. It also goes into a header, for those who do not decode.
        compressed: by gzip.
    """
    if compressed:
        body = _compressed(first % POOL, count, token)
        return [HEAD % (_GZIP, token, len(body)), body]
    records = _joined(first % POOL, count)
    tail = _TAIL % (token, token, count) if token else _LAST % count
    return [HEAD % (b"", token, len(records) + len(tail)), records, tail]


@cache
def _joined(first: int, count: int) -> bytes:
    records = pool()
    chosen = records[first : first + count]
    while len(chosen) < count:
        chosen += records[: count - len(chosen)]
    return b'{"data":[' + b",".join(chosen)


@cache
def _compressed(first: int, count: int, token: bytes) -> bytes:
    pieces = page(first, count, token, compressed=False)[1:]
    return gzip.compress(b"".join(pieces), compresslevel=1, mtime=0)
