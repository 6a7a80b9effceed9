"""An export, and pyarrow with rows that are in memory already: of that, only the writing is timed.

What both need of pyarrow is loaded before.
"""
# pyright: basic

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute
import pyarrow.json
import pyarrow.parquet as pq

from ditio_async._tables.columns import Kind
from ditio_async._tables.rows import Row, RowReader
from ditio_async.export import export

from ..mirror.measuring import Stopwatch
from ..mirror.reader import session
from ..mirror.samples import Sample
from ..mirror.stores import COLUMNS, DATASET

GROUP: Final = 100_000
"""Rows of a group in a file."""

_TYPES: Final[dict[Kind, pa.DataType]] = {
    Kind.TEXT: pa.string(),
    Kind.NUMBER: pa.float64(),
    Kind.INTEGER: pa.int64(),
    Kind.BOOLEAN: pa.bool_(),
    Kind.MOMENT: pa.timestamp("us", tz="UTC"),
    Kind.JSON: pa.string(),
}
_SCHEMA: Final = pa.schema([(column.name, _TYPES[column.kind]) for column in COLUMNS])


async def _exported(suffix: str, base: str, folder: str) -> AsyncIterator[Sample]:
    """One stream, one file."""
    async with session(base) as ditio:
        async with Stopwatch(suffix) as watch:
            report = await export(ditio, ["time_registrations"], Path(folder, f"hours.{suffix}"))
        if not report.ok:
            raise SystemExit(str(report.streams[0].error))
        yield watch.sample(report.streams[0].records)


async def _in_memory(table: Callable[[list[Row]], pa.Table], base: str, folder: str) -> AsyncIterator[Sample]:
    rows: list[Row] = []
    async with session(base) as ditio:
        stream = ditio.reporting.time_registrations(chunk_limit=5000)
        async for page in stream.read_by(RowReader(DATASET.columns, texts=False)).pages():
            rows += page.records
    async with Stopwatch("parquet", loop=False) as watch:
        with pq.ParquetWriter(Path(folder, "hours.parquet"), _SCHEMA, compression="zstd") as writer:
            for start in range(0, len(rows), GROUP):
                writer.write_table(table(rows[start : start + GROUP]))
    yield watch.sample(len(rows))


def _by_column(rows: list[Row]) -> pa.Table:
    """Each column made at once."""
    types = [_TYPES[column.kind] for column in COLUMNS]
    arrays: list[pa.Array[Any]] = [
        pa.array(values, type=type) for values, type in zip(zip(*rows, strict=True), types, strict=True)
    ]
    return pa.Table.from_arrays(arrays, schema=_SCHEMA)


def _by_row(rows: list[Row]) -> pa.Table:
    """As most do it: a dictionary a row."""
    dicts: list[dict[str, Any]] = [dict(zip(_SCHEMA.names, row, strict=True)) for row in rows]
    return pa.Table.from_pylist(dicts, schema=_SCHEMA)


async def reading(base: str, folder: str) -> AsyncIterator[Sample]:
    """Reading alone: every record as the server sent it, written nowhere."""
    async with session(base) as ditio:
        async with Stopwatch("reading") as watch:
            count = 0
            async for page in ditio.reporting.time_registrations(chunk_limit=5000).raw().pages():
                count += len(page.records)
        yield watch.sample(count)


parquet = partial(_exported, "parquet")
csv = partial(_exported, "csv")
jsonl = partial(_exported, "jsonl")
columns = partial(_in_memory, _by_column)
pylist = partial(_in_memory, _by_row)
