"""The way in: builds the pipeline, opens and closes."""

from __future__ import annotations

import asyncio
import os
import warnings
from collections.abc import Sequence
from types import TracebackType
from typing import Self, TypedDict, cast
from urllib.parse import urlsplit

from . import _settings
from ._calls import Ditio
from ._clock import Clock
from ._endpoints import Context
from ._pipeline.auth import Authorize
from ._pipeline.fixed import Sign
from ._pipeline.http import Connector, HttpSession, Wire
from ._pipeline.identity import IdentityServer, TokenSource
from ._pipeline.limit import Limit
from ._pipeline.retry import Retry, Stats
from ._pipeline.tokens import Fetch, TokenCache
from ._wire import Middleware, Request, Response, Send
from .config import (
    BASE_VARIABLES,
    SCOPES,
    ClientCredentials,
    CredentialsSource,
    Environment,
    Limits,
    RetryPolicy,
    Surface,
    Timeouts,
)
from .errors import ConfigurationError, SessionClosedError


class SessionOptions(TypedDict, total=False):
    """What a session can be told beside who it is; see `DitioSession`."""

    limits: Limits | None
    timeouts: Timeouts | None
    retry: RetryPolicy | None
    middleware: Sequence[Middleware]
    token_source: TokenSource | None
    http_session: HttpSession | None
    connector: Connector | None
    clock: Clock | None


