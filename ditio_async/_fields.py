"""The arguments of a call are the fields of a Struct, written once; this module reads and checks them.

A Struct tells type checkers what a call takes. At run time msgspec does not check what its constructor is given, so
it is done here, before anything is sent, with errors that name the argument and the cure.
"""

from __future__ import annotations

import datetime as dt
import difflib
import inspect
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import ClassVar, Generic, ParamSpec, Self, cast, get_args, get_origin, get_type_hints

from msgspec import UNSET, Struct

from . import _checks
from .errors import ArgumentError

P = ParamSpec("P")


class Fields(Struct, rename="camel", kw_only=True, forbid_unknown_fields=False):
    """What a caller passes: the fields are the keyword arguments of the call, named as the API names them.

    A field that is left out is not sent; None is sent as null.
    """

    cures: ClassVar[Mapping[str, str]] = {}
    """What to say to one who gives an argument that does not exist here, or None where that is not taken."""

    keys: ClassVar[tuple[str, ...]] = ()
    """The fields by which one is told from another in a list."""

    def problem(self) -> str | None:
        """What is wrong with the fields together, and the cure; None where nothing is."""
        return None


class Filter(Fields, rename="camel", kw_only=True):
    """What a caller asks for: the fields go into the query. One that is left out, or None, is not sent."""

    joined: ClassVar[frozenset[str]] = frozenset()
    """Lists that are one parameter, with commas; others repeat theirs."""

    def problem(self) -> str | None:
        """What is wrong with the fields together."""
        for name in self.__struct_fields__:
            value: object = getattr(self, name)
            if value == "":
                return f"{name} is empty; leave it out"
            if isinstance(value, list | tuple) and "" in value:
                return f"{name} has an empty text in it"
        return None

    def parts(self) -> Iterable[Self]:
        """What is asked for one after the other, where the server does not give all of it at once."""
        return [self]


class Model(Struct, rename="camel", kw_only=True, gc=False):
    """What the server sends. What it adds is ignored; what it leaves out, or sends as null, is None."""


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
    def _required(self) -> list[str]:
        return [p.name for p in self.parameters if p.default is p.empty]

    @cached_property
    def _check_of(self) -> Mapping[str, _checks.Check]:
        return {p.name: _check(p.annotation) for p in self.parameters}

    def read(self, call: str, args: tuple[object, ...], kwargs: Mapping[str, object]) -> Struct:
        """The Struct of a call's arguments.

        Raises:
            ArgumentError: a name that is not known or is missing, or a value that does not fit.
        """
        if len(args) > len(self._positional):
            names = ", ".join(self._positional) or f"its arguments by name: {', '.join(sorted(self._check_of))}"
            raise ArgumentError(f"{call} takes {names}, and was given {len(args)} arguments by position")
        given = dict(zip(self._positional, args, strict=False))
        for name in sorted(given.keys() & kwargs.keys()):
            raise ArgumentError(f"{call} was given {name} twice")
        given = {name: _plain_text(value) for name, value in {**given, **kwargs}.items() if value is not UNSET}
        for name in sorted(given.keys() - self._check_of.keys()):
            raise ArgumentError(f"{call} has no argument {name!r}; {self._nearest(name)}")
        if missing := [name for name in self._required if name not in given]:
            raise ArgumentError(f"{call} needs {', '.join(f'{name}=' for name in missing)}")
        if (wrong := self._wrong(given)) is not None:
            raise ArgumentError(f"{call}: {wrong}")
        fields = self.shape(**given)
        if isinstance(fields, Fields) and (wrong := fields.problem()) is not None:
            raise ArgumentError(f"{call}: {wrong}")
        return fields

    def verify(self, value: object) -> str | None:
        """What is wrong with a Struct that a caller made, which nobody has checked yet; None where nothing is."""
        if not isinstance(value, self.shape):
            return f"takes {self.shape.__name__}(...), not {type(value).__name__} {value!r:.80}"
        pairs = ((name, getattr(value, name)) for name in self.shape.__struct_fields__)
        given: dict[str, object] = {name: item for name, item in pairs if item is not UNSET}
        if missing := [name for name in self._required if name not in given]:
            return f"needs {', '.join(f'{name}=' for name in missing)}"
        wrong = self._wrong(given)
        return wrong or (value.problem() if isinstance(value, Fields) else None)

    def inside(self, value: object) -> str | None:
        """The same in words that go after the name of the field that holds it."""
        wrong = self.verify(value)
        return wrong if wrong is None or not isinstance(value, self.shape) else f"cannot be sent: {wrong}"

    def each(self, value: object) -> str | None:
        """The same of a list of them."""
        if not isinstance(value, list | tuple):
            return f"takes a list of {self.shape.__name__}(...), not {type(value).__name__} {value!r:.80}"
        for index, item in enumerate(cast("Iterable[object]", value)):
            if (wrong := self.verify(item)) is not None:
                return f"cannot be sent: [{index}]{about(item)}: {wrong}"
        return None

    def _wrong(self, given: Mapping[str, object]) -> str | None:
        for name, value in given.items():
            if (wrong := self._check_of[name](value)) is not None:
                null = "; leave it out instead" if value is None and name not in self._required else ""
                if value is None and issubclass(self.shape, Fields):
                    null = f"; {self.shape.cures[name]}" if name in self.shape.cures else null
                return f"{name} {wrong}{null}"
            if name in self._required and isinstance(value, str) and not value.strip():
                return f"{name} is {value!r}, which names nothing"
        return None

    def _nearest(self, name: str) -> str:
        if issubclass(self.shape, Fields) and name in self.shape.cures:
            return self.shape.cures[name]
        near = difflib.get_close_matches(name, self._check_of, n=1, cutoff=0.6)
        return f"did you mean {near[0]!r}?" if near else f"it takes {', '.join(sorted(self._check_of))}"


def _check(hint: object) -> _checks.Check:
    """The check for the type of a field, which may be a Struct, or a list of Structs."""
    members = _checks.members_of(hint)
    structs = _structs(members)
    rows = _structs([row for member in members if get_origin(member) is list for row in get_args(member)])
    if not structs and not rows:
        return _checks.of(hint)
    inner: Arguments[...] = Arguments((structs or rows)[0])

    def check(value: object) -> str | None:
        if value is None and type(None) in members:
            return None
        return inner.inside(value) if structs else inner.each(value)

    return check


def _structs(hints: list[object]) -> list[type[Struct]]:
    return [hint for hint in hints if inspect.isclass(hint) and issubclass(hint, Struct)]


def _plain_text(value: object) -> object:
    """Members of a StrEnum, and other kinds of text, as the text that they are."""
    return str.__str__(value) if isinstance(value, str) else value


def about(item: object) -> str:
    """The key of an item in a list, for errors: ` (machine_number='M-7')`."""
    names = item.keys if isinstance(item, Fields) else ()
    given = {name: getattr(item, name) for name in names if getattr(item, name, UNSET) is not UNSET}
    shown = [f"{n}={value.isoformat() if isinstance(value, dt.date) else repr(value)}" for n, value in given.items()]
    return f" ({', '.join(shown)})" if shown else ""


def described(shape: type[Struct]) -> str:
    """What the fields of a Struct mean, from its docstring and those of its bases, for the help of a call."""
    lines: list[str] = []
    for base in reversed(shape.__mro__):
        _, found, section = inspect.cleandoc(vars(base).get("__doc__") or "").partition("Args:\n")
        lines += [section.rstrip()] if found else []
    return "\n".join(["Args:", *lines, ""]) if lines else ""
