"""`DitioSandbox`: starts and stops the server, in the running event loop or in a thread of its own."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Collection
from types import TracebackType
from typing import Self, TypedDict

from aiohttp import web

from ..config import Environment
from ._addresses import every_address
from ._app import App
from ._control import Control, Log
from ._documents import Documents
from ._faults import Faults
from ._handling import Handling
from ._identity import SCOPES, Identity
from ._scim import Scim
from ._state import State
from ._thread import Thread


class Credentials(TypedDict):
    """What a `DitioSession` needs to know to talk to a sandbox: `DitioSession(**sandbox.credentials)`."""

    client_id: str
    client_secret: str
    environment: Environment
    company_id: str
    scim_token: str


class DitioSandbox(Handling):
    """A Ditio in a box: a server on the loopback that keeps Ditio's documented rules, with data from a seed.

    `async with` serves in the running event loop, `with` in a thread of its own. It begins anew each time it is
    started: what was written is forgotten then, and can be looked at until then.

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
        identity = Identity(*self._client, scopes, token_lifetime, clock)
        self._new_state = functools.partial(State, seed, records, external_project_numbers, clock)
        super().__init__(identity, self._new_state(), Faults(seed), Log())
        self._is_used = False
        self._documents = Documents(self._state, lambda: self.url)
        self._scim = Scim(self._state, self._scim_token, lambda: self.url)
        self._runner: web.AppRunner | None = None
        self._app: App | None = None
        self._thread: Thread | None = None

    @property
    def url(self) -> str:
        """`http://127.0.0.1:43210`; below it are the surfaces: /identity, /core, /reporting, /mass-transport, /scim."""
        if self._runner is None or not self._runner.addresses:
            raise RuntimeError("the sandbox is not running: use `async with DitioSandbox() as sandbox`")
        return f"http://{self._host}:{self._runner.addresses[0][1]}"

    @property
    def environment(self) -> Environment:
        """The addresses, for a session."""
        base = self.url
        return Environment(
            name="sandbox",
            identity=f"{base}/identity",
            core=f"{base}/core",
            reporting=f"{base}/reporting",
            mass_transport=f"{base}/mass-transport",
            scim=f"{base}/scim",
        )

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
            "DITIO_MASSTRANSPORT_BASE": f"{self.url}/mass-transport",
            "DITIO_CLIENT_ID": self._client[0],
            "DITIO_CLIENT_SECRET": self._client[1],
            "DITIO_COMPANY_ID": self.company_id,
            "DITIO_SCIM_BASE": f"{self.url}/scim",
            "DITIO_SCIM_TOKEN": self._scim_token,
        }

    async def __aenter__(self) -> Self:
        if self._runner is not None:
            raise RuntimeError("the sandbox is running already")
        if self._is_used:
            self._state = self._new_state()
            self._documents = Documents(self._state, lambda: self.url)
            self._scim = Scim(self._state, self._scim_token, lambda: self.url)
        self._is_used = True
        control = Control(self._faults, self._identity, self._log, self._state)
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
