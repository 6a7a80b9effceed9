"""What is wrong with an argument. A check answers in words that go after the argument's name, or None."""

from __future__ import annotations

import datetime as dt
import enum
import math
import re
import types
from collections.abc import Callable, Iterable, Mapping
from typing import Final, Literal, TypeAlias, Union, cast, get_args, get_origin
from urllib.parse import unquote

from msgspec import Struct, UnsetType

from . import _times
from .errors import ArgumentError

Check: TypeAlias = Callable[[object], "str | None"]

_WORDS: Final[Mapping[type, str]] = {
    str: "text",
    bytes: "bytes",
    bool: "True or False",
    int: "a whole number",
    float: "a number",
}
_MARKED: Final[Mapping[object, Check]] = {
    "time": _times.refusal,
    "day": _times.day_refusal,
    "written day": _times.written_day_refusal,
}
_LARGEST: Final = 2**63
_MEDIA_TYPE: Final = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+(\s*;[ -~]*)?", re.ASCII)
_HEADER_NAME: Final = re.compile(r"[\w!#$%&'*+.^`|~-]+", re.ASCII)
_OUR_HEADERS: Final = frozenset(
    {"authorization", "connection", "content-length", "content-type", "cookie", "host", "transfer-encoding"}
)


def checked(call: str, name: str, value: object, check: Check) -> None:
    """Raise what a check finds.

    Raises:
        ArgumentError: names the call, the argument, and the cure.
    """
    if (wrong := check(value)) is not None:
        raise ArgumentError(f"{call}: {name} {wrong}")


def of(hint: object) -> Check:
    """The check for a type."""
    members = members_of(hint)
    marks = [mark for member in members for mark in getattr(member, "__metadata__", ())]
    check: Check
    if found := [_MARKED[mark] for mark in marks if mark in _MARKED]:
        check = found[0]
    elif lists := [member for member in members if get_origin(member) is list]:
        check = _list(of(get_args(lists[0])[0]))
    elif (choice := [m for m in members if get_origin(m) is Literal or isinstance(m, enum.EnumType)]) and not (
        {str, int} & {*members}  # beside which a choice is but a suggestion
    ):
        check = _choice(choice)
    else:
        check = _plain([member for member in members if isinstance(member, type) and member not in choice])
    return (lambda value: None if value is None else check(value)) if type(None) in members else check


def members_of(hint: object) -> list[object]:
    """The types that a union is made of; a type alone is its own."""
    if get_origin(hint) in {Union, types.UnionType}:
        return [inner for member in get_args(hint) for inner in members_of(member)]
    return [hint]


def _list(item: Check) -> Check:
    def check(value: object) -> str | None:
        if not isinstance(value, list | tuple):
            return f"takes a list, not {type(value).__name__} {value!r:.80}"
        wrong = (f"{words} in it" for one in cast("Iterable[object]", value) if (words := item(one)) is not None)
        return next(wrong, None) if value else "is an empty list; leave it out"

    return check


def _choice(members: list[object]) -> Check:
    """Members of enumerations, also as their bare values, and literals."""
    named = [one for member in members if isinstance(member, enum.EnumType) for one in cast("type[enum.Enum]", member)]
    plain = [value for member in members for value in get_args(member)]
    bare: list[object] = [one.value for one in named]
    words = [f"{type(one).__name__}.{one.name} ({one.value!r})" for one in named]
    words += [repr(value) for value in plain if value not in bare]

    def check(value: object) -> str | None:
        if any(value == one and type(value) is type(one) for one in (*named, *bare, *plain)):
            return None
        return f"takes one of {', '.join(words)}, not {value!r}"

    return check


def _plain(accepted: list[type]) -> Check:
    kinds = tuple(kind for kind in accepted if kind not in {type(None), UnsetType})
    words = " or ".join(_WORDS.get(kind, kind.__name__) for kind in kinds)
    fits = (*kinds, int) if float in kinds else kinds

    def check(value: object) -> str | None:
        if isinstance(value, fits) and (not isinstance(value, bool) or bool in kinds):
            if isinstance(value, float) and not math.isfinite(value):
                return f"takes a finite number, not {value}"
            if isinstance(value, int) and abs(value) >= _LARGEST:
                return f"is {value:.3g}, more than can be sent"
            return encodable(value) if isinstance(value, str) else None
        return f"takes {words}, not {type(value).__name__} {value!r:.80}"

    return check


def encodable(value: str) -> str | None:
    """Text that is no text to others."""
    if value.isascii() or value.encode("utf-8", "ignore").decode() == value:
        return None
    return f"holds half a character (a lone surrogate), which cannot be sent: {value!r:.80}"


def printable(value: str) -> bool:
    """Text without control characters."""
    return not any(ord(c) < 32 or ord(c) == 127 for c in value)


TEXT: Final = of(str)
FLAG: Final = of(bool)


def key(value: object) -> str | None:
    """One part of a path: what names a thing."""
    if (wrong := TEXT(value)) is not None:
        return wrong
    text = cast("str", value)
    if not text.strip(". \t\r\n"):
        return f"is {text!r}, which names nothing"
    if "/" in text or "\\" in text:
        return f"is {text!r}; a slash cannot be part of it"
    return None if printable(text) else f"is {text!r}; control characters cannot be part of it"


