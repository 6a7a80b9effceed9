"""What goes out with a request, as aiohttp takes it: headers and body."""

from __future__ import annotations

import sys
from io import BytesIO
from typing import Final

from aiohttp import hdrs

from .._multipart import Multipart
from .._version import __version__
from .._wire import NO_HEADERS, Request

USER_AGENT: Final = f"ditio-async/{__version__} (Python/{sys.version_info[0]}.{sys.version_info[1]})"
LARGE_BODY: Final = 512 * 1024
NOTHING_TO_SAY: Final = (hdrs.CONTENT_TYPE,)
"""Headers that aiohttp would make up for a body that is not there."""


def headers(request: Request, token: str | None, *, near: bool) -> dict[str, str]:
    """The headers of a request; without a token where it leads away from Ditio.

    Compressed answers are asked for where that pays: not of a server on this very machine (`near`), and not for files,
    which are compressed already.
    """
    found: dict[str, str] = {
        hdrs.USER_AGENT: USER_AGENT,
        hdrs.ACCEPT: request.accept,
        hdrs.ACCEPT_ENCODING: "identity" if near or request.kind == "file" else "gzip, deflate",
    }
    if (more := request.options.headers) is not NO_HEADERS:
        found.update(more)
    if (more := request.headers) is not NO_HEADERS:
        found.update(more)
    if token is not None:
        found[hdrs.AUTHORIZATION] = f"Bearer {token}"
    if isinstance(request.body, Multipart):
        found[hdrs.CONTENT_TYPE] = request.body.content_type
        found[hdrs.CONTENT_LENGTH] = str(request.body.size)
    elif request.body is not None:
        found[hdrs.CONTENT_TYPE] = request.content_type
    return found


def payload(request: Request) -> bytes | BytesIO | None:
    """The body of a request that is no form."""
    body = request.body
    assert not isinstance(body, Multipart)
    return BytesIO(body) if body is not None and len(body) > LARGE_BODY else body  # a large one goes out in pieces
