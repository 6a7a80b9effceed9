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
from ..errors import ConfigurationError, CredentialsError, DitioError, IdentityError, NotFoundError
from ..session import DitioSession
from ..tenants import Tenant
from ._cures import cure_of, described, refused_as
from ._doctor_here import clock
from ._findings import Finding, not_tried, ok, warning, wrong

_ONCE: Final = RetryPolicy(attempts=1)
_SOON: Final = Timeouts(call=15, page=20, attempt=15, connect=8, token=8)
_NO_PROJECT: Final = "0" * 24


async def findings(tenant: Tenant, *, wall: Callable[[], float] = time.time) -> AsyncIterator[Finding]:
    """Look at the clock, the tokens and each surface. What fails does not end the rest."""
    times = _Times(wall)
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

    def __init__(self, wall: Callable[[], float]) -> None:
        self.told: list[tuple[float, float]] = []
        self._wall = wall

    async def tokens_only(self, request: Request, send: Send) -> Response:
        """Ask for tokens, and answer everything else here, so that nothing goes out but that."""
        if request.surface is not Surface.IDENTITY:
            return Response(request=request, status=204)
        began = self._wall()
        response = await send(request)
        if response.date is not None:
            self.told.append((response.date.timestamp(), (began + self._wall()) / 2))
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
    except IdentityError as error:
        return not_tried(name, described(error))
    except DitioError as error:
        return wrong(name, described(error), cure_of(error))
    return ok(name, f"{said}, {time.perf_counter() - began:.2f} s")


async def _core(ditio: DitioSession) -> str:
    return f"{len(await ditio.reference.machine_types())} types of machines"


async def _reporting(ditio: DitioSession) -> str:
    async for page in ditio.reporting.projects(chunk_limit=1).pages():
        return f"a page of projects with {len(page.records)}"
    return "no project"


async def _mass_transport(ditio: DitioSession) -> str:
    """Its only read is about a project; that it does not know one is an answer, too."""
    path = f"/api/external-excavator-state/latest-timestamp/{ditio.company_id or _NO_PROJECT}/{_NO_PROJECT}"
    try:
        await ditio.request("GET", path, surface=Surface.MASS_TRANSPORT)
    except NotFoundError as error:
        if not error.body.lstrip().startswith(b"{"):  # that is not the API, but somebody on the way to it
            raise
    return "it answers"


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
