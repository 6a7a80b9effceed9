"""Every error that this package raises.

    DitioError
    ├── ConfigurationError                    the session cannot be built from what it was given (ValueError)
    ├── ArgumentError                         a call was refused before anything was sent (ValueError, TypeError)
    ├── PlanRefusedError                      a plan would take away more than is allowed; nothing was done
    ├── FileChangedError                      a file changed, shrank or vanished while it was sent
    ├── FileNotWrittenError                   a file of an export could not be written
    ├── SessionClosedError                    the session is closed, or was closed during the call
    ├── MirrorError                           a mirror cannot do what it was asked to
    │   ├── MirrorLockedError                     another mirror writes to the same tables
    │   ├── SuspiciousShrinkError                 a full run would take away more than half of the rows
    │   └── StoreError                            the database cannot be used: full, locked, lost, no rights
    └── RequestError                          a call failed; says which, and what is known of it
        ├── IdentityError                     no access token could be had
        │   ├── CredentialsError                  the identity server refuses the client or its scopes
        │   ├── IdentityUnavailableError          the identity server does not answer
        │   └── TokenResponseError                the identity server answered something that is no token
        ├── TransportError                    no usable answer
        │   ├── ConnectError                      never sent: refused, unknown host, no connection in time
        │   │   └── TLSError                          the certificate or the handshake failed
        │   ├── PoolTimeoutError                  never sent: no slot within the deadline (TimeoutError)
        │   ├── AttemptTimeoutError               sent, and no complete answer in time (TimeoutError)
        │   ├── ConnectionLostError               sent, and the connection broke
        │   └── ProtocolError                     sent, and the answer was not HTTP
        ├── OutcomeUnknownError               a write that may or may not have been applied
        ├── UploadIncompleteError             some requests of a large upload are done, one failed
        ├── AnswerError                       an answer that cannot be used
        │   ├── DecodeError                       it does not have the declared shape
        │   ├── RedirectError                     it leads somewhere that is not followed
        │   └── ResponseTooLargeError             it is larger than the limit
        ├── StatusError                       the server said no
        │   ├── BadRequestError                   400, 422
        │   │   └── ContinuationRefusedError          ... to a request with a continuation token
        │   ├── AuthenticationError               401
        │   ├── PermissionDeniedError             403
        │   ├── NotFoundError                     404, 410: not there, or not yours
        │   ├── ConflictError                     409, 412
        │   ├── PayloadTooLargeError              413
        │   ├── UnsupportedMediaTypeError         415
        │   ├── RateLimitedError                  429
        │   └── ServerError                       5xx
        │       └── ServiceUnavailableError           503
        └── PaginationLoopError               the server leads in circles

All of them can be pickled, and none carries a secret or a token.
"""

from __future__ import annotations

import copy
from typing import Final, Self, TypedDict, Unpack

from msgspec import Struct


class DitioError(Exception):
    """The base class of every error of this package."""


class ConfigurationError(DitioError, ValueError):
    """The session cannot be built from its arguments and the environment variables."""


class ArgumentError(DitioError, ValueError, TypeError):
    """A call was refused before anything was sent; the message names the argument and the cure."""


class PlanRefusedError(DitioError):
    """A plan would take away more than is allowed; nothing of it was done. The message says how to allow it."""


class FileChangedError(DitioError):
    """A file changed, shrank or vanished while it was being sent; nothing of it was stored."""


class FileNotWrittenError(DitioError):
    """A file of an export could not be written: the disk is full, for instance. The message names it.

    What was at its path before is still there, and nothing half-written is. The `OSError` is the `__cause__`.
    """


class SessionClosedError(DitioError):
    """The session is not open: never opened, closed already, or closed while the call was under way."""


class MirrorError(DitioError):
    """A mirror cannot do what it was asked to; what it holds is as it was."""


class MirrorLockedError(MirrorError):
    """Another mirror writes to the same tables at this moment."""


