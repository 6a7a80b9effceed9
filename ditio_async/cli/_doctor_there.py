"""What the doctor looks at on the other side: tokens, and each surface."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Final

from msgspec.structs import asdict, replace

from .. import RetryPolicy, Timeouts
from .._wire import Request, Response, Send
from ..config import SCOPES, Environment, Surface
from ..errors import AuthenticationError, ConfigurationError, CredentialsError, DitioError, IdentityError, NotFoundError
from ..session import DitioSession
from ..tenants import Tenant
from ._cures import cure_of, described, refused_as
from ._doctor_here import clock
from ._findings import Finding, not_tried, ok, warning, wrong

_ONCE: Final = RetryPolicy(attempts=1)
_SOON: Final = Timeouts(call=15, page=20, attempt=15, connect=8, token=8)
_SCIM_REFUSED: Final = "SCIM has a token of its own, which Ditio hands out per tenant: set the one of this tenant"

wall = time.time


async def findings(tenant: Tenant) -> AsyncIterator[Finding]:
    """Look at the clock, the tokens and each surface. What fails does not end the rest."""
    times = _Times()
    refused: Mapping[Surface, DitioError | None] = {}
    if tenant.client_secret is not None:
        refused = await _tokens(tenant, times)
    yield clock(times.told)
    for surface, scope in SCOPES.items():
        yield _identity(surface, scope, refused, needed=tenant.environment.base(surface) is not None)
    try:
        async with tenant.session(retry=_ONCE, timeouts=_SOON) as ditio:
            for surface, read in _READS.items():
                yield await _surface(ditio, surface, read, refused)
    except ConfigurationError as error:  # nothing can be signed
        yield wrong("surfaces", str(error), cure_of(error))


class _Times:
    """A layer around every attempt that notes what time the servers have.

    Attributes:
        told: seconds since 1970, there and here.
    """

    def __init__(self) -> None:
        self.told: list[tuple[float, float]] = []

    async def tokens_only(self, request: Request, send: Send) -> Response:
        """Ask for tokens, and answer everything else here, so that nothing goes out but that."""
        if request.surface is not Surface.IDENTITY:
            return Response(request=request, status=204)
        began = wall()
        response = await send(request)
        if response.date is not None:
            self.told.append((response.date.timestamp(), (began + wall()) / 2))
        return response


async def _tokens(tenant: Tenant, times: _Times) -> Mapping[Surface, DitioError | None]:
    """What is wrong with the token of each surface, also of one that has no address."""
    there = tenant.environment
    every = Environment(**{**asdict(there), "mass_transport": there.mass_transport or there.core})
    asking = replace(tenant, environment=every).session(middleware=[times.tokens_only], retry=_ONCE, timeouts=_SOON)
    async with asking as ditio:

        async def ask(surface: Surface) -> DitioError | None:
            try:
                await ditio.request("GET", "/", surface=surface)
            except DitioError as error:
                return error
            return None

        return dict(zip(SCOPES, await asyncio.gather(*map(ask, SCOPES)), strict=True))


def _identity(surface: Surface, scope: str, refused: Mapping[Surface, DitioError | None], *, needed: bool) -> Finding:
    name = f"identity, scope {scope}"
    if surface not in refused:
        return not_tried(name, "there is no client")
    error = refused[surface]
    if error is None:
        return ok(name, f"a token for {surface}")
    lacking = isinstance(error, CredentialsError) and refused_as(error) == "invalid_scope"
    if lacking and not needed:
        return warning(name, f"the client lacks it, and {surface} has no address here", "nothing, unless it is needed")
    return wrong(name, described(error), cure_of(error))


async def _surface(
    ditio: DitioSession,
    surface: Surface,
    read: Callable[[DitioSession], Awaitable[str]],
    refused: Mapping[Surface, DitioError | None],
) -> Finding:
    name = f"surface {surface}"
    if ditio.environment.base(surface) is None:
        return not_tried(name, "it has no address here; Ditio hands it out")
    if surface in SCOPES and (surface not in refused or refused[surface] is not None):
        return not_tried(name, "there is no token for it")
    began = time.perf_counter()
    try:
        said = await read(ditio)
    except (IdentityError, LookupError) as error:
        return not_tried(name, described(error))
    except NotFoundError as error:
        # mass transport may not know the project that was asked for, and says so in the same way
        say = warning if surface is Surface.MASS_TRANSPORT else wrong
        return say(name, described(error), cure_of(error))
    except DitioError as error:
        refused_scim = surface is Surface.SCIM and isinstance(error, AuthenticationError)
        return wrong(name, described(error), _SCIM_REFUSED if refused_scim else cure_of(error))
    return ok(name, f"{said}, {time.perf_counter() - began:.2f} s")


async def _core(ditio: DitioSession) -> str:
    return f"{len(await ditio.reference.machine_types())} types of machines"


async def _reporting(ditio: DitioSession) -> str:
    async for page in ditio.reporting.projects(chunk_limit=1).pages():
        return f"a page of projects with {len(page.records)}"
    return "no project"


async def _mass_transport(ditio: DitioSession) -> str:
    """Its only read is about a project, so one is needed.

    Raises:
        LookupError: there is none.
    """
    try:
        projects = await ditio.reporting.projects(chunk_limit=1).collect(limit=1)
    except DitioError:  # told of the reporting surface already
        projects = []
    company = ditio.company_id or next((one.company_id for one in projects if one.company_id), None)
    if not projects or company is None:
        raise LookupError("no project is known that it could be asked about")
    newest = await ditio.mass_transport.excavator_states.latest_timestamp(company_id=company, project_id=projects[0].id)
    return "a project without states" if newest is None else f"a project with states up to {newest}"


async def _scim(ditio: DitioSession) -> str:
    answer = await ditio.request("GET", "/Users", surface=Surface.SCIM, query={"startIndex": 1, "count": 1})
    answer.json()
    return "a page of users"


_READS: Final[Mapping[Surface, Callable[[DitioSession], Awaitable[str]]]] = {
    Surface.CORE: _core,
    Surface.REPORTING: _reporting,
    Surface.MASS_TRANSPORT: _mass_transport,
    Surface.SCIM: _scim,
}
