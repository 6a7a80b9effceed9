"""Windows of a day each, read side by side from a server that takes its time."""

from __future__ import annotations

from collections.abc import Iterator

from ...report import Report
from ..contenders import SPLIT
from ..data import Data, Plan
from ..goals import checked
from ..orders import Order
from ..rounds import Case, Measured, Scale, interleaved

WINDOWS = (1, 2, 4, 8, 16)
LATENCIES = (20, 100)


def run(base: str, scale: Scale) -> Iterator[Report]:
    """As many days as windows, each with as many records."""
    share = scale.records // 2
    cases = [_case(count, latency, share) for latency in LATENCIES for count in WINDOWS]
    measured = interleaved(base, cases, scale.few)
    watched = interleaved(base, [_case(8, 20, share, watch=True)], scale.few)
    yield Report(
        title=f"windows side by side: {scale.few} rounds of {share:,} records a window, 2,500 a page",
        columns=("windows", "records/s", "(half of the rounds)", "as fast as one", "CPU µs/record"),
        rows=[_row(measured, count, latency) for latency in LATENCIES for count in WINDOWS],
        goals=checked(
            {
                "windows 8": measured.ratio(name(8, 100), name(1, 100), "rate"),
                "windows 16": measured.ratio(name(16, 100), name(1, 100), "rate"),
                "stall windows": watched.median(name(8, 20), "stall"),
            }
        ),
        samples=measured.document("rate", "cpu") | watched.document("stall", "late99"),
    )


def name(count: int, latency: int) -> str:
    """Of a case."""
    return f"{count} at {latency} ms"


def _case(count: int, latency: int, share: int, *, watch: bool = False) -> Case:
    plan = Plan(data=Data(records=share * count, days=count, latency=latency), windows=count)
    return Case(name(count, latency), SPLIT, Order(plan=plan, watch=watch))


def _row(measured: Measured, count: int, latency: int) -> list[str]:
    case = name(count, latency)
    middle, _, bounds = measured.spread(case, "rate", 0).partition(" ")
    times = measured.ratio(case, name(1, latency), "rate")
    return [case, middle, bounds, f"{times:.1f}", f"{measured.median(case, 'cpu'):.2f}"]
