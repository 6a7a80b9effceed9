"""The arguments of a call are the fields of a Struct, written once; this module reads and checks them.

A Struct tells type checkers what a call takes. At run time msgspec does not check what its constructor is given, so
it is done here, before anything is sent, with errors that name the argument and the cure.
"""

from __future__ import annotations

import difflib
import inspect
import math
import types
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import ClassVar, Final, Generic, Literal, ParamSpec, Union, get_args, get_origin, get_type_hints

from msgspec import UNSET, Struct, UnsetType

from . import _times
from .errors import ArgumentError

P = ParamSpec("P")

_WORDS: Final[Mapping[type, str]] = {str: "text", bool: "True or False", int: "a whole number", float: "a number"}


class Fields(Struct, rename="camel", kw_only=True, forbid_unknown_fields=False):
    """What a caller passes: the fields are the keyword arguments of the call, named as the API names them.

    A field that is left out is not sent; None is sent as null.
    """

    cures: ClassVar[Mapping[str, str]] = {}
    """What to say to one who gives an argument that does not exist here."""

    def problem(self) -> str | None:
        """What is wrong with the fields together, and the cure; None where nothing is."""
        return None


class Model(Struct, rename="camel", kw_only=True, gc=False):
    """What the server sends. What it adds is ignored; what it leaves out, or sends as null, is None."""


Check = Callable[[object], "str | None"]


class Arguments(Generic[P]):
    """The arguments of one kind of call.

    Attributes:
        shape: the Struct.
    """

    def __init__(self, shape: Callable[P, Struct]) -> None:
        if not (inspect.isclass(shape) and issubclass(shape, Struct)):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f"{shape!r} is no Struct")
        self.shape: type[Struct] = shape

    @cached_property
    def parameters(self) -> list[inspect.Parameter]:
        """For `inspect.signature`."""
        hints = get_type_hints(self.shape, include_extras=True)
        return [p.replace(annotation=hints[p.name]) for p in inspect.signature(self.shape).parameters.values()]

    @cached_property
    def _positional(self) -> list[str]:
        return [p.name for p in self.parameters if p.kind is not p.KEYWORD_ONLY]

    @cached_property
    def _required(self) -> frozenset[str]:
        return frozenset(p.name for p in self.parameters if p.default is p.empty)

    @cached_property
    def _checks(self) -> Mapping[str, Check]:
        return {p.name: _check_of(p.annotation) for p in self.parameters}

    def read(self, call: str, args: tuple[object, ...], kwargs: Mapping[str, object]) -> Struct:
        """The Struct of a call's arguments.

        Raises:
            ArgumentError: a name that is not known or is missing, or a value that does not fit.
        """
        if len(args) > len(self._positional):
            raise ArgumentError(f"{call} takes its arguments by name: {', '.join(sorted(self._checks))}")
        given = {**dict(zip(self._positional, args, strict=False)), **kwargs}
        for name in given.keys() - self._checks.keys():
            raise ArgumentError(f"{call} has no argument {name!r}; {self._nearest(name)}")
        for name in sorted(self._required - given.keys()):
            raise ArgumentError(f"{call} needs {name}=")
        for name, value in given.items():
            if value is not UNSET and (wrong := self._checks[name](value)) is not None:
                raise ArgumentError(f"{call}: {name} {wrong}")
        fields = self.shape(**given)
        if isinstance(fields, Fields) and (wrong := fields.problem()) is not None:
            raise ArgumentError(f"{call}: {wrong}")
        return fields

    def _nearest(self, name: str) -> str:
        if issubclass(self.shape, Fields) and name in self.shape.cures:
            return self.shape.cures[name]
        near = difflib.get_close_matches(name, self._checks, n=1, cutoff=0.6)
        return f"did you mean {near[0]!r}?" if near else f"it takes {', '.join(sorted(self._checks))}"


def _check_of(hint: object) -> Check:
    """The check for a type: None where a value fits, else what is wrong with it."""
    members = _members(hint)
    nullable = type(None) in members
    marks = [mark for member in members for mark in getattr(member, "__metadata__", ())]
    if "time" in marks or "day" in marks:
        check: Check = _times.refusal if "time" in marks else _times.day_refusal
    elif any(get_origin(member) is Literal for member in members):
        check = _choice([value for member in members for value in get_args(member)])
    else:
        check = _plain([member for member in members if isinstance(member, type)])
    return (lambda value: None if value is None else check(value)) if nullable else check


def _members(hint: object) -> list[object]:
    if get_origin(hint) in {Union, types.UnionType}:
        return [inner for member in get_args(hint) for inner in _members(member)]
    return [hint]


def _choice(values: list[object]) -> Check:
    def check(value: object) -> str | None:
        if any(value == one and type(value) is type(one) for one in values):
            return None
        return f"takes one of {', '.join(map(repr, values))}, not {value!r}"

    return check


def _plain(accepted: list[type]) -> Check:
    kinds = tuple(kind for kind in accepted if kind not in {type(None), UnsetType})
    words = " or ".join(_WORDS.get(kind, kind.__name__) for kind in kinds)
    fits = (*kinds, int) if float in kinds else kinds

    def check(value: object) -> str | None:
        if isinstance(value, fits) and (not isinstance(value, bool) or bool in kinds):
            if isinstance(value, float) and not math.isfinite(value):
                return f"takes a finite number, not {value}"
            if isinstance(value, str) and not _encodable(value):
                return "holds half a character (a lone surrogate), which cannot be sent"
            return None
        null = "" if value is not None else "; leave it out instead"
        return f"takes {words}, not {type(value).__name__} {value!r}{null}"

    return check


def _encodable(text: str) -> bool:
    return text.isascii() or text.encode("utf-8", "ignore").decode() == text


def described(shape: type[Struct]) -> str:
    """What the fields of a Struct mean, from its docstring and those of its bases, for the help of a call."""
    lines: list[str] = []
    for base in reversed(shape.__mro__):
        _, found, section = inspect.cleandoc(vars(base).get("__doc__") or "").partition("Args:\n")
        lines += [section.rstrip()] if found else []
    return "\n".join(["Args:", *lines, ""]) if lines else ""
