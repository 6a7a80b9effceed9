"""Opening and closing a session, with calls on their way, and using it where it does not belong."""

from __future__ import annotations

import asyncio
import gc
import os
import threading
import warnings
from pathlib import Path

import pytest

from ditio_async import ClientCredentials, DitioSession, SessionClosedError

from ..support.faults import CLIENT, SECRET, FaultServer, answer, hang, head, json_answer, page, session, trickle
from ..support.loops import REAL
from .calls import CASES
from .common import PROJECT, outcomes


@pytest.fixture
def anyio_backend() -> object:
    return REAL


async def reached(server: FaultServer, count: int) -> None:
    """Wait until so many calls have arrived."""
    while len(server.calls) < count:  # noqa: ASYNC110  # each look lets the loop turn once
        await asyncio.sleep(0)


@pytest.mark.parametrize("name", CASES)
async def test_closing_ends_a_call_on_its_way(server: FaultServer, name: str) -> None:
    async with session(server) as ditio:
        server.script(hang())
        call = asyncio.create_task(CASES[name].call(ditio))
        await reached(server, 1)
        await ditio.aclose()
        with pytest.raises(SessionClosedError, match="during"):
            await call
        assert not call.cancelled()
    assert len(server.calls) == 1


async def test_closing_ends_calls_wherever_they_stand(server: FaultServer) -> None:
    async with session(server) as ditio:
        server.script(answer(503, b"", {"Retry-After": "50"}), hang())
        waiting = [asyncio.create_task(ditio.projects.list())]
        await reached(server, 1)
        await asyncio.sleep(0.05)
        waiting += [asyncio.create_task(ditio.projects.list()) for _ in range(30)]
        await asyncio.sleep(0.05)
        await ditio.aclose()
        results, errors = await outcomes(waiting)
    assert results == []
    assert {type(error) for error in errors} == {SessionClosedError}
    assert len(errors) == 31


async def test_closing_ends_calls_that_wait_for_a_token(server: FaultServer) -> None:
    async with session(server) as ditio:
        server.identity(hang())
        calls = [asyncio.create_task(ditio.projects.list()) for _ in range(5)]
        while not server.logins:  # noqa: ASYNC110  # each look lets the loop turn once
            await asyncio.sleep(0)
        await ditio.aclose()
        _, errors = await outcomes(calls)
    assert [type(error) for error in errors] == [SessionClosedError] * 5
    assert server.calls == []


async def test_closing_ends_a_download_and_leaves_nothing(server: FaultServer, tmp_path: Path) -> None:
    async with session(server) as ditio:
        server.script(trickle(head(200, {"Content-Length": "100000"}) + b"x" * 100000, every=0.001))
        download = asyncio.create_task(ditio.projects.documents.download("p1", "f1", tmp_path / "f"))
        while not [*tmp_path.iterdir()]:  # noqa: ASYNC110  # each look lets the loop turn once
            await asyncio.sleep(0)
        await ditio.aclose()
        with pytest.raises(SessionClosedError):
            await download
    assert [*tmp_path.iterdir()] == []


async def test_closing_ends_the_reading_of_a_file(server: FaultServer) -> None:
    async with session(server) as ditio:
        server.script(trickle(head(200, {"Content-Length": "100000"}) + b"x" * 100000, every=0.001))
        with pytest.raises(SessionClosedError):
            async with ditio.projects.documents.open("p1", "f1") as file:
                await anext(file)
                await ditio.aclose()
                async for _ in file:
                    pass


async def test_a_cancellation_of_the_callers_own_stays_one_while_the_session_closes(server: FaultServer) -> None:
    async with session(server) as ditio:
        server.script(hang())
        call = asyncio.create_task(ditio.projects.list())
        await reached(server, 1)
        call.cancel()
        await ditio.aclose()
        with pytest.raises(asyncio.CancelledError):
            await call


async def test_a_time_limit_of_the_callers_own_stays_one(server: FaultServer) -> None:
    async with session(server) as ditio:
        server.script(hang())
        with pytest.raises(TimeoutError) as caught:
            async with asyncio.timeout(0.05):
                await ditio.projects.list()
        assert type(caught.value) is TimeoutError
        server.script(json_answer([PROJECT]))
        assert len(await ditio.projects.list()) == 1


