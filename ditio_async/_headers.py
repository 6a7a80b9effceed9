"""Reading the few headers that matter."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import unquote

_SECONDS: Final = re.compile(r"[0-9]{1,30}(\.[0-9]+)?")
_EXTENDED_NAME: Final = re.compile(r"(?:^|;)\s*filename\*\s*=\s*(utf-8|iso-8859-1)'[^']*'([^\s;]+)", re.IGNORECASE)
_REQUEST_IDS: Final = ("X-Request-Id", "Request-Id", "X-Correlation-Id")


def request_id_of(headers: Mapping[str, str]) -> str | None:
    """The server's name for a request. Ditio documents none; these are the usual headers."""
    for name in _REQUEST_IDS:
        if value := headers.get(name):
            return value[:200]
    return None


def http_date(text: str) -> datetime | None:
    """An HTTP date as aware UTC, or None where it is none."""
    try:
        moment = parsedate_to_datetime(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, IndexError, OverflowError, TypeError):
        return None


def date_of(headers: Mapping[str, str]) -> datetime | None:
    """The `Date` header, aware UTC."""
    return http_date(headers.get("Date", ""))


def retry_after_of(headers: Mapping[str, str]) -> float | None:
    """The seconds that `Retry-After` asks to wait, or None where it asks nothing that makes sense.

    A date is read against the answer's own `Date`, so that a wrong local clock does not matter.
    """
    text = headers.get("Retry-After", "").strip()
    if not text:
        return None
    if _SECONDS.fullmatch(text):
        return float(text)
    moment = http_date(text)
    if moment is None:
        return None
    now = date_of(headers)
    return max(0.0, moment.timestamp() - (now.timestamp() if now else time.time()))


def filename_of(headers: Mapping[str, str]) -> str | None:
    """The file name of `Content-Disposition` (RFC 6266; `filename*` wins), as the server wrote it: not yet safe."""
    # header bytes that are no UTF-8 arrive as surrogates
    text = headers.get("Content-Disposition", "").encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    if not text:
        return None
    if match := _EXTENDED_NAME.search(text):
        return unquote(match[2], encoding=match[1])
    message = Message()
    message["Content-Disposition"] = text.replace("\r", " ").replace("\n", " ")
    try:
        return message.get_filename() or None
    except (ValueError, LookupError):  # it says that it is in a charset that it is not in, or that there is not
        return None
