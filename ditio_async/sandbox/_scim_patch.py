"""Operations on a user: adds, replaces and removes, all or none (RFC 7644, section 3.5.2)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple, cast

from ._scim_filters import Test, part_test
from ._scim_users import COMMON, PARTS, WRITTEN, invalid, named, phone, scim_refusal, typed, unqualified
from ._world import Fields

_PATH: Final = re.compile(r"([^\[\].]+)(?:\[(.*)\])?(?:\.([^\[\].]+))?", re.DOTALL)
_WORK: Final = re.compile(r'\s*(\w+)\s+eq\s+"([^"\\]*)"\s*', re.IGNORECASE)
_PHONES: Final = "phoneNumbers"


class _Target(NamedTuple):
    """What an operation is on."""

    path: str
    name: str
    test: Test | None
    filter: str
    part: str | None


def patched(user: Mapping[str, object], operations: object) -> Fields:
    """The attributes of a user after operations.

    Raises:
        Refusal: one of them cannot be done, so none is.
    """
    if not isinstance(operations, list) or not operations:
        raise scim_refusal(400, "Operations takes a list of operations", "invalidSyntax")
    made: Fields = {**user, _PHONES: [dict(one) for one in cast("list[Fields]", user.get(_PHONES) or [])]}
    for one in cast("list[object]", operations):
        if not isinstance(one, dict):
            raise scim_refusal(400, "an operation is an object", "invalidSyntax")
        _apply(made, {name.lower(): value for name, value in cast("Fields", one).items()})
    return {name: value for name, value in made.items() if value is not None and value != []}


def _apply(user: Fields, operation: Fields) -> None:
    kind, path, value = str(operation.get("op")).lower(), operation.get("path"), operation.get("value")
    if kind not in {"add", "replace", "remove"}:
        raise scim_refusal(400, f"there is no operation {operation.get('op')!r}", "invalidSyntax")
    if path is None and kind == "remove":
        raise scim_refusal(400, "remove needs a path", "noTarget")
    if path is not None:
        _one(user, kind, _target(str(path)), value)
    elif isinstance(value, dict):
        for name, inner in cast("Fields", value).items():
            if named(unqualified(name), (*WRITTEN, *COMMON)) or "." in name or "[" in name:
                _one(user, kind, _target(name), inner)
    else:
        raise invalid("without a path, value is an object")


def _target(path: str) -> _Target:
    match = _PATH.fullmatch(unqualified(path))
    if match is None:
        raise scim_refusal(400, f"{path!r} is no path", "invalidPath")
    name = named(match[1], WRITTEN)
    if name is None and named(match[1], COMMON) is not None:
        raise scim_refusal(400, f"{match[1]} is the server's own", "mutability")
    parts = PARTS.get(name or "", ())
    part = named(match[3], parts) if match[3] else None
    if name is None or (match[3] and part is None) or (match[2] is not None and not parts):
        raise scim_refusal(400, f"users have no {path!r}", "invalidPath")
    test = part_test(match[2], name) if match[2] is not None else None
    return _Target(path, name, test, match[2] or "", part)


def _one(user: Fields, kind: str, target: _Target, value: object) -> None:
    if kind != "remove" and value is None:
        if kind == "add":
            raise invalid("add needs a value")
        kind = "remove"
    if target.name != _PHONES:
        user[target.name] = None if kind == "remove" else typed(target.name, value)
    elif target.test is None and target.part is None:
        _all_phones(user, kind, value)
    else:
        _some_phones(user, kind, target, value)


def _all_phones(user: Fields, kind: str, value: object) -> None:
    """The list as a whole."""
    if kind == "remove":
        user[_PHONES] = []
        return
    given = [phone(one) for one in cast("list[object]", value if isinstance(value, list) else [value])]
    there = cast("list[Fields]", user[_PHONES]) if kind == "add" else []
    user[_PHONES] = [*there, *(one for one in given if one not in there)]
    _keep_one_primary(user, given)


def _some_phones(user: Fields, kind: str, target: _Target, value: object) -> None:
    """Those that a filter lets through, or a part of them."""
    phones = cast("list[Fields]", user[_PHONES])
    found = [one for one in phones if target.test is None or target.test(one)]
    if kind == "remove":
        if target.part is None:
            user[_PHONES] = [one for one in phones if one not in found]
        for one in found if target.part is not None else []:
            one.pop(str(target.part), None)
        return
    changes = {target.part: typed(target.part, value)} if target.part is not None else phone(value)
    if not found:
        found = [_new(phones, target)]
    for one in found:
        if target.part is None and kind == "replace":
            one.clear()
        one.update(changes)
    _keep_one_primary(user, found)


def _new(phones: list[Fields], target: _Target) -> Fields:
    """A number that fits the filter, which none does: `phoneNumbers[type eq "work"].value` says enough to make one.

    Entra ID sends that; the RFC has a server answer noTarget to anything else.
    """
    match = _WORK.fullmatch(target.filter)
    if match is None or named(match[1], PARTS[_PHONES]) != "type":
        raise scim_refusal(400, f"there is nothing at {target.path}", "noTarget")
    made: Fields = {"type": match[2]}
    phones.append(made)
    return made


def _keep_one_primary(user: Fields, latest: list[Fields]) -> None:
    """Where a number becomes primary, the one before it no longer is (RFC 7644, section 3.5.2)."""
    if any(one.get("primary") is True for one in latest):
        for one in cast("list[Fields]", user[_PHONES]):
            if one not in latest and one.get("primary") is True:
                one["primary"] = False
