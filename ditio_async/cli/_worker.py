"""`ditio-async worker`: mirrors of many tenants, kept in step by any number of processes."""

from __future__ import annotations

from typing import Annotated, Final, TypeAlias

from cyclopts import App, Parameter
from cyclopts.validators import Number

from ._codes import DONE, IN_PART
from ._common import COMMON, Common
from ._logging import log_lines
from ._mirroring import named
from ._output import write_json, write_lines, write_table
from ._queues import queue_of
from ._running import run_until_stopped

worker = App(
    name="worker",
    help="Keep the mirrors of all tenants in step, each as often as its `every` says; as many workers as you like, on "
    "any number of machines.",
)

Queue: TypeAlias = Annotated[str | None, Parameter(name="--queue")]
_GO_ON: Final = "what was under way waits in the queue, and goes on where it was; run it again, or leave it to others"


@worker.default
def work(
    *,
    queue: Queue = None,
    concurrency: Annotated[int | None, Parameter(validator=Number(gte=1, lte=64))] = None,
    lanes: Annotated[int | None, Parameter(validator=Number(gte=1, lte=16))] = None,
    until_empty: bool = False,
    common: Common = COMMON,
) -> int:
    """Work for all tenants, or for the one that --tenant names, until SIGTERM or Ctrl-C.

    Parameters
    ----------
    queue
        the PostgreSQL database that jobs wait in: postgresql://user@host/database; else DITIO_QUEUE, else the TOML
        file's.
    concurrency
        jobs at once in this process; 8 unless the TOML file says otherwise.
    lanes
        jobs of a tenant at once, on all machines together; 2 unless the TOML file says otherwise.
    until_empty
        stop when nothing waits any more: for cron. It exits with 3 where something failed, which is in the log.
    """
    found = queue_of(common, queue, lanes)

    async def run() -> int:
        with log_lines(quiet=common.quiet):
            async with found.jobs() as jobs:
                wanted = concurrency or found.settings.concurrency
                failures = await jobs.work(concurrency=wanted, until_empty=until_empty)
        return IN_PART if failures else DONE

    return run_until_stopped(run(), _GO_ON)


@worker.command
def status(*, queue: Queue = None, common: Common = COMMON) -> int:
    """Show how many jobs wait, run, and have failed in the last seven days, by tenant.

    Parameters
    ----------
    queue
        the PostgreSQL database; else DITIO_QUEUE, else the TOML file's.
    """
    found = queue_of(common, queue)

    async def run() -> int:
        async with found.jobs() as jobs:
            counts = await jobs.counts()
        if common.json:
            write_json(counts)
        else:
            rows = [(one.tenant, one.waiting, one.running, one.failed) for one in counts]
            write_table(["tenant", "waiting", "running", "failed"], rows)
        return DONE

    return run_until_stopped(run(), "run it again")


@worker.command
def defer(name: str, /, *streams: str, queue: Queue = None, common: Common = COMMON) -> int:
    """Put a tenant's streams into the queue, to be mirrored as soon as may be.

    Parameters
    ----------
    name
        of the tenant.
    streams
        which; all of the tenant's unless given.
    queue
        the PostgreSQL database; else DITIO_QUEUE, else the TOML file's.
    """
    names = named("worker defer", streams)
    found = queue_of(common, queue)

    async def run() -> int:
        async with found.jobs() as jobs:
            count = await jobs.defer(name, names or None)
        if common.json:
            write_json({"new": count})
        else:
            write_lines([f"{count} new in the queue"])
        return DONE

    return run_until_stopped(run(), "run it again: what waits already is not put there twice")
