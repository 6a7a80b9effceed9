"""Refusals in the shape of the v5 API: a list of errors, each with its field."""

from __future__ import annotations

import functools
from collections.abc import Sequence

from ._answers import Answer, Refusal, json_answer
from ._routes import Call, Handler


def structured(handler: Handler) -> Handler:
    """The same handler, whose 400s have that shape."""

    @functools.wraps(handler)
    async def answer(call: Call, *parts: str) -> Answer:
        try:
            return await handler(call, *parts)
        except Refusal as refused:
            if refused.answer.status != 400:
                raise
            raise Refusal(_rewritten(refused)) from None

    return answer


def _rewritten(refused: Refusal) -> Answer:
    """Which words stand in category and code is not documented: the sandbox's own choice."""
    wrong: Sequence[tuple[str | None, str]] = [*refused.fields.items()] or [(None, refused.message)]
    errors = [
        {"category": "Validation", "code": refused.code, "field": field, "message": message} for field, message in wrong
    ]
    return json_answer({"message": "Validation failed", "errors": errors}, 400)
