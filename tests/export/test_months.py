"""A folder with a file a month: each record once, and readers take the folder as it is."""

from __future__ import annotations

from pathlib import Path

import polars
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

from ditio_async import ArgumentError, DitioSession
from ditio_async._tables.datasets import DATASETS
from ditio_async.export import Csv, JsonLines, Parquet, export

from ..support.faults import FaultServer, page
from ..support.windows import DatedStream, row
from .common import HOURS, MONTHS, PROJECTS, by_path, names, only, rows_of

EDGES = [
    "2026-01-01T00:00:00Z",
    "2026-01-31T23:59:59.9999999Z",
    "2026-02-01T00:00:00Z",
    "2026-02-01T00:00:00.0000001Z",
    "2026-03-01T00:00:00Z",
    "2026-03-31T00:00:00Z",
]
FOUND = [("2026-01", 2), ("2026-02", 2), ("2026-03", 2)]


@pytest.mark.parametrize("rounding", [False, True])
@pytest.mark.parametrize("format", [Parquet(), Csv(), JsonLines()], ids=["parquet", "csv", "jsonl"])
async def test_a_record_between_two_months_is_in_one_of_them(
    server: FaultServer, ditio: DitioSession, tmp_path: Path, rounding: bool, format: Parquet | Csv | JsonLines
) -> None:
    source = DatedStream([row(n, moment) for n, moment in enumerate(EDGES)], rounding=rounding)
    server.script(source)
    report = only(await export(ditio, ["time_registrations"], tmp_path, format=format, **MONTHS))
    assert (report.records, len(report.files)) == (6, 3)
    read = {Parquet: "read_parquet", Csv: "read_csv", JsonLines: "read_json"}[type(format)]
    files = f"{read}('{tmp_path}/time_registrations/*/*', hive_partitioning=true)"
    assert rows_of(f"SELECT month, count(*) FROM {files} GROUP BY 1 ORDER BY 1") == FOUND
    assert min(source.windows)[0] == "2026-01-01"
    assert max(end for _, end in source.windows) == "2026-03-31", "the caller's own end, as it was given"


@pytest.mark.parametrize("format", [Parquet(), Csv(), JsonLines()], ids=["parquet", "csv", "jsonl"])
@pytest.mark.parametrize("date", ["soon", 7, None, {}, "2026-02-30T00:00:00Z"])
async def test_a_record_whose_date_is_none_stays_where_the_server_put_it(
    server: FaultServer, ditio: DitioSession, tmp_path: Path, date: object, format: Parquet | Csv | JsonLines
) -> None:
    late = {"id": "2", "workDate": "2026-03-31T00:00:00Z"}
    server.script(lambda _: page([{"id": "1", "workDate": date}, late]))
    report = only(await export(ditio, ["time_registrations"], tmp_path, format=format, **MONTHS))
    assert report.records == 1 + 1 + 2, "the other one is of March"


async def test_duckdb_polars_and_arrow_read_the_folder(
    server: FaultServer, ditio: DitioSession, tmp_path: Path
) -> None:
    source = DatedStream([row(n, moment) for n, moment in enumerate(EDGES)])
    server.script(by_path({HOURS: source, PROJECTS: page([{"id": "p1"}])}))
    report = await export(ditio, ["time_registrations", "projects"], tmp_path, format=Parquet(), **MONTHS)
    assert [(one.stream, one.windowed, one.records) for one in report.streams] == [
        ("time_registrations", True, 6),
        ("projects", False, 1),
    ]
    folder = tmp_path / "time_registrations"
    columns = [*(column.name for column in DATASETS["time_registrations"].columns), "extra", "month"]
    assert [one[0] for one in rows_of(f"DESCRIBE SELECT * FROM '{folder}/*/*.parquet'")] == columns
    frame = polars.read_parquet(folder)
    assert frame.columns == columns
    assert frame.group_by("month").len().sort("month").rows() == FOUND
    assert frame.schema["work_date"] == polars.Datetime("us", "UTC")
    dataset = ds.dataset(folder, partitioning="hive")
    assert dataset.schema.names == columns
    assert dataset.count_rows(filter=ds.field("month") == "2026-02") == 2
    assert rows_of(f"SELECT id FROM '{tmp_path}/projects/*.parquet'") == [("p1",)]
    assert polars.read_parquet(tmp_path / "projects")["id"].to_list() == ["p1"]


def test_no_column_is_called_as_the_folders_are() -> None:
    assert not [one.name for one in DATASETS.values() if one.has("month") or one.has("extra")]


async def test_a_month_whose_records_are_gone_has_no_file(
    server: FaultServer, ditio: DitioSession, tmp_path: Path
) -> None:
    source = DatedStream([row(n, moment) for n, moment in enumerate(EDGES)])
    server.script(source)
    only(await export(ditio, ["time_registrations"], tmp_path, format=Csv(), **MONTHS))
    source.rows = [one for one in source.rows if "-02-" not in str(one["workDate"])]
    only(await export(ditio, ["time_registrations"], tmp_path, format=Csv(), **MONTHS))
    months = [f"time_registrations/month=2026-{month}/part-0.csv" for month in ("01", "03")]
    assert names(tmp_path) == ["ditio-export.jsonl", *months]


async def test_hours_of_machines_are_read_week_by_week_within_their_months(
    server: FaultServer, ditio: DitioSession, tmp_path: Path
) -> None:
    server.script(page([{"id": "m"}]))
    only(await export(ditio, ["machine_registrations"], tmp_path, format=JsonLines(), **MONTHS))
    ends = sorted(seen.query["ToDateTime"][0] for seen in server.calls)
    assert len(ends) == 5 + 4 + 5
    assert [end for end in ends if "-01-31" in end or "-02-28" in end] == [
        "2026-01-31T23:59:59.9999999Z",
        "2026-02-28T23:59:59.9999999Z",
    ]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"to_date_time": "2026-02-01"}, "partition='month' needs from_date_time= and to_date_time="),
        ({**MONTHS, "modified_since": "2026-01-01"}, "do not go together"),
        ({**MONTHS, "partition": "year"}, "partition takes one of 'month'"),
        ({"from_date_time": "1800-01-01", "to_date_time": "2026-01-01"}, "take a shorter one"),
    ],
)
async def test_months_need_both_ends_of_a_window(
    ditio: DitioSession, tmp_path: Path, arguments: dict[str, str], words: str
) -> None:
    with pytest.raises(ArgumentError, match=words):
        await export(ditio, ["time_registrations"], tmp_path, format=Csv(), **{"partition": "month", **arguments})
    assert names(tmp_path) == []


async def test_every_month_can_be_read_while_another_is_written(
    server: FaultServer, ditio: DitioSession, tmp_path: Path
) -> None:
    """Polars refuses a folder that has files of two suffixes."""
    source = DatedStream([row(n, moment) for n, moment in enumerate(EDGES)])
    server.script(source)
    seen: list[int] = []

    def look(_: object) -> None:
        if (tmp_path / "time_registrations").exists():
            seen.append(polars.read_parquet(tmp_path / "time_registrations").height)

    only(
        await export(
            ditio, ["time_registrations"], tmp_path, format=Parquet(), on_progress=look, concurrency=1, **MONTHS
        )
    )
    assert seen[-1] == 6
    assert 2 in seen
    assert pq.read_table(tmp_path / "time_registrations").num_rows == 6