class SuspiciousShrinkError(MirrorError):
    """A full run brought so little that more than half of the rows would be taken for deleted; they were kept."""


class StoreError(MirrorError):
    """The database of a mirror cannot be used; its own error is the cause, and the message has the cure."""


class Facts(TypedDict, total=False):
    """What is known of a failed call; everything may be missing."""

    operation: str
    method: str
    url: str
    status: int | None
    attempts: int
    elapsed: float
    request_id: str | None
    retry_after: float | None
    body: bytes
    code: str | None
    errors: tuple[FieldError, ...]


class FieldError(Struct, frozen=True):
    """One entry of a validation answer."""

    message: str
    field: str | None = None
    code: str | None = None
    category: str | None = None


class RequestError(DitioError):
    """A call failed.

    Attributes:
        operation: the call, as it is written in Python: `projects.create`.
        method: the HTTP method.
        url: where it was sent; values of the query string are left out.
        status: the HTTP status, or None where there was no answer.
        attempts: how many requests the server may have seen.
        elapsed: seconds from the call to the error.
        request_id: the server's own name for the request, where it gave one.
        retry_after: seconds that the server asked to wait, or None.
        body: the first 64 KiB of the answer.
        applied: of a write, whether it was applied all the same: False, True (its answer cannot be read), or None where
            nobody knows.
        continuation_token: when a stream failed, where to resume (`pages(resume_from=...)`).
    """

    def __init__(self, message: str = "", **facts: Unpack[Facts]) -> None:
        super().__init__(message)
        self.message = message
        self.operation = facts.get("operation", "")
        self.method = facts.get("method", "")
        self.url = facts.get("url", "")
        self.status = facts.get("status")
        self.attempts = facts.get("attempts", 0)
        self.elapsed = facts.get("elapsed", 0.0)
        self.request_id = facts.get("request_id")
        self.retry_after = facts.get("retry_after")
        self.body = facts.get("body", b"")
        self.applied: bool | None = False
        self.continuation_token: str | None = None

    def facts(self) -> Facts:
        """What is known of the call, to give to an error that takes this one's place."""
        return Facts(
            operation=self.operation,
            method=self.method,
            url=self.url,
            status=self.status,
            attempts=self.attempts,
            elapsed=self.elapsed,
            request_id=self.request_id,
            retry_after=self.retry_after,
            body=self.body,
        )

    def again(self) -> Self:
        """A copy to raise for another caller, so that tracebacks do not pile up on one object."""
        twin = copy.copy(self)
        twin.__cause__ = self.__cause__
        return twin

    def __str__(self) -> str:
        about = [part for part in (self.operation, f"{self.method} {self.url}".strip()) if part]
        if self.attempts > 1:
            about.append(f"{self.attempts} attempts in {self.elapsed:.1f} s")
        if self.retry_after is not None:
            about.append(f"retry after {self.retry_after:g} s")
        if self.request_id:
            about.append(f"request id {self.request_id}")
        if self.continuation_token:
            about.append("resume from .continuation_token")
        return f"{self.message} [{', '.join(about)}]" if about else self.message


class IdentityError(RequestError):
    """No access token could be had, so nothing was sent to the API."""


class CredentialsError(IdentityError):
    """The identity server refuses the client or its scopes; asking again does not help."""


class IdentityUnavailableError(IdentityError):
    """The identity server does not answer."""


class TokenResponseError(IdentityError):
    """The identity server answered something that is no token."""


class TransportError(RequestError):
    """There was no usable answer."""


class ConnectError(TransportError):
    """The request was never sent: there was no connection."""


class TLSError(ConnectError):
    """The request was never sent: the certificate or the handshake failed. Never retried."""


class PoolTimeoutError(TransportError, TimeoutError):
    """The request was never sent: there was no free slot within the deadline."""


class AttemptTimeoutError(TransportError, TimeoutError):
    """The request was sent, and no complete answer came in time."""


class ConnectionLostError(TransportError):
    """The request was sent, and the connection broke before the answer was complete."""


