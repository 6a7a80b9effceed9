"""Calls that type checkers refuse. A checker that does not complain finds its ignore comment unused, and fails."""
# pyright: reportUnnecessaryTypeIgnoreComment=true, reportUnusedCoroutine=false

from __future__ import annotations

from ditio_async import Ditio, DitioSession, Limits
from ditio_async.resources.projects import Project
from ditio_async.scim import Remove, Replace, attr


async def wrong_calls(ditio: Ditio) -> None:
    await ditio.projects.create()  # type: ignore[call-arg]
    await ditio.projects.create(project_number=7)  # type: ignore[arg-type]
    await ditio.projects.create(projectNumber="1")  # type: ignore[call-arg]
    await ditio.projects.create(project_number="1", active="yes")  # type: ignore[arg-type]
    await ditio.projects.get()  # type: ignore[call-arg]
    await ditio.projects.get(7)  # type: ignore[arg-type]
    await ditio.projects.get(id="p1")  # type: ignore[call-arg]
    await ditio.projects.update(name="x")  # type: ignore[call-arg]
    await ditio.work_orders.create(project_id="p1")  # type: ignore[call-arg]
    await ditio.projects.documents.upload("p1", b"bytes")  # type: ignore[arg-type]
    await ditio.payroll.summaries(data_filter=7)  # type: ignore[arg-type]
    await ditio.payroll.summaries(user_payroll_type_filter="all")  # type: ignore[arg-type]
    await ditio.payroll.summaries(voucher_number="1")  # type: ignore[call-arg]
    await ditio.payroll.lines(user_ids="u1")  # type: ignore[arg-type]
    await ditio.payroll.file(from_work_date="2026-01-01")  # type: ignore[call-arg]
    ditio.reporting.time_registrations(since="2026")  # type: ignore[call-arg]
    ditio.reporting.time_registrations(chunk_limit="9")  # type: ignore[arg-type]
    ditio.reporting.users().of(dict)  # type: ignore[type-var]
    ditio.reporting.images(sources=["photo"])  # type: ignore[list-item]
    ditio.reporting.users(from_date_time="2026-01-01")  # type: ignore[call-arg]
    ditio.reporting.item_registrations(modified_since="2026-01-01")  # type: ignore[call-arg]
    ditio.reporting.item_registrations(from_date=20260131)  # type: ignore[arg-type]
    ditio.reporting.users().split(days="7")  # type: ignore[arg-type]
    ditio.reporting.users().on_progress("bar")  # type: ignore[arg-type]
    await ditio.files.download_many(7, "x")  # type: ignore[arg-type]
    await ditio.files.download_images(ditio.reporting.users(), "x")  # type: ignore[arg-type]
    await ditio.files.download_images(ditio.reporting.images(), "x", sizes=["tiny"])  # type: ignore[list-item]
    await ditio.scim.create_user()  # type: ignore[call-arg]
    await ditio.scim.create_user(userName="kari@fjell.no")  # type: ignore[call-arg]
    await ditio.scim.create_user(user_name="kari@fjell.no", work_phone=1)  # type: ignore[arg-type]
    await ditio.scim.create_user(user_name="kari@fjell.no", if_match="1")  # type: ignore[call-arg]
    await ditio.scim.replace_user(user_name="kari@fjell.no")  # type: ignore[call-arg]
    await ditio.scim.update_user("u1", {"op": "remove"})  # type: ignore[arg-type]
    await ditio.scim.update_user("u1", [Replace("active", object())])  # type: ignore[arg-type]
    Remove(None)  # type: ignore[arg-type]
    ditio.scim.users(filter=attr("userName") == "x")  # type: ignore[arg-type,comparison-overlap]
    attr("userName").co(5)  # type: ignore[arg-type]
    attr("active").eq(["x"])  # type: ignore[arg-type]
    _ = ditio.workorders  # type: ignore[attr-defined]


async def wrong_results(ditio: Ditio) -> None:
    project: Project = await ditio.projects.list()  # type: ignore[assignment]
    _ = project.number  # type: ignore[attr-defined]
    async for record in ditio.reporting.time_registrations():
        _ = record.hours  # type: ignore[attr-defined]


def wrong_sessions() -> None:
    DitioSession(client="x")  # type: ignore[call-arg]
    DitioSession(limits=4)  # type: ignore[arg-type]
    Limits(concurrency="4")  # type: ignore[arg-type]
