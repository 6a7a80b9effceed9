"""What is kept of a run: its tables as Markdown, and plots where there are some."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib.util import find_spec
from pathlib import Path

from .reading import plots
from .report import Report, goals_table, machine


def write(folder: Path, name: str, reports: Sequence[Report], command: str, stolen: float | None) -> None:
    """Write `name.md`, and the plots of what was measured.

    Args:
        folder: made if need be.
        name: of the benchmark.
        reports: what it found.
        command: that it was run with.
        stolen: share of the time in which the host kept the machine from running; None where nobody tells.
    """
    folder.mkdir(parents=True, exist_ok=True)
    origin = ", ".join(f"{key} {value}" for key, value in machine().items())
    drawn = plots.draw(folder, reports, f"{command}; {origin}") if find_spec("matplotlib") else []
    kept = (
        "" if stolen is None else f" The host kept it from running for {stolen:.0%} of the time in which it had work."
    )
    parts = [f"# {name}", f"`{command}`", f"{origin}.{kept}"]
    parts += [f"![{title}]({file})" for file, title in drawn]
    if not find_spec("matplotlib"):
        parts.append("Plots are left out, not installed: matplotlib.")
    for report in reports:
        parts += [f"## {report.title}", _markdown(report.columns, report.rows)]
        parts += [report.note] if report.note else []
        if report.goals:
            parts.append(_markdown(*goals_table(report.goals)))
    (folder / f"{name}.md").write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def _markdown(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [columns, ["---", *["---:"] * (len(columns) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
