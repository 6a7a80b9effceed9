"""A way to a PostgreSQL server on which a connection is lost at a moment of the test's choice."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

_FIELDS = b"SFATAL\0VFATAL\0C57P01\0Mterminating connection due to administrator command\0\0"
FAREWELL = b"E" + (len(_FIELDS) + 4).to_bytes(4, "big") + _FIELDS
"""What a server says that is shut down."""


class Lossy:
    """A relay.

    Attributes:
        dsn: of the database that is behind it.
        farewell_after: a word; to the next answer after a client has sent it, the server's farewell is added.
        deaf_after: a word; nothing that a client sends after it is read, until it has lost the connection.
    """

    def __init__(self, dsn: str) -> None:
        self._port = urlsplit(dsn).port
        self._before = dsn
        self.dsn = ""
        self.farewell_after: bytes | None = None
        self.deaf_after: bytes | None = None

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        listener = socket.create_server(("127.0.0.1", 0))
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)  # so that a page does not fit in
        server = await asyncio.start_server(self._relay, sock=listener, limit=4096)
        self.dsn = self._before.replace(f":{self._port}/", f":{listener.getsockname()[1]}/") + "&sslmode=disable"
        async with server:
            yield

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        behind, to_server = await asyncio.open_connection("127.0.0.1", self._port)
        said = asyncio.Event()
        back = asyncio.create_task(self._back(behind, writer, said))
        try:
            while sent := await reader.read(65536):
                to_server.write(sent)
                if self.deaf_after is not None and self.deaf_after in sent:
                    await asyncio.sleep(0.3)  # in which the client sends as much as it can
                    return
                if self.farewell_after is not None and self.farewell_after in sent:
                    said.set()
        except ConnectionError:
            pass
        finally:
            back.cancel()
            to_server.transport.abort()
            writer.transport.abort()

    async def _back(self, behind: asyncio.StreamReader, writer: asyncio.StreamWriter, said: asyncio.Event) -> None:
        while answer := await behind.read(65536):
            if said.is_set():
                writer.write(answer + FAREWELL)
                break
            writer.write(answer)
        writer.close()
