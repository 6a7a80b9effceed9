"""Plots of what was measured about reading."""
# pyright: basic, reportMissingImports=false

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final, Literal

from msgspec import Struct

from ..report import Report

if TYPE_CHECKING:
    from matplotlib.axes import Axes

OURS: Final = "#c8501e"
OTHERS: Final = "#5a6b7b"
LIMITS: Final = "#b3bcc4"
_OTHER_LINES: Final = ("#5a6b7b", "#2a9d8f", "#7b5ea7", "#b3bcc4")
_OUR_LINES: Final = ("#c8501e", "#e9a03b", "#8c2f39")
_PLAIN: Final = "{x:,g}"


class Plot(Struct, frozen=True, kw_only=True):
    """A plot of all samples whose names fit.

    Attributes:
        file: without its ending.
        kind: a bar for each series, or a line through its points.
        fits: the names of samples; the groups are the series, and the place of the point on its line.
        across: what the points of a line differ in.
        unit: of the values.
        logarithmic: whether values are shown so.
    """

    file: str
    title: str
    kind: Literal["bars", "lines"]
    fits: str
    unit: str
    across: str = ""
    logarithmic: bool = True


PLOTS: Final = (
    Plot(
        file="cpu",
        title="Processor time a record, 2,500 a page",
        kind="bars",
        fits=r"2500 a page, (?P<series>.+): cpu",
        unit="µs a record, less is better",
    ),
    Plot(
        file="first",
        title="Time to the first record, 2,500 a page",
        kind="bars",
        fits=r"2500 a page, (?P<series>.+): first",
        unit="ms, less is better",
    ),
    Plot(
        file="stall",
        title="Longest stall of the event loop",
        kind="lines",
        fits=r"(?P<x>\d+) a page, (?P<series>.+): stall",
        unit="ms, less is better",
        across="records a page",
    ),
    Plot(
        file="memory",
        title="Memory that reading adds, at its peak",
        kind="lines",
        fits=r"(?P<x>\d+) a page, (?P<series>.+): memory",
        unit="MB, less is better",
        across="records a page",
    ),
    Plot(
        file="windows",
        title="Windows of a day side by side",
        kind="lines",
        fits=r"(?P<x>\d+) at (?P<series>\d+ ms): rate",
        unit="records a second",
        across="windows",
        logarithmic=False,
    ),
)


def draw(folder: Path, reports: Sequence[Report], origin: str) -> list[tuple[str, str]]:
    """Write what can be drawn; the files' names and titles come back."""
    import matplotlib as mpl

    drawn: list[tuple[str, str]] = []
    with mpl.rc_context():
        mpl.rc("svg", fonttype="none", hashsalt="benchmarks")
        mpl.rc("font", family="sans-serif", size=9)
        for plot in PLOTS:
            if series := _series(plot, reports):
                name = f"{plot.file}.svg"
                _write(folder / name, plot, series, origin)
                drawn.append((name, plot.title))
    return drawn


def _series(plot: Plot, reports: Iterable[Report]) -> dict[str, dict[int, float]]:
    series: dict[str, dict[int, float]] = {}
    for report in reports:
        for name, samples in report.samples.items():
            if found := re.fullmatch(plot.fits, name):
                place = int(found.groupdict().get("x", 0))
                series.setdefault(found["series"], {})[place] = median(samples)
    if plot.kind == "lines":
        return {name: points for name, points in series.items() if len(points) > 1}
    return dict(sorted(series.items(), key=lambda one: -one[1][0]))


def _write(path: Path, plot: Plot, series: dict[str, dict[int, float]], origin: str) -> None:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7.5, 4.4), layout="constrained")
    axes = figure.add_subplot()
    axes.set_title(plot.title, loc="left", fontweight="bold")
    axes.spines[["top", "right"]].set_visible(False)
    (_bars if plot.kind == "bars" else _lines)(axes, plot, series)
    figure.supxlabel(textwrap.fill(origin, 130), fontsize=6, color=OTHERS, x=0.01, ha="left")
    figure.savefig(path, format="svg", metadata={"Date": None})


def _bars(axes: Axes, plot: Plot, series: dict[str, dict[int, float]]) -> None:
    values = [points[0] for points in series.values()]
    bars = axes.barh(list(series), values, color=[_color(name) for name in series])
    axes.bar_label(bars, fmt="%.3g", padding=3)
    axes.set_xlabel(plot.unit)
    axes.set_xscale("log" if plot.logarithmic else "linear")
    axes.xaxis.set_major_formatter(_PLAIN)
    axes.margins(x=0.12)


def _color(name: str) -> str:
    if name.startswith("ditio_async"):
        return OURS
    return LIMITS if name.startswith("aiohttp ") and "orjson" not in name else OTHERS


def _lines(axes: Axes, plot: Plot, series: dict[str, dict[int, float]]) -> None:
    colors = {"ours": iter(_OUR_LINES * 4), "others": iter(_OTHER_LINES * 4)}
    for name, points in series.items():
        color = next(colors["ours" if name.startswith("ditio_async") or plot.file == "windows" else "others"])
        places = sorted(points)
        axes.plot(places, [points[place] for place in places], marker="o", color=color, label=name)
    places = sorted({place for points in series.values() for place in points})
    axes.set_xscale("log")
    axes.set_xticks(places, [f"{place:,}" for place in places])
    axes.minorticks_off()
    axes.set_xlabel(plot.across)
    axes.set_ylabel(plot.unit)
    if plot.logarithmic:
        axes.set_yscale("log")
    else:
        axes.set_ylim(bottom=0)
    axes.yaxis.set_major_formatter(_PLAIN)
    axes.legend(frameon=False, fontsize=8, loc="center left", bbox_to_anchor=(1.0, 0.5))
