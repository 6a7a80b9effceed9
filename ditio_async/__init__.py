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
from ._differences import Difference
from ._downloads import Download
from ._endpoints import Draft
from ._ids import CompanyProfileId, IdentityId
from ._pipeline.identity import AccessToken, TokenSource
from ._pipeline.retry import Stats
from ._reconcile.entries import Action, Entry
from ._reconcile.plan import Applied, Plan
from ._reconcile.reconcile import reconcile
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
    FileNotWrittenError,
    IdentityError,
    IdentityUnavailableError,
    MirrorError,
    MirrorLockedError,
    NotFoundError,
    OutcomeUnknownError,
    PaginationLoopError,
    PayloadTooLargeError,
    PermissionDeniedError,
    PlanRefusedError,
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
    StoreError,
    SuspiciousShrinkError,
    TLSError,
    TokenResponseError,
    TransportError,
    UnsupportedMediaTypeError,
    UploadIncompleteError,
)
from .paging import Page, Pages, Progress, Records, Stream
from .resources.absences import NewAbsence, NewAbsenceDay
from .resources.certificates import NewCertificate
from .resources.employees import NewEmployee, NewEmployment, PayrollMode
from .resources.lookups import ActiveInactiveAll
from .resources.machines import FuelConsumptionUnit, FuelType, MachineReplacement, NewMachine
from .resources.mass_transport import ExcavatorState, PushReport
from .resources.payroll import DataFilter, UserPayrollType
from .resources.projects import NewProject
from .resources.reference import ExternalRefType
from .resources.work_orders import NewWorkOrder
from .session import DitioSession

PRODUCTION = Environment.PRODUCTION
TEST = Environment.TEST

__all__ = [
    "PRODUCTION",
    "TEST",
    "UNSET",
    "AccessToken",
    "Action",
    "ActiveInactiveAll",
    "AnswerError",
    "Applied",
    "ArgumentError",
    "AttemptTimeoutError",
    "AuthenticationError",
    "BadRequestError",
    "Bulk",
    "ClientCredentials",
    "Clock",
    "CompanyProfileId",
    "ConfigurationError",
    "ConflictError",
    "ConnectError",
    "ConnectionLostError",
    "ContinuationRefusedError",
    "Counts",
    "CredentialsError",
    "DataFilter",
    "DecodeError",
    "Difference",
    "Ditio",
    "DitioError",
    "DitioSession",
    "Download",
    "Draft",
    "Entry",
    "Environment",
    "ExcavatorState",
    "ExternalRefType",
    "FailedFile",
    "FieldError",
    "FileChangedError",
    "FileNotWrittenError",
    "FileProgress",
    "FileReport",
    "FuelConsumptionUnit",
    "FuelType",
    "IdentityError",
    "IdentityId",
    "IdentityUnavailableError",
    "Limits",
    "MachineReplacement",
    "Middleware",
    "MirrorError",
    "MirrorLockedError",
    "NewAbsence",
    "NewAbsenceDay",
    "NewCertificate",
    "NewEmployee",
    "NewEmployment",
    "NewMachine",
    "NewProject",
    "NewWorkOrder",
    "NotFoundError",
    "Outcome",
    "OutcomeUnknownError",
    "Page",
    "Pages",
    "PaginationLoopError",
    "PayloadTooLargeError",
    "PayrollMode",
    "PermissionDeniedError",
    "Plan",
    "PlanRefusedError",
    "PoolTimeoutError",
    "Progress",
    "ProtocolError",
    "PushReport",
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
    "StoreError",
    "Stream",
    "Surface",
    "SuspiciousShrinkError",
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
    "reconcile",
]
