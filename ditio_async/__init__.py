"""The asyncio SDK for Ditio.

async with DitioSession.from_env() as ditio:
    async for hours in ditio.reporting.time_registrations(from_date_time="2026-01-01"):
        print(hours.user_name, hours.qty)
"""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from ._bulk.bulk import bulk
from ._bulk.results import Counts, Outcome, Report, Result
from ._bulk.run import Bulk
from ._bulk_files.run import FailedFile, FileProgress, FileReport
from ._calls import Ditio
from ._clock import Clock
from ._downloads import Download
from ._pipeline.identity import AccessToken, TokenSource
from ._pipeline.retry import Stats
from ._uploads import UploadFile
from ._version import __version__
from ._wire import Middleware, Request, Response, Send
from .config import ClientCredentials, Environment, Limits, RetryPolicy, Surface, Timeouts
from .errors import (
    AnswerError,
    ArgumentError,
    AttemptTimeoutError,
    AuthenticationError,
    BadRequestError,
    ConfigurationError,
    ConflictError,
    ConnectError,
    ConnectionLostError,
    ContinuationRefusedError,
    CredentialsError,
    DecodeError,
    DitioError,
    FieldError,
    FileChangedError,
    IdentityError,
    IdentityUnavailableError,
    NotFoundError,
    OutcomeUnknownError,
    PaginationLoopError,
    PayloadTooLargeError,
    PermissionDeniedError,
    PoolTimeoutError,
    ProtocolError,
    RateLimitedError,
    RedirectError,
    RequestError,
    ResponseTooLargeError,
    ServerError,
    ServiceUnavailableError,
    SessionClosedError,
    StatusError,
    TLSError,
    TokenResponseError,
    TransportError,
    UnsupportedMediaTypeError,
    UploadIncompleteError,
)
from .paging import Page, Pages, Progress, Records, Stream
from .resources.payroll import DataFilter, UserPayrollType
from .session import DitioSession

PRODUCTION = Environment.PRODUCTION
TEST = Environment.TEST

__all__ = [
    "PRODUCTION",
    "TEST",
    "UNSET",
    "AccessToken",
    "AnswerError",
    "ArgumentError",
    "AttemptTimeoutError",
    "AuthenticationError",
    "BadRequestError",
    "Bulk",
    "ClientCredentials",
    "Clock",
    "ConfigurationError",
    "ConflictError",
    "ConnectError",
    "ConnectionLostError",
    "ContinuationRefusedError",
    "Counts",
    "CredentialsError",
    "DataFilter",
    "DecodeError",
    "Ditio",
    "DitioError",
    "DitioSession",
    "Download",
    "Environment",
    "FailedFile",
    "FieldError",
    "FileChangedError",
    "FileProgress",
    "FileReport",
    "IdentityError",
    "IdentityUnavailableError",
    "Limits",
    "Middleware",
    "NotFoundError",
    "Outcome",
    "OutcomeUnknownError",
    "Page",
    "Pages",
    "PaginationLoopError",
    "PayloadTooLargeError",
    "PermissionDeniedError",
    "PoolTimeoutError",
    "Progress",
    "ProtocolError",
    "RateLimitedError",
    "Records",
    "RedirectError",
    "Report",
    "Request",
    "RequestError",
    "Response",
    "ResponseTooLargeError",
    "Result",
    "RetryPolicy",
    "Send",
    "ServerError",
    "ServiceUnavailableError",
    "SessionClosedError",
    "Stats",
    "StatusError",
    "Stream",
    "Surface",
    "TLSError",
    "Timeouts",
    "TokenResponseError",
    "TokenSource",
    "TransportError",
    "UnsetType",
    "UnsupportedMediaTypeError",
    "UploadFile",
    "UploadIncompleteError",
    "UserPayrollType",
    "__version__",
    "bulk",
]
