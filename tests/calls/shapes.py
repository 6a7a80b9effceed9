"""What operations of the API are described with. Nothing here comes from the library."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

from msgspec import Struct

Kind: TypeAlias = Literal[
    "text",
    "number",
    "integer",
    "boolean",
    "time",
    "moment",
    "day",
    "written_day",
    "identity_id",
    "profile_id",
    "numbers",
    "anything",
]
"""Of one value.

A `time` is a date or a time of day on it, with the zone that it is in; a `moment` is a time in UTC; a `day` is
a plain date, a `written_day` one that may also be `31.01.2026`; the two ids are texts, and not to be taken for one
another; `numbers` are a list; what is `anything` has no documented shape.
"""


class Record(Struct, frozen=True):
    """An object.

    Attributes:
        required: fields that are always there.
        inner: the records and lists of records inside it.
        solid: fields of a body that are never null.
        open: there are other fields, of which nothing is known.
    """

    fields: Mapping[str, Kind]
    required: frozenset[str] = frozenset()
    inner: Mapping[str, Record | Rows] = {}
    solid: frozenset[str] = frozenset()
    open: bool = False


class Rows(Struct, frozen=True):
    """A list of objects."""

    of: Record


class Paged(Struct, frozen=True):
    """A page of objects, with what leads to the next one."""

    of: Record


Shape: TypeAlias = Record | Rows | Paged


class Operation(Struct, frozen=True, kw_only=True):
    """One method of one path.

    Attributes:
        call: how it is called in Python; `also` are other calls that send it.
        repeated: parameters that may come more than once.
        joined: parameters that are words with commas between them: those that there are.
        rest: the last key takes the rest of the path, slashes included.
        body: fields of the JSON body or of each object of an array, `files` for multipart, `any` for an object or an
            array of which nothing is known.
        answer: None where there is none, `bytes` for a file, `text` for rows of text, `csv` for a file of those, `any`
            where nothing is known of it.
        argument: what Python calls a body that has no names of its own.
        python: what Python calls a key, where that is not the API's name.
    """

    call: str
    surface: str
    method: str
    path: str
    query: Mapping[str, Kind] = {}
    repeated: frozenset[str] = frozenset()
    joined: Mapping[str, frozenset[str]] = {}
    rest: bool = False
    body: Record | Rows | Literal["files", "any"] | None = None
    answer: Shape | Literal["bytes", "text", "csv", "any"] | None = None
    statuses: tuple[int, ...] = (200,)
    also: tuple[str, ...] = ()
    argument: str = ""
    python: Mapping[str, str] = {}


def fields(**kinds: str) -> dict[str, Kind]:
    """The kind of each field, from a text of names for each kind."""
    return {name: kind for kind, names in kinds.items() for name in names.split()}


def core(call: str, method: str, path: str, **known: object) -> Operation:
    return Operation(call=call, surface="core", method=method, path=path, **known)


def without(known: Mapping[str, Kind], *names: str) -> dict[str, Kind]:
    return {name: kind for name, kind in known.items() if name not in names}


SCOPES: Final = {"core": "ditioapiv3", "reporting": "reportingapiv1", "mass_transport": "masstransportapiv1"}
