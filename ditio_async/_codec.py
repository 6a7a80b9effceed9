"""Between bytes and Structs.

Reading has a fast way and a tolerant one. The fast way is msgspec's own. What it refuses, and what it would read
differently than is meant, goes the tolerant way, which knows that a .NET server writes `7.0` for 7, and `""` or year
1 for a time that is not set.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Mapping
from functools import cached_property
from types import GenericAlias, MappingProxyType, UnionType
from typing import Final, Generic, TypeVar, Union, cast, get_args, get_origin, get_type_hints
from urllib.parse import quote

import msgspec
from msgspec import NODEFAULT, UNSET, Struct
from msgspec.structs import fields

from . import _checks, _times
from ._ids import Id, id_refusal
from ._problem import excerpt
from ._wire import Response
from .errors import ArgumentError, DecodeError

T = TypeVar("T")

_PATH: Final = re.compile(r"^(.*?)(?: - at `(.*)`)?$", re.DOTALL)
_SMALL: Final = 64 * 1024
_UNSET_TIME: Final = b"0001-01-01T00:00:00"
_EAST: Final = re.compile(rb'\+\d\d:\d\d"')
_WEST: Final = re.compile(rb'-\d\d:\d\d"')


def encode(body: object) -> bytes:
    """JSON of a Struct: what is UNSET is left out, None is null."""
    return msgspec.json.encode(body, enc_hook=_plain)


def _plain(value: object) -> object:
    """What msgspec does not write by itself: kinds of text, ids for one, as the text that they are."""
    if isinstance(value, str):
        return str.__str__(value)
    raise TypeError(f"{type(value).__name__} cannot be written as JSON")


def _made(kind: type, value: object) -> object:
    """The other way round: an id of the kind that is declared."""
    if issubclass(kind, Id) and isinstance(value, str):
        return kind(value)
    raise TypeError(f"Expected `{kind.__name__}`, got `{type(value).__name__}`")


def query(given: Struct, without: Collection[str] = ()) -> str:
    """A query string, percent-encoded: what is UNSET or None is left out, a list is repeated.

    Args:
        given: its fields are the parameters.
        without: fields that are none.
    """
    names = zip(given.__struct_fields__, given.__struct_encode_fields__, strict=True)
    joined: Collection[str] = getattr(given, "joined", ())
    values = ((name, key, getattr(given, name)) for name, key in names if name not in without)
    return "&".join(
        pair for n, key, value in values for pair in _pairs(key, value if n not in joined else _joined(value))
    )


def _joined(value: object) -> object:
    return ",".join(map(str, cast("list[object]", value))) if isinstance(value, list | tuple) else value


def query_pairs(call: str, given: object) -> str:
    """A query string from a caller's own names and values.

    Raises:
        ArgumentError: it is no mapping of names to texts, numbers, bools, times and lists of these.
    """
    return "&".join(pair for name, value in _checks.query(call, given).items() for pair in _pairs(name, value))


def _pairs(key: str, value: object) -> list[str]:
    if value is UNSET or value is None:
        return []
    values = cast("list[object]", value) if isinstance(value, list | tuple) else [value]
    return [f"{quote(key, safe='')}={quote(_text(item), safe='')}" for item in values]


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return _times.written(value) if isinstance(value, dt.date) else str(value)


def segment(call: str, name: str, value: object, kind: type[str] = str) -> str:
    """A part of a path, percent-encoded.

    Raises:
        ArgumentError: it is no text, empty, an id of another kind, or would be read as something else than one part of
            a path.
    """
    if kind is not str and (wrong := id_refusal(kind, value)) is not None:
        raise ArgumentError(f"{call}: {name} {wrong}")
    if isinstance(value, str) and value.isascii() and value.isalnum():  # as almost all ids are
        return value
    _checks.checked(call, name, value, _checks.key)
    return quote(cast("str", value), safe="")


def segments(call: str, name: str, value: object) -> str:
    """The rest of a path, percent-encoded, whose slashes stay as they are.

    Raises:
        ArgumentError: it is no text, names nothing, or has a part that would be read as something else.
    """
    _checks.checked(call, name, value, _checks.rest)
    return quote(cast("str", value).strip(), safe="/")


class Decoder(Generic[T]):
    """Reads a body as a declared shape."""

    def __init__(self, shape: type[T]) -> None:
        self.shape = shape

    # All of it is made when it is first needed: there are many shapes, and a program reads few of them.

    @cached_property
    def _fast(self) -> Callable[[bytes], T]:
        return msgspec.json.Decoder(self.shape, dec_hook=self._hook).decode

    @cached_property
    def _mend(self) -> Callable[[object], object]:
        return _mender(self.shape)

    @cached_property
    def _hook(self) -> Callable[[type, object], object] | None:
        """Makes the ids of the shape; without it, fields of any shape are taken as they are."""
        return _made if any(isinstance(kind, type) and issubclass(kind, Id) for kind in _kinds(self.shape)) else None

    @cached_property
    def timed(self) -> bool:
        """There are times in the shape."""
        return dt.datetime in _kinds(self.shape)

    @cached_property
    def _undecoded(self) -> bool:
        return msgspec.Raw in _kinds(self.shape)

    def __call__(self, body: bytes) -> T:
        """Read a body.

        Raises:
            msgspec.DecodeError, UnicodeDecodeError, RecursionError: see `decode`, which turns them into ours.
        """
        return self.part(body, west=self.timed and western(body))

    def part(self, body: bytes, *, west: bool) -> T:
        """Read a part of a larger body, of which is known whether its times may have offsets to the west."""
        if not (self.timed and (west or _odd(body))):
            try:
                return self._fast(body)
            except msgspec.ValidationError:
                if self._undecoded:
                    raise
        return msgspec.convert(self._mend(msgspec.json.decode(body)), self.shape, dec_hook=self._hook)

    def decode(self, response: Response) -> T:
        """Read an answer.

        Raises:
            DecodeError: it is not JSON, or not of the declared shape.
        """
        try:
            return self(response.body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise refused(response, error) from error


def refused(response: Response, error: Exception, raw: bytes | None = None, prefix: str = "$") -> DecodeError:
    """The error for an answer that does not have the declared shape."""
    body = response.quotable if raw is None else response.request.hidden_in(raw)
    words, path = "", ""
    if match := _PATH.match(str(error)):
        words, path = match[1], match[2] or ""
    kind = response.content_type
    if not body.strip():
        words = "the answer is empty"
    elif not isinstance(error, msgspec.ValidationError) and "json" not in kind:
        words = f"the answer is {kind or 'of no content type'}, not JSON"
    elif isinstance(error, RecursionError):
        words = "the answer is nested too deeply"
    path = path.replace("$", prefix, 1) if path else prefix.removesuffix("$")
    where = f" at {path}" if path else ""
    return DecodeError(
        f"{words}{where}: {excerpt(kind, body)!r}",
        path=path,
        raw=body,
        truncated=not body.strip() or "truncated" in words or words.endswith(f"(byte {len(body)})"),
        **response.facts(raw),
    )


def _odd(body: bytes) -> bool:
    """Whether there may be times that msgspec reads, though not as they are meant: unset ones, and offsets to the east.

    It is made of what is quick on megabytes: `rfind` needs two thirds of the time of `in`, from Python 3.12 on a third.
    """
    return body.rfind(_UNSET_TIME) >= 0 or (b"+" in body and _EAST.search(body) is not None)


def western(body: bytes) -> bool:
    """Whether there may be offsets to the west, looked for in the beginning only: there is no quick way.

    A server that writes some writes them there too.
    """
    return _WEST.search(body, 0, _SMALL) is not None


def _kinds(shape: object, bound: Mapping[object, object] = MappingProxyType({})) -> set[object]:
    """The plain types that a shape is made of."""
    shape = bound.get(shape, shape)
    origin, args = get_origin(shape), get_args(shape)
    struct = origin or shape
    if isinstance(struct, type) and issubclass(struct, Struct):
        inner = {parameter: bound.get(arg, arg) for parameter, arg in zip(_parameters(struct), args, strict=False)}
        return {kind for hint in get_type_hints(struct).values() for kind in _kinds(hint, inner)}
    return {kind for arg in args for kind in _kinds(arg, bound)} if args else {shape}


def _parameters(struct: type[Struct]) -> tuple[object, ...]:
    return getattr(struct, "__parameters__", ())


def _mender(shape: object) -> Callable[[object], object]:
    """A function that turns what a .NET server may write into what the shape asks for; all else it leaves alone."""
    origin, args = get_origin(shape), get_args(shape)
    if origin in {Union, UnionType}:
        menders = [_mender(arg) for arg in args if arg is not type(None)]
        return menders[0] if len(menders) == 1 else _as_it_is
    if origin in {list, tuple} and args:
        inner = _mender(args[0])
        return lambda value: [inner(item) for item in cast("list[object]", value)] if isinstance(value, list) else value
    if shape is dt.datetime:
        return _time
    if shape is int:
        return lambda value: int(value) if isinstance(value, float) and value.is_integer() else value
    struct = origin or shape
    if isinstance(struct, type) and issubclass(struct, Struct):
        return _struct_mender(struct, dict(zip(_parameters(struct), args, strict=False)))
    return _as_it_is


def _struct_mender(struct: type[Struct], bound: dict[object, object]) -> Callable[[object], object]:
    hints = get_type_hints(struct)
    names = zip(struct.__struct_fields__, struct.__struct_encode_fields__, strict=True)
    menders: dict[str, Callable[[object], object]] = {}
    lists: set[str] = set()
    for (name, key), default in zip(names, fields(struct), strict=True):
        menders[key] = _mender(_bind(hints[name], bound))
        if default.default_factory is not NODEFAULT:
            lists.add(key)

    def mend(value: object) -> object:
        if not isinstance(value, dict):
            return value
        given = cast("dict[str, object]", value)
        return {
            key: menders[key](item) if key in menders else item
            for key, item in given.items()
            if item is not None or key not in lists  # null for a list that was never filled
        }

    return mend


def _bind(hint: object, bound: dict[object, object]) -> object:
    if get_origin(hint) is list and (inner := get_args(hint)[0]) in bound:
        return GenericAlias(list, (bound[inner],))
    return bound.get(hint, hint)


def _time(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return _times.read(value)
    except ValueError:
        return value


def _as_it_is(value: object) -> object:
    return value
