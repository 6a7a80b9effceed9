"""The TOML file: what is in it, checked key by key, before anything is made of it."""

from __future__ import annotations

import datetime as dt
import difflib
import tomllib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final, TypeAlias, cast

from msgspec import Struct

from .._endpoints import Stream
from .._settings import ENVIRONMENTS
from ..config import BASE_VARIABLES
from ..errors import ConfigurationError
from ..resources.reporting import Reporting
from ..resources.reporting.items import Items
from . import worker as workers
from .worker import Worker

Given: TypeAlias = Mapping[str, object]
"""What the file says of a tenant, by its keys."""

STREAMS: Final = tuple(name for name, value in vars(Reporting).items() if isinstance(value, Stream | Items))
BASES: Final = {variable.removeprefix("DITIO_").lower(): variable for variable in BASE_VARIABLES.values()}
_TABLES: Final = ("defaults", "tenants", "worker")
_EITHER: Final = (
    ("client_id", "client_id_env"),
    ("client_secret_file", "client_secret_env"),
    ("scim_token_file", "scim_token_env"),
)
_SECRETS: Final = ("client_secret", "scim_token")


class Document(Struct, frozen=True):
    """What the file says.

    Attributes:
        tenants: of each tenant, the defaults included.
        worker: of workers.
    """

    tenants: Mapping[str, Given]
    worker: Worker


def read(path: Path) -> Document:
    """What the file says.

    Raises:
        ConfigurationError: it cannot be read, or says something that makes no sense; names the file and the key.
    """
    document = _parsed(path)
    for name in document:
        if name not in _TABLES:
            known = (*_TABLES, *CHECKS)
            inside = " inside of [defaults] or [tenants.NAME]" if name in CHECKS or name in _SECRETS else ""
            raise ConfigurationError(f"{path}: {name} is no table{inside}; {_nearest(name, known)}")
    defaults = _table(f"{path}: defaults", document.get("defaults", {}))
    tenants = _table_of_tables(path, document.get("tenants", {}))
    _check_all(f"{path}: defaults", defaults)
    for name, own in tenants.items():
        _check_all(f"{path}: tenants.{name}", own)
    worker = _table(f"{path}: worker", document.get("worker", {}))
    for name in worker:
        if name not in workers.CHECKS:
            raise ConfigurationError(f"{path}: worker: there is no key {name!r}; {_nearest(name, workers.CHECKS)}")
    return Document(
        {name: {**_left(defaults, own), **own} for name, own in tenants.items()},
        workers.worker_from(f"{path}: worker", worker),
    )


def _parsed(path: Path) -> Mapping[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise ConfigurationError(f"{path}: there is no such file") from None
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ConfigurationError(f"{path} is not UTF-8; save it as such") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{path} is no TOML: {error}; text goes between quotes") from None


def _table(where: str, value: object) -> Given:
    if not isinstance(value, dict):
        raise ConfigurationError(f"{where} takes a table, not {value!r:.80}")
    return cast("Given", value)


def _table_of_tables(path: Path, value: object) -> Mapping[str, Given]:
    tables = _table(f"{path}: tenants", value)
    if not tables:
        raise ConfigurationError(f"{path}: no tenant is in it; write [tenants.NAME] and below it what belongs to it")
    for name, own in tables.items():
        if name in CHECKS:
            raise ConfigurationError(f"{path}: tenants.{name} needs a tenant's name: [tenants.NAME]")
        _table(f"{path}: tenants.{name}", own)
    return cast("Mapping[str, Given]", tables)


def _left(defaults: Given, own: Given) -> Given:
    """The defaults that a tenant leaves standing: its secret in a file is not one in a variable, too."""
    gone = {name for pair in _EITHER if {*pair} & own.keys() for name in pair}
    return {name: value for name, value in defaults.items() if name not in gone}


def _check_all(where: str, given: Given) -> None:
    for name, value in given.items():
        if name in _SECRETS:
            raise ConfigurationError(
                f"{where}.{name}: a secret does not go into this file: write it into one of its own (chmod 600), and "
                f"name that with {name}_file; or name an environment variable with {name}_env"
            )
        if name not in CHECKS:
            raise ConfigurationError(f"{where}: there is no key {name!r}; {_nearest(name, CHECKS)}")
        if (wrong := CHECKS[name](value)) is not None:
            raise ConfigurationError(f"{where}.{name} {wrong}")
    for one, other in _EITHER:
        if one in given and other in given:
            raise ConfigurationError(f"{where}: give {one} or {other}, not both")


def _nearest(name: str, known: Iterable[str]) -> str:
    names = [*known]
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    return f"did you mean {near[0]!r}?" if near else f"there are {', '.join(names)}"


def _text(value: object) -> str | None:
    if isinstance(value, str) and value.strip() and value.isprintable():
        return None
    return f"takes text in one line, not {value!r:.80}"


def _environment(value: object) -> str | None:
    return (
        None if isinstance(value, str) and value in ENVIRONMENTS else f"takes 'test' or 'production', not {value!r:.80}"
    )


def _day(value: object) -> str | None:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return None
    try:
        dt.date.fromisoformat(cast("str", value))
    except (TypeError, ValueError):
        return f"takes a day such as 2026-01-31, not {value!s:.80}"
    return None


def _minutes(value: object) -> str | None:
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < float("inf"):
        return None
    return f"takes a number of minutes above 0, not {value!r:.80}"


def _streams(value: object) -> str | None:
    if not isinstance(value, list) or not value:
        return f'takes a list of streams such as ["projects"], not {value!r:.80}; left out, it is all of them'
    for name in cast("list[object]", value):
        if name not in STREAMS:
            return f"has no stream {name!r}; {_nearest(str(name), STREAMS)}"
    return None


CHECKS: Final[Mapping[str, Callable[[object], str | None]]] = {
    "environment": _environment,
    **dict.fromkeys((name for pair in _EITHER for name in pair), _text),
    "company_id": _text,
    "store": _text,
    "since": _day,
    "streams": _streams,
    "every": _minutes,
    **dict.fromkeys(BASES, _text),
}
"""The keys of a tenant, and what is wrong with a value in words that go after the key."""
