"""What handlers give: answers, files, refusals in the shapes that the API uses."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

import msgspec
from msgspec import Struct


class Answer(Struct, frozen=True):
    """An answer, whole."""

    status: int = 200
    body: bytes = b""
    content_type: str = "application/json; charset=utf-8"
    headers: Mapping[str, str] = {}

    @property
    def is_file(self) -> bool:
        """It is to be saved under a name."""
        return "Content-Disposition" in self.headers


def json_answer(value: object, status: int = 200) -> Answer:
    """An answer of JSON."""
    return Answer(status, msgspec.json.encode(value))


def file_answer(name: str, body: bytes, content_type: str = "application/octet-stream") -> Answer:
    """A file to be saved under its name."""
    plain = "".join(c if " " <= c < "\x7f" and c not in '"\\' else "_" for c in name)
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    return Answer(200, body, content_type, {"Content-Disposition": disposition})


class Refusal(Exception):  # noqa: N818  # it is an answer
    """Ends the handling of a request with an answer.

    Attributes:
        code: what kind of refusal it is, for those that write their answer in another shape.
        message: the same for people.
        fields: which fields are wrong, and why.
    """

    def __init__(
        self, answer: Answer, code: str = "", message: str = "", fields: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(answer.status)
        self.answer = answer
        self.code = code
        self.message = message
        self.fields = fields or {}

    def of_item(self, number: int) -> Refusal:
        """The same, of one item of a list."""
        if self.fields:
            return bad_request(
                self.code, self.message, {f"[{number}].{name}": text for name, text in self.fields.items()}
            )
        return refusal(self.answer.status, self.code, f"[{number}]: {self.message}")


def refusal(status: int, code: str, message: str) -> Refusal:
    """A refusal with a code and a message."""
    return Refusal(json_answer({"error": code, "message": message}, status), code, message)


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
    answer = Answer(400, msgspec.json.encode(problem), "application/problem+json; charset=utf-8")
    return Refusal(answer, code, message, fields)


def invalid(fields: Mapping[str, str]) -> Refusal:
    """The 400 for fields whose values make no sense."""
    return bad_request("Validation", "One or more validation errors occurred.", fields)


def not_found(what: str) -> Refusal:
    """A 404: not there, or of another company; nobody can tell."""
    return refusal(404, "NotFound", f"{what} was not found")
