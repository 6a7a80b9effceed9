"""Calls that save what they get as a file."""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable
from pathlib import Path
from typing import Concatenate, Final, Generic, ParamSpec

from msgspec.structs import replace

from .._codec import query
from .._downloads import to_path
from .._fields import Filter
from .base import Call, Context
from .taking import Taking

P = ParamSpec("P")

_WHERE: Final = """\
    to: the path of a file, which is replaced; or a directory, where the file gets the server's name, made safe, and
        never takes the place of another. The result says where the file is.
"""


class Save(Taking[Callable[Concatenate[str | os.PathLike[str], P], Call[Path]]], Generic[P]):
    """GET a file, and save it whole or not at all.

    Args:
        otherwise: the file's name where the server gives none.
    """

    def __init__(self, path: str, filter: Callable[P, Filter], doc: str, *, otherwise: str) -> None:
        super().__init__(path, filter, doc)
        self._otherwise = otherwise

    def bind(self, context: Context) -> Callable[Concatenate[str | os.PathLike[str], P], Call[Path]]:
        """The call."""
        base = replace(self.request(context), kind="file", accept="application/octet-stream, */*")

        async def call(to: str | os.PathLike[str], /, *args: P.args, **kwargs: P.kwargs) -> Path:
            fields = self._arguments.read(self.name, args, kwargs)
            return await to_path(context.send, replace(base, query=query(fields)), to, self._otherwise)

        return call

    def help(self) -> str:
        """The docstring of the call, with where the file goes and what the filter means."""
        return super().help().replace("Args:\n", f"Args:\n{_WHERE}", 1)

    def signature(self) -> inspect.Signature:
        """Where to, by position, and the filter."""
        to = inspect.Parameter("to", inspect.Parameter.POSITIONAL_ONLY, annotation=str | os.PathLike[str])
        return inspect.Signature([to, *self._arguments.parameters], return_annotation=Path)
