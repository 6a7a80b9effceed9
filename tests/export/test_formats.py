"""What is in the files: nothing is lost, and readers find what they expect."""

from __future__ import annotations

import csv
import datetime as dt
import json
from pathlib import Path

import polars
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ditio_async import DitioSession
from ditio_async.export import Csv, Parquet, export
from ditio_async.export._sinks import parquet

from ..support.faults import FaultServer, answer, page
from .common import only, paged, rows_of

ODD = {
    "id": "1",
    "workDate": "2026-01-31T23:59:59.9999999Z",
    "startDateTime": "2026-01-31T15:00:00+01:00",
    "qty": 7.5,
    "approved": True,
    "description": 'one "two",\r\nthree; æ',
    "projectName": "",
    "projectNumber": "=1+1",
    "userName": None,
}
STRANGE = {"id": "2", "qty": "much", "approved": False, "isNew": {"a": [1, None]}}
UTC = dt.UTC


async def test_a_line_of_json_is_the_record_as_the_server_wrote_it(
    server: FaultServer, ditio: DitioSession, tmp_path: Path
) -> None:
    body = b'{"data":[{"id":"1", "n": 1.50,\r\n "t":"a\\nb\\u00e6"},\n{"id":"2","x":[1,\n2]}]}'
    server.script(answer(200, body))
    report = only(await export(ditio, ["projects"], tmp_path / "p.jsonl"))
    lines = (tmp_path / "p.jsonl").read_bytes()
    assert lines == b'{"id":"1", "n": 1.50, "t":"a\\nb\\u00e6"}\n{"id":"2","x":[1,2]}\n'
    assert (report.records, report.bytes, report.files) == (2, len(lines), [tmp_path / "p.jsonl"])


async def test_csv_is_read_back_and_tells_null_from_an_empty_text(
    server: FaultServer, ditio: DitioSession, tmp_path: Path
) -> None:
    server.script(page([ODD], "next"), page([STRANGE]))
    report = only(await export(ditio, ["time_registrations"], tmp_path / "h.csv"))
    assert (report.misfits, report.unknown) == (1, ("isNew",))
    text = (tmp_path / "h.csv").read_bytes().decode()
    assert text.count("\r\n") == 4, "a header, two records, and the line break in a text"
    first, second = csv.DictReader(text.splitlines(keepends=True))
    assert first["description"] == ODD["description"]
    assert first["work_date"] == "2026-01-31T23:59:59.9999999Z"
    assert first["start_date_time"] == "2026-01-31T14:00:00Z"
    assert (first["qty"], first["approved"], first["project_number"]) == ("7.5", "true", "=1+1")
    assert [*first][-1] == "extra"
    assert json.loads(second["extra"]) == {"qty": "much", "isNew": {"a": [1, None]}}
    row = polars.read_csv(tmp_path / "h.csv")[0]
    assert row["project_name"].item() == ""
    assert row["user_name"].item() is None


async def test_excel_in_norway_gets_what_it_reads_and_no_formula(
    server: FaultServer, ditio: DitioSession, tmp_path: Path
) -> None:
    server.script(page([{**ODD, "price": -2.25, "unknown": "-x"}]))
    only(await export(ditio, ["time_registrations"], tmp_path / "h.csv", format=Csv(excel=True)))
    data = (tmp_path / "h.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfid;")
    (row,) = csv.DictReader(data.decode("utf-8-sig").splitlines(keepends=True), delimiter=";")
    assert (row["qty"], row["price"], row["start_date_time"]) == ("7,5", "-2,25", "31.01.2026 14:00:00")
    assert row["project_number"] == "'=1+1"
    assert row["extra"] == '{"unknown":"-x"}'


async def test_parquet_has_types_units_and_where_it_came_from(
    server: FaultServer, ditio: DitioSession, tmp_path: Path
) -> None:
    server.script(page([ODD], "next"), page([STRANGE]))
    window = {"from_date_time": "2026-01-01", "to_date_time": "2026-02-01"}
    report = only(await export(ditio, ["time_registrations"], tmp_path / "h.parquet", **window))
    assert report.windowed
    table = pq.read_table(tmp_path / "h.parquet")
    types = {"id": pa.string(), "qty": pa.float64(), "approved": pa.bool_(), "work_date": pa.timestamp("us", "UTC")}
    assert {name: table.schema.field(name).type for name in types} == types
    assert table.schema.field("qty").metadata == {b"comment": b"hours"}
    first, second = table.to_pylist()
    assert first["work_date"] == dt.datetime(2026, 1, 31, 23, 59, 59, 999999, tzinfo=UTC), "and not the next month"
    assert first["start_date_time"] == dt.datetime(2026, 1, 31, 14, tzinfo=UTC)
    assert (first["project_name"], first["user_name"], first["extra"]) == ("", None, None)
    assert second["qty"] is None
    assert json.loads(second["extra"]) == {"qty": "much", "isNew": {"a": [1, None]}}
    about = pq.read_metadata(tmp_path / "h.parquet").metadata
    assert about[b"ditio.stream"] == b"time_registrations"
    assert (about[b"ditio.from"], about[b"ditio.to"]) == (b"2026-01-01", b"2026-02-01")


