"""The payroll export: periods, filters, the same days as the streams of payroll lines."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import AsyncIterator, Sequence
from typing import Any

import aiohttp
import pytest

from ditio_async.sandbox import DitioSandbox

from .conftest import Answer, Api
from .documented import STREAMS, V1

PATH = "/core/api/payroll-export"
TODAY = dt.datetime(2026, 1, 31, 12, tzinfo=dt.UTC)
JANUARY = {"fromWorkDate": "2026-01-01", "toWorkDate": "2026-01-31"}
WHOLE = {**JANUARY, "dataFilter": "10", "userPayrollTypeFilter": "all-users"}

Params = dict[str, str]


@pytest.fixture
async def sandbox() -> AsyncIterator[DitioSandbox]:
    async with DitioSandbox(records=0, clock=TODAY.timestamp) as sandbox:
        yield sandbox


@pytest.fixture
async def api(sandbox: DitioSandbox) -> AsyncIterator[Api]:
    async with aiohttp.ClientSession() as http:
        api = Api(sandbox, http)
        await api.fetch_token()
        yield api


async def asked(api: Api, params: Params | Sequence[tuple[str, str]] = (), path: str = PATH) -> list[dict[str, Any]]:
    answer: Answer = await api("GET", path, params=params)
    assert answer.status == 200, answer.json
    return answer.json


async def test_the_days_are_those_of_the_extended_payroll_lines(api: Api) -> None:
    lines = await api.rows(
        f"{V1}/payroll-lines-extended",
        **STREAMS["payroll-lines-extended"].whole,
        FromDateTime="2026-01-01",
        ToDateTime="2026-01-31",
    )
    shown = STREAMS["payroll-lines-extended"].names - {"isDeleted", "deletedDateTime"}
    days = await asked(api, WHOLE)
    assert len(days) > 20
    assert all(day.keys() == shown for day in days)
    by_id = {line["id"]: line for line in lines}
    assert {day["id"] for day in days} == by_id.keys()
    assert len({(day["userId"], day["transDateTime"]) for day in days}) == len(days)
    assert all(day.items() <= by_id[day["id"]].items() for day in days)


async def test_it_has_two_names_and_takes_a_slash_at_the_end(api: Api) -> None:
    answers = [await asked(api, JANUARY, PATH + end) for end in ("", "/", "/readonly", "/readonly/")]
    assert answers[0]
    assert all(answer == answers[0] for answer in answers)


async def test_without_a_period_it_is_the_last_fourteen_days(api: Api) -> None:
    usual = await asked(api)
    assert usual
    assert usual == await asked(api, {"fromWorkDate": "2026-01-17", "toWorkDate": "2026-01-31"})
    assert usual == await asked(api, {"fromWorkDate": "2026-01-17"})
    assert usual == [d for d in await asked(api, JANUARY) if d["transDateTime"] >= "2026-01-17"]


@pytest.mark.parametrize(
    ("params", "named"),
    [
        ({"fromWorkDate": "2026-01-01", "toWorkDate": "2026-02-16"}, "45"),
        ({"fromWorkDate": "2026-01-02", "toWorkDate": "2026-01-01"}, "toWorkDate"),
        ({"fromWorkDate": "01.01.2026"}, "fromWorkDate"),
        ({"toWorkDate": "2026-01-01T00:00:00Z"}, "toWorkDate"),
        ({"modifiedSinceDate": "2025-01-30"}, "a year"),
        ({"modifiedSinceDate": "soon"}, "modifiedSinceDate"),
        ({"dataFilter": "7"}, "dataFilter"),
        ({"userPayrollTypeFilter": "PaidByHour"}, "userPayrollTypeFilter"),
        ({"overridePayrollExportSettingsForFixedPayEmployees": "maybe"}, "overridePayroll"),
    ],
)
async def test_what_makes_no_sense_is_refused_and_named(api: Api, params: Params, named: str) -> None:
    for path in ("", "/readonly", "/summary-as-lines", "/file"):
        refused = await api("GET", PATH + path, params=params)
        assert refused.status == 400
        assert named in refused.body.decode()


async def test_the_edges_are_allowed(api: Api) -> None:
    await asked(api, {"fromWorkDate": "2026-01-01", "toWorkDate": "2026-02-15"})
    await asked(api, {"modifiedSinceDate": "2025-01-31"})
    one = await asked(api, {"fromWorkDate": "2026-01-14", "toWorkDate": "2026-01-14"})
    assert {day["transDateTime"][:10] for day in one} == {"2026-01-14"}


@pytest.mark.parametrize("day", ["0001-01-01", "0001-01-14", "9999-12-31"])
async def test_the_ends_of_the_calendar_are_days_like_others(api: Api, day: str) -> None:
    assert await asked(api, {"toWorkDate": day, "fromWorkDate": day}) == []
    assert (await api("GET", PATH, params={"toWorkDate": day})).status == 200


async def test_days_are_approved_locked_or_all(api: Api) -> None:
    everything = await asked(api, WHOLE)
    approved = [day for day in everything if day["approved"]]
    locked = [day for day in everything if day["lockedQty"] or day["absenceLockedQty"]]
    assert 0 < len(locked) < len(approved) < len(everything)
    for number, days in (("0", approved), ("5", locked), ("10", everything)):
        assert await asked(api, {**WHOLE, "dataFilter": number}) == days
    assert await asked(api, {**JANUARY, "userPayrollTypeFilter": "all-users"}) == approved


async def test_people_are_paid_by_the_hour_or_otherwise_or_all(api: Api) -> None:
    by_hour, fixed, everyone = [
        await asked(api, {**WHOLE, "userPayrollTypeFilter": who}) for who in ("paid-by-hour", "fixed-pay", "all-users")
    ]
    assert fixed
    assert not {day["userId"] for day in by_hour} & {day["userId"] for day in fixed}
    assert len(by_hour) + len(fixed) == len(everyone)
    assert by_hour == await asked(api, {**JANUARY, "dataFilter": "10"})


async def test_days_that_changed_since(api: Api) -> None:
    days = await asked(api, WHOLE)
    since = sorted(day["modifiedDateTime"] for day in days)[len(days) // 2]
    changed = await asked(api, {**WHOLE, "modifiedSinceDate": since})
    assert changed == [day for day in days if day["modifiedDateTime"] >= since]
    assert 0 < len(changed) < len(days)


async def test_lists_of_ids_restrict(api: Api, sandbox: DitioSandbox) -> None:
    days = await asked(api, WHOLE)
    users = sorted({day["userId"] for day in days})[:2]
    some = await asked(api, [*WHOLE.items(), *(("userIds", user) for user in users)])
    assert some == [day for day in days if day["userId"] in users]
    own = sandbox.company_id
    assert await asked(api, {**WHOLE, "companyIds": own}) == [day for day in days if day["companyId"] == own]
    lines = [line for day in days for line in day["overtimeLines"]]
    kind = lines[0]["payrollTypeId"]
    with_kind = [day for day in days if kind in {line["payrollTypeId"] for line in day["overtimeLines"]}]
    assert await asked(api, {**WHOLE, "payrollTypeIds": kind}) == with_kind
    types = {row["absenceTypeId"] for row in await api.rows(f"{V1}/absence-registrations")}
    absent = await asked(api, [*WHOLE.items(), *(("absenceTypeIds", type) for type in types)])
    assert absent == [day for day in days if day["absenceQty"]] != []
    projects = [row["id"] for row in await api.rows(f"{V1}/project")]
    parts = [await asked(api, {**WHOLE, "projectIds": project}) for project in projects]
    assert sorted(day["id"] for part in parts for day in part) == sorted(day["id"] for day in days)
    assert sum(bool(part) for part in parts) > 1


async def test_lines_add_up_to_the_days(api: Api) -> None:
    days = await asked(api, WHOLE)
    lines = await asked(api, {**WHOLE, "voucherNumber": "B-77"}, PATH + "/summary-as-lines")
    by_hand = sum(line["qty"] for day in days for line in day["overtimeLines"] if line["lineType"] == 41)
    assert sum(line["qty"] for line in lines) == sum(day["qty"] + day["absenceQty"] for day in days) + by_hand
    assert {line["voucherNumber"] for line in lines} == {"B-77"}
    kind = lines[0]["payrollTypeId"]
    chosen = await asked(api, {**WHOLE, "payrollTypeIds": kind}, PATH + "/summary-as-lines")
    assert [{**line, "voucherNumber": "B-77"} for line in chosen] == [
        line for line in lines if line["payrollTypeId"] == kind
    ]


async def test_the_file_has_the_lines(api: Api) -> None:
    lines = await asked(api, WHOLE, PATH + "/summary-as-lines")
    answer = await api("GET", PATH + "/file", params={**WHOLE, "dataExportType": "3"})
    shown = aiohttp.multipart.parse_content_disposition(answer.headers["Content-Disposition"])[1]
    assert shown["filename*"] == "Lønn 2026-01-01 2026-01-31 (3).csv"
    rows = [*csv.reader(io.StringIO(answer.body.decode()), delimiter=";")]
    assert rows[0] == ["Ansattnummer", "Navn", "Dato", "Lønnsart", "Antall"]
    assert [(row[1], row[3], float(row[4].replace(",", "."))) for row in rows[1:]] == [
        (line["userName"], line["name"], line["qty"]) for line in lines
    ]
    assert (await api("GET", PATH + "/file", params={"dataExportType": "x"})).status == 400


async def test_it_takes_a_token_of_core_alone(api: Api) -> None:
    await api.fetch_token("reportingapiv1")
    assert (await api("GET", PATH)).status == 401
