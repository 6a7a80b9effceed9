"""Makes a plan: reads what is there, and compares it with what is desired, field by field."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, TypeVar, cast

from msgspec import UNSET, Struct

from .._differences import Difference
from .._endpoints import Context, owned
from .._fields import Arguments, Fields, about
from ..errors import ArgumentError
from .entries import Action, Entry
from .kind import Kind
from .plan import Plan

D = TypeVar("D", bound=Struct)
H = TypeVar("H", bound=Struct)

_SHOWN: Final = 5


async def plan_for(
    kind: Kind[D, H],
    context: Context,
    desired: Iterable[object],
    *,
    put_away: bool,
    at_most: float,
    among: Callable[[H], bool] | None,
) -> Plan[D, H]:
    """Compare, and say what is to be done."""
    wanted = _wanted(kind, context, desired)
    there = [have for have in await kind.read(wanted) if among is None or among(have)]
    by_key: dict[tuple[object, ...], list[H]] = {}
    for have in there:
        by_key.setdefault(kind.key_of(have), []).append(have)
    entries: list[Entry[D, H]] = []
    matched: set[int] = set()
    for index, want in enumerate(wanted):
        company = kind.company_of(want)
        found = [have for have in by_key.get(kind.key_of(want), ()) if kind.company_of(have) in {None, company}]
        matched.update(id(have) for have in found)
        entries.append(await _entry(kind, index, want, found))
    away, refusal = [], None
    if put_away and kind.away is not None:
        companies = {None, *({kind.company_of(want) for want in wanted} or {context.company_id})}
        here = [have for have in there if kind.here(have) and kind.company_of(have) in companies]
        away = [have for have in here if id(have) not in matched]
        entries += [
            Entry(action=kind.away, key=kind.key_of(have), have=have, fields=kind.putting_away()) for have in away
        ]
        refusal = _refusal(kind.away, len(away), len(here), at_most)
    return Plan(kind, entries, refusal)


def _wanted(kind: Kind[D, H], context: Context, desired: Iterable[object]) -> Sequence[D]:
    """What is desired, checked, with the session's company where it needs one."""
    arguments: Arguments[...] = Arguments(kind.shape)
    call = f"reconcile({kind.name})"
    wanted: list[D] = []
    places: dict[tuple[object, ...], int] = {}
    for index, one in enumerate(desired):
        where = f"{call}: desired[{index}]"
        if isinstance(one, Mapping):
            names = cast("Mapping[str, object]", one)
            shown = ", ".join(f"{name}={names[name]!r}" for name in kind.keys if name in names)
            struct: Struct = arguments.read(f"{where} ({shown})" if shown else where, (), names)
        else:
            if (wrong := arguments.verify(one)) is not None:
                raise ArgumentError(f"{where}{about(one)}: {wrong}")
            struct = cast("Struct", one)
        want = cast("D", owned(where, context, struct))
        key = kind.key_of(want)
        if any(part is UNSET or part is None for part in key):
            raise ArgumentError(f"{where}{_named(want)}: has no {' or '.join(kind.keys)}, by which it would be found")
        key = (*key, kind.company_of(want))
        if (first := places.setdefault(key, index)) != index:
            raise ArgumentError(f"{where}{_named(want)} has the key of desired[{first}]")
        wanted.append(want)
    return wanted


def _named(want: Struct) -> str:
    return about(want) if isinstance(want, Fields) else ""


async def _entry(kind: Kind[D, H], index: int, want: D, found: Sequence[H]) -> Entry[D, H]:
    key = kind.key_of(want)
    if not found:
        fields = {name: Difference(None, value) for name, value in kind.fields(want).items()}
        return Entry(action=Action.CREATE, key=key, index=index, want=want, fields=fields)
    have = found[0]
    reason = ""
    if len(found) > 1:
        ids = ", ".join(str(kind.id_of(one)) for one in found[:_SHOWN])
        reason = f"{len(found)} of them are there: {ids}"
    fields = {} if reason else await kind.differences(have, want)
    action = Action.CONFLICT if reason else Action.UPDATE if fields else Action.UNCHANGED
    return Entry(action=action, key=key, index=index, want=want, have=have, fields=fields, reason=reason)


def _refusal(action: Action, away: int, here: int, most: float) -> str | None:
    if not here or away / here <= most:
        return None
    enough = -(-100 * away // here) / 100  # rounded up
    return (
        f"it would {action} {away} of {here}, which is more than {most:.0%}: look at the plan, whether what is desired "
        f"is complete; then allow it with at_most={enough:.2f} or more"
    )
