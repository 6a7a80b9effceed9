"""What is logged: a line an attempt for those who debug, a line a call, and nothing more."""

from __future__ import annotations

import logging

import pytest

from ditio_async import DitioSession, NotFoundError

from ..support.faults import FaultServer, answer, json_answer, page, session
from .common import LONGEST_PAUSES


async def lines(ditio: DitioSession, caplog: pytest.LogCaptureFixture, level: int) -> list[tuple[str, str]]:
    """What two calls log: one that needs two attempts, and one that fails."""
    await ditio.projects.list()
    caplog.clear()
    with caplog.at_level(level, "ditio_async"):
        await ditio.projects.list()
        with pytest.raises(NotFoundError):
            await ditio.projects.get("p 1")
    return [(record.levelname, record.getMessage()) for record in caplog.records if record.name == "ditio_async"]


@pytest.fixture
async def tried(server: FaultServer, ditio: DitioSession) -> DitioSession:
    server.script(json_answer([]), answer(503), json_answer([]), json_answer({"message": "finnes ikke"}, 404))
    return ditio


PATH = "/api/v4/integration/projects"


async def test_a_line_for_each_call(tried: DitioSession, caplog: pytest.LogCaptureFixture) -> None:
    found = await lines(tried, caplog, logging.INFO)
    assert [level for level, _ in found] == ["INFO", "INFO"]
    assert found[0][1].startswith("projects.list: 200 in ")
    assert found[0][1].endswith(" s, attempt 2")
    assert found[1][1].startswith("projects.get failed: 404 Not Found: finnes ikke")


async def test_a_line_for_each_attempt(tried: DitioSession, caplog: pytest.LogCaptureFixture) -> None:
    found = [text for level, text in await lines(tried, caplog, logging.DEBUG) if level == "DEBUG" and " in " in text]
    attempts = [text.partition(" in ")[0] for text in found if not text.startswith("projects.list:")]
    assert attempts == [f"GET {PATH}: 503", f"GET {PATH}: 200", f"GET {PATH}/p%201: 404"]
    assert found[-1].endswith(" ms, attempt 1")


async def test_a_pause_is_announced(tried: DitioSession, caplog: pytest.LogCaptureFixture) -> None:
    (pause,) = [text for _, text in await lines(tried, caplog, logging.DEBUG) if "next in" in text]
    assert pause.startswith("projects.list: attempt 1 failed, next in 1.00 s: 503 Service Unavailable")


async def test_continuation_tokens_and_filters_are_not_logged(
    server: FaultServer, ditio: DitioSession, caplog: pytest.LogCaptureFixture
) -> None:
    server.script(page([{"id": "1"}], "t0ken"), page([]))
    with caplog.at_level(logging.DEBUG, "ditio_async"):
        await ditio.reporting.time_registrations(project_id="p7").collect()
    assert "t0ken" not in caplog.text
    assert "p7" not in caplog.text


@pytest.mark.parametrize(("level", "debugs"), [("info", 0), ("DEBUG", 2)])
async def test_a_variable_turns_the_lines_on(
    server: FaultServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], level: str, debugs: int
) -> None:
    monkeypatch.setenv("DITIO_LOG", level)
    server.script(json_answer([]))
    for _ in range(2):  # a second session adds no second handler
        async with session(server, clock=LONGEST_PAUSES) as ditio:
            await ditio.projects.list()
        written = capsys.readouterr().err.splitlines()
        assert len([line for line in written if " INFO ditio_async projects.list: 200" in line]) == 1
        assert len([line for line in written if " DEBUG ditio_async " in line and " ms," in line]) == debugs


async def test_nothing_is_written_unless_asked_for(
    server: FaultServer, ditio: DitioSession, capsys: pytest.CaptureFixture[str]
) -> None:
    server.script(json_answer([]))
    await ditio.projects.list()
    assert capsys.readouterr().err == ""