class DitioSession(Ditio):
    """A session with Ditio: one connection pool, one token per surface, one set of limits.

    Open it with `async with`, and share it between all tasks of the event loop; it belongs to that loop.

    What is not given comes from the environment variables: DITIO_CLIENT_ID, DITIO_CLIENT_SECRET, DITIO_COMPANY_ID,
    DITIO_ENVIRONMENT (`test` or `production`), the base addresses (DITIO_IDENTITY_BASE, DITIO_API_BASE,
    DITIO_REPORTING_BASE, DITIO_MASSTRANSPORT_BASE, DITIO_SCIM_BASE), DITIO_SCIM_TOKEN and DITIO_LOG (`info` or
    `debug`).

    Args:
        client_id: of an API client of Ditio Web.
        client_secret: its secret.
        credentials: both in one value, or an async callable that fetches them when a token is needed.
        environment: `Environment.TEST` unless told otherwise.
        company_id: goes along with every create that is given none.
        scim_token: what Ditio handed out for SCIM; with it alone, a session can do SCIM and nothing else.
        limits: how much at once.
        timeouts: how long.
        retry: how often.
        middleware: layers of your own around every attempt, the first one outermost.
        token_source: fetches the tokens in place of the identity server.
        http_session: an aiohttp session of your own, which is never closed here.
        connector: an aiohttp connector of your own (proxy, CA bundle, DNS), which is never closed here.
        clock: where time and chance come from, for tests.

    Raises:
        ConfigurationError: something is missing or makes no sense; the message says what and where to set it.
    """

    def __init__(
        self,
        client_id: str | None = None,
        client_secret: str | None = None,
        *,
        credentials: ClientCredentials | CredentialsSource | None = None,
        environment: Environment | None = None,
        company_id: str | None = None,
        scim_token: str | None = None,
        limits: Limits | None = None,
        timeouts: Timeouts | None = None,
        retry: RetryPolicy | None = None,
        middleware: Sequence[Middleware] = (),
        token_source: TokenSource | None = None,
        http_session: HttpSession | None = None,
        connector: Connector | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._state = "new"
        _check_types(
            environment=(environment, Environment, "PRODUCTION, TEST or an Environment"),
            company_id=(company_id, str, "text"),
            client_id=(client_id, str, "text"),
            client_secret=(client_secret, str, "text"),
            scim_token=(scim_token, str, "text"),
            limits=(limits, Limits, "Limits(...)"),
            timeouts=(timeouts, Timeouts, "Timeouts(...)"),
            retry=(retry, RetryPolicy, "RetryPolicy(...)"),
            clock=(clock, Clock, "a Clock(...)"),
            connector=(connector, Connector, "a connector of aiohttp"),
        )
        _check_parts(credentials, middleware, token_source, http_session)
        variables = _settings.variables()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._process = os.getpid()
        limits, timeouts, policy = limits or Limits(), timeouts or Timeouts(), retry or RetryPolicy()
        self._clock = clock or Clock()
        self.environment = _settings.environment_from(variables, environment)
        self._wire = Wire(self.environment, limits, timeouts, self._clock, session=http_session, connector=connector)
        attempt: Send = self._wire.send
        for layer in reversed(middleware):
            attempt = _layered(layer, attempt)
        limit = Limit(attempt, limits, policy, self.environment, self._clock)
        hosts = {surface: urlsplit(self.environment.base(surface) or surface).netloc for surface in Surface}

        def retrying(send: Send) -> Retry:
            return Retry(send, policy=policy, timeouts=timeouts, hosts=hosts, clock=self._clock, admit=self._admit)

        self._identity = retrying(limit.send)  # the identity server has its own slots and its own budget
        token = _settings.scim_token_from(variables, scim_token)
        self._lacking = {Surface.SCIM: _settings.UNSIGNED_SCIM} if token is None else {}
        if token_source is None:
            try:
                who = credentials or _settings.credentials_from(variables, client_id, client_secret)
            except ConfigurationError as error:
                if token is None:
                    raise
                who, self._lacking = _nobody, dict.fromkeys(SCOPES, str(error))
            token_source = IdentityServer(self._identity.send, who)
        self._usable = {one for one in Surface if self.environment.base(one) is not None} - self._lacking.keys()
        self._tokens = TokenCache(_fetcher(token_source), self._clock)
        signed = Authorize(limit.send, self._tokens).send
        self._retry = retrying(signed if token is None else Sign(limit.send, signed, {Surface.SCIM: token}).send)
        _settings.log_to_stderr(variables.get("DITIO_LOG", ""))
        super().__init__(
            Context(self._retry.send, self.environment, company_id or variables.get("DITIO_COMPANY_ID") or None)
        )

    @classmethod
    def from_env(cls) -> Self:
        """A session of what the environment variables say."""
        return cls()

    @property
    def stats(self) -> Stats:
        """What the session did so far; tokens are counted apart, in `tokens_fetched`."""
        return self._retry.stats

    @property
    def tokens_fetched(self) -> int:
        """How many access tokens were fetched so far."""
        return self._tokens.fetched

    async def __aenter__(self) -> Self:
        if self._state != "new":
            raise SessionClosedError(f"the session is {self._state}; a session is opened once, make another one")
        self._loop = asyncio.get_running_loop()
        self._process = os.getpid()
        await self._wire.open()
        self._state = "open"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close. Calls that are under way raise `SessionClosedError`; closing twice is harmless."""
        if self._state != "open":
            self._state = "closed"
            return
        self._state = "closed"
        self._retry.close()
        self._identity.close()
        await self._tokens.aclose()
        await self._wire.aclose()

    def _admit(self, request: Request) -> None:
        """Raise unless the session can be used here, now and for this."""
        if request.surface not in self._usable:
            raise self._unusable(request)
        try:
            if self._state == "open" and asyncio.get_running_loop() is self._loop:
                return
        except RuntimeError:  # a process that was forked has no running loop
            pass
        if self._state != "open":
            raise SessionClosedError(
                "the session is closed" if self._state == "closed" else "open the session first: async with session"
            )
        if self._process != os.getpid():
            raise RuntimeError("the session was opened in another process; open one after the fork, in each process")
        raise RuntimeError("the session belongs to another event loop; open one in each loop and thread")

    def _unusable(self, request: Request) -> ConfigurationError:
        """What to set for a surface that has no address, or no token."""
        lacking = self._lacking.get(request.surface)
        if self.environment.base(request.surface) is not None:
            return ConfigurationError(f"{request.operation}: {lacking}")
        return ConfigurationError(
            f"{request.operation} needs the address of {request.surface}, which Ditio hands out per customer: "
            f"set {BASE_VARIABLES[request.surface]}, or give Environment({request.surface}=...)"
            + (f". {lacking}" if lacking else "")
        )

    def __del__(self) -> None:
        if getattr(self, "_state", "new") == "open" and self._process == os.getpid():
            warnings.warn(f"unclosed {self!r}; use it with `async with`", ResourceWarning, source=self, stacklevel=2)
            self._wire.abandon()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.environment.name}, {self._state}>"


def _check_types(**given: tuple[object, type, str]) -> None:
    for name, (value, kind, words) in given.items():
        if value is not None and not isinstance(value, kind):
            shown = type(value).__name__ if name in {"client_secret", "scim_token"} else repr(value)
            raise ConfigurationError(f"DitioSession({name}=...) takes {words}, not {shown:.80}")


def _check_parts(credentials: object, middleware: object, token_source: object, http_session: object) -> None:
    if not (credentials is None or isinstance(credentials, ClientCredentials) or callable(credentials)):
        raise ConfigurationError(
            "DitioSession(credentials=...) takes ClientCredentials(...) or an async function that gives them, "
            f"not {type(credentials).__name__}"
        )
    if not isinstance(middleware, Sequence) or not all(map(callable, cast("Sequence[object]", middleware))):
        raise ConfigurationError(
            f"DitioSession(middleware=...) takes a list of async functions, not {middleware!r:.80}"
        )
    if token_source is not None and not callable(getattr(token_source, "fetch", None)):
        raise ConfigurationError(f"DitioSession(token_source=...) takes a TokenSource, not {token_source!r:.80}")
    if http_session is not None and not callable(getattr(http_session, "request", None)):
        raise ConfigurationError(f"DitioSession(http_session=...) takes an aiohttp session, not {http_session!r:.80}")


def _fetcher(source: TokenSource) -> Fetch:
    async def fetch(surface: Surface, refused: str | None) -> tuple[str, float]:
        token = await source.fetch(SCOPES[surface], refused)
        return token.value, token.lifetime

    return fetch


async def _nobody() -> ClientCredentials:
    raise AssertionError("what needs credentials is not admitted")


def _layered(layer: Middleware, inner: Send) -> Send:
    async def send(request: Request) -> Response:
        return await layer(request, inner)

    return send
