"""Make a project and a work order, upload a document, print the hours of January 2026."""

from __future__ import annotations

import asyncio
from collections import Counter

from ditio_async import DitioSession, UploadFile


async def main() -> None:
    async with DitioSession.from_env() as ditio:
        project = await ditio.projects.create(project_number="P-1001", name="Prosjekt Fjellhall", active=True)
        orders = await ditio.work_orders.list_for_project(project.id)
        if not any(order.external_id == "WO-001" for order in orders):
            await ditio.work_orders.create(project_id=project.id, external_id="WO-001", name="Graving byggegrop")

        plan = UploadFile(b"Plan for uke 3", name="Plan – uke 3.txt")
        done = await ditio.projects.documents.upload(project.id, [plan], section="Planer", replace_existing=True)
        print(f"On the page {done.section}: {', '.join(str(file.name) for file in done.info_page_files)}")

        hours: Counter[str] = Counter()
        january = ditio.reporting.time_registrations(from_date_time="2026-01-01", to_date_time="2026-01-31")
        async for record in january:
            hours[record.project_name or "?"] += round((record.qty or 0) * 60)
        for name, minutes in hours.most_common():
            print(f"{minutes / 60:10,.2f} h  {name}")


asyncio.run(main())
