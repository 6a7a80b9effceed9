"""`ditio-async get`: any GET, and any stream."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Annotated, Literal
from urllib.parse import parse_qsl

import msgspec
from cyclopts import Parameter
from cyclopts.validators import Number

from ..errors import ArgumentError
from ..tenants import Tenant
from ._codes import DONE
from ._common import COMMON, Common
from ._output import write
from ._progress import Board
from ._running import run_until_stopped


def get(
    path: str,
    /,
    *,
    surface: Literal["core", "reporting", "mass_transport", "scim"] | None = None,
    query: Annotated[list[str] | None, Parameter(name="--query")] = None,
    pages: bool = False,
    limit: Annotated[int | None, Parameter(validator=Number(gte=1))] = None,
    common: Common = COMMON,
) -> int:
    """Print what the server answers to a GET.

    Parameters
    ----------
    path
        after the address of the surface: /api/v4/integration/projects
    surface
        where it leads; reporting unless told otherwise where the path begins with /v1/, core elsewhere.
    query
        NAME=VALUE, by the API's own names; may be given several times.
    pages
        of a stream of the reporting API: all pages, as JSON Lines, a record a line.
    limit
        with --pages: so many records at the most.
    """
    where = surface or ("reporting" if path.startswith("/v1/") else "core")
    path, _, behind = path.partition("?")
    given = _query([*_pairs(behind), *(query or [])])
    if pages and where != "reporting":
        raise ArgumentError(f"get: --pages is for streams of the reporting API, /v1/..., not for {path}")
    if limit is not None and not pages:
        raise ArgumentError("get: --limit goes with --pages")
    tenant = common.chosen()
    if pages:
        work = _all(tenant, path, given, limit, quiet=common.quiet or sys.stdout.isatty())
        return run_until_stopped(work, "every line that was printed is whole; run it again, from the beginning")
    work = _one(tenant, path, where, given, pretty=sys.stdout.isatty() and not common.json)
    return run_until_stopped(work, "nothing was changed; run it again")


def _pairs(behind: str) -> list[str]:
    """The parameters that are written behind a path."""
    return [f"{name}={value}" for name, value in parse_qsl(behind, keep_blank_values=True)]


def _query(pairs: Sequence[str]) -> Mapping[str, list[str]]:
    given: dict[str, list[str]] = {}
    for pair in pairs:
        name, sign, value = pair.partition("=")
        if not sign or not name:
            raise ArgumentError(f"get: --query takes NAME=VALUE, not {pair!r}")
        given.setdefault(name, []).append(value)
    return given


async def _one(tenant: Tenant, path: str, surface: str, query: Mapping[str, list[str]], *, pretty: bool) -> int:
    async with tenant.session() as ditio:
        answer = await ditio.request("GET", path, surface=surface, query=query)
    body = answer.body
    if pretty and answer.content_type.endswith("json"):
        body = msgspec.json.format(body, indent=2)
    write(body if not body or body.endswith(b"\n") else body + b"\n")
    return DONE


async def _all(tenant: Tenant, path: str, query: Mapping[str, list[str]], limit: int | None, *, quiet: bool) -> int:
    count = 0
    with Board("records", quiet=quiet) as board:
        async with tenant.session() as ditio:
            lane = board.add(path)
            async for page in ditio.reporting.stream(path, query).raw().pages():
                records = page.records if limit is None else page.records[: limit - count]
                write(b"".join(_line(bytes(record)) for record in records))
                lane.at(count := count + len(records))
                if count == limit:
                    break
    return DONE


def _line(record: bytes) -> bytes:
    """A record in one line; where the server wrote it in several, without the space between."""
    return (msgspec.json.format(record, indent=-1) if b"\n" in record else record) + b"\n"
