"""Query parameters, and what handlers read from them: names match without regard to case, nonsense is a 400."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from multidict import MultiMapping

from ._answers import Refusal, invalid
from ._world import millis_of


class Query:
    """The parameters of a request; an empty one counts as absent."""

    def __init__(self, parameters: MultiMapping[str]) -> None:
        self.pairs: Sequence[tuple[str, str]] = [*parameters.items()]
        self._values: dict[str, list[str]] = {}
        for name, value in self.pairs:
            self._values.setdefault(name.lower(), []).append(value)

    def get(self, name: str) -> str | None:
        """The first value of a parameter, or None."""
        return self._values.get(name.lower(), [None])[0]

    def all(self, name: str) -> list[str]:
        """Every value of a parameter that may be repeated."""
        return [value for value in self._values.get(name.lower(), []) if value]

    def flag(self, name: str) -> bool:
        """True or false, which it is when it is absent."""
        return self.choice(name, {"true", "false"}, "false") == "true"

    def choice(self, name: str, known: Collection[str], default: str) -> str:
        """One of the known values, in lower case."""
        text = (self.get(name) or default).lower()
        if text not in known:
            raise _invalid(name, text)
        return text

    def choices(self, name: str, known: Collection[str]) -> set[str]:
        """Some of the known values, in lower case; of a parameter that may be repeated."""
        chosen = {text.lower() for text in self.all(name)}
        for text in chosen.difference(known):
            raise _invalid(name, text)
        return chosen

    def whole(self, name: str, default: int) -> int:
        """A whole number."""
        text = self.get(name)
        try:
            return int(text) if text else default
        except ValueError:
            raise _invalid(name, str(text)) from None

    def moment(self, name: str) -> int | None:
        """Milliseconds since 1970 of an ISO 8601 time."""
        text = self.get(name)
        try:
            return millis_of(text) if text else None
        except (ValueError, OverflowError):
            raise _invalid(name, str(text)) from None

    def date(self, name: str) -> dt.date | None:
        """A plain date, yyyy-MM-dd."""
        text = self.get(name)
        try:
            return dt.datetime.strptime(text, "%Y-%m-%d").date() if text else None  # noqa: DTZ007  # a plain date
        except ValueError:
            raise _invalid(name, str(text)) from None


def _invalid(name: str, value: str) -> Refusal:
    return invalid({name: f"The value '{value}' is not valid."})
