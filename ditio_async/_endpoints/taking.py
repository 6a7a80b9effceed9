"""Calls whose arguments are the fields of a Struct."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from msgspec import Struct

from .._fields import Arguments, described
from ..config import Surface
from .base import Endpoint

F = TypeVar("F")


class Taking(Endpoint[F]):
    """A call whose arguments are the fields of a Struct.

    Args:
        shape: the Struct.
    """

    def __init__(
        self,
        path: str,
        shape: Callable[..., Struct],
        doc: str,
        *,
        surface: Surface = Surface.CORE,
        replay: bool = True,
        hint: str = "",
    ) -> None:
        super().__init__(path, doc, surface=surface, replay=replay, hint=hint)
        self._arguments = Arguments(shape)

    def help(self) -> str:
        """The docstring of the call, with what the fields mean."""
        return f"{self.doc}\n\n{described(self._arguments.shape)}\n{self.method} {self.path}"
