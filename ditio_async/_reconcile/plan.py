"""What is to be done to bring Ditio into line, to be looked at before it is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, Generic, TypeVar

import msgspec
from msgspec import Struct

from .. import _checks
from .._bulk.results import Outcome, Result
from .._problem import line
from ..errors import PlanRefusedError
from .entries import Action, Entry
from .kind import Kind

D = TypeVar("D", bound=Struct)
H = TypeVar("H", bound=Struct)

_LONGEST: Final = 60
"""Characters of a value in a table."""


class Applied(Struct, Generic[D, H], kw_only=True):
    """What became of a plan.

    Attributes:
        done: how many entries, by action.
        failed: what was not applied, and why.
        unknown: what may have been applied, or not; a new plan tells.
        conflicts: what nothing was done about.
    """

    done: dict[Action, int]
    failed: list[Result[Entry[D, H], object]]
    unknown: list[Result[Entry[D, H], object]]
    conflicts: list[Entry[D, H]]

    @property
    def complete(self) -> bool:
        """All of the plan is done."""
        return not (self.failed or self.unknown or self.conflicts)


class Plan(Generic[D, H]):
    """What is to be done, and nothing of it is done yet. `print(plan)` shows it.

    Attributes:
        entries: all of it, that which is unchanged included, in the order of what is desired; what is not desired last.
        refusal: why `apply` refuses, or None.
    """

    def __init__(self, kind: Kind[D, H], entries: Sequence[Entry[D, H]], refusal: str | None) -> None:
        self.entries = entries
        self.refusal = refusal
        self._kind = kind
        self._applied = False

    @property
    def changes(self) -> list[Entry[D, H]]:
        """What `apply` would do."""
        return [entry for entry in self.entries if entry.action not in {Action.UNCHANGED, Action.CONFLICT}]

    @property
    def conflicts(self) -> list[Entry[D, H]]:
        """What nothing can be done about before somebody has looked at it."""
        return [entry for entry in self.entries if entry.action is Action.CONFLICT]

    @property
    def empty(self) -> bool:
        """There is nothing to do, and no conflict."""
        return not self.changes and not self.conflicts

    @property
    def counts(self) -> Mapping[Action, int]:
        """How many entries there are of each action."""
        counts = dict.fromkeys(Action, 0)
        for entry in self.entries:
            counts[entry.action] += 1
        return {action: count for action, count in counts.items() if count}

    def table(self) -> str:
        """The changes and conflicts, a line for each field."""
        head = ("action", ", ".join(self._kind.keys), "field", "before", "after")
        rows = [head, *(row for entry in self.entries for row in _rows(entry))]
        widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
        lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
        total = ", ".join(f"{count} {action}" for action, count in self.counts.items()) or "nothing is there or desired"
        return "\n".join([*(lines if len(rows) > 1 else []), total])

    def json(self) -> bytes:
        """The same for programs: an object with `counts`, `refusal` and `entries` (the unchanged left out)."""
        entries = [
            {
                "action": entry.action,
                "key": dict(zip(self._kind.keys, entry.key, strict=True)),
                "index": entry.index,
                "id": None if entry.have is None else self._kind.id_of(entry.have),
                "fields": entry.fields,
                "reason": entry.reason or None,
            }
            for entry in self.entries
            if entry.action is not Action.UNCHANGED
        ]
        document = {"resource": self._kind.name, "counts": self.counts, "refusal": self.refusal, "entries": entries}
        return msgspec.json.encode(document, enc_hook=str)

    async def apply(
        self,
        *,
        concurrency: int = 8,
        on_result: Callable[[Result[Entry[D, H], object]], object] | None = None,
    ) -> Applied[D, H]:
        """Do it. What comes before others goes first: a work order before those below it.

        Should it be ended in the middle, a new plan has what is left of it.

        Args:
            concurrency: how many writes at once.
            on_result: is called with the result of each entry as it comes.

        Raises:
            PlanRefusedError: it would take away too much.
            RuntimeError: it was applied before; make a new plan.
        """
        _checks.checked("apply", "concurrency", concurrency, _checks.whole(1))
        if self.refusal is not None:
            raise PlanRefusedError(self.refusal)
        if self._applied:
            raise RuntimeError("the plan was applied before, and is out of date; make a new one")
        self._applied = True
        applied: Applied[D, H] = Applied(done={}, failed=[], unknown=[], conflicts=self.conflicts)
        for wave in self._kind.waves(self.changes):
            async with self._kind.writing(wave, concurrency) as results:
                async for result in results:
                    _count(applied, result)
                    if on_result is not None:
                        on_result(result)
        return applied

    def __str__(self) -> str:
        return self.table()

    def __repr__(self) -> str:
        return f"<Plan of {self._kind.name}: {', '.join(f'{n} {action}' for action, n in self.counts.items())}>"


def _rows(entry: Entry[D, H]) -> Iterator[tuple[str, ...]]:
    if entry.action is Action.UNCHANGED:
        return
    first = entry.action.value, ", ".join(_shown(part) for part in entry.key)
    if not entry.fields:
        yield *first, "", "", entry.reason
    for name, difference in entry.fields.items():
        yield *first, name, _shown(difference.before), _shown(difference.after)
        first = "", ""


def _shown(value: object) -> str:
    return "" if value is None else line(str(value), _LONGEST)


def _count(applied: Applied[D, H], result: Result[Entry[D, H], object]) -> None:
    if result.outcome is Outcome.DONE:
        applied.done[result.item.action] = applied.done.get(result.item.action, 0) + 1
    elif result.outcome is Outcome.FAILED:
        applied.failed.append(result)
    else:
        applied.unknown.append(result)
