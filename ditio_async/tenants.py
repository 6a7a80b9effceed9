"""Several tenants, kept in a TOML file; or the one of the environment variables.

    [defaults]                                  # for every tenant that does not say otherwise
    environment = "production"                  # or "test", which it is unless told otherwise
    since = 2026-01-01

    [tenants.fjellbygg]
    client_id = "..."                           # or client_id_env = "FJELLBYGG_ID"
    client_secret_file = "secrets/fjellbygg"    # chmod 600; or client_secret_env = "FJELLBYGG_SECRET"
    company_id = "..."
    store = "fjellbygg.db"                      # an SQLite file, or "postgresql://host/database?schema=fjellbygg"
    streams = ["projects", "time_registrations"]    # left out: all
    every = 15                                  # minutes between two runs of the worker

    [worker]                                    # what `ditio-async worker` needs to know
    queue = "postgresql://localhost/jobs"       # where jobs wait; the same for all workers
    schema = "ditio_jobs"
    lanes = 2                                   # jobs of a tenant that may run at once, on all machines together
    concurrency = 8                             # jobs at once in one process

Addresses are called as the environment variables are: `identity_base`, `api_base`, `reporting_base`,
`masstransport_base`, `scim_base`; SCIM has `scim_token_file` or `scim_token_env`. Files are relative to the TOML file.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Self, Unpack, cast

from anyio import to_thread
from msgspec import Struct

from . import _settings
from ._tenants import document
from ._tenants.places import Place, has_password, refuse_readable
from ._tenants.worker import Worker
from .config import ClientCredentials, CredentialsSource, Environment
from .errors import ConfigurationError
from .session import DitioSession, SessionOptions

__all__ = ["Tenant", "Tenants", "Worker"]

_MINUTES = 60.0


class Tenant(Struct, frozen=True, kw_only=True):
    """A customer of Ditio's, and what there is to know to work for it. It knows where its secrets are, and no secret.

    Attributes:
        name: how the file calls it; `default` where it comes from the environment variables.
        environment: where Ditio is.
        client_id: of an API client, or the place where it is.
        client_secret: the place where its secret is.
        client: an async function that gives both when a token is needed, in place of the two.
        scim_token: the place where the token for SCIM is.
        company_id: goes along with every create that is given none.
        store: where a mirror keeps what it reads: the path of an SQLite file, or an address of PostgreSQL.
        streams: which of them are wanted; None for all.
        since: the first day that is wanted.
        every: seconds between two runs of the worker.
    """

    name: str
    environment: Environment
    client_id: str | Place | None = None
    client_secret: Place | None = None
    client: CredentialsSource | None = None
    scim_token: Place | None = None
    company_id: str | None = None
    store: str | None = None
    streams: tuple[str, ...] | None = None
    since: dt.date | None = None
    every: float | None = None

    async def credentials(self) -> ClientCredentials:
        """The client, with its secret, which is read now.

        Raises:
            ConfigurationError: the secret is not there, or others can read it.
        """
        return await self.client() if self.client is not None else await to_thread.run_sync(self._client)

    def session(self, **options: Unpack[SessionOptions]) -> DitioSession:
        """A session of this tenant, not yet open. No DITIO_ variable but DITIO_LOG counts for it.

        Args:
            options: as of `DitioSession`: limits, timeouts, retry, middleware and so on.

        Raises:
            ConfigurationError: a secret is not there, or others can read it.
        """
        client = self.client
        if client is None and (self.client_secret is not None or self.scim_token is None):
            self._client()  # here, and not in the middle of the first call
            client = self.credentials
        token = None if self.scim_token is None else self.scim_token.read(os.environ)
        log = os.environ.get("DITIO_LOG", "")
        with _settings.instead({"DITIO_LOG": log}):
            return DitioSession(
                credentials=client,
                environment=self.environment,
                company_id=self.company_id,
                scim_token=token,
                **options,
            )

    def _client(self) -> ClientCredentials:
        if self.client_id is None or self.client_secret is None:
            raise ConfigurationError(
                f"tenant {self.name} has no client: set DITIO_CLIENT_ID and DITIO_CLIENT_SECRET, or write a "
                "configuration file. API clients are made in Ditio Web (https://app.ditio.no for production)"
            )
        id = self.client_id.read(os.environ) if isinstance(self.client_id, Place) else self.client_id
        return ClientCredentials(id, self.client_secret.read(os.environ))

    def __repr__(self) -> str:
        return f"<Tenant {self.name}, {self.environment.name}>"  # the address of a store may hold a password

    __str__ = __repr__


class Tenants:
    """All tenants, by name: `Tenants.load("ditio.toml")["fjellbygg"]`; iteration gives them in the order of the file.

    Attributes:
        path: of the file; None where the tenant comes from the environment variables.
        worker: what is said of workers.
    """

    def __init__(self, tenants: Mapping[str, Tenant], path: Path | None = None, worker: Worker | None = None) -> None:
        self.path = path
        self.worker = worker or Worker()
        self._tenants = dict(tenants)

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Self:
        """Read the file. No secret is read.

        Raises:
            ConfigurationError: it cannot be read, or says something that makes no sense; the message names the file,
                the key, and what was meant perhaps.
        """
        file = Path(path)
        said = document.read(file)
        tenants = {name: _tenant(file, name, given) for name, given in said.tenants.items()}
        stores: dict[str, str] = {}
        for tenant in tenants.values():
            if tenant.store is not None and (other := stores.setdefault(tenant.store, tenant.name)) != tenant.name:
                raise ConfigurationError(f"{file}: {other} and {tenant.name} have one store; each needs its own")
        if said.worker.queue is not None:
            _refuse_password_for_all(f"{file}: worker.queue", file, said.worker.queue)
        return cls(tenants, file, said.worker)

    @classmethod
    def from_env(cls) -> Self:
        """The tenant `default`, as the environment variables have it.

        Its store is DITIO_STORE, and the queue of its workers DITIO_QUEUE.
        """
        variables = {name: value.strip() for name, value in _settings.variables().items() if name.startswith("DITIO_")}
        client = variables.get("DITIO_CLIENT_ID") or variables.get("DITIO_CLIENT_SECRET")
        default = Tenant(
            name="default",
            environment=_settings.environment_from(variables),
            client_id=Place(what="client_id", variable="DITIO_CLIENT_ID") if client else None,
            client_secret=Place(what="client_secret", variable="DITIO_CLIENT_SECRET") if client else None,
            scim_token=_variable("scim_token", "DITIO_SCIM_TOKEN", variables),
            company_id=variables.get("DITIO_COMPANY_ID") or None,
            store=variables.get("DITIO_STORE") or None,
        )
        return cls({default.name: default}, worker=Worker(queue=variables.get("DITIO_QUEUE") or None))

    def __getitem__(self, name: str) -> Tenant:
        if (tenant := self._tenants.get(name)) is not None:
            return tenant
        where = f"in {self.path}" if self.path else "without a configuration file"
        raise ConfigurationError(f"there is no tenant {name!r} {where}; there are: {', '.join(self._tenants)}")

    def __iter__(self) -> Iterator[Tenant]:
        return iter(self._tenants.values())

    def __len__(self) -> int:
        return len(self._tenants)

    def __repr__(self) -> str:
        return f"<Tenants {', '.join(self._tenants)}>"


def _tenant(file: Path, name: str, given: document.Given) -> Tenant:
    where = f"{file}: tenants.{name}"
    text = {key: value.strip() for key, value in given.items() if isinstance(value, str)}
    client_id: str | Place | None = text.get("client_id") or _place(file, name, "client_id", text)
    secret, token = _place(file, name, "client_secret", text), _place(file, name, "scim_token", text)
    if (client_id is None) != (secret is None) or (secret is None and token is None):
        raise ConfigurationError(f"{where} needs client_id (or _env) and client_secret_file or client_secret_env")
    since, every = given.get("since"), cast("float | None", given.get("every"))
    return Tenant(
        name=name,
        environment=_environment(where, text),
        client_id=client_id,
        client_secret=secret,
        scim_token=token,
        company_id=text.get("company_id"),
        store=_store(file, where, text["store"]) if "store" in text else None,
        streams=tuple(cast("list[str]", given["streams"])) if "streams" in given else None,
        since=dt.date.fromisoformat(since) if isinstance(since, str) else cast("dt.date | None", since),
        every=None if every is None else every * _MINUTES,
    )


def _environment(where: str, text: Mapping[str, str]) -> Environment:
    variables = {variable: text[key] for key, variable in document.BASES.items() if key in text}
    try:
        return _settings.environment_from({"DITIO_ENVIRONMENT": text.get("environment", ""), **variables})
    except ConfigurationError as error:
        raise ConfigurationError(f"{where}: {error}") from None


def _place(file: Path, name: str, what: str, text: Mapping[str, str]) -> Place | None:
    said = f"{file}: tenants.{name}: {what}"
    if (path := text.get(f"{what}_file")) is not None:
        return Place(what=said, file=file.parent / Path(path).expanduser())
    return Place(what=said, variable=text[f"{what}_env"]) if f"{what}_env" in text else None


def _variable(what: str, name: str, variables: Mapping[str, str]) -> Place | None:
    return Place(what=what, variable=name) if variables.get(name) else None


def _store(file: Path, where: str, store: str) -> str:
    """Where a mirror is kept; a password in its address makes the TOML file one with a secret."""
    if "://" not in store:
        return str(file.parent / Path(store).expanduser())
    _refuse_password_for_all(f"{where}.store", file, store)
    return store


def _refuse_password_for_all(where: str, file: Path, address: str) -> None:
    try:
        password = has_password(address)
    except ValueError:
        raise ConfigurationError(f"{where} is no address such as postgresql://host/database") from None
    if password:
        refuse_readable(f"{where} has a password", file, file.stat().st_mode)
