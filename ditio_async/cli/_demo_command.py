"""`ditio-async demo`."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from ._codes import DONE
from ._running import run_until_stopped


def demo(
    *,
    records: Annotated[int, Parameter(validator=Number(gte=1, lt=1 << 24))] = 50_000,
    seed: int = 7,
    quiet: bool = False,
) -> int:
    """Start a Ditio in a box on this machine, and do the usual work against it.

    Parameters
    ----------
    records
        time registrations to stream.
    seed
        the same seed gives the same data.
    quiet
        only the result, no progress.
    """
    from ._demo import Demo  # which loads the sandbox: no other command needs to wait for that

    async def work() -> int:
        await Demo(records, seed, quiet=quiet).run()
        return DONE

    return run_until_stopped(work())
