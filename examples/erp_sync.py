"""Bring projects and work orders into line with those of the ERP, every night.

    python erp_sync.py projects.csv work_orders.csv             # shows what would be done
    python erp_sync.py projects.csv work_orders.csv --apply     # does it

The columns of the files are fields of Ditio's by their names in Python: `project_number,name,active,start_date` of the
projects, `project_number,external_id,parent,name,active` of the work orders, where `parent` is the external id of the
work order above. An empty cell is a field that the ERP says nothing about. Projects and work orders that the ERP has no
more are deactivated; when that would be more than a fifth of them, nothing is done.

It ends with 0 when Ditio is in line (or would be), and with 1 when something is left.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import hashlib
import sys
from pathlib import Path

from carry_out import carry_out

from ditio_async import DitioError, DitioSession, reconcile

FLAGS = {"active", "require_task_number", "blocked_for_registration"}


def rows(path: Path) -> list[dict[str, object]]:
    """The rows of a file, without the empty cells."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [
            {name: value == "true" if name in FLAGS else value for name, value in row.items() if value}
            for row in csv.DictReader(file)
        ]


def own_id(project_id: object, external_id: object) -> str:
    """An id for a work order that is always the same, so that others can name it as their parent."""
    return hashlib.sha256(f"{project_id}/{external_id}".encode()).hexdigest()[:24]


def placed(row: dict[str, object], projects: dict[str | None, str]) -> dict[str, object]:
    """A work order with the ids of its project and of its parent."""
    project = projects[str(row["project_number"])]
    fields = {name: value for name, value in row.items() if name not in {"project_number", "parent"}}
    parent = {"parent_activity_id": own_id(project, row["parent"]) if "parent" in row else None}
    return {**fields, **parent, "project_id": project, "id": own_id(project, row["external_id"])}


async def main(projects: Path, work_orders: Path, apply: bool) -> int:
    async with DitioSession.from_env() as ditio:
        plan = await reconcile(ditio.projects, rows(projects), missing="deactivate")
        done = await carry_out("Projects", plan, apply)
        ids = {project.project_number: project.id for project in await ditio.projects.list()}
        known = [row for row in rows(work_orders) if str(row["project_number"]) in ids]  # the others come with --apply
        orders = await reconcile(ditio.work_orders, [placed(row, ids) for row in known], missing="deactivate")
        return 0 if await carry_out("Work orders", orders, apply) and done else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Bring projects and work orders into line with those of the ERP.")
    parser.add_argument("projects", type=Path)
    parser.add_argument("work_orders", type=Path)
    parser.add_argument("--apply", action="store_true", help="do it; otherwise it is only shown")
    options = parser.parse_args()
    try:
        sys.exit(asyncio.run(main(options.projects, options.work_orders, options.apply)))
    except (DitioError, OSError) as error:
        sys.exit(f"{error}")
