"""Shows a plan, asks, applies it, and says what became of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from .. import Applied, Entry, Result
from ..errors import PlanRefusedError
from ._asking import confirmed
from ._codes import DONE, FAILED, IN_PART
from ._common import Common
from ._desired import AnyPlan, Desired
from ._output import write, write_json, write_lines
from ._progress import Board
from ._words import as_options


async def show_plan(common: Common, desired: Desired, *, check: bool) -> int:
    """Show what is to be done.

    Returns:
        The exit code: 1 if something is, and `check` asks for it.
    """
    async with common.chosen().session() as ditio:
        plan = await desired.plan(ditio)
    if common.json:
        write(plan.json() + b"\n")
    else:
        write_lines(_shown(plan))
    return FAILED if check and not plan.empty else DONE


async def show_and_apply(common: Common, desired: Desired, *, ask: bool, concurrency: int) -> int:
    """Show it, ask, and do it.

    Returns:
        The exit code: 3 if some of it is not done.

    Raises:
        PlanRefusedError: it would put away too much.
    """
    async with common.chosen().session() as ditio:
        plan = await desired.plan(ditio)
        if not common.json:
            write_lines(_shown(plan, refusal=False))
        if plan.refusal is not None:
            raise PlanRefusedError(as_options(plan.refusal))
        if plan.changes and ask and not await confirmed(f"Apply these {len(plan.changes)} changes? [y/N] "):
            write_lines(["nothing was done"])
            return DONE
        with Board("entries", quiet=common.quiet) as board:
            lane = board.add("apply", len(plan.changes))
            done = 0

            def tell(result: Result[Entry[Struct, Struct], object]) -> None:
                nonlocal done
                lane.at(done := done + 1, len(plan.changes), str(result.outcome) if result.error else "")

            applied = await plan.apply(concurrency=concurrency, on_result=tell)
    if common.json:
        write_json(_facts(applied))
    else:
        write_lines(_told(applied))
    return DONE if applied.complete else IN_PART


def _shown(plan: AnyPlan, *, refusal: bool = True) -> Iterator[str]:
    yield str(plan)
    if refusal and plan.refusal is not None:
        yield f"apply would refuse it: {as_options(plan.refusal)}"


def _told(applied: Applied[Struct, Struct]) -> Iterator[str]:
    yield "done: " + (", ".join(f"{count} {action}" for action, count in applied.done.items()) or "nothing")
    for words, results in (("failed", applied.failed), ("unknown", applied.unknown)):
        for one in results:
            yield f"{words}: {one.item.action} {_key(one.item)}: {type(one.error).__name__}: {one.error}"
    for entry in applied.conflicts:
        yield f"conflict: {_key(entry)}: {entry.reason}"
    if applied.failed or applied.unknown:
        yield "run the same command again: a new plan has what is left"


def _key(entry: Entry[Struct, Struct]) -> str:
    return ", ".join(map(str, entry.key))


def _facts(applied: Applied[Struct, Struct]) -> dict[str, object]:
    conflicts = [{"key": entry.key, "reason": entry.reason} for entry in applied.conflicts]
    results = {"failed": _results(applied.failed), "unknown": _results(applied.unknown)}
    return {"done": applied.done, **results, "conflicts": conflicts}


def _results(results: Sequence[Result[Entry[Struct, Struct], object]]) -> list[dict[str, object]]:
    return [
        {
            "action": one.item.action,
            "key": one.item.key,
            "class": type(one.error).__name__,
            "message": str(one.error),
        }
        for one in results
    ]
