"""Streams: pages, both modes, filters, joins, tombstones."""

from __future__ import annotations

import itertools

import pytest

from ditio_async.sandbox import DitioSandbox

from .conftest import HOURS, PROJECTS, TASKS, Api

USERS, RESOURCES = "/reporting/v1/user", "/reporting/v1/resource"
PROJECT_ROWS, ORDER_ROWS = "/reporting/v1/project", "/reporting/v1/project/work-breakdown-structure"


async def test_january_2026_has_a_thousand_registrations(api: Api) -> None:
    rows = await api.rows(HOURS, FromDateTime="2026-01-01", ToDateTime="2026-01-31")
    assert len(rows) >= 1000
    assert all(row["workDate"].startswith("2026-01-") for row in rows)


@pytest.mark.parametrize("mode", [{}, {"ModifiedSince": "2025-01-01"}])
async def test_pages_hand_out_each_record_once_and_never_split_a_timestamp(api: Api, mode: dict[str, str]) -> None:
    whole = await api.rows(HOURS, **mode, ChunkLimit=10_000)
    pages = [page async for page in api.pages(HOURS, **mode, ChunkLimit=100)]
    assert [row["id"] for page in pages for row in page["data"]] == [row["id"] for row in whole]
    assert len({row["id"] for row in whole}) == len(whole)
    key = "modifiedDateTime" if mode else "workDate"
    for page, following in itertools.pairwise(pages):
        assert page["data"][-1][key] < following["data"][0][key]
        assert 100 <= page["recordCount"] == len(page["data"]) <= 200
        assert page["syncTypeName"] == ("incremental" if mode else "full")


async def test_the_link_leads_to_the_next_page(api: Api) -> None:
    first = (await api("GET", f"{HOURS}?ChunkLimit=100&projectId=")).json
    following = (await api("GET", "/reporting" + first["links"]["next"])).json
    token = first["continuationToken"]
    same = (await api("GET", HOURS, params={"ChunkLimit": 100, "projectId": "", "ContinuationToken": token})).json
    assert following["data"] == same["data"] != first["data"]


@pytest.mark.parametrize(("asked", "got"), [("0", 1), ("-5", 1), ("1", 1), ("20000", 5000), (None, 2500)])
async def test_the_page_size_is_clamped(asked: str | None, got: int) -> None:
    async with DitioSandbox(records=5200) as sandbox:
        import aiohttp

        async with aiohttp.ClientSession() as http:
            api = Api(sandbox, http)
            await api.fetch_token()
            params = {"ChunkLimit": asked} if asked else {}
            page = (await api("GET", HOURS, params=params)).json
    assert got <= page["recordCount"] <= got + 200


async def test_a_token_is_of_no_use_with_other_parameters(api: Api) -> None:
    token = (await api("GET", HOURS, params={"ChunkLimit": 10})).json["continuationToken"]
    changed = (await api("GET", HOURS, params={"ModifiedSince": "2026-01-01", "ContinuationToken": token})).status
    filtered = (await api("GET", HOURS, params={"ProjectId": "x", "ContinuationToken": token})).status
    other = (await api("GET", USERS, params={"ContinuationToken": token})).status
    nonsense = (await api("GET", HOURS, params={"ContinuationToken": "æ"})).status
    larger = (await api("GET", HOURS, params={"chunkLimit": 50, "continuationToken": token})).status
    assert (changed, filtered, other, nonsense, larger) == (400, 400, 400, 400, 200)


async def test_the_window_includes_both_ends(api: Api) -> None:
    monday, tuesday = "2026-01-12T00:00:00Z", "2026-01-13T00:00:00Z"
    both = await api.rows(HOURS, FromDateTime=monday, ToDateTime=tuesday)
    first = await api.rows(HOURS, FromDateTime=monday, ToDateTime=monday)
    second = await api.rows(HOURS, FromDateTime=tuesday, ToDateTime="2026-01-13")
    assert len(first) + len(second) == len(both)
    assert first
    assert second


@pytest.mark.parametrize(
    "params",
    [
        {"ModifiedBefore": "2026-01-01"},
        {"ModifiedSince": "2026-01-02", "ModifiedBefore": "2026-01-02"},
        {"FromDateTime": "soon"},
        {"ChunkLimit": "many"},
        {"OwnCompanyDataOnly": "perhaps"},
    ],
)
async def test_a_filter_that_makes_no_sense_is_refused(api: Api, params: dict[str, str]) -> None:
    assert (await api("GET", HOURS, params=params)).status == 400


async def test_changes_come_oldest_first_and_deletions_as_tombstones(api: Api) -> None:
    rows = await api.rows(HOURS, ModifiedSince="2026-01-15T00:00:00Z", ModifiedBefore="2026-02-15T00:00:00Z")
    changes = [row["modifiedDateTime"] for row in rows]
    assert changes == sorted(changes)
    assert "2026-01-15" <= changes[0] <= changes[-1] < "2026-02-15"
    gone = [row for row in rows if row["isDeleted"]]
    assert gone
    for row in gone:
        filled = {name for name, value in row.items() if value is not None}
        assert filled == {"id", "isDeleted", "deletedDateTime", "modifiedDateTime"}
        assert row["deletedDateTime"] == row["modifiedDateTime"]
    full = {row["id"] for row in await api.rows(HOURS)}
    assert not full & {row["id"] for row in gone}


