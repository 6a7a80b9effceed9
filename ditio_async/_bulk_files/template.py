"""Names of files, made from the fields of records."""

from __future__ import annotations

import datetime as dt
import re
import string
from collections.abc import Collection, Mapping
from typing import Final, cast

from msgspec import UNSET

from .. import _filenames
from ..errors import ArgumentError

_SUFFIX: Final = re.compile(r"\.[A-Za-z0-9]{1,8}$")
_MISSING: Final = "unknown"


class Template:
    """A relative path with fields in braces, `{project_number}/{created_date_time:%Y-%m-%d} {id}`.

    What a field holds never makes a directory, nor leaves one: slashes in it, and what file systems refuse, become
    `_`; where it holds nothing, it reads `unknown`.

    Args:
        call: for errors.
        text: the template.
        known: the fields that there are; None where that is not known beforehand.

    Attributes:
        has_suffix: the extension is a part of the template.
    """

    def __init__(self, call: str, text: str, known: Collection[str] | None = None) -> None:
        if not isinstance(text, str) or not text.strip():  # pyright: ignore[reportUnnecessaryIsInstance]
            raise ArgumentError(f"{call}: name takes a template such as '{{project_number}}/{{id}}', not {text!r:.80}")
        self._call = call
        self._known = known
        self._parts = [self._part(part) for part in text.split("/")]
        if "\\" in text or text.startswith("/") or re.match(r"[A-Za-z]:", text):
            raise ArgumentError(f"{call}: name is a path below the directory, with / between its parts, not {text!r}")
        for part in text.split("/"):
            if part.strip(". ") == "":
                raise ArgumentError(f"{call}: name must not leave the directory or have empty parts: {text!r}")
        literal, field, *_ = self._parts[-1][-1] if self._parts[-1] else ("", None)
        self.has_suffix = field is None and _SUFFIX.search(literal) is not None

    def _part(self, text: str) -> list[tuple[str, str | None, str]]:
        try:
            pieces = [(literal, name, spec or "") for literal, name, spec, _ in string.Formatter().parse(text)]
        except ValueError as error:
            raise ArgumentError(f"{self._call}: name {text!r} cannot be read: {error}") from None
        for _, name, _ in pieces:
            if name is None:
                continue
            if not name.isidentifier():
                raise ArgumentError(f"{self._call}: name takes fields as {{field}} or {{field:format}}, not {{{name}}}")
            if self._known is not None and name not in self._known:
                raise ArgumentError(
                    f"{self._call}: name asks for {{{name}}}, and the records have {', '.join(sorted(self._known))}"
                )
        return pieces

    def render(self, record: object) -> str:
        """The path for a record, each part of it a safe name; the extension may still be missing.

        Raises:
            ArgumentError: the record has no such field, or it cannot be written in that format.
        """
        return "/".join(_filenames.safe(self._filled(part, record), _MISSING) for part in self._parts)

    def _filled(self, part: list[tuple[str, str | None, str]], record: object) -> str:
        text = ""
        for literal, name, spec in part:
            text += literal
            if name is not None:
                text += re.sub(r"[/\\]", "_", self._value(record, name, spec))
        return text

    def _value(self, record: object, name: str, spec: str) -> str:
        value = value_of(record, name)
        if value is UNSET:
            raise ArgumentError(f"{self._call}: name asks for {{{name}}}, which a record does not have")
        if value is None or value == "":
            return _MISSING
        if not spec and isinstance(value, dt.datetime):
            return value.strftime("%Y-%m-%dT%H%M%S")
        try:
            return format(value, spec)
        except (ValueError, TypeError) as error:
            raise ArgumentError(f"{self._call}: name: {{{name}:{spec}}} does not fit {value!r:.40}: {error}") from None


def value_of(record: object, name: str) -> object:
    """A field of a Struct, or an entry of a mapping by its name in Python or in the API; UNSET where there is none."""
    if isinstance(record, Mapping):
        entries = cast("Mapping[str, object]", record)
        first, *others = name.split("_")
        return entries.get(name, entries.get(first + "".join(map(str.capitalize, others)), UNSET))
    return getattr(record, name, UNSET)
