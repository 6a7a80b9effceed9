"""What is kept of a run: its tables as Markdown, and plots where there are some."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib.util import find_spec
from pathlib import Path

from .reading import plots
from .report import Report, goals_table, machine


def write(folder: Path, name: str, reports: Sequence[Report], command: str) -> None:
    """Write `name.md`, and the plots of what was measured."""
    folder.mkdir(parents=True, exist_ok=True)
    origin = ", ".join(f"{key} {value}" for key, value in machine().items())
    drawn = plots.draw(folder, reports, f"{command}; {origin}") if find_spec("matplotlib") else []
    parts = [f"# {name}", f"`{command}`", f"{origin}."]
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
