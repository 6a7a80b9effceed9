"""What to change of a user: the operations of a PATCH (RFC 7644, section 3.5.2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, Final, TypeAlias, cast

from msgspec import UNSET, Struct, UnsetType

from ..._endpoints import json_of
from ...errors import ArgumentError
from .filters import Attribute, Filter, path_refusal
from .users import Phone

PATCH: Final = "urn:ietf:params:scim:api:messages:2.0:PatchOp"

Value: TypeAlias = "str | int | float | bool | Phone | Sequence[Value] | Mapping[str, Value] | None"
"""What JSON can hold."""

Path: TypeAlias = str | Attribute | Filter
"""What an operation is on: `active`, `phoneNumbers[type eq "work"].value`, or what `attr` makes of it."""


class Operation(Struct, frozen=True):
    """One of `Add`, `Replace` and `Remove`."""

    op: ClassVar[str] = ""


class Add(Operation, frozen=True):
    """Add a value: to those that are there, where an attribute may have several.

    Attributes:
        path: None where value is a dict of attributes.
        value: what to add.
    """

    op: ClassVar[str] = "add"
    path: Path | None
    value: Value


class Replace(Operation, frozen=True):
    """Put a value in place of the one that is there.

    Attributes:
        path: None where value is a dict of attributes.
        value: the new one.
    """

    op: ClassVar[str] = "replace"
    path: Path | None
    value: Value


class Remove(Operation, frozen=True):
    """Take a value away.

    Attributes:
        path: of an attribute, or of some of its values.
    """

    op: ClassVar[str] = "remove"
    path: Path


class _Operation(Struct, omit_defaults=True):
    op: str
    path: str | UnsetType = UNSET
    value: object = UNSET


class _Patch(Struct):
    schemas: list[str]
    Operations: list[_Operation]  # as the RFC writes it


def patch(call: str, operations: Sequence[Operation]) -> bytes:
    """The body of a PATCH.

    Raises:
        ArgumentError: there is no operation, or one that makes no sense.
    """
    if not isinstance(operations, list | tuple):
        raise ArgumentError(f"{call}: operations takes a list of Add, Replace and Remove, not {operations!r:.80}")
    if not operations:
        raise ArgumentError(f"{call} was given nothing to change")
    made = [_sent(f"{call}: operations[{index}]", one) for index, one in enumerate(cast("list[object]", operations))]
    return json_of(call, "operations", _Patch([PATCH], made))


def _sent(where: str, given: object) -> _Operation:
    if not isinstance(given, Add | Replace | Remove):
        raise ArgumentError(f"{where} takes Add, Replace or Remove, not {given!r:.80}")
    value = UNSET if isinstance(given, Remove) else given.value
    if given.path is None and not isinstance(given, Remove):
        if not isinstance(value, Mapping) or not value:
            raise ArgumentError(f"{where}: without a path, value takes a dict of attributes, not {value!r:.80}")
        return _Operation(given.op, value=value)
    path = str(given.path) if isinstance(given.path, Attribute | Filter) else given.path
    if (wrong := path_refusal(path)) is not None:
        raise ArgumentError(f"{where}: path {wrong}")
    return _Operation(given.op, cast("str", path), value)
