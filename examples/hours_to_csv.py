"""Stream time registrations into a CSV file, page by page; run it again to go on where it was interrupted.

    python hours_to_csv.py hours.csv 2026-01-01 2026-01-31

Until the last page is written, a checkpoint is kept beside the CSV file.
"""

from __future__ import annotations

import asyncio
import csv
import io
import sys
from pathlib import Path

from resumable_file import ResumableFile

from ditio_async import DitioSession, Page
from ditio_async.resources.reporting import TimeRegistration

COLUMNS = ["id", "work_date", "project_number", "task_wbs_number", "user_employee_number", "qty", "approved"]


def append(file: ResumableFile, page: Page[TimeRegistration]) -> None:
    """Write the rows of a page, with the names of the columns above the first ones."""
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    if file.place.pages == 0:
        rows.writerow(COLUMNS)
    rows.writerows([getattr(record, name) for name in COLUMNS] for record in page.records)
    file.append(text.getvalue().encode(), len(page.records), page.bookmark)


async def export(target: Path, start: str, end: str) -> int:
    """Write all pages that are not written yet.

    Returns:
        How many records the file has.
    """
    file = ResumableFile(target, f"the hours of {start} to {end}")
    async with DitioSession.from_env() as ditio:
        stream = ditio.reporting.time_registrations(from_date_time=start, to_date_time=end, chunk_limit=5000)
        if not file.place.done:
            async for page in stream.pages(resume_from=file.place.bookmark):
                await asyncio.to_thread(append, file, page)
    file.forget()
    return file.place.records


if __name__ == "__main__":
    path, first, last = sys.argv[1:]
    print(f"{asyncio.run(export(Path(path), first, last)):,} records in {path}")
