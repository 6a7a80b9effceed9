"""The streams of registrations beside the hours: fields, windows, modes, deletions, joins, pages."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from ditio_async.sandbox import DitioSandbox

from .conftest import PROJECTS, TASKS, Api
from .documented import DELETIONS, JOINS, NEVER_FILLED, STREAMS, V1

EVER = {"ModifiedSince": "2024-01-01"}
JANUARY = {"FromDateTime": "2026-01-01", "ToDateTime": "2026-02-01"}
WINDOWED = sorted(name for name, known in STREAMS.items() if known.date)
INCREMENTAL = sorted(name for name, known in STREAMS.items() if known.incremental)
DELETING = sorted(name for name, known in STREAMS.items() if known.deletions != "none")

every_stream = pytest.mark.parametrize("name", sorted(STREAMS))


@every_stream
async def test_records_have_exactly_the_documented_fields_and_fill_them(api: Api, name: str) -> None:
    known = STREAMS[name]
    rows = await api.rows(f"{V1}/{name}", **known.whole)
    live = [row for row in await api.rows(f"{V1}/{name}", **known.whole, **EVER) if not row.get("isDeleted")]
    assert all(row.keys() == known.names for row in rows + live)
    filled = {field for row in rows for field, value in row.items() if value not in (None, [])}
    assert known.names - filled - DELETIONS == NEVER_FILLED.get(name, set())
    assert {row["id"] for row in rows} == {row["id"] for row in live}
    assert not any(row.get("isDeleted") for row in rows)


@pytest.mark.parametrize("name", WINDOWED)
async def test_the_window_is_on_the_documented_date_and_includes_both_ends(api: Api, name: str) -> None:
    known = STREAMS[name]
    rows = await api.rows(f"{V1}/{name}", **{**known.whole, **JANUARY})
    dates = [row[known.date] for row in rows]
    assert len(rows) >= 10
    assert all("2026-01-01" <= date <= "2026-02-01T00:00:00.0000000Z" for date in dates)
    assert dates == sorted(dates)
    edges = await api.rows(f"{V1}/{name}", **{**known.whole, "FromDateTime": dates[0], "ToDateTime": dates[-1]})
    assert edges == rows


@pytest.mark.parametrize("name", sorted(STREAMS.keys() - WINDOWED))
async def test_a_stream_without_a_window_ignores_it(api: Api, name: str) -> None:
    assert await api.rows(f"{V1}/{name}", **JANUARY) == await api.rows(f"{V1}/{name}")


@every_stream
async def test_small_pages_hand_out_each_record_once_in_both_modes(api: Api, name: str) -> None:
    known = STREAMS[name]
    for mode in ({}, EVER):
        asked = {**known.whole, **mode}
        whole = await api.rows(f"{V1}/{name}", **asked)
        pages = [page async for page in api.pages(f"{V1}/{name}", **asked, ChunkLimit=len(whole) // 4)]
        assert len(pages) > 3
        assert [row["id"] for page in pages for row in page["data"]] == [row["id"] for row in whole]
        assert len({row["id"] for row in whole}) == len(whole)
        assert all(page["deletedRecordCount"] == sum(r.get("isDeleted", False) for r in page["data"]) for page in pages)
    if known.incremental:
        changes = [row.get("deletedDateTime") or row["modifiedDateTime"] for row in whole]
        assert changes == sorted(changes)


@pytest.mark.parametrize("name", DELETING)
async def test_a_deletion_comes_in_incremental_mode_as_it_is_documented(api: Api, name: str) -> None:
    known = STREAMS[name]
    gone = [row for row in await api.rows(f"{V1}/{name}", **known.whole, **EVER) if row["isDeleted"]]
    assert gone
    for row in gone:
        assert row.keys() == known.names
        filled = {field for field, value in row.items() if value is not None}
        if known.deletions == "tombstone":
            assert filled == {"id", "modifiedDateTime", *DELETIONS}
            assert row["modifiedDateTime"] == row["deletedDateTime"]
        else:
            assert filled >= {"templateName", "projectId", "sections", *DELETIONS}


@pytest.mark.parametrize("name", sorted(STREAMS.keys() - INCREMENTAL))
async def test_a_stream_that_is_always_read_whole_ignores_modified_since(api: Api, name: str) -> None:
    page = (await api("GET", f"{V1}/{name}", params={"ModifiedSince": "2099-01-01"})).json
    assert page["data"] == await api.rows(f"{V1}/{name}")
    assert page["syncTypeName"] == "full"


async def test_records_join_one_another(api: Api) -> None:
    names = STREAMS.keys() | JOINS.keys()
    rows = {name: await api.rows(f"{V1}/{name}", **(STREAMS[name].whole if name in STREAMS else {})) for name in names}
    for target, keys in JOINS.items():
        for key, users in keys.items():
            there = {row[key] for row in rows[target]}
            for name, fields in users.items():
                for field in fields.split():
                    values = {row[field] for row in rows[name]} - {None}
                    assert values, (name, field)
                    assert values <= there, (name, field)


async def test_a_work_order_is_one_of_the_project_that_is_named_beside_it(api: Api) -> None:
    orders = {row["id"]: row["projectId"] for row in await api.rows(f"{V1}/project/work-breakdown-structure")}
    for name in ("incident-registrations", "flow-trip-registrations", "images"):
        rows = [row for row in await api.rows(f"{V1}/{name}") if row["taskId"]]
        assert {(row["taskId"], row["projectId"]) for row in rows} <= orders.items()


@pytest.mark.parametrize("name", ["machine-registrations", "checklist-registrations", "flow-trip-registrations"])
async def test_the_filters_that_all_streams_share_restrict(api: Api, sandbox: DitioSandbox, name: str) -> None:
    path = f"{V1}/{name}"
    rows = await api.rows(path)
    own, subsidiary = sandbox._state.companies
    project = rows[0]["projectId"]
    assert {row["projectId"] for row in await api.rows(path, ProjectId=project)} == {project}
    of_subsidiary = {row["id"] for row in await api.rows(path, CompanyId=subsidiary)}
    of_own = {row["id"] for row in await api.rows(path, CompanyId=own)}
    assert of_subsidiary
    assert of_subsidiary | of_own == {row["id"] for row in rows}
    assert {row["id"] for row in await api.rows(path, ExcludeDataFromSubsidiaries="true")} == of_own
    assert 0 < len(await api.rows(path, OwnCompanyDataOnly="true")) < len(rows)


async def test_the_data_does_not_depend_on_what_was_asked_first() -> None:
    import aiohttp

    found = []
    for order in (sorted(STREAMS), sorted(STREAMS, reverse=True)):
        async with DitioSandbox(records=0, seed=11, port=0) as sandbox, aiohttp.ClientSession() as http:
            api = Api(sandbox, http)
            await api.fetch_token()
            rows = {name: [row["id"] for row in await api.rows(f"{V1}/{name}", **EVER)] for name in order}
            found.append(rows)
    assert found[0] == found[1]


async def test_what_is_done_on_site_shows_in_the_next_incremental_run(api: Api, sandbox: DitioSandbox) -> None:
    incidents, path = sandbox.registrations("/v1/incident-registrations"), f"{V1}/incident-registrations"
    first, second = (await api.rows(path))[:2]
    added = incidents.add({"title": "Ny", "projectId": first["projectId"]})
    since = {"ModifiedSince": next(r for r in await api.rows(path) if r["id"] == added)["modifiedDateTime"]}
    incidents.change(first["id"], {"statusText": "Closed"})
    incidents.delete(second["id"])
    rows = [row for row in await api.rows(path, **since) if row["id"] in {added, first["id"], second["id"]}]
    assert [(row["id"], row["title"], row["statusText"], row["isDeleted"]) for row in rows] == [
        (added, "Ny", None, False),
        (first["id"], first["title"], "Closed", False),
        (second["id"], None, None, True),
    ]
    assert rows[0].keys() == STREAMS["incident-registrations"].names
    for gone in (second["id"], "unknown"):
        with pytest.raises(KeyError):
            incidents.delete(gone)


async def test_a_deleted_project_takes_its_registrations_along(api: Api) -> None:
    path = f"{V1}/flow-trip-registrations"
    project = (await api.rows(path))[0]["projectId"]
    before = {row["id"] for row in await api.rows(path, ProjectId=project)}
    await api("DELETE", f"{PROJECTS}/{project}")
    assert await api.rows(path, ProjectId=project) == []
    rows = await api.rows(path, **EVER)
    assert before <= {row["id"] for row in rows if row["isDeleted"]}


async def test_a_work_order_with_mass_haul_cannot_be_deleted() -> None:
    import aiohttp

    async with DitioSandbox(records=0) as sandbox, aiohttp.ClientSession() as http:
        api = Api(sandbox, http)
        await api.fetch_token()
        task = (await api.rows(f"{V1}/flow-trip-registrations"))[0]["taskId"]
        refused = await api("DELETE", f"{TASKS}/{task}")
        assert (refused.status, "mass haul" in refused.json["message"]) == (400, True)


async def test_machine_registrations_take_both_ends_of_a_window_or_none(api: Api) -> None:
    for end, other in itertools.permutations(JANUARY):
        refused = await api("GET", f"{V1}/machine-registrations", params={end: JANUARY[end]})
        assert (refused.status, other in refused.json["message"]) == (400, True)


async def test_extended_payroll_lines_are_approved_ones_of_people_paid_by_the_hour_unless_told_otherwise(
    api: Api,
) -> None:
    path = f"{V1}/payroll-lines-extended"

    async def ids(**params: str) -> set[str]:
        return {row["id"] for row in await api.rows(path, **params)}

    usual = await api.rows(path)
    assert all(row["approved"] for row in usual)
    approved = {row["id"] for row in usual}
    by_hour = await ids(ExportFilter="All", UserPayrollTypeFilter="PaidByHour")
    of_all = await ids(UserPayrollTypeFilter="AllUsers")
    assert approved < by_hour
    assert approved < of_all
    assert approved == by_hour & of_all
    assert len(await ids(ExportFilter="All", UserPayrollTypeFilter="AllUsers")) > len(by_hour | of_all)
    for params in ({"ExportFilter": "Some"}, {"UserPayrollTypeFilter": "Nobody"}):
        assert (await api("GET", path, params=params)).status == 400


async def test_overtime_is_told_line_by_line(api: Api) -> None:
    rows = await api.rows(f"{V1}/payroll-lines-extended")
    lines = [line for row in rows for line in row["overtimeLines"]]
    assert {line["lineType"] for line in lines} == {20, 30, 41}
    assert all(line.keys() == {*"payrollTypeId name lineType overtimeType sorting qty".split()} for line in lines)
    for row in rows:
        levels = {line["lineType"]: line["qty"] for line in row["overtimeLines"]}
        assert (levels.get(20, 0), levels.get(30, 0)) == (row["overtime50Qty"], row["overtime100Qty"])
        assert row["standardQty"] + row["overtime50Qty"] + row["overtime100Qty"] == row["qty"]


async def test_images_are_of_the_sources_that_are_asked_for(api: Api) -> None:
    path = f"{V1}/images"
    assert {row["source"] for row in await api.rows(path)} == {"feed", "alert", "checklist"}
    answer = await api("GET", path, params=[("Sources", "feed"), ("Sources", "Alert"), ("ChunkLimit", "10000")])
    assert {row["source"] for row in answer.json["data"]} == {"feed", "alert"}
    assert (await api("GET", path, params={"Sources": "sky"})).status == 400


async def test_the_images_of_a_deleted_record_are_gone(api: Api, sandbox: DitioSandbox) -> None:
    async def shown() -> set[str]:
        return {row["originalUrl"] for row in await api.rows(f"{V1}/images")}

    def images_of(row: dict[str, Any]) -> set[str]:
        return {image["url"] for section in row["sections"] for image in section["images"]}

    checklists = await api.rows(f"{V1}/checklist-registrations", **EVER)
    assert {bool(row["isDeleted"]) for row in checklists if images_of(row)} == {True, False}
    before = await shown()
    assert not before & {link for row in checklists if row["isDeleted"] for link in images_of(row)}
    row = next(row for row in checklists if images_of(row) and not row["isDeleted"])
    sandbox.registrations("/v1/checklist-registrations").delete(row["id"])
    assert before - await shown() == images_of(row)


async def test_crew_lists_are_of_the_projects_that_are_asked_for_and_of_open_passages_when_asked(api: Api) -> None:
    path, since = f"{V1}/crew-list-registrations", {"FromDateTime": "2025-01-01"}
    closed = await api.rows(path, **since)
    everyone = await api.rows(path, **since, IncludeOpen="true")
    assert all(row["checkOutDateTime"] for row in closed)
    assert [row for row in everyone if row["checkOutDateTime"]] == closed != everyone
    some = sorted({row["projectId"] for row in closed})[:2]
    assert {row["projectId"] for row in await api.rows(path, **since, ProjectIds=", ".join(some))} == {*some}


async def test_a_crew_list_without_dates_is_todays_by_the_clock_of_the_sandbox() -> None:
    import datetime as dt

    import aiohttp

    noon = dt.datetime(2026, 1, 14, 12, tzinfo=dt.UTC).timestamp()
    async with DitioSandbox(clock=lambda: noon) as sandbox, aiohttp.ClientSession() as http:
        api = Api(sandbox, http)
        await api.fetch_token()
        rows = await api.rows(f"{V1}/crew-list-registrations", IncludeOpen="true")
        assert rows
        assert all(row["checkInDateTime"].startswith("2026-01-14") for row in rows)
