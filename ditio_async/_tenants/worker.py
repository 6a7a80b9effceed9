"""What the TOML file says of workers: `[worker]`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Final
from urllib.parse import urlsplit

from msgspec import Struct, convert

from ..errors import ConfigurationError


class Worker(Struct, frozen=True, kw_only=True):
    """How workers work.

    Attributes:
        queue: the address of the PostgreSQL database that jobs wait in; it may hold a password.
        schema: of the tables of the queue.
        lanes: jobs of a tenant that may run at once, on all machines together.
        concurrency: jobs at once in one process.
    """

    queue: str | None = None
    schema: str = "ditio_jobs"
    lanes: int = 2
    concurrency: int = 8

    def __repr__(self) -> str:
        return f"<Worker, schema {self.schema}>"  # the address may hold a password

    __str__ = __repr__


def worker_from(where: str, given: Mapping[str, object]) -> Worker:
    """The settings, checked.

    Raises:
        ConfigurationError: one of them makes no sense; names the key.
    """
    for name, value in given.items():
        if (wrong := CHECKS[name](value)) is not None:
            raise ConfigurationError(f"{where}.{name} {wrong}")
    return convert(dict(given), Worker)


def queue_refusal(value: object) -> str | None:
    """What is wrong with the address of a queue; it may hold a password, and is not quoted."""
    if isinstance(value, str) and value.startswith(("postgresql://", "postgres://")):
        with suppress(ValueError):
            urlsplit(value)
            return None
    return "takes an address such as postgresql://host/database"


def _schema(value: object) -> str | None:
    return None if isinstance(value, str) and value.isidentifier() else f"takes a plain name, not {value!r:.80}"


def _whole(most: int) -> Callable[[object], str | None]:
    def check(value: object) -> str | None:
        if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= most:
            return None
        return f"takes a whole number from 1 to {most}, not {value!r:.80}"

    return check


CHECKS: Final[Mapping[str, Callable[[object], str | None]]] = {
    "queue": queue_refusal,
    "schema": _schema,
    "lanes": _whole(16),
    "concurrency": _whole(64),
}
"""The keys, and what is wrong with a value in words that go after the key."""
