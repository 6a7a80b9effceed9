"""A backend that passes streams on answers other requests meanwhile, and leaks nothing."""

from __future__ import annotations

import asyncio
import socket
from types import ModuleType

import aiohttp
import msgspec
import pytest

from ditio_async import DitioSession
from ditio_async.sandbox import DitioSandbox

from .programs import imported
from .serving import longest_stall, sandbox_elsewhere, served, until

HOURS = "/hours.ndjson?from=2025-01-01&to=2026-12-31"


@pytest.fixture
def backend(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    return imported("web_backend", monkeypatch)


@pytest.fixture
def led_to_sandbox(ditio_sandbox: DitioSandbox, monkeypatch: pytest.MonkeyPatch) -> DitioSandbox:
    for name, value in ditio_sandbox.environ.items():
        monkeypatch.setenv(name, value)
    return ditio_sandbox


def pages(sandbox: DitioSandbox) -> int:
    """How many pages the backend has asked for."""
    return sum(request.path.endswith("/time-registrations") for request in sandbox.requests)


async def test_every_record_comes_as_a_line_of_its_own(backend: ModuleType, led_to_sandbox: DitioSandbox) -> None:
    async with served(backend.app) as url, aiohttp.ClientSession(url) as http:
        async with http.get(HOURS) as answer:
            assert (answer.status, answer.content_type) == (200, "application/x-ndjson")
            body = await answer.read()
        async with http.get("/hours.ndjson?from=2031-01-01&to=2031-01-31") as answer:
            assert (answer.status, await answer.read()) == (200, b"")
    async with DitioSession(**led_to_sandbox.credentials) as ditio:
        stream = ditio.reporting.time_registrations(from_date_time="2025-01-01", to_date_time="2026-12-31")
        assert body == b"".join([bytes(record) + b"\n" for record in await stream.raw().collect()])


REFUSED = [
    pytest.param(HOURS, 502, "403 Forbidden", id="Ditio says no"),
    pytest.param("/hours.ndjson?from=2026-02-01&to=2026-01-01", 422, "is after to_date_time", id="wrong window"),
    pytest.param("/hours.ndjson?from=2026-02-30&to=2026-03-01", 422, "from", id="no such day"),
]


@pytest.mark.parametrize(("path", "status", "message"), REFUSED)
async def test_an_error_before_the_first_byte_is_a_status_with_the_message(
    backend: ModuleType, led_to_sandbox: DitioSandbox, path: str, status: int, message: str
) -> None:
    led_to_sandbox.fault(path="/reporting/*", status=403)
    async with served(backend.app) as url, aiohttp.ClientSession(url) as http, http.get(path) as answer:
        assert answer.status == status
        assert message in str((await answer.json())["detail"])


async def test_a_later_error_breaks_the_answer_off(
    backend: ModuleType, led_to_sandbox: DitioSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backend, "PAGE", 500)
    led_to_sandbox.fault(path="/reporting/*", status=403, skip=1)
    async with served(backend.app) as url, aiohttp.ClientSession(url) as http, http.get(HOURS) as answer:
        lines = 0
        with pytest.raises(aiohttp.ClientPayloadError):
            async for chunk in answer.content.iter_any():
                lines += chunk.count(b"\n")
        assert answer.status == 200
        assert 0 < lines <= 510
        async with http.get("/health") as other:
            assert await other.json() == {"status": "ok"}


async def test_a_client_that_goes_while_a_page_is_fetched_leaves_no_connection_and_no_task(
    backend: ModuleType, led_to_sandbox: DitioSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backend, "PAGE", 500)
    hanging = led_to_sandbox.fault(path="/reporting/*", latency=600, skip=1)
    async with served(backend.app) as url, aiohttp.ClientSession(url) as http:
        tasks = len(asyncio.all_tasks())
        upstream = backend.app.state.ditio._wire._session.connector
        async with http.get(HOURS) as answer:
            await answer.content.readany()
            await until(lambda: hanging.hits)
            assert len(upstream._acquired) == 1
            answer.close()
        await until(lambda: not upstream._acquired and len(asyncio.all_tasks()) == tasks)


async def test_a_client_that_does_not_read_holds_up_its_own_stream_alone(
    backend: ModuleType, led_to_sandbox: DitioSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backend, "PAGE", 50)
    async with served(backend.app, kept=16_384) as url, aiohttp.ClientSession(url) as http:
        tasks = len(asyncio.all_tasks())
        with socket.socket() as lazy:
            lazy.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            lazy.connect(("127.0.0.1", int(url.rpartition(":")[2])))
            lazy.send(f"GET {HOURS} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            before = -1
            while not 0 < pages(led_to_sandbox) == before:
                before = pages(led_to_sandbox)
                for _ in range(30):
                    async with http.get("/health") as answer:
                        assert answer.status == 200
            assert before < 10
        await until(lambda: len(asyncio.all_tasks()) == tasks)
    assert pages(led_to_sandbox) <= before + 1


class Whole(msgspec.Struct):
    data: list[msgspec.Raw]


class TestWithoutDebugging:
    """Debug mode makes every turn of the loop slower, and what is compared here is how long they are."""

    @pytest.fixture
    def anyio_backend(self) -> object:
        return "asyncio", {}

    async def test_large_pages_hold_up_the_loop_much_less_than_decoding_one_at_once(
        self, backend: ModuleType, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with sandbox_elsewhere(records=12_000) as environ:
            for name, value in environ.items():
                monkeypatch.setenv(name, value)
            async with served(backend.app) as url, aiohttp.ClientSession(url) as http:

                async def streamed() -> list[bytes]:
                    async with http.get(HOURS) as answer:
                        return [chunk async for chunk in answer.content.iter_any()]

                ours, chunks = min([await longest_stall(streamed) for _ in range(3)], key=lambda stall: stall[0])
        lines = b"".join(chunks).splitlines()
        assert len(lines) > backend.PAGE == 10_000
        page = b'{"data":[%b]}' % b",".join(lines[: backend.PAGE])

        async def decoded() -> int:
            return len(msgspec.json.decode(page, type=Whole).data)

        at_once, _ = min([await longest_stall(decoded) for _ in range(3)])
        assert ours < at_once / 3