def rest(value: object) -> str | None:
    """What names a thing and may have slashes in it, which stay as they are in the path."""
    if (wrong := TEXT(value)) is not None:
        return wrong
    text = cast("str", value)
    if not text.strip(". /\t\r\n"):
        return f"is {text!r}, which names nothing"
    if any(part in {".", ".."} for part in re.split(r"[/\\]", text.strip())):
        return f"is {text!r}; . and .. between slashes lead elsewhere"
    return None if printable(text.strip()) else f"is {text!r}; control characters cannot be part of it"


def path(value: object) -> str | None:
    """A path of the API, as it is written in its documentation."""
    if (wrong := TEXT(value)) is not None:
        return wrong
    text = cast("str", value)
    if not text.startswith("/") or "?" in text or "#" in text:
        return f"takes /..., with the parameters in query=, not {text!r}"
    *parts, last = unquote(text[1:]).split("/")
    if any(part in {"", ".", ".."} for part in parts) or last in {".", ".."}:
        return f"{text!r} leaves the surface; write it without //, . and .."
    return None if printable(unquote(text)) and "\\" not in unquote(text) else f"{text!r} cannot be sent"


def query(call: str, given: object) -> Mapping[str, object]:
    """A caller's own query parameters.

    Raises:
        ArgumentError: names the call, the parameter, and the cure.
    """
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        raise ArgumentError(f"{call}: query takes a dict of names and values, not {type(given).__name__} {given!r:.80}")
    pairs = cast("Mapping[object, object]", given)
    for name, value in pairs.items():
        if not isinstance(name, str) or not name or encodable(name) is not None:
            raise ArgumentError(f"{call}: query: {name!r} is no name of a parameter")
        items = cast("Iterable[object]", value) if isinstance(value, list | tuple) else [value]
        for item in items:
            checked(call, name, item, _parameter if item is not value else _parameters)
    return cast("Mapping[str, object]", given)


def _parameter(value: object) -> str | None:
    if isinstance(value, dt.date):
        return _times.refusal(value)
    if not isinstance(value, str | int | float):
        return f"takes text, a number, a bool, a time or a list, not {value!r:.80}"
    return _plain([str, bool, int, float])(value)


def _parameters(value: object) -> str | None:
    return None if value is None else _parameter(value)


def json(value: object) -> str | None:
    """Anything that is to be written as JSON: what would go out as something else than is meant."""
    if isinstance(value, dt.date):
        return _times.refusal(value)
    if isinstance(value, float) and not math.isfinite(value):
        return f"takes finite numbers, not {value}"
    if isinstance(value, Mapping):
        inner: Iterable[object] = cast("Mapping[object, object]", value).values()
    elif isinstance(value, list | tuple | set | frozenset):
        inner = cast("Iterable[object]", value)
    elif isinstance(value, Struct):
        inner = [getattr(value, name) for name in value.__struct_fields__]
    else:
        return None
    return next((wrong for one in inner if (wrong := json(one)) is not None), None)


def headers(call: str, given: object) -> Mapping[str, str]:
    """A caller's own headers.

    Raises:
        ArgumentError: names the call, the header, and the cure.
    """
    if not isinstance(given, Mapping):
        raise ArgumentError(
            f"{call}: headers takes a dict of names and values, not {type(given).__name__} {given!r:.80}"
        )
    for name, value in cast("Mapping[object, object]", given).items():
        if isinstance(name, str) and name.lower() in _OUR_HEADERS:
            raise ArgumentError(f"{call}: headers: {name} is set by the session")
        fits = isinstance(name, str) and _HEADER_NAME.fullmatch(name) and isinstance(value, str)
        if not fits or encodable(cast("str", value)) is not None or not printable(cast("str", value)):
            raise ArgumentError(f"{call}: headers: {name!r} cannot be sent; it takes a name and a text in one line")
    return cast("Mapping[str, str]", given)


def media_type(value: object) -> str | None:
    """A content type."""
    if isinstance(value, str) and _MEDIA_TYPE.fullmatch(value):
        return None
    return f"takes a media type such as application/pdf, not {value!r:.80}"


def _above_zero(unit: str) -> Check:
    def check(value: object) -> str | None:
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < float("inf"):
            return None
        return f"takes a number of {unit} above 0, not {value!r:.80}"

    return check


seconds: Final = _above_zero("seconds")
days: Final = _above_zero("days")


def function(value: object) -> str | None:
    """Something to call."""
    return None if callable(value) else f"takes a function, not {value!r:.80}"


def whole(least: int, most: int | None = None, otherwise: str = "") -> Check:
    """A whole number within bounds; `otherwise` says what else is taken."""
    words = f"a whole number of {least} or more" if most is None else f"a whole number from {least} to {most}"
    words += otherwise

    def check(value: object) -> str | None:
        fits = isinstance(value, int) and not isinstance(value, bool) and value >= least
        if fits and (most is None or cast("int", value) <= most):
            return None
        return f"takes {words}, not {value!r:.80}"

    return check
