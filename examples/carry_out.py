"""What is done with a plan: it is shown, and carried out if that is wanted."""

from __future__ import annotations

import sys
from typing import TypeVar

from msgspec import Struct

from ditio_async import Plan

D = TypeVar("D", bound=Struct)
H = TypeVar("H", bound=Struct)


async def carry_out(name: str, plan: Plan[D, H], apply: bool) -> bool:
    """Show a plan, and do it if that is wanted. Tells whether nothing of it is left."""
    print(f"{name}\n{plan}\n")
    if not apply:
        return not plan.conflicts
    if plan.refusal is not None:
        print(f"{name}: {plan.refusal}", file=sys.stderr)
        return False
    applied = await plan.apply()
    for result in (*applied.failed, *applied.unknown):
        print(f"{name}: {result.item.key}: {result.outcome}: {result.error}", file=sys.stderr)
    return applied.complete
