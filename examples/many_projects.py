"""Fetch the work orders of all projects at once. The session limits how many requests are in flight."""

from __future__ import annotations

import asyncio

from ditio_async import DitioError, DitioSession


async def main() -> None:
    async with DitioSession.from_env() as ditio:
        projects = await ditio.projects.list()
        calls = [ditio.work_orders.list_for_project(project.id) for project in projects]
        for project, orders in zip(projects, await asyncio.gather(*calls, return_exceptions=True), strict=True):
            if isinstance(orders, DitioError):
                print(f"{project.project_number:>8}  failed: {orders}")
            elif isinstance(orders, BaseException):
                raise orders
            else:
                print(f"{project.project_number:>8}  {len(orders):3} work orders  {project.name}")
        print(f"{ditio.stats.requests} requests, {ditio.tokens_fetched} token")


asyncio.run(main())
