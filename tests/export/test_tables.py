"""What Arrow reads by itself is what rows would have said, whatever the server sends."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar, cast

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ditio_async import DecodeError, DitioSession
from ditio_async._paging.decoding import UNREADABLE, PageReader
from ditio_async._tables.columns import Column, Kind
from ditio_async._tables.rows import RowReader
from ditio_async.export import Parquet, export
from ditio_async.export._sinks import tables
from ditio_async.export._sinks.arrow import Table
from ditio_async.export._sinks.parquet import ParquetSink
from ditio_async.export._sinks.place import Place
from ditio_async.export._sinks.shape import Shape
from ditio_async.export._sinks.tables import TableReader

from ..support.faults import FaultServer, page
from ..units.pages import answer
from .common import only

R = TypeVar("R")

COLUMNS = (
    Column("id", "id", Kind.TEXT),
    Column("name", "name", Kind.TEXT),
    Column("qty", "qty", Kind.NUMBER),
    Column("count", "count", Kind.INTEGER),
    Column("approved", "approved", Kind.BOOLEAN),
    Column("start", "start", Kind.MOMENT),
    Column("lines", "lines", Kind.JSON),
    Column("is_deleted", "isDeleted", Kind.BOOLEAN),
)

TIMES = (
    '"2026-01-31T15:00:00Z"',
    '"2026-01-31T15:00:00.5Z"',
    '"2026-01-31T15:00:00.1234567Z"',
    '"2026-01-31T15:00:00.9999999+02:00"',
    '"2026-01-31T15:00:00-09:30"',
    '"2026-01-31T15:00:00"',
    '"2026-01-31"',
    '"0001-01-01T00:00:00Z"',
    '"0001-01-01T00:00:00"',
    '"9999-12-31T23:59:59Z"',
    '"2026-02-30T15:00:00Z"',
    '"soon"',
    '"9999-12-31T23:59:59-01:00"',
    '"2026-01-31T15:00:00+02"',
    '"2026-01-31T15Z"',
    '"2026-01-31 15:00Z"',
)
NUMBERS = ("7", "7.0", "7e0", "-0", "0.1", "1e308", "1e-400", "12345678901234567890", "9223372036854775808")
NO_NUMBERS = ("NaN", "Infinity", "-Infinity", "Inf", "1e999", "01", "1.", "+1", "nan")
TEXTS = ('"a"', '""', '"},{\\"id\\":"', '"\\u0000"', '"\\u00e6 \\ud83d\\ude00 æ"', '"NaN"', '"\\n"', '"[1]"')
OTHERS = ("null", "true", "false", "[]", "{}", '[{"id":"b"},{"id":"c"}]', '{"b":[1,null],"a":{}}', '[1,"x"]')
FIELDS = ("name", "qty", "count", "approved", "start", "lines", "isDeleted", "unknown", "other")

USUAL = {
    "name": st.sampled_from(TEXTS),
    "qty": st.sampled_from(NUMBERS[:8]),
    "count": st.integers(-(1 << 63), (1 << 63) - 1).map(str),
    "approved": st.sampled_from(("true", "false")),
    "start": st.sampled_from(TIMES[:10]),
    "lines": st.sampled_from(OTHERS[3:]),
    "isDeleted": st.sampled_from(("true", "false")),
    "unknown": st.sampled_from((*TEXTS, *NUMBERS, *OTHERS)),
}
ANYTHING = st.sampled_from((*TIMES, *NUMBERS, *TEXTS, *OTHERS, *NO_NUMBERS))
IDS = st.sampled_from(('"1"', '"2"', '"6650f1a2b3c4d5e6f7a8b919"'))


@st.composite
def records(draw: st.DrawFn) -> str:
    """One as the server writes it; now and then something in it is odd."""
    fields = {"id": draw(IDS)}
    for name in draw(st.lists(st.sampled_from(FIELDS), unique=True)):
        odd = draw(st.integers(0, 19)) == 0
        fields[name] = draw(ANYTHING if odd else USUAL.get(name, ANYTHING) | st.just("null"))
    if draw(st.integers(0, 29)) == 0:
        fields["id"] = draw(st.sampled_from(("7", '""', "null", "true")))
    return "{" + ",".join(f'"{name}":{value}' for name, value in fields.items()) + "}"


PIECES = st.lists(records(), min_size=1, max_size=6).map(",".join).map(lambda text: f"[{text}]".encode())


@given(st.lists(PIECES, min_size=1, max_size=3))
@example([b'[{"id":"1"}{"id":"2"}]'])
@example([b'[{"id":"1"}\n{"id":"2"}]'])
@example([b'[{"id":"1"},{"id":""}]'])
@example([b'[{"id":"1","start":"0001-01-01T00:00:00Z"},{"id":"2","start":"2026-01-01T00:00:00Z"}]'])
@example([b'[{"id":"1"},]'])
@example([b'[{"id":"1"}, {"id":"2"}]'])
@example([b'[{"id":"1"},\n{"id":"2"}]'])
@example([b'[{"id":"1","id":"2"}]'])
@example([b'[{"id":"1","name":"\xff"}]'])
@example([b'[{"id":"1","name":"\\ud800"}]'])
@example([b'[{"id":"1","qty":NaN}]'])
@example([b'[{"id":"1","qty":-Infinity,"name":"x"},{"id":"2","qty":1}]'])
@example([b'[{"id":"1","qty":179769313486231580793728971405301e277}]'])
@example([b"[{}]"])
@example([b'[{"name":"x"}]'])
@example([b"[[1]]"])
@example([b"[]"])
@example([b'[{"id":"1"}\x00]'])
@example([b'[{"id":"1"},\x00{"id":"2"}]'])
@example([b'[{"id":"1"}]\x00'])
@example([b'[{"id":"1","lines":[{"id":"2"},{"id":"3"}]},{"id":"4"}]'])
@example([b'[{"id":"1","unknown":1}]', b'[{"id":"2","unknown":[{}]},{"id":"3"}]', b'[{"id":"4","other":NaN}]'])
def test_a_table_has_what_rows_have(pieces: list[bytes]) -> None:
    for columns in (COLUMNS, [column for column in COLUMNS if column.kind is not Kind.JSON]):
        shape = Shape(columns, zoned=True)
        by_arrow, by_rows = TableReader(columns, shape), RowReader(columns, texts=True)
        for piece in pieces:
            rows = _read(by_rows, piece)
            found = _read(by_arrow, piece)
            if rows is None or found is None:
                assert rows is found
                continue
            assert _values(found) == _values(shape.tables(rows))
        assert {*by_arrow.unknown} == {*by_rows.unknown}
        assert by_arrow.misfits == by_rows.misfits


def _read(reader: PageReader[R], piece: bytes) -> list[R] | None:
    """The records of a slice; None where it is refused."""
    try:
        return reader.part(answer(b""), piece, 0, None, west=False).records
    except (DecodeError, *UNREADABLE):
        return None


def _values(tables: Sequence[Table]) -> list[dict[str, object]]:
    return [row for table in tables for row in cast("pa.Table", table).to_pylist()]


def test_what_is_nested_too_deeply_is_refused_before_arrow_sees_it() -> None:
    """It would go down until there is no stack left, and the process would end."""
    deep = b"[" * 50_000 + b"]" * 50_000
    shape = Shape(COLUMNS, zoned=True)
    for reader in (TableReader(COLUMNS, shape), TableReader(COLUMNS[:2], Shape(COLUMNS[:2], zoned=True))):
        for field in (b"lines", b"unknown"):
            assert _read(reader, b'[{"id":"1","unknown":1}]') is not None
            assert _read(reader, b'[{"id":"1","%b":%b}]' % (field, deep)) is None


def test_small_tables_that_wait_become_one(tmp_path: Path) -> None:
    shape = Shape(COLUMNS, zoned=True)
    sink = ParquetSink(Place(tmp_path / "t.parquet", tmp_path / "part"), shape, Parquet(), {})
    sink.open(0)
    rows = [(f"{n}", None, None, None, None, None, None, False, None) for n in range(300)]
    assert sum(sink.write(shape.tables([row])) for row in rows) == 300
    assert len(sink._waiting) <= 65
    sink.finish()
    assert pq.read_table(tmp_path / "t.parquet")["id"].to_pylist() == [f"{n}" for n in range(300)]


@pytest.mark.parametrize("place", ["first", "in the middle", "nowhere"])
async def test_a_page_is_cut_and_read_again_where_arrow_refuses_it(
    server: FaultServer, ditio: DitioSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    monkeypatch.setattr(tables, "_SIZE", 2000)
    rows: list[dict[str, object]] = [
        {"id": str(n), "qty": n / 2, "workDate": "2026-01-31T00:00:00Z", "description": "},{"} for n in range(300)
    ]
    if place != "nowhere":
        rows[0 if place == "first" else 150]["qty"] = "much"
    server.script(page(rows))
    report = only(await export(ditio, ["time_registrations"], tmp_path / "h.parquet"))
    assert report.misfits == (place != "nowhere")
    table = pq.read_table(tmp_path / "h.parquet", columns=["id", "qty", "extra"])
    assert table["id"].to_pylist() == [row["id"] for row in rows]
    assert table["qty"].null_count == report.misfits == len(table["extra"].drop_null())
