"""Processor time a record, records a second, and how soon the first one comes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...report import Report
from ..contenders import AHEAD, BARE, EAGER, LIMITS, MODES, OURS, PAGES, PEERS, RAW, READ, REQUESTS, SLICES, Contender
from ..goals import checked
from ..rounds import Measured, Scale, interleaved, left_out, passes

OTHER_SIZES = (500, 10_000)
SOME = (OURS, RAW, AHEAD, EAGER, BARE, READ)
_COLUMNS = ("contender", "CPU µs/record", "(half of them)", "of bare", "of requests", "records/s", "first ms")
_APART = (BARE.name, "aiohttp + orjson")


def run(base: str, scale: Scale) -> Iterator[Report]:
    """All contenders at 2,500 a page, some at other sizes."""
    measured, report = _size(base, scale, 2500, (*MODES, *PEERS, *LIMITS))
    ours = OURS.name
    peers = {f"cpu {peer.name}": measured.ratio(peer.name, ours, "cpu") for peer in PEERS if peer.name not in _APART}
    report.goals = checked(
        {
            "cpu 2500": measured.ratio(BARE.name, ours, "cpu"),
            **peers,
            "cpu limit": measured.ratio(SLICES.name, ours, "cpu"),
            "cpu raw": measured.ratio(ours, RAW.name, "cpu"),
            "cpu iteration": measured.ratio(ours, PAGES.name, "cpu"),
            "first page": measured.ratio(ours, READ.name, "first"),
            "first eager 2500": measured.ratio(EAGER.name, BARE.name, "first"),
        }
    )
    yield report
    for page in OTHER_SIZES:
        measured, report = _size(base, scale, page, SOME)
        if page == 10_000:
            report.goals = checked(
                {
                    "cpu 10000": measured.ratio(BARE.name, ours, "cpu"),
                    "first eager 10000": measured.ratio(EAGER.name, BARE.name, "first"),
                }
            )
        yield report


def _size(base: str, scale: Scale, page: int, contenders: Sequence[Contender]) -> tuple[Measured, Report]:
    measured = interleaved(base, [passes(one, scale.records, page) for one in contenders], scale.rounds)
    report = Report(
        title=f"reading, {page:,} a page: {scale.rounds} rounds of {scale.records:,} records (slow contenders fewer)",
        columns=(
            "contender",
            "CPU µs/record",
            "(half of the rounds)",
            "of bare",
            "of requests",
            "records/s",
            "first ms",
        ),
        rows=[_row(measured, name) for name in measured.samples],
        goals=[],
        samples={f"{page} a page, {key}": value for key, value in measured.document("cpu", "rate", "first").items()},
        note=left_out(contenders),
    )
    return measured, report


def _row(measured: Measured, name: str) -> list[str]:
    middle, _, bounds = measured.spread(name, "cpu").partition(" ")
    of_requests = measured.ratio(name, REQUESTS.name, "cpu")
    return [
        name,
        middle,
        bounds,
        f"{measured.ratio(name, BARE.name, 'cpu'):.2f}",
        "" if of_requests is None else f"{of_requests:.2f}",
        f"{measured.median(name, 'rate'):,.0f}",
        f"{measured.median(name, 'first'):.1f}",
    ]
