"""Pages to cut and decode: hostile ones, and what Python's own JSON reader makes of them."""

from __future__ import annotations

import json
from typing import TypeVar, cast

from ditio_async import DecodeError, Response
from ditio_async._paging.decoding import PageReader
from ditio_async._wire import Request
from ditio_async.config import Surface

R = TypeVar("R")

REQUEST = Request(operation="reporting.x", method="GET", surface=Surface.REPORTING, path="/v1/x", kind="page")


def answer(body: bytes) -> Response:
    return Response(request=REQUEST, status=200, headers={"Content-Type": "application/json"}, body=body)


async def records_of(reader: PageReader[R], body: bytes) -> tuple[list[R], str | None]:
    """All records and the token; nothing but a DecodeError may come of a bad page."""
    page = reader.read(answer(body))
    records: list[R] = []
    while (batch := await page.batch()) is not None:
        records += batch
    return records, page.continuation_token


async def outcome(reader: PageReader[R], body: bytes) -> tuple[list[R], str | None] | None:
    """The same; None for a page that is refused."""
    try:
        return await records_of(reader, body)
    except DecodeError:
        return None


def expected(body: bytes) -> tuple[list[dict[str, object]], str | None] | None:
    """What a page says; None where it is none."""
    try:
        page = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(page, dict):
        return None
    fields = cast("dict[str, object]", page)
    data, token = fields.get("data"), fields.get("continuationToken")
    if not isinstance(data, list) or not (token is None or isinstance(token, str)):
        return None
    rows = cast("list[object]", data)
    if not all(isinstance(row, dict) for row in rows):
        return None
    return cast("list[dict[str, object]]", rows), token or None
