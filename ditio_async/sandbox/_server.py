"""`DitioSandbox`: starts and stops the server, in the running event loop or in a thread of its own."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from types import TracebackType
from typing import Literal, Self, TypedDict

from aiohttp import web

from ..config import Environment
from ._addresses import every_address
from ._app import App
from ._control import Control, Log, Received
from ._documents import Documents
from ._faults import Fault, Faults
from ._identity import SCOPES, Identity
from ._records import Records
from ._scim import Scim
from ._sources import TimeRegistrations
from ._state import State
from ._thread import Thread


class Credentials(TypedDict):
    """What a `DitioSession` needs to know to talk to a sandbox: `DitioSession(**sandbox.credentials)`."""

    client_id: str
    client_secret: str
    environment: Environment
    company_id: str
    scim_token: str


class DitioSandbox:
    """A Ditio in a box: a server on the loopback that keeps Ditio's documented rules, with data from a seed.

    `async with` serves in the running event loop, `with` in a thread of its own. It begins anew each time it is
    started.

    Args:
        records: time registrations; those of January 2026 are at least 1,200 where there are that many.
        seed: the same seed gives the same data.
        host: where to listen; the loopback unless told otherwise.
        port: 0 takes a free one.
        token_lifetime: seconds.
        scopes: what the client may ask for.
        external_project_numbers: where given, projects may have no other external number.
        clock: seconds since 1970; by it tokens expire, and what is asked of today or of the last days is found.
    """

    def __init__(
        self,
        *,
        records: int = 2000,
        seed: int = 7,
        host: str = "127.0.0.1",
        port: int = 0,
        token_lifetime: int = 1800,
        scopes: Collection[str] = SCOPES,
        external_project_numbers: Collection[str] | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        if not 0 <= records < 1 << 24:
            raise ValueError(f"records takes 0 to {(1 << 24) - 1:,}, not {records}")
        self._host = host
        self._port = port
        self._client = f"sandbox-client-{seed}", f"sandbox-secret-{seed}"
        self._scim_token = f"sandbox-scim-token-{seed}"
        self._identity = Identity(*self._client, scopes, token_lifetime, clock)
        self._state = State(seed, records, external_project_numbers, clock)
        self._faults = Faults(seed)
        self._log = Log()
        self._documents = Documents(self._state, lambda: self.url)
        self._scim = Scim(self._state, self._scim_token, lambda: self.url)
        self._runner: web.AppRunner | None = None
        self._app: App | None = None
        self._thread: Thread | None = None

    @property
    def url(self) -> str:
        """`http://127.0.0.1:43210`; the surfaces are below it: /identity, /core, /reporting, /scim."""
        if self._runner is None or not self._runner.addresses:
            raise RuntimeError("the sandbox is not running: use `async with DitioSandbox() as sandbox`")
        return f"http://{self._host}:{self._runner.addresses[0][1]}"

    @property
    def environment(self) -> Environment:
        """The addresses, for a session."""
        bases = {surface: f"{self.url}/{surface}" for surface in ("identity", "core", "reporting", "scim")}
        return Environment(name="sandbox", **bases)

    @property
    def company_id(self) -> str:
        """The client's own company; it sees a subsidiary too, and a third company is hidden from it."""
        return self._state.company_id

    @property
    def credentials(self) -> Credentials:
        """The arguments of a session: `DitioSession(**sandbox.credentials)`."""
        return Credentials(
            client_id=self._client[0],
            client_secret=self._client[1],
            environment=self.environment,
            company_id=self.company_id,
            scim_token=self._scim_token,
        )

    @property
    def environ(self) -> dict[str, str]:
        """The environment variables that lead any program of Ditio's documentation to the sandbox."""
        return {
            "DITIO_IDENTITY_BASE": f"{self.url}/identity",
            "DITIO_API_BASE": f"{self.url}/core",
            "DITIO_REPORTING_BASE": f"{self.url}/reporting",
            "DITIO_CLIENT_ID": self._client[0],
            "DITIO_CLIENT_SECRET": self._client[1],
            "DITIO_COMPANY_ID": self.company_id,
            "DITIO_SCIM_BASE": f"{self.url}/scim",
            "DITIO_SCIM_TOKEN": self._scim_token,
        }

    @property
    def requests(self) -> Sequence[Received]:
        """What was received, the newest last; the newest 10,000 are kept."""
        return [*self._log.entries]

    def clear_requests(self) -> None:
        """Forget what was received."""
        self._log.entries.clear()

    @property
    def tokens_issued(self) -> int:
        """How many tokens were handed out."""
        return self._identity.issued

    @property
    def time_registrations(self) -> TimeRegistrations:
        """The hours: `add(fields)`, `change(id, fields)`, `delete(id)`, with the API's own names, as crews do."""
        return self._state.hours

    def registrations(self, path: str) -> Records:
        """What a stream of other registrations hands out: `/v1/checklist-registrations`, for one.

        It takes `add(fields)`, `change(id, fields)`, `delete(id)` and, where there is a pdfUrl, `make_pdf(id)`.

        Raises:
            KeyError: there is no such stream; time registrations have an attribute of their own.
        """
        return self._state.registrations.of(path)

    def fault(
        self,
        *,
        path: str = "*",
        method: str = "*",
        times: int | None = 1,
        probability: float = 1.0,
        skip: int = 0,
        status: int | None = None,
        retry_after: float | str | None = None,
        body: str | None = None,
        content_type: str = "application/json",
        latency: float = 0.0,
        drop: Literal["before", "after"] | None = None,
        handle: bool = False,
        cut_body: bool = False,
        truncate_json: bool = False,
        repeat_token: bool = False,
    ) -> Fault:
        """Let something go wrong. See `Fault` for what the arguments mean.

        Returns:
            The fault; its `hits` counts the requests that it has struck.
        """
        fault = Fault(
            path=path,
            method=method,
            times=times,
            probability=probability,
            skip=skip,
            status=status,
            retry_after=retry_after,
            body=body,
            content_type=content_type,
            latency=latency,
            drop=drop,
            handle=handle,
            cut_body=cut_body,
            truncate_json=truncate_json,
            repeat_token=repeat_token,
        )
        return self._faults.add(fault)

    def clear_faults(self) -> None:
        """Nothing goes wrong any more."""
        self._faults.all.clear()

    def expire_tokens(self) -> None:
        """Every token that was handed out is over: the API answers 401."""
        self._identity.expire()

    def revoke_tokens(self) -> None:
        """Every token that was handed out is unknown: the API answers 401."""
        self._identity.revoke()

    def enable_client(self, enabled: bool = True) -> None:
        """Whether the client may be used; a disabled one gets no token, and 401 with those that it has."""
        self._identity.enable(enabled)

    async def __aenter__(self) -> Self:
        if self._runner is not None:
            raise RuntimeError("the sandbox is running already")
        control = Control(self._faults, self._identity, self._log)
        routes = every_address(self._state, self._identity, self._documents, self._scim)
        app = App(routes, self._identity, self._faults, control, self._log)
        runner = web.AppRunner(app.application(), access_log=None, handle_signals=False, shutdown_timeout=0.2)
        await runner.setup()
        try:
            await web.TCPSite(runner, self._host, self._port).start()
        except BaseException:
            await runner.cleanup()
            raise
        self._runner, self._app = runner, app
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        runner, self._runner = self._runner, None
        if runner is not None and self._app is not None:
            await self._app.end()
            await runner.cleanup()
        self._documents.close()

    def __enter__(self) -> Self:
        self._thread = Thread(self)
        self._thread.begin()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._thread is not None:
            self._thread.end()

    def __repr__(self) -> str:
        return f"<DitioSandbox {self.url if self._runner else 'not running'}>"
