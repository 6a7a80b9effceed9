"""`ditio-async mirror status`."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Sequence
from typing import Annotated, Final

from cyclopts import Parameter
from cyclopts.validators import Number

from ..mirror import StreamStatus
from ._codes import DONE, FAILED
from ._common import COMMON, Common
from ._mirror_report import written
from ._mirroring import mirror_of, named
from ._output import write_json, write_lines, write_table
from ._running import run_until_stopped
from ._stores import StoreOption

_NAMES: Final = ("stream", "rows", "deleted", "watermark", "age", "unfinished run", "last error")
_UNITS: Final = ((86400, "d"), (3600, "h"), (60, "min"), (1, "s"))


def status(
    *streams: str,
    store: StoreOption = None,
    max_age: Annotated[float | None, Parameter(validator=Number(gt=0))] = None,
    common: Common = COMMON,
) -> int:
    """Show how far each stream is in step. A run that is under way is not disturbed.

    Parameters
    ----------
    streams
        which; those of the tenant unless given, or those that were ever mirrored.
    store
        the database; else the tenant's own, else DITIO_STORE.
    max_age
        minutes: exit with 1 where a stream is older than that, or its last run has failed. For monitoring.
    """
    tenant, names = common.chosen(), named("mirror status", streams)

    async def work() -> int:
        async with mirror_of(tenant, store) as mirror:
            chosen = names or tenant.streams
            found = await mirror.status(chosen)
        shown = found if chosen else [one for one in found if _was_mirrored(one)]
        if common.json:
            write_json([_facts(one) for one in shown])
        elif shown:
            write_table(_NAMES, map(_row, shown))
        else:
            write_lines(["nothing was mirrored yet"])
        return DONE if max_age is None else _judged(shown, dt.timedelta(minutes=max_age))

    return run_until_stopped(work(), "nothing was changed; run it again")


def _judged(found: Sequence[StreamStatus], limit: dt.timedelta) -> int:
    late = [f"{one.stream} (age: {_age(one.age) or 'never mirrored'})" for one in found if _is_late(one, limit)]
    failed = [one.stream for one in found if one.error is not None]
    for what, names in (("too old", late), ("failed", failed)):
        if names:
            print(f"{what}: {', '.join(names)}", file=sys.stderr)
    return FAILED if late or failed or not found else DONE


def _is_late(one: StreamStatus, limit: dt.timedelta) -> bool:
    return one.age is None or one.age > limit


def _was_mirrored(one: StreamStatus) -> bool:
    return one.watermark is not None or one.unfinished is not None or one.error is not None


def _row(one: StreamStatus) -> Sequence[object]:
    pages = None if one.unfinished is None else f"{one.unfinished} page{'s' * (one.unfinished != 1)}"
    return (one.stream, one.live, one.deleted, written(one.watermark), _age(one.age), pages, one.error)


def _age(age: dt.timedelta | None) -> str | None:
    """In the largest unit that there is one of."""
    if age is None:
        return None
    seconds = max(0, round(age.total_seconds()))
    size, unit = next(((size, unit) for size, unit in _UNITS if seconds >= size), _UNITS[-1])
    return f"{seconds // size} {unit}"


def _facts(one: StreamStatus) -> dict[str, object]:
    return {
        "stream": one.stream,
        "rows": one.live,
        "deleted": one.deleted,
        "watermark": one.watermark,
        "age_seconds": None if one.age is None else one.age.total_seconds(),
        "unfinished_pages": one.unfinished,
        "error": one.error,
    }
