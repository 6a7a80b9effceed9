"""Everything that can be called, on one object; and the way to what has no call of its own."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from msgspec import UNSET
from msgspec.structs import replace

from . import _checks
from ._codec import query_pairs
from ._endpoints import Context, json_of
from ._wire import NO_HEADERS, Options, Request, Response
from .config import Surface
from .errors import ArgumentError
from .resources.absences import Absences
from .resources.certificates import Certificates
from .resources.employees import Employees
from .resources.files import Files
from .resources.lookups import Lookups
from .resources.machines import Machines
from .resources.mass_transport import MassTransport
from .resources.payroll import Payroll
from .resources.projects import Projects
from .resources.reference import Reference
from .resources.reporting import QueryValue, Reporting
from .resources.scim import Scim
from .resources.users import Users
from .resources.work_orders import WorkOrders

_METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})
_SURFACES = (Surface.CORE, Surface.REPORTING, Surface.MASS_TRANSPORT, Surface.SCIM)
_BODY = _checks.of(bytes | None)
_REPLAY = _checks.of(bool | None)
_RETRIES = _checks.whole(0, 4)


class Ditio:
    """Everything that can be called. `DitioSession` is one that also holds the connections.

    Attributes:
        projects: projects and their documents.
        work_orders: work orders, which the API calls tasks, and their documents.
        machines: machines and equipment.
        employees: people and their employments.
        users: the same people, as the older version of the API has them.
        certificates: what people are certified for.
        absences: absences that another system keeps.
        reference: machine types, types of alerts, external references.
        lookups: read-only lookups of what people see in Ditio.
        mass_transport: what excavators did, and what loads weigh.
        payroll: the payroll export.
        reporting: streams of registrations.
        files: files that records link to, one or many at a time.
        scim: users, kept by SCIM.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self.projects = Projects(context)
        self.work_orders = WorkOrders(context)
        self.machines = Machines(context)
        self.employees = Employees(context)
        self.users = Users(context)
        self.certificates = Certificates(context)
        self.absences = Absences(context)
        self.reference = Reference(context)
        self.lookups = Lookups(context)
        self.mass_transport = MassTransport(context)
        self.payroll = Payroll(context)
        self.reporting = Reporting(context)
        self.files = Files(context)
        self.scim = Scim(context)

    @property
    def company_id(self) -> str | None:
        """The company that creates go to where none is given."""
        return self._context.company_id

    def with_options(
        self, *, timeout: float | None = None, retries: int | None = None, headers: Mapping[str, str] | None = None
    ) -> Ditio:
        """The same calls over the same connections, with other options: `ditio.with_options(timeout=5).projects`.

        Args:
            timeout: seconds for a whole call: tokens, slots, attempts and pauses together.
            retries: attempts after the first one, 0 to 4.
            headers: sent along with every request.
        """
        now = self._context.options
        call = "with_options"
        if timeout is not None:
            _checks.checked(call, "timeout", timeout, _checks.seconds)
        if retries is not None:
            _checks.checked(call, "retries", retries, _RETRIES)
        more = NO_HEADERS if headers is None else _checks.headers(call, headers)
        options = Options(
            timeout=now.timeout if timeout is None else float(timeout),
            retries=now.retries if retries is None else retries,
            headers={**now.headers, **more} if more else now.headers,
        )
        return Ditio(replace(self._context, options=options))

    async def request(
        self,
        method: str,
        path: str,
        *,
        surface: Surface | str = Surface.CORE,
        query: Mapping[str, QueryValue] | None = None,
        json: object = UNSET,
        body: bytes | None = None,
        content_type: str | None = None,
        replay: bool | None = None,
    ) -> Response:
        """Any request, for what has no call of its own, with the same tokens, limits and retries.

        Args:
            method: GET, POST, PUT, PATCH or DELETE.
            path: after the surface's base, `/api/...`; percent-encoded where it must be.
            surface: core, reporting, mass_transport or scim.
            query: parameters by the API's own names; None leaves one out, a sequence repeats it.
            json: a value to send as JSON; Structs, dicts, lists, None for null.
            body: bytes to send in place of json.
            content_type: of the body; unless given, JSON in the way of the surface.
            replay: may be sent again after an unclear failure; True unless it is a POST.

        Returns:
            The answer, a 2xx: `.status`, `.headers`, `.body`, `.json()`.
        """
        call = "request"
        _checks.checked(call, "method", method, _checks.TEXT)
        if (verb := method.upper()) not in _METHODS:
            raise ArgumentError(f"{call}: method takes one of {', '.join(sorted(_METHODS))}, not {verb!r}")
        _checks.checked(call, "path", path, _checks.path)
        if not isinstance(surface, str) or surface not in _SURFACES:  # pyright: ignore[reportUnnecessaryIsInstance]
            raise ArgumentError(f"{call}: surface takes {', '.join(_SURFACES)}, not {surface!r}")
        if json is not UNSET and body is not None:
            raise ArgumentError(f"{call}: give json or body, not both")
        _checks.checked(call, "body", body, _BODY)
        if content_type is not None:
            _checks.checked(call, "content_type", content_type, _checks.media_type)
        media = "application/scim+json" if surface == Surface.SCIM else "application/json"
        _checks.checked(call, "replay", replay, _REPLAY)
        request = Request(
            operation=f"{call}({verb!r}, {path!r})",
            method=verb,
            surface=Surface(surface),
            path=quote(path, safe="/%:@!$&'()*+,;=-._~"),
            query=query_pairs(call, query),
            body=json_of(call, "json", json) if json is not UNSET else body,
            content_type=content_type or media,
            accept="application/json" if media == "application/json" else f"{media}, application/json",
            replay=verb != "POST" if replay is None else replay,
            options=self._context.options,
        )
        return await self._context.send(request)
