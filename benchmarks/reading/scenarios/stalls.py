"""How long the event loop is kept from everything else, by page size."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from ...report import Report
from ..contenders import AHEAD, BARE, EAGER, HTTPX, MODES, OURS, PEERS, READ
from ..goals import checked
from ..rounds import Case, Measured, Scale, interleaved, left_out, passes

SIZES = (500, 2500, 10_000)
EVERYWHERE = (OURS, AHEAD, EAGER, BARE, HTTPX, READ)


def run(base: str, scale: Scale) -> Iterator[Report]:
    """Everyone at 2,500 a page, some at other sizes."""
    everyone = [one for one in (*MODES, *PEERS, READ) if one.stalls]
    cases: list[Case] = []
    for page in SIZES:
        for one in everyone if page == 2500 else EVERYWHERE:
            case = passes(one, scale.records, page, watch=True)
            cases.append(replace(case, name=name(page, one.name)))
    measured = interleaved(base, cases, scale.few)
    yield Report(
        title=f"the event loop: {scale.few} rounds of {scale.records:,} records, a turn asked for each 0.25 ms",
        columns=("contender", "longest stall ms", "(half of the rounds)", "99 of 100 ms", "of bare"),
        rows=[_row(measured, case) for case in cases if case.name in measured],
        goals=checked(
            {
                "stall 2500": measured.ratio(name(2500, OURS.name), name(2500, BARE.name), "stall"),
                "stall 10000": measured.ratio(name(10_000, OURS.name), name(10_000, BARE.name), "stall"),
                "stall ms": measured.median(name(2500, OURS.name), "stall"),
                "late99 ms": measured.median(name(2500, OURS.name), "late99"),
            }
        ),
        samples=measured.document("stall", "late99"),
        note=left_out(everyone),
    )


def name(page: int, contender: str) -> str:
    """Of a case."""
    return f"{page} a page, {contender}"


def _row(measured: Measured, case: Case) -> list[str]:
    middle, _, bounds = measured.spread(case.name, "stall", 1).partition(" ")
    of_bare = measured.ratio(case.name, name(case.order.plan.page, BARE.name), "stall")
    return [case.name, middle, bounds, f"{measured.median(case.name, 'late99'):.2f}", f"{of_bare:.3f}"]
