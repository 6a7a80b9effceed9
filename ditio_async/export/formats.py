"""What files may be written as."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, Literal, TypeAlias

from msgspec import Struct

from .. import _checks
from ..errors import ArgumentError

Compression: TypeAlias = Literal["zstd", "snappy", "gzip", "lz4", "none"]


class JsonLines(Struct, frozen=True, kw_only=True):
    """A record a line, byte for byte as the server sent it; line breaks between its tokens are left out.

    That goes for bytes that are no UTF-8, too, which the other formats refuse.
    """


class Csv(Struct, frozen=True, kw_only=True):
    r"""RFC 4180 in UTF-8: a header, CRLF, quotation marks where they are needed.

    Times are UTC, `2026-01-31T15:00:00Z`. Null is empty, an empty text is `""`. Fields that no column is there for are
    JSON in the last column, `extra`.

    Args:
        excel: as Excel reads it in Norway: with a byte order mark, `;`, decimal commas, `31.01.2026 15:00:00` (UTC).
            Texts that begin with `=`, `+`, `-`, `@`, a tab or a line break get an apostrophe before them: Excel would
            take what somebody wrote on site for a formula. Files for programs are better written without `excel`.
        separator: of columns; `,` unless given, with `excel` `;`.
    """

    excel: bool = False
    separator: str = ""

    def __post_init__(self) -> None:
        _checks.checked("Csv", "excel", self.excel, _checks.FLAG)
        if self.separator not in {"", ",", ";", "\t", "|"}:
            raise ArgumentError(f"Csv: separator takes one of , ; | and a tab, not {self.separator!r}")


class Parquet(Struct, frozen=True, kw_only=True):
    """Parquet with typed columns; it needs pyarrow: `pip install 'ditio-async[parquet]'`.

    Args:
        compression: of its pages.
        row_group: records of a row group at the most. One that grows beyond 32 MB in memory is written before.
    """

    compression: Compression = "zstd"
    row_group: int = 100_000

    def __post_init__(self) -> None:
        _checks.checked("Parquet", "compression", self.compression, _COMPRESSION)
        _checks.checked("Parquet", "row_group", self.row_group, _ROWS)


Format: TypeAlias = JsonLines | Csv | Parquet

_COMPRESSION: Final = _checks.of(Compression)
_ROWS: Final = _checks.whole(1, 10_000_000)
_SUFFIXES: Final[Mapping[str, Callable[[], Format]]] = {
    ".jsonl": JsonLines,
    ".ndjson": JsonLines,
    ".csv": Csv,
    ".parquet": Parquet,
}


def suffix_of(format: Format) -> str:
    """The suffix of its files."""
    return next(suffix for suffix, kind in _SUFFIXES.items() if isinstance(format, kind))  # type: ignore[arg-type]  # they are classes, too


def format_for(call: str, format: object, suffix: str) -> Format:
    """The format that is meant by what was given, or by the suffix of a file's name.

    Raises:
        ArgumentError: it is none, or the suffix is that of another.
    """
    told = _SUFFIXES.get(suffix.lower())
    if format is None:
        if told is None:
            words = f"{suffix!r} tells no format" if suffix else "a folder tells no format"
            raise ArgumentError(f"{call}: {words}; give format=Parquet(), Csv() or JsonLines()")
        return told()
    if not isinstance(format, JsonLines | Csv | Parquet):
        raise ArgumentError(f"{call}: format takes Parquet(), Csv() or JsonLines(), not {format!r:.80}")
    if told is not None and not isinstance(told(), type(format)):
        raise ArgumentError(
            f"{call}: a file in {suffix} is not written as {type(format).__name__}; leave one of them out"
        )
    return format
