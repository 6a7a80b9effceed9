"""Consumers that take their time, busy or awaiting something, and what reading ahead gains them."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from ...report import Report, ratios
from ..contenders import AHEAD, BARE, EAGER, OURS, READ, Contender
from ..data import Data, Plan
from ..goals import checked
from ..orders import Order
from ..rounds import Case, Measured, Scale, interleaved
from ..sources import Work

BUSY = Work(spin=50)
LATENCY = 20.0
ALIKE = {"awaiting": Work(every=2500, pause=LATENCY), "busy": Work(spin=LATENCY * 1000 / 2500)}
"""Work that takes as long for a page as the server takes before it answers."""


def run(base: str, scale: Scale) -> Iterator[Report]:
    """First how late the loop is, then how much time reading ahead saves."""
    records = scale.records // 5 * 2
    yield _stalls(base, scale, records)
    yield _ahead(base, scale, scale.records)


def _stalls(base: str, scale: Scale, records: int) -> Report:
    cases = [
        Case(f"{one.name}, {kind}", one, Order(plan=Plan(data=Data(records=records)), work=work, watch=True))
        for kind, work in {"50 µs a record": BUSY, "20 ms each 2,500": ALIKE["awaiting"]}.items()
        for one in (OURS, AHEAD, EAGER, BARE)
    ]
    measured = interleaved(base, cases, scale.few)
    rows: list[list[str]] = []
    for case in cases:
        middle, _, bounds = measured.spread(case.name, "stall", 1).partition(" ")
        rows.append([case.name, middle, bounds, f"{measured.median(case.name, 'late99'):.2f}"])
    return Report(
        title=f"slow consumers: {scale.few} rounds of {records:,} records, 2,500 a page",
        columns=("contender, consumer", "longest stall ms", "(half of the rounds)", "99 of 100 ms"),
        rows=rows,
        goals=checked({"stall busy": measured.median(f"{OURS.name}, 50 µs a record", "stall")}),
        samples=measured.document("stall", "late99"),
    )


def _ahead(base: str, scale: Scale, records: int) -> Report:
    late, soon = Data(records=records, latency=LATENCY), Data(records=records)
    idle = Work()

    def case(name: str, one: Contender, data: Data, work: Work) -> Case:
        return Case(name, one, Order(plan=Plan(data=data), work=work))

    cases = [case("latency alone", READ, late, idle)]
    for kind, work in ALIKE.items():
        cases += [
            case(f"{kind}: work alone", AHEAD, soon, work),
            case(f"{kind}: not ahead", OURS, late, work),
            case(f"{kind}: ahead", AHEAD, late, work),
        ]
    measured = interleaved(base, cases, scale.few)
    goals: dict[str, float | None] = {}
    for kind in ALIKE:
        goals[f"ahead bound, {kind}"] = _of_bound(measured, kind)
        goals[f"ahead gain, {kind}"] = measured.ratio(f"{kind}: ahead", f"{kind}: not ahead", "rate")
    rows = [[name, *measured.spread(name, "rate", 0).split(" ", 1)] for name in measured.samples]
    return Report(
        title=f"reading ahead at {LATENCY:g} ms, work alike: {scale.few} rounds of {records:,} records, 2,500 a page",
        columns=("consumer", "records/s", "(half of the rounds)"),
        rows=[[*row, ""][:3] for row in rows],
        goals=checked(goals),
        samples=measured.document("rate"),
    )


def _of_bound(measured: Measured, kind: str) -> float:
    """Against the slower of latency and work, as if each were hidden behind the other."""
    latency, work = measured.values("latency alone", "rate"), measured.values(f"{kind}: work alone", "rate")
    bound = [min(pair) for pair in zip(latency, work, strict=True)]
    return median(ratios(measured.values(f"{kind}: ahead", "rate"), bound))
