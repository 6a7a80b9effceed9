"""A long export that was killed goes on where it was, and ends with the same bytes."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from ditio_async import ArgumentError, DitioSession, PermissionDeniedError
from ditio_async.export import Csv, JsonLines, Parquet, export
from ditio_async.sandbox import DitioSandbox

from ..support.faults import FaultServer, Seen, Step, json_answer, page
from ..support.windows import DatedStream, row
from .common import MONTHS, names, only, paged

ROWS = [{"id": str(n), "name": f"{n}" * 50} for n in range(500)]
PROGRAM = """
import asyncio, sys
from ditio_async import DitioSession
from ditio_async.export import Csv, JsonLines, Parquet, export

async def main():
    async with DitioSession.from_env() as ditio:
        to, format, partition, window = sys.argv[1], eval(sys.argv[2]), *eval(sys.argv[3])
        filters = {"time_registrations": {"chunk_limit": 100}}
        streams = ["time_registrations"]
        await export(ditio, streams, to, format=format, partition=partition, filters=filters, **window)

asyncio.run(main())
"""
YEAR = {"from_date_time": "2026-01-01", "to_date_time": "2026-12-31"}
LIMIT = {"time_registrations": {"chunk_limit": 100}}


def killed(sandbox: DitioSandbox, to: Path, format: str, partition: str | None, *, skip: int) -> None:
    """Export in another process, which is killed when it waits for a page that never comes."""
    stuck = sandbox.fault(path="*/time-registrations", skip=skip, latency=600, times=None)
    rest = repr((partition, YEAR))
    command = [sys.executable, "-c", PROGRAM, str(to), format, rest]
    with subprocess.Popen(command, env={**sandbox.environ}, stderr=subprocess.PIPE, text=True) as process:
        while not stuck.hits:
            assert process.poll() is None, process.communicate()
            time.sleep(0.001)
        time.sleep(0.1)  # the pages before it are on their way to the file: whether they arrive makes no difference
        process.kill()
    sandbox.clear_faults()


async def test_a_file_of_lines_goes_on_after_the_last_page_that_was_noted(
    ditio_sandbox: DitioSandbox, tmp_path: Path
) -> None:
    whole, part = tmp_path / "whole.csv", tmp_path / "part.csv"
    killed(ditio_sandbox, part, "Csv()", None, skip=4)
    assert not part.exists()
    async with DitioSession(**ditio_sandbox.credentials) as ditio:
        streams = ["time_registrations"]
        only(await export(ditio, streams, whole, filters=LIMIT, **YEAR))
        ditio_sandbox.clear_requests()
        report = only(await export(ditio, streams, part, filters=LIMIT, **YEAR))
        asked = [one for one in ditio_sandbox.requests if one.path.endswith("time-registrations")]
    assert part.read_bytes() == whole.read_bytes()
    assert "ContinuationToken=" in asked[0].query, "what was there is not fetched again"
    assert report.bytes == part.stat().st_size
    assert names(tmp_path) == [part.name, whole.name]


async def test_months_that_were_finished_are_not_fetched_again(ditio_sandbox: DitioSandbox, tmp_path: Path) -> None:
    killed(ditio_sandbox, tmp_path, "Parquet()", "month", skip=14)
    before = {name for name in names(tmp_path) if name.endswith("part-0.parquet")}
    assert before
    async with DitioSession(**ditio_sandbox.credentials) as ditio:
        ditio_sandbox.clear_requests()
        streams, again = ["time_registrations"], {"format": Parquet(), "partition": "month", "filters": LIMIT, **YEAR}
        report = only(await export(ditio, streams, tmp_path, **again))
        assert report.kept >= len(before) > 0
        fetched = {one.query for one in ditio_sandbox.requests if one.path.endswith("time-registrations")}
        assert not [name for name in before if any(name[-22:-15] in query for query in fetched)]
        count = len(await ditio.reporting.time_registrations(**YEAR).collect())
        assert report.records == count == pq.read_table(tmp_path / "time_registrations").num_rows

        ditio_sandbox.clear_requests()
        assert only(await export(ditio, streams, tmp_path, **again)).kept == 0, (
            "a finished run is followed by a new one"
        )
    assert not (tmp_path / ".ditio-export").exists()


async def interrupted(server: FaultServer, ditio: DitioSession, file: Path) -> None:
    """An export that failed after three of five pages."""
    good = paged(ROWS, 100)
    server.script(good, good, good, json_answer({}, 403))
    report = await export(ditio, ["projects"], file)
    assert isinstance(report.streams[0].error, PermissionDeniedError)
    server.requests.clear()


def tokens(server: FaultServer) -> list[str | None]:
    return [seen.query.get("ContinuationToken", [None])[0] for seen in server.calls]


async def test_a_run_after_a_failure_goes_on(server: FaultServer, ditio: DitioSession, tmp_path: Path) -> None:
    file = tmp_path / "p.jsonl"
    await interrupted(server, ditio, file)
    server.script(paged(ROWS, 100))
    report = only(await export(ditio, ["projects"], file))
    assert tokens(server) == ["300", "400"]
    assert (report.records, file.read_bytes().count(b"\n")) == (500, 500)
    assert names(tmp_path) == ["p.jsonl"]


@pytest.mark.parametrize(
    "changed",
    [
        {"resume": False},
        {"modified_since": "2026-01-01"},
        {"filters": {"projects": {"chunk_limit": 5}}},
        {"format": Csv(separator=";")},
    ],
    ids=["not asked for", "another mode", "another filter", "another format"],
)
async def test_another_run_begins_anew(
    server: FaultServer, ditio: DitioSession, tmp_path: Path, changed: dict[str, object]
) -> None:
    file = tmp_path / "p.csv"
    await interrupted(server, ditio, file)
    server.script(paged(ROWS, 250))
    assert only(await export(ditio, ["projects"], file, **changed)).records == 500
    assert tokens(server) == [None, "250"]
    assert file.read_bytes().count(b"\r\n") == 501


async def test_a_place_that_the_server_has_forgotten_is_begun_anew(
    server: FaultServer, ditio: DitioSession, tmp_path: Path
) -> None:
    file = tmp_path / "p.jsonl"
    await interrupted(server, ditio, file)
    serve = paged(ROWS, 250)
    server.script(json_answer({"message": "the token has expired"}, 400), serve)
    assert only(await export(ditio, ["projects"], file)).records == 500
    assert tokens(server) == ["300", None, "250"]
    assert file.read_bytes().count(b"\n") == 500


@pytest.mark.parametrize("left", [b"", b"x" * 10], ids=["gone", "shorter"])
async def test_an_unfinished_file_that_is_not_what_it_was_is_begun_anew(
    server: FaultServer, ditio: DitioSession, tmp_path: Path, left: bytes
) -> None:
    file = tmp_path / "p.jsonl"
    await interrupted(server, ditio, file)
    (unfinished,) = tmp_path.rglob("*.unfinished")
    unfinished.unlink()
    if left:
        unfinished.write_bytes(left)
    server.script(paged(ROWS, 250))
    assert only(await export(ditio, ["projects"], file)).records == 500
    assert [line[:5] for line in file.read_text().splitlines()] == ['{"id"'] * 500


async def test_what_was_torn_when_it_was_killed_is_cut_off(
    server: FaultServer, ditio: DitioSession, tmp_path: Path
) -> None:
    """Records after the last note, and a note that is not whole."""
    file, journal = tmp_path / "p.jsonl", tmp_path / ".p.jsonl.ditio-export.jsonl"
    await interrupted(server, ditio, file)
    (unfinished,) = tmp_path.rglob("*.unfinished")
    unfinished.write_bytes(unfinished.read_bytes() + b'{"id": "torn' * 10_000)
    journal.write_bytes(journal.read_bytes() + b'{"line":"at"')
    good = paged(ROWS, 100)
    server.script(good, json_answer({}, 403))
    assert not (await export(ditio, ["projects"], file)).ok
    server.script(good)
    only(await export(ditio, ["projects"], file))
    assert tokens(server) == ["300", "400", "400"]
    assert [line[:5] for line in file.read_text().splitlines()] == ['{"id"'] * 500


async def test_only_the_stream_that_failed_is_fetched_again(
    server: FaultServer, ditio: DitioSession, tmp_path: Path
) -> None:
    def serve(seen: Seen) -> Step:
        return json_answer({}, 403) if seen.path.endswith("/user") else page([{"id": "1"}])

    server.script(serve)
    asked = {"format": Parquet(), "concurrency": 1}
    assert not (await export(ditio, ["projects", "users"], tmp_path, **asked)).ok
    server.requests.clear()
    server.script(page([{"id": "1"}]))
    report = await export(ditio, ["projects", "users"], tmp_path, **asked)
    assert [seen.path for seen in server.calls] == ["/reporting/v1/user"]
    assert report.ok
    assert [(one.records, one.kept, len(one.files)) for one in report.streams] == [(1, 1, 1), (1, 0, 1)]


async def test_a_month_whose_file_was_taken_away_is_fetched_again(
    server: FaultServer, ditio: DitioSession, tmp_path: Path
) -> None:
    source = DatedStream([row(n, f"2026-{month:02}-05T00:00:00Z") for n, month in enumerate((1, 2, 3))])
    server.script(source, source, json_answer({}, 403))
    asked = {"format": JsonLines(), "concurrency": 1, **MONTHS}
    assert not (await export(ditio, ["time_registrations"], tmp_path, **asked)).ok
    (tmp_path / "time_registrations/month=2026-01/part-0.jsonl").unlink()
    server.script(source)
    report = only(await export(ditio, ["time_registrations"], tmp_path, **asked))
    assert (report.records, report.kept) == (3, 1)


async def test_a_file_that_is_no_journal_is_left_alone(
    server: FaultServer, ditio: DitioSession, tmp_path: Path
) -> None:
    (tmp_path / "ditio-export.jsonl").write_text('{"mine": 1}\n')
    with pytest.raises(ArgumentError, match="is not what an export left"):
        await export(ditio, ["projects"], tmp_path, format=JsonLines())
    assert (tmp_path / "ditio-export.jsonl").read_text() == '{"mine": 1}\n'
    assert server.requests == []
