"""A store by its address, for configuration files and command lines."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from ..errors import ArgumentError
from .sqlite import SqliteStore
from .store import Store


def store_at(address: str) -> Store:
    """A store, not yet open.

    Args:
        address: `postgresql://user@host/database?schema=ditio`; or the path of a SQLite file, also as `sqlite:///path`.

    Raises:
        ArgumentError: it is neither.
        ModuleNotFoundError: PostgreSQL needs asyncpg, which is not installed.
    """
    scheme = urlsplit(address).scheme if "://" in address else ""
    if scheme in {"postgresql", "postgres"}:
        from .postgres import PostgresStore  # an extra

        parts = urlsplit(address)
        pairs = parse_qsl(parts.query, keep_blank_values=True)
        rest = urlencode([(name, value) for name, value in pairs if name != "schema"])
        schemas = [value for name, value in pairs if name == "schema"]
        return PostgresStore(urlunsplit(parts._replace(query=rest)), schema=schemas[-1] if schemas else "ditio")
    if scheme not in {"", "sqlite"}:
        raise ArgumentError(f"a store is a SQLite file or postgresql://..., not {scheme}://")
    return SqliteStore(address.removeprefix("sqlite:///") if scheme else address)
