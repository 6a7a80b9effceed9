"""The other side: serves pages of time registrations, after the latency that the data set asks for.

`python -m benchmarks.reading.server` prints its port and serves until its standard input closes.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import deque
from typing import Final
from urllib.parse import parse_qsl

from ..server import MISSING, TOKEN, length, serve
from .data import FIRST_DAY, PATH, Data
from .harm import harmed
from .pages import page

_PIECE: Final = 256 * 1024
_DEFAULT: Final = "2500"


class Connection(asyncio.Protocol):
    """HTTP/1.1 over one connection: one request at a time, kept alive, answers sent as fast as they are taken."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._received = b""
        self._pieces: deque[memoryview] = deque()
        self._full = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way back."""
        assert isinstance(transport, asyncio.Transport)
        transport.set_write_buffer_limits(high=2 * _PIECE)
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        """Drop what is left."""
        self._transport = None
        self._pieces.clear()

    def pause_writing(self) -> None:
        """The reader is slower."""
        self._full = True

    def resume_writing(self) -> None:
        """The reader took what it had."""
        self._full = False
        self._write()

    def data_received(self, data: bytes) -> None:
        """A request, or a part of one."""
        self._received += data
        head, found, rest = self._received.partition(b"\r\n\r\n")
        if not found or len(rest) < (length(head) or 0):
            return
        self._received = b""
        method, target, *_ = head.split(b" ", 2)
        if method == b"POST":
            self._answer([TOKEN])
            return
        path, _, query = target.decode().partition("?")
        if path != PATH:
            self._answer([MISSING])
            return
        asked = {name.lower(): value for name, value in parse_qsl(query)}
        data_set = Data.of(asked["projectid"])
        pieces = _page(data_set, asked, takes_gzip=b"gzip" in head)
        if data_set.latency:
            asyncio.get_running_loop().call_later(data_set.latency / 1000, self._answer, pieces)
        else:
            self._answer(pieces)

    def _answer(self, pieces: list[bytes]) -> None:
        self._pieces.extend(
            memoryview(piece)[start : start + _PIECE] for piece in pieces for start in range(0, len(piece), _PIECE)
        )
        self._write()

    def _write(self) -> None:
        while self._pieces and not self._full and self._transport is not None:
            self._transport.write(self._pieces.popleft())


def _page(data: Data, asked: dict[str, str], *, takes_gzip: bool) -> list[bytes]:
    """The page that is asked for; a token says where it begins."""
    days = data.days
    if "fromdatetime" in asked:
        days = min(days, max(1, round((_time(asked["todatetime"]) - _time(asked["fromdatetime"])) / _DAY)))
    total = data.records * days // data.days
    size, first = int(asked.get("chunklimit", _DEFAULT)), int(asked.get("continuationtoken", "p0")[1:])
    if data.harm:
        return harmed(data.harm, data.records)
    after = min(total, first + size)
    token = b"p%d" % after if after < total else b""
    return page(first, after - first, token, compressed=data.gzip and takes_gzip)


_DAY: Final = dt.timedelta(days=1)


def _time(text: str) -> dt.datetime:
    time = dt.datetime.fromisoformat(text)
    return time if time.tzinfo is not None else time.replace(tzinfo=FIRST_DAY.tzinfo)


if __name__ == "__main__":
    asyncio.run(serve(Connection))
