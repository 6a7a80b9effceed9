"""The names of fields, as people write them: snake_case or camelCase, with a point before those that are inside."""

from __future__ import annotations

import difflib

from msgspec import Struct

from ..errors import ArgumentError
from ._cells import hints_of, inner_of


class Names:
    """The fields of a Struct, and those of the Structs that it holds."""

    def __init__(self, shape: type[Struct]) -> None:
        self._fields: dict[str, str] = {}
        for name, key in zip(shape.__struct_fields__, shape.__struct_encode_fields__, strict=True):
            self._fields |= {key: name, name: name}
            if (inner := inner_of(hints_of(shape)[name])) is not None:
                for one, other in zip(inner.__struct_fields__, inner.__struct_encode_fields__, strict=True):
                    self._fields |= {f"{key}.{other}": f"{name}.{one}", f"{name}.{one}": f"{name}.{one}"}

    def field(self, where: str, name: str) -> str:
        """The field that is meant.

        Raises:
            ArgumentError: there is none.
        """
        if (found := self._fields.get(name)) is not None:
            return found
        known = sorted({*self._fields.values()})
        near = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
        cure = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(known)}"
        raise ArgumentError(f"{where}: there is no column {name!r}; {cure}")
