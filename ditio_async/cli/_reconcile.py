"""`ditio-async reconcile`: bring Ditio into line with a file."""

from __future__ import annotations

from typing import Annotated

from cyclopts import App, Parameter
from cyclopts.validators import Number

from ..errors import ArgumentError
from ._applying import show_and_apply, show_plan
from ._asking import may_ask
from ._common import COMMON, Common
from ._desired import NO_CHOICES, Choices, Desired, KindName
from ._rows import STDIN
from ._running import run_until_stopped

reconcile = App(
    name="reconcile",
    help="Bring Ditio into line with a list that another system owns: a CSV file, a JSON list, or JSON Lines.",
)
File = Annotated[str, Parameter(allow_leading_hyphen=True)]


@reconcile.command
def plan(
    kind: KindName,
    file: File,
    /,
    *,
    check: bool = False,
    choices: Choices = NO_CHOICES,
    common: Common = COMMON,
) -> int:
    """Show what would be done. Nothing is written.

    Parameters
    ----------
    kind
        of what.
    file
        .csv, .json or .jsonl with what there is to be, by the names of the fields; - is stdin, with --format.
    check
        exit with 1 where there is something to do.
    """
    desired = Desired(kind, file, choices)
    return run_until_stopped(show_plan(common, desired, check=check), "nothing was written; run it again")


@reconcile.command
def apply(
    kind: KindName,
    file: File,
    /,
    *,
    yes: bool = False,
    concurrency: Annotated[int, Parameter(validator=Number(gte=1, lte=64))] = 8,
    choices: Choices = NO_CHOICES,
    common: Common = COMMON,
) -> int:
    """Show what is to be done, ask, and do it.

    Parameters
    ----------
    kind
        of what.
    file
        .csv, .json or .jsonl with what there is to be, by the names of the fields; - is stdin, with --format.
    yes
        do not ask; needed where there is nobody to ask.
    concurrency
        how many writes at once.
    """
    if not yes and (file == STDIN or common.json or not may_ask()):
        raise ArgumentError("reconcile apply: nobody can be asked here; look at the plan, then give --yes")
    desired = Desired(kind, file, choices)
    work = show_and_apply(common, desired, ask=not yes, concurrency=concurrency)
    return run_until_stopped(work, "what was done is done; run the same command again for the rest, or plan to see it")
