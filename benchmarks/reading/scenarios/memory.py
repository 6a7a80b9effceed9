"""The memory that reading adds to a fresh process, at its peak, above what all imports took."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from ...report import Report
from ..contenders import AHEAD, BARE, EAGER, HTTPX, KEEPING, MODES, OURS, PEERS, PYDANTIC, READ, Contender
from ..goals import checked
from ..rounds import Case, Measured, Scale, fresh, left_out, passes

SIZES = (500, 2500, 10_000)
EVERYWHERE = (OURS, AHEAD, EAGER, BARE, HTTPX, PYDANTIC, READ)
LONG = ((OURS, 2500), (OURS, 10_000), (EAGER, 2500))
GROWING = ((OURS, 2500), (EAGER, 2500))
_COLUMNS = ("contender", "MB added", "(half of the rounds)", "CPU µs/record")


def run(base: str, scale: Scale) -> Iterator[Report]:
    """Everyone at 2,500 a page, some at other sizes, our own with many more records."""
    everyone = (*MODES, *PEERS, KEEPING, READ)
    cases = [
        _case(one, scale.many if page == 2500 else scale.many // 2, page)
        for page in SIZES
        for one in (everyone if page == 2500 else EVERYWHERE)
    ]
    measured = fresh(base, cases, 1)
    title = f"memory, {scale.many:,} records (slow contenders fewer), with pages of other sizes half of that"
    yield _report(title, measured, left_out(everyone))
    rounds = min(2, scale.few)
    long = [_long(one, scale.most, page) for one, page in LONG]
    measured = fresh(base, long, rounds)
    report = _report(f"memory, {scale.most:,} records, {rounds} rounds", measured)
    worst = [max(measured.values(case.name, "memory")) for case in long]
    report.goals = checked(dict(zip(("memory 2500", "memory 10000", "memory eager"), worst, strict=True)))
    yield report


def growth(base: str, records: int) -> Iterator[Report]:
    """Whether memory grows with the length of a stream."""
    cases = [_long(one, count, page) for one, page in GROWING for count in (records // 5, records)]
    measured = fresh(base, cases, 1)
    report = _report(f"memory, {records:,} records against a fifth of them", measured)
    added = [measured.median(case.name, "memory") for case in cases]
    report.goals = checked({"memory growth": max(added[1] - added[0], added[3] - added[2])})
    yield report


def name(page: int, contender: str) -> str:
    """Of a case."""
    return f"{page} a page, {contender}"


def _case(contender: Contender, records: int, page: int) -> Case:
    return replace(passes(contender, records, page), name=name(page, contender.name))


def _long(contender: Contender, records: int, page: int) -> Case:
    case = _case(contender, records, page)
    return replace(case, name=f"{records:,} records, {case.name}")


def _report(title: str, measured: Measured, note: str = "") -> Report:
    rows: list[list[str]] = []
    for case in measured.samples:
        middle, _, bounds = measured.spread(case, "memory", 1).partition(" ")
        rows.append([case, middle, bounds, f"{measured.median(case, 'cpu'):.2f}"])
    return Report(title=title, columns=_COLUMNS, rows=rows, goals=[], samples=measured.document("memory"), note=note)
