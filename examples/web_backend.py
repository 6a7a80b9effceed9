"""A backend of your own, which passes Ditio's hours on as they come: a JSON object a line.

    uvicorn web_backend:app
    curl 'localhost:8000/hours.ndjson?from=2026-01-01&to=2026-01-31'

It needs FastAPI and uvicorn. All requests share one session, which is open as long as the backend runs. A client that
reads slowly slows down its own stream: nothing piles up but the page that it is in.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from typing import Annotated

from fastapi import FastAPI, HTTPException, Query, Request
from fastapi.responses import StreamingResponse
from msgspec import Raw

from ditio_async import ArgumentError, DitioError, DitioSession, Stream

PAGE = 10_000
"""Records that are asked for at once: the most that Ditio gives."""
CHUNK = 32_768
"""Bytes that are sent at once; one record at a time would cost more than the records themselves."""


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncGenerator[None, None]:
    """Open the session when the backend starts, close it when it stops."""
    async with DitioSession.from_env() as ditio:
        app.state.ditio = ditio
        yield


app = FastAPI(lifespan=lifespan)


@app.get("/health")
async def health() -> dict[str, str]:
    return {"status": "ok"}


@app.get("/hours.ndjson")
async def hours(
    request: Request, start: Annotated[date, Query(alias="from")], end: Annotated[date, Query(alias="to")]
) -> StreamingResponse:
    ditio: DitioSession = request.app.state.ditio
    try:
        stream = ditio.reporting.time_registrations(from_date_time=start, to_date_time=end, chunk_limit=PAGE)
        chunks = ndjson(stream.raw())
        first = await anext(chunks, b"")
    except ArgumentError as error:
        raise HTTPException(422, str(error)) from error
    except DitioError as error:
        raise HTTPException(502, str(error)) from error
    return StreamingResponse(joined(first, chunks), media_type="application/x-ndjson")


async def ndjson(stream: Stream[Raw]) -> AsyncIterator[bytes]:
    """The records as lines, many at a time. A line break in JSON is only layout, never in a text."""
    lines: list[bytes] = []
    size = 0
    async for record in stream:
        line = bytes(record).translate(None, b"\r\n")
        lines.append(line)
        size += len(line)
        if size >= CHUNK:
            yield b"\n".join([*lines, b""])
            lines.clear()
            size = 0
    if lines:
        yield b"\n".join([*lines, b""])


async def joined(first: bytes, others: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """What was fetched before the status was sent, and the rest.

    An error in the rest is not caught: the server then breaks the connection off, and the client sees that something is
    missing. Ending as usual would look as if the stream were complete.
    """
    yield first
    async for chunk in others:
        yield chunk