async def test_lists_are_json_and_say_so(server: FaultServer, ditio: DitioSession, tmp_path: Path) -> None:
    server.script(page([{"id": "1", "overtimeLines": [{"name": "50 %", "qty": 2}]}]))
    only(await export(ditio, ["payroll_lines_extended"], tmp_path / "p.parquet"))
    table = pq.read_table(tmp_path / "p.parquet", columns=["overtime_lines"])
    assert table.schema.field(0).metadata[b"json"] == b"true"
    assert json.loads(table.to_pylist()[0]["overtime_lines"]) == [{"name": "50 %", "qty": 2}]


async def test_row_groups_are_as_long_as_they_may_be(server: FaultServer, ditio: DitioSession, tmp_path: Path) -> None:
    server.script(paged([{"id": str(n)} for n in range(25)], 10))
    only(await export(ditio, ["projects"], tmp_path / "p.parquet", format=Parquet(row_group=8, compression="snappy")))
    told = pq.read_metadata(tmp_path / "p.parquet")
    assert [told.row_group(n).num_rows for n in range(told.num_row_groups)] == [8, 8, 8, 1]
    assert told.row_group(0).column(0).compression == "SNAPPY"
    assert pq.read_table(tmp_path / "p.parquet")["id"].to_pylist() == [str(n) for n in range(25)]


async def test_a_row_group_that_weighs_much_is_written_before(
    server: FaultServer, ditio: DitioSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "MOST_BYTES", 3500)
    server.script(paged([{"id": str(n), "name": "x" * 900} for n in range(5)], 1))
    only(await export(ditio, ["projects"], tmp_path / "p.parquet"))
    told = pq.read_metadata(tmp_path / "p.parquet")
    assert [told.row_group(n).num_rows for n in range(told.num_row_groups)] == [4, 1]


async def test_a_stream_without_records_is_a_file_with_columns(
    server: FaultServer, ditio: DitioSession, tmp_path: Path
) -> None:
    server.script(page([]))
    for suffix in ("parquet", "csv", "jsonl"):
        assert only(await export(ditio, ["projects"], tmp_path / f"p.{suffix}")).records == 0
    assert pq.read_table(tmp_path / "p.parquet").num_rows == 0
    assert rows_of(f"SELECT id, extra FROM '{tmp_path}/p.parquet'") == []
    assert (tmp_path / "p.csv").read_text().startswith("id,")
    assert (tmp_path / "p.jsonl").read_bytes() == b""


async def test_item_registrations_have_their_own_columns_and_times_of_no_zone(
    server: FaultServer, ditio: DitioSession, tmp_path: Path
) -> None:
    cells = ["Grus", *[""] * 5, "31.01.2026 10:00:00", "", "2,5", *[""] * 7]
    text = ";".join(["h"] * 16) + "\n" + ";".join(cells) + "\nbroken;row\n"
    server.script(answer(200, text.encode(), {"Content-Type": "text/csv"}))
    report = await export(
        ditio, ["item_registrations"], tmp_path / "i.parquet", from_date_time="2026-01-01", to_date_time="2026-02-01"
    )
    assert server.calls[0].query == {"FromDate": ["2026-01-01"], "ToDate": ["2026-02-01"]}
    assert not report.ok, "a row cannot be read"
    assert ["line 3" in str(error) for error in report.streams[0].left_out] == [True]
    table = pq.read_table(tmp_path / "i.parquet")
    assert table.schema.field("trans_date").type == pa.timestamp("us")
    assert table.select(["item_name", "trans_date", "qty"]).to_pylist() == [
        {"item_name": "Grus", "trans_date": dt.datetime(2026, 1, 31, 10), "qty": 2.5}  # noqa: DTZ001  # as it says
    ]
