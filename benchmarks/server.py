"""The other side: a server in a process of its own, with answers that are encoded before anyone asks.

`python -m benchmarks.server` prints its port and serves until its standard input closes.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Final

import msgspec
from msgspec import Struct

PROJECT_ID: Final = "6650f1a2b3c4d5e6f7a8b9c0"
PROJECT_PATH: Final = f"/api/v4/integration/projects/{PROJECT_ID}"
COMPANY_ID: Final = "5f1e9a3cc2d7b80001a4e6f2"
TASKS_PATH: Final = "/api/v4/integration/tasks"

_PROJECT: Final = {
    "id": PROJECT_ID,
    "companyId": COMPANY_ID,
    "projectNumber": "P-1001",
    "name": "Prosjekt Fjellhall – fase 2",
    "externalProjectNumber": "40-1001",
    "externalDimension1": "Anlegg",
    "externalDimension2": None,
    "description": "Sprengning og masseflytting, portal vest og adkomsttunnel",
    "active": True,
    "requireTaskNumber": True,
    "blockedForRegistration": False,
    "startDate": "2026-01-12T00:00:00Z",
    "finishedDatePlanned": "2026-11-30T00:00:00Z",
    "finishedDate": None,
    "estimatedHourQty": 14250.5,
    "mainForemanId": "60b2d1e4f5a6978812345678",
    "projectLeaderId": "60b2d1e4f5a6978887654321",
    "mainContactEmail": "anlegg@example.no",
    "projectCustomerName": "Statens vegvesen",
    "customerNumber": "20044",
    "projectAddress": "Fjellveien 12, 6800 Førde",
    "projectLocationLatitude": 61.4522,
    "projectLocationLongitude": 5.8572,
    "workBreakLunchStartTime": "11:00",
    "workBreakLunchLength": 30,
}
_WORK_ORDER: Final = {
    "id": "6650f1a2b3c4d5e6f7a8b9c1",
    "companyId": COMPANY_ID,
    "projectId": PROJECT_ID,
    "externalId": "WO-1",
    "name": "Graving",
    "active": False,
    "parentActivityId": None,
    "externalProjectNumber": "40-1001",
    "workDescriptionShort": "Grøft langs portal vest",
    "startDate": "2026-03-02T00:00:00Z",
    "finishedDate": None,
    "estimatedHourQty": 120.5,
    "unitId": "5f0c2a7e9b1d4c0001aa0001",
    "costPrice": 410.0,
    "price": 640.0,
    "measureUnitQty": False,
    "safeJobAnalysisApprovalRequired": True,
}
_TOKEN: Final = {"access_token": "t" * 900, "expires_in": 3600, "token_type": "Bearer"}
_UPLOADED: Final[dict[str, object]] = {"successful": True, "section": "Documents", "files": [], "infoPageFiles": []}
_PIECE: Final = 256 * 1024


class Counts(Struct, rename="camel"):
    """What the server took in.

    Attributes:
        requests: of any kind, except those for these counts.
        uploads: requests with a multipart body.
        body_bytes: bytes of those bodies.
        without_length: requests with a body and without Content-Length; they are refused.
    """

    requests: int = 0
    uploads: int = 0
    body_bytes: int = 0
    without_length: int = 0


def _answer(document: object, status: str = "200 OK") -> bytes:
    body = msgspec.json.encode(document)
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


PROJECT: Final = _answer(_PROJECT)
TOKEN: Final = _answer(_TOKEN)
UPLOADED: Final = _answer(_UPLOADED)
WORK_ORDER: Final = _answer(_WORK_ORDER, "201 Created")
MISSING: Final = _answer({"message": "not found"}, "404 Not Found")
LENGTH_REQUIRED: Final = _answer({"message": "length required"}, "411 Length Required")

_TO_POSTS: Final = {b"/connect/token": TOKEN, TASKS_PATH.encode(): WORK_ORDER}
_PROJECT_LINE: Final = f"GET {PROJECT_PATH} HTTP/1.1\r\n".encode()


class Connection(asyncio.BufferedProtocol):
    """HTTP/1.1 over one connection: one request at a time, kept alive, bodies read into one buffer and dropped."""

    def __init__(self, counts: Counts) -> None:
        self._counts = counts
        self._transport: asyncio.Transport | None = None
        self._view = memoryview(bytearray(_PIECE))
        self._head = b""
        self._left = 0
        self._answer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way back."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def get_buffer(self, sizehint: int) -> memoryview:
        """Where the next bytes go."""
        return self._view

    def buffer_updated(self, nbytes: int) -> None:
        """Bytes came: of a body, which is dropped, or of a head."""
        if self._left:
            self._left -= nbytes
            self._finish()
            return
        head = self._head + bytes(self._view[:nbytes])
        end = head.find(b"\r\n\r\n")
        if end < 0:
            self._head = head
            return
        self._head = b""
        self._counts.requests += 1
        if head.startswith(_PROJECT_LINE):
            self._answer = PROJECT
        else:
            self._take(head[: end + 2], len(head) - end - 4)
        self._finish()

    def _take(self, head: bytes, surplus: int) -> None:
        """Choose the answer, and note how much of the body is still to come."""
        method, _, rest = head.partition(b" ")
        path = rest.partition(b" ")[0].partition(b"?")[0]
        if method == b"GET":
            self._counts.requests -= 1
            self._answer = _answer(self._counts) if path == b"/counts" else MISSING
            return
        size = length(head)
        if size is None:
            self._counts.without_length += 1
            self._answer = LENGTH_REQUIRED
            return
        self._left = size - surplus
        if path.endswith(b"/documents"):
            self._counts.uploads += 1
            self._counts.body_bytes += size
            self._answer = UPLOADED
        else:
            self._answer = _TO_POSTS.get(path, MISSING)

    def _finish(self) -> None:
        if self._left or self._transport is None:
            return
        self._transport.write(self._answer)
        if self._answer is LENGTH_REQUIRED:
            self._transport.close()


def length(head: bytes) -> int | None:
    """What a request says that its body weighs."""
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return None


@contextmanager
def running(module: str = "benchmarks.server", *arguments: str) -> Generator[str, None, None]:
    """The address of a server that runs until the end of the block."""
    command = [sys.executable, "-m", module, *arguments]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.stdin.close()
            process.wait(10)


async def serve(connection: Callable[[], asyncio.BaseProtocol]) -> None:
    """Serve until standard input closes."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(connection, "127.0.0.1", 0, backlog=512)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    counts = Counts()
    asyncio.run(serve(lambda: Connection(counts)))
