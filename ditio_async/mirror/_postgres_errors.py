"""PostgreSQL's errors, and their cures."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

import asyncpg

from ..errors import StoreError

_CURES: Final[list[tuple[type[BaseException] | tuple[type[BaseException], ...], str]]] = [
    (asyncpg.InvalidPasswordError, "refuses the password; see the address, or ~/.pgpass"),
    (asyncpg.InvalidAuthorizationSpecificationError, "refuses the user; see the address, and pg_hba.conf"),
    (asyncpg.InvalidCatalogNameError, "has no such database; create it: createdb NAME"),
    (asyncpg.InsufficientPrivilegeError, "gives no rights for this; grant CREATE on the database, or make the schema"),
    (asyncpg.ReadOnlySQLTransactionError, "is read-only, a standby perhaps; give the address of the primary"),
    (asyncpg.DiskFullError, "cannot grow, its disk is full; make room and run again: what was there is intact"),
    (asyncpg.TooManyConnectionsError, "has no free connection; lower concurrency, or raise max_connections"),
    (
        asyncpg.DependentObjectsStillExistError,
        "has views of your own on views that change with this release; drop them, open it once, and make them again",
    ),
    (asyncpg.LockNotAvailableError, "is locked by another program; run again when it has let go"),
    (asyncpg.QueryCanceledError, "took too long, or was told to stop; run again, it goes on where it was"),
    (TimeoutError, "does not answer in time; run again, it goes on where it was"),
    (
        (
            asyncpg.PostgresConnectionError,
            asyncpg.InterfaceError,
            asyncpg.InternalClientError,
            asyncpg.OperatorInterventionError,
            OSError,
        ),
        "cannot be reached, or the connection was lost; see that it runs, and run again: it goes on where it was",
    ),
]

# An internal error is what the driver raises that is given work just when the server hangs up.
FAILURES: Final = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError)


@contextmanager
def said(where: str) -> Generator[None, None, None]:
    """Raise errors of PostgreSQL as ours."""
    try:
        yield
    except FAILURES as error:
        cure = next((cure for kind, cure in _CURES if isinstance(error, kind)), "cannot do what a mirror needs")
        raise StoreError(f"{where} {cure} ({type(error).__name__}: {error})") from error