class ProtocolError(TransportError):
    """The request was sent, and what came back was not HTTP."""


class OutcomeUnknownError(RequestError):
    """A write that may or may not have been applied: look before sending it again.

    Raised for writes that are not documented as idempotent, after a failure that does not tell whether the
    server acted. The cause (`__cause__`) is what happened on the wire; the message says how to find out.
    """


class AnswerError(RequestError):
    """An answer arrived that cannot be used."""


class DecodeError(AnswerError):
    """The answer does not have the declared shape.

    Attributes:
        path: where in the document, in JSONPath (`$.data[3].qty`), or "" where that is not known.
        record_id: the id of the record that does not fit, in a stream.
        raw: the bytes that do not fit: the record in a stream, the body elsewhere.
        truncated: the document ends in the middle.
    """

    def __init__(
        self,
        message: str = "",
        *,
        path: str = "",
        record_id: str | None = None,
        raw: bytes = b"",
        truncated: bool = False,
        **facts: Unpack[Facts],
    ) -> None:
        super().__init__(message, **facts)
        self.path = path
        self.record_id = record_id
        self.raw = raw
        self.truncated = truncated


class RedirectError(AnswerError):
    """The answer leads to another address, which is not followed."""


class ResponseTooLargeError(AnswerError):
    """The answer, once decompressed, is larger than `Limits` allow."""


class StatusError(RequestError):
    """The server answered with an error status.

    Attributes:
        code: the server's own name of the error (`ArgumentIsNull`, `MachineService.machineTypeInvalid`).
        errors: the single complaints of a validation answer.
    """

    def __init__(self, message: str = "", **facts: Unpack[Facts]) -> None:
        super().__init__(message, **facts)
        self.code = facts.get("code")
        self.errors = facts.get("errors", ())


class BadRequestError(StatusError):
    """400, 422: the server refuses the content."""


class ContinuationRefusedError(BadRequestError):
    """400 to a request with a continuation token: start the stream again without it."""


class AuthenticationError(StatusError):
    """401, and a fresh token did not help.

    The client may be disabled, deleted, expired, without this surface's scope, or without its emulation user.
    """


class PermissionDeniedError(StatusError):
    """403: the client may not do this, or not in this company."""


class NotFoundError(StatusError):
    """404, 410: not there, or not yours; the server gives both the same answer."""


class ConflictError(StatusError):
    """409, 412: it changed meanwhile; read it again before deciding."""


class PayloadTooLargeError(StatusError):
    """413: the request is larger than the server takes."""


class UnsupportedMediaTypeError(StatusError):
    """415: the server does not take this content type."""


class RateLimitedError(StatusError):
    """429: too many requests."""


class ServerError(StatusError):
    """5xx: the server failed."""


class ServiceUnavailableError(ServerError):
    """503: the server cannot take it now."""


class UploadIncompleteError(RequestError):
    """An upload that needed several requests: the first ones are done, one failed, the rest was not sent.

    Attributes:
        uploaded: names of the files that are on the page.
        remaining: names of the files that are not: those of the failed request first. After an unclear failure
            (the cause is an `OutcomeUnknownError`) those of the failed request may be there all the same.
    """

    uploaded: tuple[str, ...] = ()
    remaining: tuple[str, ...] = ()


class PaginationLoopError(RequestError):
    """The server leads in circles: a continuation token came back, or page after page is empty."""


STATUS: Final[dict[int, type[StatusError]]] = {
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    410: NotFoundError,
    412: ConflictError,
    413: PayloadTooLargeError,
    415: UnsupportedMediaTypeError,
    422: BadRequestError,
    429: RateLimitedError,
    503: ServiceUnavailableError,
}
"""The class of each status; any other 5xx is a `ServerError`, any other status a `StatusError`."""


def status_error(status: int) -> type[StatusError]:
    """The class of error for an HTTP status."""
    return STATUS.get(status, ServerError if status >= 500 else StatusError)
