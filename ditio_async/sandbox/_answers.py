"""What handlers take and give: queries, answers, refusals in the shapes that the API uses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from msgspec import Struct
from multidict import MultiMapping


class Query:
    """Query parameters; names are matched without regard to case."""

    def __init__(self, parameters: MultiMapping[str]) -> None:
        self.pairs: Sequence[tuple[str, str]] = [*parameters.items()]
        self._values = {name.lower(): value for name, value in reversed(self.pairs)}

    def get(self, name: str) -> str | None:
        """The first value of a parameter, or None."""
        return self._values.get(name.lower())


class Answer(Struct, frozen=True):
    """An answer, whole."""

    status: int = 200
    body: bytes = b""
    content_type: str = "application/json; charset=utf-8"
    headers: Mapping[str, str] = {}


def json_answer(value: object, status: int = 200) -> Answer:
    """An answer of JSON."""
    return Answer(status, msgspec.json.encode(value))


class Refusal(Exception):  # noqa: N818  # it is an answer
    """Ends the handling of a request with an answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


def refusal(status: int, code: str, message: str) -> Refusal:
    """A refusal with a code and a message."""
    return Refusal(json_answer({"error": code, "message": message}, status))


def bad_request(code: str, message: str, fields: Mapping[str, str] | None = None) -> Refusal:
    """A 400: with problem details where single fields are wrong."""
    if fields is None:
        return refusal(400, code, message)
    problem = {
        "type": "https://tools.ietf.org/html/rfc9110#section-15.5.1",
        "title": message,
        "status": 400,
        "errors": {name: [text] for name, text in fields.items()},
    }
    return Refusal(Answer(400, msgspec.json.encode(problem), "application/problem+json; charset=utf-8"))


def not_found(what: str) -> Refusal:
    """A 404: not there, or of another company; nobody can tell."""
    return refusal(404, "NotFound", f"{what} was not found")
