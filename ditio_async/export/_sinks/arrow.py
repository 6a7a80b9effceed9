"""The part of pyarrow that is used here, and the way to it."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from typing import Protocol, cast

from ...errors import ArgumentError


class Type(Protocol):
    """A type of values."""


class Field(Protocol):
    """A column of a schema."""


class Schema(Protocol):
    """Columns."""


class Array(Protocol):
    """Values of a column."""

    null_count: int

    def cast(self, type: Type) -> Array:
        """The same values in another type."""
        ...

    def to_pylist(self) -> list[object]:
        """The values as Python's."""
        ...


class Scalar(Protocol):
    """One value."""

    def as_py(self) -> object:
        """As one of Python's."""
        ...


class Table(Protocol):
    """Arrays under a schema."""

    nbytes: int
    num_rows: int
    column_names: list[str]

    def column(self, name: str) -> Array:
        """One of its columns."""
        ...

    def combine_chunks(self) -> Table:
        """The same, in one piece."""
        ...

    def filter(self, mask: Array) -> Table:
        """The rows for which it is true."""
        ...

    def slice(self, offset: int, length: int = ...) -> Table:
        """Some of its rows."""
        ...


class Input(Protocol):
    """What is read from."""


class Output(Protocol):
    """A file."""

    closed: bool

    def tell(self) -> int:
        """Bytes so far."""
        ...

    def close(self) -> None:
        """Close it."""
        ...


class Writer(Protocol):
    """What writes Parquet to a file."""

    is_open: bool

    def write_table(self, table: Table, row_group_size: int) -> None:
        """Write row groups."""
        ...

    def add_key_value_metadata(self, metadata: Mapping[str, str]) -> None:
        """Say something about the file."""
        ...

    def close(self) -> None:
        """Write the footer."""
        ...


class Arrow(Protocol):
    """`pyarrow`."""

    ArrowInvalid: type[ValueError]

    def string(self) -> Type: ...
    def float64(self) -> Type: ...
    def int64(self) -> Type: ...
    def bool_(self) -> Type: ...
    def timestamp(self, unit: str, tz: str | None = ...) -> Type: ...
    def field(self, name: str, type: Type, *, metadata: Mapping[str, str] | None = ...) -> Field: ...
    def schema(self, fields: Sequence[Field]) -> Schema: ...
    def array(self, values: Sequence[object], type: Type) -> Array: ...
    def concat_tables(self, tables: Sequence[Table]) -> Table: ...
    def scalar(self, value: object, type: Type) -> Scalar: ...
    def nulls(self, size: int, type: Type) -> Array: ...
    def BufferReader(self, data: memoryview) -> Input: ...  # noqa: N802  # its name
    def OSFile(self, path: str, mode: str) -> Output: ...  # noqa: N802  # its name
    @property
    def Table(self) -> Tables: ...  # noqa: N802  # its name


class Tables(Protocol):
    """`pyarrow.Table`."""

    def from_arrays(self, arrays: Sequence[Array], *, schema: Schema) -> Table:
        """A table."""
        ...


class Parquet(Protocol):
    """`pyarrow.parquet`."""

    def ParquetWriter(self, where: Output, schema: Schema, *, compression: str) -> Writer: ...  # noqa: N802  # its name


class Options(Protocol):
    """How something is done."""


class Json(Protocol):
    """`pyarrow.json`."""

    def ReadOptions(self, *, use_threads: bool, block_size: int) -> Options: ...  # noqa: N802  # its name
    def ParseOptions(  # noqa: N802  # its name
        self, *, explicit_schema: Schema, newlines_in_values: bool, unexpected_field_behavior: str
    ) -> Options: ...
    def read_json(self, input_file: Input, read_options: Options, parse_options: Options) -> Table: ...


class Compute(Protocol):
    """`pyarrow.compute`."""

    def all(self, values: Array) -> Scalar: ...
    def any(self, values: Array) -> Scalar: ...
    def equal(self, values: Array, other: str) -> Array: ...
    def fill_null(self, values: Array, fill_value: bool) -> Array: ...  # its signature
    def binary_length(self, values: Array) -> Array: ...
    def ends_with(self, values: Array, pattern: str) -> Array: ...
    def less(self, values: Array, other: Scalar | int) -> Array: ...
    def is_finite(self, values: Array) -> Array: ...
    def replace_substring_regex(self, values: Array, pattern: str, replacement: str) -> Array: ...


def arrow() -> Arrow:
    """`pyarrow`, which takes a moment to import.

    Raises:
        ArgumentError: it is not installed.
    """
    return cast("Arrow", _imported("pyarrow"))


def parquet() -> Parquet:
    """`pyarrow.parquet`."""
    return cast("Parquet", _imported("pyarrow.parquet"))


def json() -> Json:
    """`pyarrow.json`."""
    return cast("Json", _imported("pyarrow.json"))


def compute() -> Compute:
    """`pyarrow.compute`."""
    return cast("Compute", _imported("pyarrow.compute"))


def _imported(name: str) -> object:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise ArgumentError(f"export: Parquet() needs pyarrow: pip install 'ditio-async[parquet]' ({error})") from None
