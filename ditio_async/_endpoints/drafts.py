"""Replacements that are made of what is there: read, changed, looked at, written."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar, cast

from msgspec import UNSET, Struct
from msgspec.structs import replace

from .._codec import Decoder, encode
from .._differences import Difference
from ..errors import ArgumentError
from .base import Call, Context, ask, key_parameter
from .taking import Taking
from .writes import Replace

P = ParamSpec("P")
R = TypeVar("R", bound=Struct)


class Draft(Generic[R]):
    """A replacement that nobody has sent yet.

    Attributes:
        before: what is there.
        changes: the fields that change.
        wiped: fields that have a value now and none after it, by the API's names: those that are given as None, and
            those that the server shows and this library does not know.
    """

    def __init__(
        self,
        before: R,
        changes: dict[str, Difference],
        wiped: dict[str, object],
        write: Callable[[], Call[R]],
    ) -> None:
        self.before = before
        self.changes = changes
        self.wiped = wiped
        self._write = write

    async def replace(self) -> R:
        """Write it. What somebody else has changed since it was read is lost."""
        return await self._write()

    def __str__(self) -> str:
        lines = [f"{name}: {change.before!r} -> {change.after!r}" for name, change in self.changes.items()]
        lines += [f"{name}: {value!r} is wiped" for name, value in self.wiped.items()]
        return "\n".join(lines) or "nothing changes"


class Drafts(Taking[Callable[Concatenate[str, P], Call[Draft[R]]]], Generic[P, R]):
    """Reads one, and makes a replacement of it and of what is to change.

    Args:
        path: where it is read.
        changes: what may change.
        write: the replacement.
    """

    def __init__(
        self, path: str, returns: type[R], changes: Callable[P, Struct], write: Replace[Any, ..., R], doc: str
    ) -> None:
        super().__init__(path, changes, doc)
        self.returns = returns
        self._write = write
        self._decode = Decoder(returns).decode

    def bind(self, context: Context) -> Callable[Concatenate[str, P], Call[Draft[R]]]:
        """The call."""
        base = self.request(context)

        async def call(key: str, /, *args: P.args, **kwargs: P.kwargs) -> Draft[R]:
            changes = self._arguments.read(self.name, args, kwargs)
            if encode(changes) == b"{}":
                raise ArgumentError(f"{self.name} was given nothing to change")
            response = await ask(context.send, replace(base, path=self.at(key)), lambda response: response)
            return self._draft(context, self._decode(response), cast("dict[str, object]", response.json()), changes)

        return call

    def _draft(self, context: Context, before: R, shown: Mapping[str, object], changes: Struct) -> Draft[R]:
        body: dict[str, object] = {}
        differences: dict[str, Difference] = {}
        wiped: dict[str, object] = {}
        shape = self._write.body
        for name, key in zip(shape.__struct_fields__, shape.__struct_encode_fields__, strict=True):
            after: object = getattr(changes, name, UNSET)
            if after is UNSET:
                if getattr(before, name, None) is not None:
                    body[key] = shown[key]
                continue
            body[key] = after
            differences[name] = Difference(getattr(before, name, None), after)
            if after is None and shown.get(key) not in {None, ""}:
                wiped[key] = shown[key]
        known = {*self.returns.__struct_encode_fields__}
        wiped |= {key: value for key, value in shown.items() if key not in known and value not in (None, "", [], {})}
        if context.company_id is not None:
            body.setdefault("companyId", context.company_id)
        write = self._write.request(context)
        key = getattr(before, self._write.keys[0])
        request = replace(write, operation=f"{self.name}.replace", path=self._write.at(key), body=encode(body))
        return Draft(before, differences, wiped, partial(self._write.sent, context, request, key))

    def signature(self) -> inspect.Signature:
        """The key, by position, and what changes."""
        return inspect.Signature(
            [key_parameter(self.keys[0]), *self._arguments.parameters],
            return_annotation=Draft[self.returns],  # type: ignore[name-defined]  # only known at run time
        )
