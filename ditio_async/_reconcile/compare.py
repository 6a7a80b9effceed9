"""Whether what is there is what is wanted, although it may be written in another way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias, cast, get_type_hints

from msgspec import UNSET, Struct

from .. import _checks, _times

Same: TypeAlias = Callable[[object, object], bool]
"""Takes what is there and what is wanted."""

_PRECISION: Final = dt.timedelta(milliseconds=1)
"""What a server may lose of a time."""


def given(want: Struct) -> dict[str, Any]:
    """The fields that a caller gave, to be given to a call, which looks at them."""
    pairs = ((name, getattr(want, name)) for name in want.__struct_fields__)
    return {name: value for name, value in pairs if value is not UNSET}


def comparisons(shape: type[Struct]) -> Mapping[str, Same]:
    """How each field of a shape is compared."""
    hints = get_type_hints(shape, include_extras=True)
    return {name: _comparison(hints[name]) for name in shape.__struct_fields__}


def _comparison(hint: object) -> Same:
    marks = {mark for member in _checks.members_of(hint) for mark in getattr(member, "__metadata__", ())}
    if "time" in marks:
        return _same_time
    if marks & {"day", "written day"}:
        return _same_day
    return _equal


def _equal(have: object, want: object) -> bool:
    return have == want and (isinstance(have, bool) == isinstance(want, bool))


def _same_time(have: object, want: object) -> bool:
    """A time that says no offset is taken for the same clock as the other one."""
    if have is None or want is None or want == "":
        return have is None and not want
    one, other = (_times.moment(cast("dt.datetime | dt.date | str", value)) for value in (have, want))
    if one is None or other is None:
        return one is other
    if one.tzinfo is not None and other.tzinfo is not None:
        one, other = one.astimezone(dt.UTC), other.astimezone(dt.UTC)
    elif one.tzinfo is not None or other.tzinfo is not None:
        one, other = (
            moment.astimezone(dt.UTC).replace(tzinfo=None) if moment.tzinfo else moment for moment in (one, other)
        )
    return abs(one - other) < _PRECISION


def _same_day(have: object, want: object) -> bool:
    if have is None or want is None or have == "" or want == "":
        return not have and not want
    return _day(have) == _day(want)


def _day(value: object) -> dt.date | None:
    """A day, from what the server writes as a time, or in one of two forms."""
    if isinstance(value, dt.datetime):
        return value.date()
    try:
        return _times.day_of(cast("dt.date | str", value))
    except ValueError:
        moment = _times.read(str(value))
        return None if moment is None else moment.date()