async def test_closing_twice_and_closing_what_was_never_opened_is_harmless(server: FaultServer) -> None:
    ditio = session(server)
    async with ditio:
        await ditio.aclose()
        await asyncio.gather(ditio.aclose(), ditio.aclose())
    await ditio.aclose()
    await session(server).aclose()
    assert server.requests == []


async def test_a_closed_session_and_one_not_yet_open_say_so_before_anything_is_sent(server: FaultServer) -> None:
    ditio = session(server)
    for words in ("open the session first", "is closed"):
        for case in CASES.values():
            with pytest.raises(SessionClosedError, match=words):
                await case.call(ditio)
        if words.startswith("open"):
            async with ditio:
                pass
    with pytest.raises(SessionClosedError, match="opened once"):
        await ditio.__aenter__()
    assert server.requests == []


async def test_a_stream_of_a_closed_session_says_so(server: FaultServer) -> None:
    server.script(page([{"id": "a"}], "next"))
    async with session(server) as ditio:
        records = aiter(ditio.reporting.time_registrations())
        await anext(records)
    with pytest.raises(SessionClosedError):
        await anext(records)
    assert len(server.calls) == 1


async def test_a_session_that_is_never_closed_warns_once_and_lets_go_of_its_connections(server: FaultServer) -> None:
    server.script(json_answer([PROJECT]))
    ditio = session(server)
    await ditio.__aenter__()
    await ditio.projects.list()
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        del ditio
        gc.collect()
        await asyncio.sleep(0)
    assert [(warning.category, "unclosed" in str(warning.message)) for warning in told] == [(ResourceWarning, True)]
    assert SECRET not in str(told[0].message)


async def test_a_session_that_is_never_opened_goes_silently(server: FaultServer) -> None:
    ditio = session(server)
    del ditio
    gc.collect()
    assert server.requests == []


async def test_another_loop_is_refused_before_anything_is_sent(server: FaultServer) -> None:
    failures: list[BaseException] = []

    def elsewhere(ditio: DitioSession) -> None:
        try:
            asyncio.run(ditio.projects.list())
        except BaseException as error:  # noqa: BLE001  # it is looked at below
            failures.append(error)

    async with session(server) as ditio:
        thread = threading.Thread(target=elsewhere, args=(ditio,))
        thread.start()
        await asyncio.to_thread(thread.join)
        assert [type(failure) for failure in failures] == [RuntimeError]
        assert "another event loop" in str(failures[0])
        assert server.requests == []
        server.script(json_answer([PROJECT]))
        assert len(await ditio.projects.list()) == 1, "here it still works"


async def test_another_process_is_refused_before_anything_is_sent(server: FaultServer) -> None:
    async with session(server) as ditio:
        server.script(json_answer([PROJECT]))
        await ditio.projects.list()
        reading, writing = os.pipe()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # newer Pythons warn of forks beside threads
            child = os.fork()
        if child == 0:
            try:
                coroutine = ditio.projects.list()
                coroutine.send(None)
            except BaseException as error:  # noqa: BLE001  # the parent looks at it
                os.write(writing, f"{type(error).__name__}: {error}".encode())
            finally:
                os._exit(0)
        os.close(writing)
        told = await asyncio.to_thread(os.read, reading, 1000)
        os.close(reading)
        await asyncio.to_thread(os.waitpid, child, 0)
        assert told.startswith(b"RuntimeError: the session was opened in another process")
        assert len(server.calls) == 1
        assert len(await ditio.projects.list()) == 1, "here it still works"


async def test_credentials_can_come_from_a_function_that_is_asked_for_each_token(server: FaultServer) -> None:
    asked = 0

    async def vault() -> ClientCredentials:
        nonlocal asked
        asked += 1
        return ClientCredentials(CLIENT, f"{asked}")

    server.script(answer(401), json_answer([PROJECT]))
    async with DitioSession(credentials=vault, environment=server.environment) as ditio:
        assert len(await ditio.projects.list()) == 1
    assert [seen.body.count(f"client_secret={turn}".encode()) for turn, seen in enumerate(server.logins, 1)] == [1, 1]
