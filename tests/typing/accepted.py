"""What calls give, as a type checker sees it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, assert_type

from msgspec import UNSET, Raw, Struct

from ditio_async import (
    AccessToken,
    ClientCredentials,
    DataFilter,
    DecodeError,
    Ditio,
    DitioSession,
    Environment,
    FailedFile,
    FileProgress,
    FileReport,
    Limits,
    Page,
    Pages,
    Progress,
    Records,
    Request,
    Response,
    RetryPolicy,
    Send,
    Stats,
    Stream,
    Surface,
    Timeouts,
    UploadFile,
    UserPayrollType,
)
from ditio_async.resources.documents import Description, DocumentPage, UploadResult
from ditio_async.resources.payroll import OvertimeLine, PayrollSummary
from ditio_async.resources.projects import Project
from ditio_async.resources.reporting import ImageRecord, ItemRegistration, ItemRegistrations, TimeRegistration
from ditio_async.resources.work_orders import WorkOrder
from ditio_async.sandbox import DitioSandbox
from ditio_async.scim import Add, Filter, Phone, Remove, Replace, User, UserPage, Users, ValuePath, attr


class Own(Struct, rename="camel"):
    id: str


async def projects(ditio: Ditio) -> None:
    assert_type(await ditio.projects.list(), list[Project])
    assert_type(await ditio.projects.get("p1"), Project)
    assert_type(await ditio.projects.get_by_number("P-1"), Project)
    project = await ditio.projects.create(project_number="P-1", name=None, start_date=dt.date(2026, 1, 1))
    assert_type(project, Project)
    assert_type(project.id, str)
    assert_type(project.name, str | None)
    assert_type(project.start_date, dt.datetime | None)
    assert_type(await ditio.projects.replace("p1", project_number="P-1", active=True), Project)
    assert_type(await ditio.projects.update("p1", name=UNSET, estimated_hour_qty=7), Project)
    assert_type(await ditio.projects.delete("p1"), None)


async def work_orders(ditio: Ditio) -> None:
    assert_type(await ditio.work_orders.create(project_id="p1", external_id="1", id="own"), WorkOrder)
    assert_type(await ditio.work_orders.list_for_project("p1"), list[WorkOrder])
    assert_type(await ditio.work_orders.list_for_project_number("P-1"), list[WorkOrder])
    assert_type(await ditio.work_orders.get_by_external_ids(external_project_number="E-1", external_id="1"), WorkOrder)
    assert_type(await ditio.work_orders.update("w1", parent_activity_id=""), WorkOrder)


async def documents(ditio: Ditio, progress: Callable[[int, int], None]) -> None:
    files = ditio.projects.documents
    assert_type(
        await files.upload("p1", [Path("a.pdf"), "b.pdf", UploadFile(b"", name="c.pdf")], progress=progress),
        UploadResult,
    )
    assert_type(await files.list("p1"), list[DocumentPage])
    assert_type(await files.describe("p1", "text"), Description)
    assert_type(await files.download("p1", "f1", "to.pdf"), Path)
    async with files.open("p1", "f1") as download:
        assert_type(download.name, str | None)
        async for chunk in download:
            assert_type(chunk, bytes)


async def payroll(ditio: Ditio) -> None:
    days = await ditio.payroll.summaries(
        from_work_date=dt.date(2026, 1, 1),
        to_work_date="2026-01-31",
        data_filter=DataFilter.ALL,
        user_payroll_type_filter=UserPayrollType.ALL_USERS,
        user_ids=["u1"],
    )
    assert_type(days, list[PayrollSummary])
    assert_type(days[0].overtime50_qty, float | None)
    assert_type(days[0].overtime_lines, list[OvertimeLine])
    lines = await ditio.payroll.lines(data_filter=5, user_payroll_type_filter="fixed-pay", voucher_number="1")
    assert_type(lines, list[dict[str, object]])
    assert_type(await ditio.payroll.file("to.csv", data_export_type=1), Path)


async def streams(ditio: Ditio) -> None:
    hours = ditio.reporting.time_registrations(from_date_time="2026-01-01", to_date_time=dt.date(2026, 1, 31))
    assert_type(hours, Stream[TimeRegistration])
    async for record in hours:
        assert_type(record, TimeRegistration)
        assert_type(record.qty, float | None)
    async for page in hours.pages(resume_from="token"):
        assert_type(page, Page[TimeRegistration])
        assert_type(page.records, list[TimeRegistration])
        assert_type(page.continuation_token, str | None)
    async for raw in hours.raw():
        assert_type(raw, Raw)
    assert_type(await hours.collect(limit=10), list[TimeRegistration])
    assert_type(hours.of(Own), Stream[Own])
    assert_type(ditio.reporting.images(sources=["feed"]), Stream[ImageRecord])
    async for incident in ditio.reporting.machine_incident_registrations(modified_since="2026-01-01"):
        assert_type(incident.base_type, str | int | None)
    assert_type(ditio.reporting.flow_locations(), Stream[dict[str, object]])
    any_stream = ditio.reporting.stream("/v1/new", {"ModifiedSince": dt.datetime.now(dt.UTC), "Ids": ["a", "b"]})
    assert_type(any_stream, Stream[dict[str, object]])


async def readers(ditio: Ditio, bad: list[DecodeError], told: list[Progress]) -> None:
    hours = ditio.reporting.time_registrations().on_bad_record(bad.append).on_progress(told.append).windows(days=7)
    assert_type(hours, Stream[TimeRegistration])
    async with hours.ahead(pages=3, resume_from=None) as records:
        assert_type(records, Records[TimeRegistration])
        async for record in records:
            assert_type(record, TimeRegistration)
    async with hours.raw().eager() as raws:
        assert_type(await anext(raws), Raw)
    async with hours.of(Own).split(days=0.5, concurrency=2, in_order=True, resume_from="bookmark") as own:
        assert_type(own.pages(), Pages[Own])
        assert_type(own.bookmark, str | None)
        assert_type(own.progress, Progress)


async def files(ditio: Ditio, folder: Path, told: list[FileProgress]) -> None:
    assert_type(await ditio.files.download("id", folder), Path)
    checklists = ditio.reporting.checklist_registrations()
    report = await ditio.files.download_many(checklists, folder, name="{id}", on_progress=told.append)
    assert_type(report, FileReport)
    assert_type(report.failed, list[FailedFile])
    await ditio.files.download_many([{"pdfUrl": None}], str(folder), concurrency=2)
    await ditio.files.download_images(ditio.reporting.images(), folder, sizes=["large", "thumbnail"])


async def items(ditio: Ditio, bad: list[DecodeError]) -> None:
    found = ditio.reporting.item_registrations(from_date=dt.date(2026, 1, 1), to_date="2026-01-31")
    assert_type(found, ItemRegistrations)
    assert_type(found.on_bad_row(bad.append), ItemRegistrations)
    assert_type(await found.collect(limit=5), list[ItemRegistration])
    async for item in found:
        assert_type(item.qty, float | None)
        assert_type(item.trans_date, dt.datetime | None)


async def scim(ditio: Ditio) -> None:
    kari = attr("userName").eq("kari@fjell.no") & ~attr("meta.created").lt(dt.datetime.now(dt.UTC)) | attr("title").pr()
    assert_type(kari, Filter)
    work = attr("phoneNumbers").where(attr("type").eq("work"))
    assert_type(work, ValuePath)
    assert_type(work & kari, Filter)
    users = ditio.scim.users(filter=kari, count=50)
    assert_type(users, Users)
    async for user in users:
        assert_type(user, User)
        assert_type(user.version, str | None)
    async for page in ditio.scim.users(filter='userName eq "x"').pages():
        assert_type(page, UserPage)
        assert_type(page.total_results, int | None)
    assert_type(await users.collect(limit=1), list[User])
    assert_type(await ditio.scim.get_user("u1"), User)
    made = await ditio.scim.create_user(user_name="kari@fjell.no", active=True, mobile_phone="1", display_name=None)
    assert_type(made, User)
    phones = [Phone("1", "work", primary=True), *made.phone_numbers]
    whole = await ditio.scim.replace_user("u1", user_name="kari@fjell.no", phone_numbers=phones, if_match=made.version)
    assert_type(whole, User)
    operations = [
        Replace("active", False),
        Add(None, {"phoneNumbers": phones}),
        Remove(work),
        Remove(work.sub("value")),
    ]
    assert_type(await ditio.scim.update_user("u1", operations, if_match=None), User)
    assert_type(await ditio.scim.delete_user("u1", if_match=whole.version), None)


async def anything_else(ditio: Ditio) -> None:
    response = await ditio.request("POST", "/api/x", json={"a": 1}, surface=Surface.CORE, replay=True)
    assert_type(response, Response)
    assert_type(response.status, int)
    assert_type(response.headers, Mapping[str, str])
    assert_type(response.body, bytes)
    assert_type(ditio.with_options(timeout=5, retries=0, headers={"X-Trace": "1"}), Ditio)


async def layer(request: Request, send: Send) -> Response:
    return await send(request)


async def vault() -> ClientCredentials:
    return ClientCredentials("id", "secret")


async def tokens(surface: Surface, refused: str | None) -> AccessToken:
    return AccessToken("token", 3600)


async def sessions() -> None:
    async with DitioSession(credentials=vault, middleware=[layer], environment=Environment.PRODUCTION) as ditio:
        assert_type(ditio, DitioSession)
        assert_type(ditio.stats, Stats)
    async with DitioSession(
        "id", "secret", limits=Limits(concurrency=4), retry=RetryPolicy(attempts=2), timeouts=Timeouts(call=5)
    ) as ditio:
        pass
    DitioSession(scim_token="token")
    async with DitioSandbox(records=10, seed=7) as sandbox, DitioSession(**sandbox.credentials) as ditio:
        assert_type(sandbox.url, str)


def signatures(ditio: Ditio) -> None:
    """A call can be handed on as what it is."""
    get: Callable[[str], Any] = ditio.projects.get
    _ = get
