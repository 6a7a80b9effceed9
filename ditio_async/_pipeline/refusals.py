"""From an answer that is no 2xx to the error that the caller gets."""

from __future__ import annotations

from collections.abc import Mapping

from .._headers import request_id_of, retry_after_of
from .._problem import problem
from .._wire import Request
from ..errors import RedirectError, RequestError, status_error
from .addresses import host_of


def refusal(request: Request, status: int, headers: Mapping[str, str], content_type: str, body: bytes) -> RequestError:
    """The error for an answer.

    What the identity server says is not quoted, but for its error code and the description of that: it may repeat the
    secret, in whatever disguise.
    """
    quoted = request.kind != "token"
    body = request.hidden_in(body)
    facts = request.facts()
    facts["status"], facts["body"] = status, body if quoted else b""
    facts["request_id"], facts["retry_after"] = request_id_of(headers), retry_after_of(headers)
    if 300 <= status < 400:
        where = host_of(headers.get("Location", "")) or "nowhere"
        return RedirectError(f"{status}: redirected to {where}, not followed", **facts)
    found = problem(status, content_type, body, quote=quoted)
    facts["code"] = request.hidden(found.code) if found.code else None
    facts["errors"] = found.errors if quoted else ()
    return status_error(status)(request.hidden(found.message), **facts)
