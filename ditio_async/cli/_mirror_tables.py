"""`ditio-async mirror reset`, `views` and `columns`: the tables of a mirror."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from cyclopts import Parameter

from ..errors import ArgumentError
from ..mirror import View
from ._asking import confirmed, may_ask
from ._codes import DONE
from ._common import COMMON, Common
from ._mirroring import mirror_of, named
from ._output import write_json, write_lines, write_table
from ._running import run_until_stopped
from ._stores import StoreOption, address_of, file_of

_AGAIN: Final = "run it again"
_EXAMPLE: Final = "SELECT day, project_name, hours FROM {}hours_per_project_and_day ORDER BY day DESC LIMIT 10"
_HIDDEN: Final = {"schema", "password", "sslpassword"}
"""What psql does not know, or nobody is to see."""


def reset(
    stream: str,
    /,
    *streams: str,
    yes: bool = False,
    store: StoreOption = None,
    common: Common = COMMON,
) -> int:
    """Empty the tables of streams, and forget how far they were: the next run reads all of them.

    Parameters
    ----------
    stream
        of which.
    streams
        and of which else.
    yes
        do not ask; needed where there is nobody to ask.
    store
        the database; else the tenant's own, else DITIO_STORE.
    """
    names = named("mirror reset", [stream, *streams])
    if not yes and (common.json or not may_ask()):
        raise ArgumentError("mirror reset: nobody can be asked here; give --yes")
    tenant = common.chosen()

    async def work() -> int:
        async with mirror_of(tenant, store) as mirror:
            counts = [f"{one.stream} ({one.live + one.deleted:,} rows)" for one in await mirror.status(names)]
            if not yes and not await confirmed(f"Empty {', '.join(counts)}? [y/N] "):
                write_lines(["nothing was done"])
                return DONE
            for name in names:
                await mirror.reset(name)
        if common.json:
            write_json({"reset": names})
        else:
            write_lines([f"emptied: {', '.join(counts)}; the next run reads all"])
        return DONE

    return run_until_stopped(work(), _AGAIN)


def views(*, store: StoreOption = None, common: Common = COMMON) -> int:
    """List the views for reports: what each is for, its columns, and how it is asked.

    Parameters
    ----------
    store
        the database; else the tenant's own, else DITIO_STORE.
    """
    tenant = common.chosen()

    async def work() -> int:
        async with mirror_of(tenant, store) as mirror:
            found = await mirror.views()
        query = _query(address_of(tenant, store))
        if common.json:
            write_json({"views": found, "example": query})
        else:
            write_lines(_shown(found, query))
        return DONE

    return run_until_stopped(work(), _AGAIN)


def columns(
    stream: str,
    /,
    *fields: Annotated[str, Parameter(allow_leading_hyphen=True)],
    store: StoreOption = None,
    common: Common = COMMON,
) -> int:
    """List the fields that Ditio sends and no column holds; those that are named get columns, filled from the rows.

    Parameters
    ----------
    stream
        of which.
    fields
        to make columns of, by the API's names; unless given, they are listed.
    store
        the database; else the tenant's own, else DITIO_STORE.
    """
    (name,) = named("mirror columns", [stream])
    tenant = common.chosen()

    async def work() -> int:
        async with mirror_of(tenant, store) as mirror:
            made = await mirror.promote(name, *fields) if fields else ()
            unknown: Mapping[str, int] = {} if fields else await mirror.unknown_fields(name)
        if common.json:
            write_json({one.key: one.name for one in made} if fields else unknown)
        elif unknown:
            write_table(["field", "rows"], unknown.items())
        elif fields:
            write_lines(f"{one.key} has the column {one.name} of {name} now" for one in made)
        else:
            write_lines([f"every field of {name} has a column"])
        return DONE

    return run_until_stopped(work(), _AGAIN)


def _shown(found: Sequence[View], query: str) -> Iterator[str]:
    for view in found:
        yield f"{view.name}: {view.about}"
        yield f"    {', '.join(view.columns)}"
    yield ""
    yield query


def _query(address: str) -> str:
    """A query for the database's own command."""
    if (path := file_of(address)) is not None:
        return f"sqlite3 -box {shlex.quote(str(path))} {shlex.quote(_EXAMPLE.format(''))}"
    parts = urlsplit(address)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    schema = dict(pairs).get("schema", "ditio")
    user = f"{parts.username}@" if parts.username else ""
    place = parts.netloc.rpartition("@")[2]
    rest = urlencode([(name, value) for name, value in pairs if name not in _HIDDEN])
    plain = urlunsplit(parts._replace(netloc=user + place, query=rest))
    return f"psql {shlex.quote(plain)} -c {shlex.quote(_EXAMPLE.format(f'{schema}.'))}"