async def test_records_join_users_resources_projects_and_work_orders(api: Api) -> None:
    rows = await api.rows(HOURS)
    users = {row["identityUserId"] for row in await api.rows(USERS)}
    keys = [
        ("resourceId", RESOURCES),
        ("projectId", PROJECT_ROWS),
        ("taskId", ORDER_ROWS),
    ]
    assert {row["userId"] for row in rows} <= users
    for name, path in keys:
        assert {row[name] for row in rows} <= {row["id"] for row in await api.rows(path)}


async def test_filters_restrict(api: Api, sandbox: DitioSandbox) -> None:
    rows = await api.rows(HOURS)
    project = rows[0]["projectId"]
    own, subsidiary = sandbox._state.companies
    assert {r["projectId"] for r in await api.rows(HOURS, ProjectId=project)} == {project}
    assert {r["projectCompanyId"] for r in await api.rows(HOURS, CompanyId=subsidiary)} == {subsidiary}
    without = await api.rows(HOURS, ExcludeDataFromSubsidiaries="true")
    assert {r["projectCompanyId"] for r in without} == {own}
    mine = await api.rows(HOURS, OwnCompanyDataOnly="TRUE")
    assert {r["userCompanyName"] for r in mine} == {"Fjellhall Entreprenør AS"}
    assert 0 < len(mine) < len(rows)


async def test_what_crews_do_shows_in_both_modes(api: Api, sandbox: DitioSandbox) -> None:
    hours = sandbox.time_registrations
    known = (await api.rows(HOURS, FromDateTime="2026-03-02", ToDateTime="2026-03-06"))[:2]
    before = (await api.rows(HOURS, ModifiedSince="2026-10-01")) == []
    added = hours.add({"workDate": "2026-03-04T00:00:00Z", "qty": 7.5})
    hours.change(known[0]["id"], {"qty": 1.25})
    hours.delete(known[1]["id"])
    changed = await api.rows(HOURS, ModifiedSince="2026-10-01")
    assert before
    assert [(r["id"], r["qty"], r["isDeleted"]) for r in changed] == [
        (added, 7.5, False),
        (known[0]["id"], 1.25, False),
        (known[1]["id"], None, True),
    ]
    week = {r["id"]: r["qty"] for r in await api.rows(HOURS, FromDateTime="2026-03-02", ToDateTime="2026-03-06")}
    assert (week[added], week[known[0]["id"]], known[1]["id"] in week) == (7.5, 1.25, False)
    with pytest.raises(KeyError):
        hours.delete(known[1]["id"])


async def test_projects_and_work_orders_of_clients_are_in_their_streams(api: Api) -> None:
    project = await api.project("P-1", name="Ny")
    order = (await api.work_order(project, name="Graving")).json["id"]
    await api("PATCH", f"{PROJECTS}/{project}", json={"name": "Nyere"})
    since = {"ModifiedSince": "2026-10-01"}
    assert [(r["id"], r["name"]) for r in await api.rows(PROJECT_ROWS, **since)] == [(project, "Nyere")]
    assert [(r["id"], r["projectId"]) for r in await api.rows(ORDER_ROWS, **since)] == [(order, project)]
    await api("DELETE", f"{TASKS}/{order}")
    gone = (await api.rows(ORDER_ROWS, **since))[0]
    assert (gone["isDeleted"], gone["name"]) == (True, "Graving")
    assert gone["modifiedDateTime"] < gone["deletedDateTime"]
    assert order not in {r["id"] for r in await api.rows(ORDER_ROWS)}


async def test_the_same_seed_gives_the_same_data() -> None:
    import aiohttp

    rows = []
    for seed in (3, 3, 4):
        async with DitioSandbox(records=50, seed=seed) as sandbox, aiohttp.ClientSession() as http:
            api = Api(sandbox, http)
            await api.fetch_token()
            rows.append(await api.rows(HOURS))
    assert rows[0] == rows[1] != rows[2]


@pytest.mark.long
@pytest.mark.timeout(300)
def test_a_million_registrations_need_less_than_300_mb() -> None:
    import subprocess
    import sys

    program = (
        "import asyncio, resource\n"
        "from ditio_async.sandbox import DitioSandbox\n"
        "from ditio_async import DitioSession\n"
        "async def main():\n"
        "    async with DitioSandbox(records=1_000_000) as s, DitioSession(**s.credentials) as d:\n"
        "        full = changed = 0\n"
        "        async for page in d.reporting.time_registrations(chunk_limit=2500).raw().pages():\n"
        "            full += len(page.records)\n"
        "        async for page in d.reporting.time_registrations(modified_since='2025-01-01').raw().pages():\n"
        "            changed += len(page.records)\n"
        "    print(full, changed, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)\n"
        "asyncio.run(main())\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    full, changed, megabytes = map(int, done.stdout.split())
    assert (changed, full < changed) == (1_000_000, True)
    assert megabytes < 300
