"""What tables hold as JSON text: lists and objects, and in the last column all that no other column holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from msgspec import defstruct
from msgspec.structs import astuple


def json_text(value: object) -> str | None:
    """As text that is the same for the same fields, in whatever order they came."""
    return None if value is None else msgspec.json.encode(value, order="deterministic").decode()


def rest(fields: Mapping[str, object]) -> str | None:
    """What the last column holds of fields; those that are null say nothing, of deletions they are all null."""
    return json_text({key: value for key, value in fields.items() if value is not None} or None)


class JsonColumns:
    """Reads of records nothing but what tables hold as JSON text.

    Args:
        keys: of the columns that hold it, by the API's names.
        learned: fields that no column is there for.
    """

    def __init__(self, keys: Sequence[str], learned: Sequence[str]) -> None:
        self._width = len(keys)
        self._learned = learned
        names = [f"j{place}" for place in range(len(keys) + len(learned))]
        shape = defstruct(
            "Record",
            [(name, object, None) for name in names],
            rename=dict(zip(names, (*keys, *learned), strict=True)),
            gc=False,
        )
        self._decode = msgspec.json.Decoder(list[shape]).decode  # type: ignore[valid-type]  # known at run time

    def read(self, piece: bytes) -> list[list[str | None]]:
        """The columns of some records, and then the last one.

        Raises:
            msgspec.DecodeError, UnicodeDecodeError, RecursionError: it is no JSON.
        """
        rows = [astuple(record) for record in self._decode(piece)]
        columns = [[json_text(row[place]) for row in rows] for place in range(self._width)]
        return [*columns, [rest(dict(zip(self._learned, row[self._width :], strict=True))) for row in rows]]
