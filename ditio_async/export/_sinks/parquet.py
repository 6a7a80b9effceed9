"""Tables as a Parquet file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import Final, cast

from ..formats import Parquet
from .arrow import Output, Table, Writer, arrow, parquet
from .place import Place
from .shape import Shape

MOST_BYTES: Final = 32 * 1024 * 1024
"""Of a row group in memory, before it is packed."""
_MANY: Final = 64
_SMALL: Final = 200
"""Tables that may wait although they have fewer rows than this."""


class ParquetSink:
    """Writes tables to a Parquet file, row group by row group: one is packed while the next one is gathered.

    Its footer comes last, so that it cannot be gone on with.

    Args:
        about: says something of the file; asked when it is complete.

    Attributes:
        size: bytes so far.
    """

    def __init__(self, place: Place, shape: Shape, format: Parquet, about: Mapping[str, str]) -> None:
        self._place = place
        self._shape = shape
        self._format = format
        self._about = about
        self._waiting: list[Table] = []
        self._rows = self._bytes = 0
        self._file: Output | None = None
        self._writer: Writer | None = None
        self._packer = ThreadPoolExecutor(1, "ditio-parquet")
        self._packing: Future[None] | None = None
        self.size = 0

    def open(self, size: int) -> None:
        """Begin."""
        self._file = arrow().OSFile(str(self._place.temporary), "wb")
        self._writer = parquet().ParquetWriter(self._file, self._shape.schema, compression=self._format.compression)

    def write(self, records: Sequence[object]) -> int:
        """Add tables; what makes a row group is written."""
        tables, count = cast("Sequence[Table]", records), 0
        for table in tables:
            self._wait(table)
            count += table.num_rows
            self._rows += table.num_rows
            self._bytes += table.nbytes
            while self._rows >= self._format.row_group:
                self._write(self._format.row_group)
            if self._bytes >= MOST_BYTES:
                self._write(self._rows)
        return count

    def finish(self) -> None:
        """Write the rest and the footer, and put the file in its place."""
        assert self._writer is not None
        assert self._file is not None
        if self._rows:
            self._write(self._rows)
        self._packed()
        self._packer.shutdown()
        self._writer.add_key_value_metadata(self._about)
        self._writer.close()
        self.size = self._file.tell()
        self._file.close()
        self._place.put()

    def sync(self) -> None:
        """Nothing to do: without its footer it is worth nothing."""

    def close(self, *, keep: bool) -> None:
        """Break off."""
        self._waiting.clear()
        self._packer.shutdown()
        if self._writer is not None and self._writer.is_open:
            with suppress(OSError):  # the footer may have no room either
                self._writer.close()
            self._writer.is_open = False
        if self._file is not None and not self._file.closed:
            with suppress(OSError):
                self._file.close()
        self._place.temporary.unlink(missing_ok=True)

    def _wait(self, table: Table) -> None:
        """Add a table. Small ones become one: each takes some 60 kB besides what is in it."""
        self._waiting.append(table)
        if len(self._waiting) > _MANY and self._rows < _SMALL * len(self._waiting):
            self._waiting = [arrow().concat_tables(self._waiting).combine_chunks()]

    def _write(self, rows: int) -> None:
        """Have a row group of so many rows written."""
        assert self._writer is not None
        tables = arrow().concat_tables(self._waiting)
        self._packed()
        self._packing = self._packer.submit(self._writer.write_table, tables.slice(0, rows), rows)
        rest = tables.slice(rows)
        self._waiting = [rest] if rest.num_rows else []  # one without rows would still hold the memory of the others
        self._rows, self._bytes = rest.num_rows, rest.nbytes

    def _packed(self) -> None:
        """Wait for the row group before; raises what writing it raised."""
        assert self._file is not None
        packing, self._packing = self._packing, None
        if packing is not None:
            packing.result()
            self.size = self._file.tell()
