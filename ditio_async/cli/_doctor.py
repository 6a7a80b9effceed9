"""`ditio-async doctor`: what is wrong, and what cures it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Final

from rich.console import Console

from . import _doctor_here as here
from . import _doctor_there as there
from ._codes import DONE, FAILED
from ._common import COMMON, Common
from ._findings import Finding, State, not_tried, show
from ._output import write_json
from ._running import run_until_stopped

_REST: Final = "clock, identity and surfaces"


def doctor(*, common: Common = COMMON) -> int:
    """Look at the configuration, the secret, the clock, the tokens and each surface, and say what cures what is wrong.

    The exit code is 1 where something is wrong. Nothing is changed anywhere.
    """
    return run_until_stopped(_examine(common), "run it again")


async def _examine(common: Common) -> int:
    found: list[Finding] = []
    console = Console(highlight=False, soft_wrap=True)
    async for finding in _findings(common):
        found.append(finding)
        if not common.json and not (common.quiet and finding.state is State.OK):
            show(finding, console)
    if common.json:
        write_json(found)
    return FAILED if any(finding.state is State.WRONG for finding in found) else DONE


async def _findings(common: Common) -> AsyncIterator[Finding]:
    yield here.versions()
    finding, tenant = here.configuration(common)
    yield finding
    if tenant is None:
        yield not_tried(_REST, "there is no configuration")
        return
    secret = await here.secret(tenant)
    yield secret
    if secret.state is State.WRONG:
        yield not_tried(_REST, "there is no secret")
        return
    async for finding in there.findings(tenant):
        yield finding
