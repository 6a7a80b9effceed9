"""Stream time registrations into a CSV file, page by page; run it again to go on where it was interrupted.

    python hours_to_csv.py hours.csv 2026-01-01 2026-01-31

The continuation token is kept in a file beside the CSV file until the last page is written.
"""

from __future__ import annotations

import asyncio
import csv
import sys
from pathlib import Path

from ditio_async import DitioSession

COLUMNS = ["id", "work_date", "project_number", "task_wbs_number", "user_employee_number", "qty", "approved"]


async def export(target: Path, start: str, end: str) -> int:
    """Write all pages that are not written yet.

    Returns:
        How many records were added.
    """
    checkpoint = target.with_name(f"{target.name}.token")
    token = checkpoint.read_text() if checkpoint.exists() else None
    count = 0
    async with DitioSession.from_env() as ditio:
        stream = ditio.reporting.time_registrations(from_date_time=start, to_date_time=end, chunk_limit=5000)
        with target.open("a" if token else "w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file)
            if token is None:
                rows.writerow(COLUMNS)
            async for page in stream.pages(resume_from=token):
                rows.writerows([getattr(record, name) for name in COLUMNS] for record in page.records)
                file.flush()
                count += len(page.records)
                if page.continuation_token is not None:
                    checkpoint.write_text(page.continuation_token)
    checkpoint.unlink(missing_ok=True)
    return count


if __name__ == "__main__":
    path, first, last = sys.argv[1:]
    print(f"{asyncio.run(export(Path(path), first, last)):,} records written to {path}")
