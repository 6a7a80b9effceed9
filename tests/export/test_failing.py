"""When something goes wrong: nothing half-written is ever in place, and the other streams go on."""

from __future__ import annotations

import asyncio
import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from ditio_async import ArgumentError, DitioSession, FileNotWrittenError, PermissionDeniedError, ServerError
from ditio_async.export import Csv, ExportProgress, JsonLines, Parquet, export

from ..support.faults import FaultServer, hang, json_answer, page
from ..support.windows import DatedStream, row
from .common import HOURS, MONTHS, PROJECTS, by_path, names, only, paged, reached

FORMATS = pytest.mark.parametrize("suffix", ["parquet", "csv", "jsonl"])
ROWS = [{"id": str(n), "name": f"{n}" * 200} for n in range(500)]


@contextmanager
def full_after(size: int) -> Iterator[None]:
    """No file may grow beyond this size."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def test_a_stream_that_fails_ends_no_other(server: FaultServer, ditio: DitioSession, tmp_path: Path) -> None:
    denied = json_answer({"message": "not yours"}, 403)
    server.script(by_path({HOURS: denied, PROJECTS: paged(ROWS, 100), "/reporting/v1/user": page([{"id": "u"}])}))
    streams = ["projects", "time_registrations", "users"]
    report = await export(ditio, streams, tmp_path, format=Parquet(), concurrency=1)
    assert [type(one.error) for one in report.streams] == [type(None), PermissionDeniedError, type(None)]
    assert not report.ok
    assert [one.records for one in report.streams] == [500, 0, 1]
    assert names(tmp_path) == ["ditio-export.jsonl", "projects.parquet", "users.parquet"]


@FORMATS
async def test_what_was_there_stays_until_a_whole_file_takes_its_place(
    server: FaultServer, ditio: DitioSession, tmp_path: Path, suffix: str
) -> None:
    file = tmp_path / f"p.{suffix}"
    file.write_bytes(b"old")
    server.script(page(ROWS[:10], "next"), json_answer({}, 403))
    report = await export(ditio, ["projects"], file, resume=False)
    assert isinstance(report.streams[0].error, PermissionDeniedError)
    assert file.read_bytes() == b"old"
    assert names(tmp_path) == [file.name], "nothing is to go on from"
    server.script(page(ROWS))
    only(await export(ditio, ["projects"], file))
    assert names(tmp_path) == [file.name]
    assert file.stat().st_size > 3


@FORMATS
async def test_a_full_disk_is_told_with_the_name_of_the_file(
    server: FaultServer, ditio: DitioSession, tmp_path: Path, suffix: str
) -> None:
    file = tmp_path / f"p.{suffix}"
    server.script(paged(ROWS, 50))
    with full_after(20_000 if suffix != "parquet" else 2000):
        report = await export(ditio, ["projects"], file)
    error = report.streams[0].error
    assert isinstance(error, FileNotWrittenError)
    assert str(error).startswith(f"{file} could not be written: File too large")
    assert isinstance(error.__cause__, OSError)
    assert not file.exists()
    only(await export(ditio, ["projects"], file))
    assert names(tmp_path) == [file.name]
    if suffix != "parquet":
        assert file.read_bytes().count(b"\n") == 500 + (suffix == "csv")


@FORMATS
@pytest.mark.parametrize("pages", [0, 1, 3])
async def test_a_cancelled_export_leaves_nothing_but_what_can_be_gone_on_with(
    server: FaultServer, ditio: DitioSession, tmp_path: Path, suffix: str, pages: int
) -> None:
    stuck = asyncio.Event()

    steps = [page(ROWS[100 * n : 100 * n + 100], str(n + 1)) for n in range(pages)]
    server.script(*steps, lambda _: (stuck.set(), hang())[1])
    task = asyncio.create_task(export(ditio, ["projects"], tmp_path / f"p.{suffix}"))
    await reached(stuck, task)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    left = names(tmp_path)
    assert f"p.{suffix}" not in left
    if suffix == "parquet" or pages == 0:
        assert left == []
    assert set(left) <= {f".p.{suffix}.ditio-export.jsonl", f".p.{suffix}.ditio-export/p.{suffix}.unfinished"}


async def test_it_may_be_cancelled_at_any_moment(server: FaultServer, ditio: DitioSession, tmp_path: Path) -> None:
    """The leak check looks for temporary files and tasks."""
    server.script(paged(ROWS, 50))
    for turns in range(1, 130, 17):
        task = asyncio.create_task(export(ditio, ["projects"], tmp_path / "p.parquet", resume=False))
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait({task})
        assert names(tmp_path) in ([], ["p.parquet"])
        if (tmp_path / "p.parquet").exists():
            assert pq.read_metadata(tmp_path / "p.parquet").num_rows == 500


async def test_a_stream_that_fails_keeps_the_months_that_are_complete(
    server: FaultServer, ditio: DitioSession, tmp_path: Path
) -> None:
    source = DatedStream([row(n, f"2026-{month:02}-05T00:00:00Z") for n, month in enumerate((1, 2, 3))])
    server.script(source, json_answer({}, 403), source)
    report = await export(ditio, ["time_registrations"], tmp_path, format=Csv(), concurrency=1, **MONTHS)
    (stream,) = report.streams
    assert isinstance(stream.error, PermissionDeniedError)
    assert (stream.records, len(stream.files)) == (1, 1)
    assert names(tmp_path) == ["ditio-export.jsonl", "time_registrations/month=2026-01/part-0.csv"]
    assert len(server.calls) == 2, "the months after it are left to the next run"


async def test_what_a_handler_of_progress_raises_ends_the_export(
    server: FaultServer, ditio: DitioSession, tmp_path: Path
) -> None:
    server.script(paged(ROWS, 100))

    def told(_: ExportProgress) -> None:
        raise LookupError("mine")

    with pytest.raises(LookupError, match="mine"):
        await export(ditio, ["projects"], tmp_path / "p.parquet", on_progress=told)
    assert names(tmp_path) == []


async def test_progress_grows_until_all_is_there(server: FaultServer, ditio: DitioSession, tmp_path: Path) -> None:
    server.script(paged(ROWS, 100))
    told: list[ExportProgress] = []
    report = only(await export(ditio, ["projects"], tmp_path / "p.jsonl", on_progress=told.append))
    assert [one.records for one in told] == sorted(one.records for one in told)
    assert (told[-1].records, told[-1].bytes, told[-1].files) == (500, report.bytes, 1)
    assert told[0].fraction is None
    assert told[-1].fraction == 1


async def test_two_exports_to_one_place_are_refused(server: FaultServer, ditio: DitioSession, tmp_path: Path) -> None:
    begun = asyncio.Event()
    server.script(lambda _: (begun.set(), hang())[1])
    first = asyncio.create_task(export(ditio, ["projects"], tmp_path, format=JsonLines()))
    await reached(begun, first)
    with pytest.raises(ArgumentError, match="another export is writing there"):
        await export(ditio, ["users"], tmp_path, format=JsonLines())
    assert names(tmp_path) != [], "what the first one needs is still there"
    first.cancel()
    await asyncio.wait({first})


async def test_without_pyarrow_it_says_how_to_get_it_before_anything_is_sent(
    server: FaultServer, ditio: DitioSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(ArgumentError, match=r"pip install 'ditio-async\[parquet\]'"):
        await export(ditio, ["projects"], tmp_path / "p.parquet")
    assert server.requests == []
    assert names(tmp_path) == []


@pytest.mark.parametrize(
    ("streams", "to", "arguments", "words"),
    [
        (["projets"], "x", {"format": Csv()}, "did you mean 'projects'"),
        ("projects", "x", {"format": Csv()}, "takes a list of names"),
        ([], "x", {"format": Csv()}, "streams is empty"),
        (["projects"], "x", {}, "a folder tells no format"),
        (["projects"], "x.txt", {}, "'.txt' tells no format"),
        (["projects"], "x.csv", {"format": Parquet()}, "not written as Parquet"),
        (["projects", "users"], "x.csv", {}, "a file takes one stream"),
        (["projects"], "x", {"format": "csv"}, "format takes Parquet"),
        (["projects"], "", {"format": Csv()}, "to takes the path"),
        (["projects"], "x", {"format": Csv(), "concurrency": 0}, "concurrency takes"),
        (["projects"], "x", {"format": Csv(), "filters": {"users": {}}}, "filters: 'users' is not exported"),
        (["projects"], "x", {"format": Csv(), "filters": {"projects": {"form": 1}}}, "form"),
        (["projects"], "x", {"format": Csv(), "from_date_time": "soon"}, "from_date_time is no ISO 8601 time"),
    ],
)
async def test_a_wrong_argument_is_refused_with_its_cure(
    server: FaultServer, ditio: DitioSession, tmp_path: Path, streams: object, to: str, arguments: object, words: str
) -> None:
    with pytest.raises(ArgumentError, match=words):
        await export(ditio, streams, to and tmp_path / to, **arguments)
    assert server.requests == []
    assert names(tmp_path) == []


async def test_all_streams_are_asked_for_what_they_can_be_asked_for(
    server: FaultServer, ditio: DitioSession, tmp_path: Path
) -> None:
    server.script(page([]))
    report = await export(
        ditio,
        None,
        tmp_path,
        format=JsonLines(),
        modified_since="2026-01-01",
        filters={"images": {"sources": ["feed"]}},
    )
    asked = {seen.path.removeprefix("/reporting/v1/"): seen.query for seen in server.calls}
    assert asked["images"] == {"ModifiedSince": ["2026-01-01"], "Sources": ["feed"]}
    assert asked["crew-list-registrations"] == {"ModifiedSince": ["2026-01-01"]}
    assert asked["flow-locations"] == {}
    whole = {one.stream for one in report.streams if not one.incremental}
    assert whole == {"flow_locations", "flow_mass_types", "item_registrations"}


async def test_crew_lists_are_asked_for_more_than_today(
    server: FaultServer, ditio: DitioSession, tmp_path: Path
) -> None:
    server.script(page([]))
    assert not only(await export(ditio, ["crew_list_registrations"], tmp_path / "c.csv")).windowed
    assert server.calls[0].query == {"FromDateTime": ["2000-01-01"]}


async def test_a_server_that_fails_for_good_is_an_error_of_its_stream(
    server: FaultServer, ditio: DitioSession, tmp_path: Path
) -> None:
    server.script(json_answer({}, 500))
    report = await export(ditio.with_options(retries=0), ["projects"], tmp_path / "p.csv")
    assert isinstance(report.streams[0].error, ServerError)
    assert names(tmp_path) == []
