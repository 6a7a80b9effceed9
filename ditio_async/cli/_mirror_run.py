"""`ditio-async mirror run`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final

from cyclopts import Parameter
from cyclopts.validators import Number
from msgspec import Struct

from .._bulk_files.run import FileReport
from ..errors import ArgumentError, ConfigurationError, DitioError
from ..mirror import Mirror, MirrorReport, StreamProgress
from ..mirror._files import with_files
from ..tenants import Tenant
from ._common import COMMON, Common
from ._lanes import Lanes
from ._mirror_report import Outcome, told
from ._mirroring import mirror_of, named
from ._progress import Board
from ._running import run_until_stopped
from ._stores import refuse_password

_GO_ON: Final = "every page that was read is in the store; run it again: it goes on there"


class _Wish(Struct, frozen=True, kw_only=True):
    """What a run is to do."""

    streams: Sequence[str]
    store: str | None
    since: str | None
    full: bool
    concurrency: int
    allow_shrink: bool
    files: Path | None


def run(
    *streams: str,
    store: Annotated[str | None, Parameter(name=["--store", "--to"])] = None,
    since: str | None = None,
    full: bool = False,
    concurrency: Annotated[int, Parameter(validator=Number(gte=1, lte=64))] = 4,
    allow_shrink: bool = False,
    all_tenants: bool = False,
    files: Path | None = None,
    common: Common = COMMON,
) -> int:
    """Bring the database into step: all of a stream the first time, later what changed, deletions included.

    Broken off, however, it goes on where it was when it is run again.

    Parameters
    ----------
    streams
        projects, time_registrations, ...; those of the tenant unless given, or all of them.
    store
        ditio.db, or postgresql://user@host/database?schema=ditio; else the tenant's own, else DITIO_STORE.
    since
        the oldest day to read, of streams that have a window of dates; the tenant's unless given.
    full
        read all, also where asking for what changed would do.
    concurrency
        how many streams at once.
    allow_shrink
        believe a full run that brings less than half of what is there.
    all_tenants
        one tenant after the other, each into its own store.
    files
        a folder for documents and images, too, as `mirror files` fetches them.
    """
    names = named("mirror run", streams)
    refuse_password("--store", store)
    tenants = _tenants(common, store) if all_tenants else [common.chosen()]
    if files is not None:
        _with_files(names)
    wish = _Wish(
        streams=names,
        store=store,
        since=since,
        full=full,
        concurrency=concurrency,
        allow_shrink=allow_shrink,
        files=files,
    )
    return run_until_stopped(_runs(tenants, wish, common, many=all_tenants), _GO_ON)


def _tenants(common: Common, store: str | None) -> list[Tenant]:
    if common.tenant is not None or store is not None:
        raise ArgumentError("mirror run: --all-tenants goes with neither --tenant nor --store; each has its own store")
    tenants = [*common.tenants()]
    if len(tenants) > 1 and (without := [tenant.name for tenant in tenants if tenant.store is None]):
        raise ConfigurationError(f"{', '.join(without)}: write store = ... into the TOML file, for each its own")
    return tenants


def _with_files(names: Sequence[str]) -> list[str]:
    """Those of the streams that have files."""
    having = [dataset.name for dataset in with_files("mirror run", None)]
    if names and not {*names} & {*having}:
        raise ArgumentError(f"mirror run: --files: none of these streams has files; these have: {', '.join(having)}")
    return [name for name in having if not names or name in names]


async def _runs(tenants: Sequence[Tenant], wish: _Wish, common: Common, *, many: bool) -> int:
    outcomes: list[Outcome] = []
    for tenant in tenants:
        try:
            outcomes.append(await _run(tenant, wish, common, many=many))
        except DitioError as error:
            if not many:
                raise
            outcomes.append(Outcome(tenant=tenant.name, error=error))
    return told(outcomes, common, many=many)


async def _run(tenant: Tenant, wish: _Wish, common: Common, *, many: bool) -> Outcome:
    names = wish.streams or tenant.streams
    async with mirror_of(tenant, wish.store, new=True) as mirror:
        with Board("records", quiet=common.quiet) as board:
            report = await _mirrored(mirror, tenant, names, wish, Lanes(board), f"{tenant.name}: " if many else "")
        if wish.files is None:
            return Outcome(tenant=tenant.name, report=report)
        folder = wish.files / tenant.name if many else wish.files
        return Outcome(tenant=tenant.name, report=report, files=await _files(mirror, folder, names or (), common))


async def _mirrored(
    mirror: Mirror, tenant: Tenant, names: Sequence[str] | None, wish: _Wish, lanes: Lanes, before: str
) -> MirrorReport:
    def tell(now: StreamProgress) -> None:
        lanes.at(before + now.stream, now.records, fraction=now.fraction, ended=now.ended)

    return await mirror.run(
        names,
        since=wish.since if wish.since is not None else tenant.since,
        full=wish.full,
        concurrency=wish.concurrency,
        allow_shrink=wish.allow_shrink,
        on_progress=tell,
    )


async def _files(mirror: Mirror, folder: Path, names: Sequence[str], common: Common) -> dict[str, FileReport]:
    with Board("files", quiet=common.quiet) as board:
        lane = board.add(str(folder))
        return await mirror.files(folder, _with_files(names), on_progress=lambda now: lane.at(now.saved + now.present))
