"""gzip: what unpacking costs, with zlib and with isal."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec

from msgspec.structs import replace

from ...report import Report
from ..contenders import BARE, OURS, Contender
from ..data import Data, Plan
from ..goals import checked
from ..orders import Order
from ..rounds import Case, Measured, Scale, interleaved

CONTENDERS = (OURS, BARE)


def run(base: str, scale: Scale) -> Iterator[Report]:
    """Each without gzip, and with each that can unpack it."""
    unpackers = ("none", "zlib", "isal") if find_spec("isal") else ("none", "zlib")
    cases = [_case(one, unpacker, scale.records) for one in CONTENDERS for unpacker in unpackers]
    measured = interleaved(base, cases, scale.few)
    watched = interleaved(
        base, [replace(case, order=replace(case.order, watch=True)) for case in cases if "zlib" in case.name], scale.few
    )
    ours = OURS.name
    yield Report(
        title=f"gzip: {scale.few} rounds of {scale.records:,} records, 2,500 a page",
        columns=("contender, unpacked with", "CPU µs/record", "(half of the rounds)", "of no gzip", "longest stall ms"),
        rows=[_row(measured, watched, case.name) for case in cases],
        goals=checked(
            {
                "gzip zlib": measured.ratio(f"{ours}, zlib", f"{ours}, none", "cpu"),
                "gzip isal": measured.ratio(f"{ours}, isal", f"{ours}, none", "cpu"),
                "stall gzip": watched.median(f"{ours}, zlib", "stall"),
            }
        ),
        samples=measured.document("cpu") | watched.document("stall", "late99"),
        note="" if "isal" in unpackers else "left out, not installed: isal",
    )


def _case(contender: Contender, unpacker: str, records: int) -> Case:
    plan = Plan(data=Data(records=records, gzip=unpacker != "none"))
    return Case(f"{contender.name}, {unpacker}", contender, Order(plan=plan, isal=unpacker == "isal"))


def _row(measured: Measured, watched: Measured, name: str) -> list[str]:
    middle, _, bounds = measured.spread(name, "cpu").partition(" ")
    times = measured.ratio(name, f"{name.rpartition(', ')[0]}, none", "cpu")
    stall = f"{watched.median(name, 'stall'):.1f}" if name in watched else ""
    return [name, middle, bounds, f"{times:.2f}", stall]
