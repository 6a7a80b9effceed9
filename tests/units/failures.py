"""Failures of a request, and what they mean for it."""

from __future__ import annotations

from ditio_async._pipeline.retry import Fault

FINAL, UNSENT, THROTTLED, UNCLEAR = Fault.FINAL, Fault.UNSENT, Fault.THROTTLED, Fault.UNCLEAR
KINDS: dict[str, Fault] = {
    "ConnectError": UNSENT,
    "TLSError": FINAL,
    "PoolTimeoutError": FINAL,
    "ConnectionLostError": UNCLEAR,
    "AttemptTimeoutError": UNCLEAR,
    "ProtocolError": UNCLEAR,
    "TransportError": UNCLEAR,
    "DecodeError": FINAL,
    "RedirectError": FINAL,
    "ResponseTooLargeError": FINAL,
    "CredentialsError": FINAL,
    "IdentityUnavailableError": FINAL,
    "TokenResponseError": FINAL,
}
"""What each error means."""
STATUSES: dict[tuple[int, float | None], Fault] = {
    **dict.fromkeys([(429, None), (429, 2.0), (503, 2.0), (503, 0.0)], THROTTLED),
    **{(status, asked): UNCLEAR for status in (408, 500, 502, 504, 599) for asked in (None, 2.0)},
    (503, None): UNCLEAR,
    **{(status, 2.0): FINAL for status in (400, 401, 403, 404, 405, 409, 410, 412, 413, 415, 422, 501, 505)},
}
"""What each status means, with and without a Retry-After."""
