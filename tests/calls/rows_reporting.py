"""Streams, calls by path, and what must be on the wire."""

from __future__ import annotations

import datetime as dt

from msgspec import Raw

from ditio_async import Surface
from ditio_async.resources.reporting import TimeRegistration

from ..support.strict import Answer
from .table import NOON, ODD, ODD_SENT, SUMMER, WINTER, Case, sent

HOURS = "GET /reporting/v1/time-registrations"
EVERYTHING = {
    "modified_since": WINTER,
    "modified_before": SUMMER,
    "project_id": ODD,
    "company_id": "æ&b=c",
    "own_company_data_only": True,
    "exclude_data_from_subsidiaries": False,
    "chunk_limit": 10_000,
    "from_date_time": "2026-01-31T15:00:00Z",
    "to_date_time": dt.date(2026, 2, 28),
}
EVERYTHING_SENT = (
    f"ProjectId={ODD_SENT}&CompanyId=%C3%A6%26b%3Dc&OwnCompanyDataOnly=true&ExcludeDataFromSubsidiaries=false"
    "&ChunkLimit=10000&ModifiedSince=2026-01-31T12%3A00%3A00.250000Z&ModifiedBefore=2026-06-30T22%3A30%3A00Z"
    "&FromDateTime=2026-01-31T15%3A00%3A00Z&ToDateTime=2026-02-28"
)
ROW = {"id": "r1", "workDate": "2026-01-31T00:00:00", "startDateTime": "2026-01-31T13:00:00+01:00", "qty": 7.5}
RECORD = TimeRegistration(
    id="r1",
    work_date=dt.datetime(2026, 1, 31),  # noqa: DTZ001  # the server says no offset
    start_date_time=NOON,
    qty=7.5,
)
DELETED = {"id": "r2", "isDeleted": True, "deletedDateTime": "2026-01-31T12:00:00Z", "workDate": None, "qty": None}
TOMBSTONE = TimeRegistration(id="r2", is_deleted=True, deleted_date_time=NOON)
META = {"links": {"next": None}, "syncTypeName": "incremental", "recordCount": 2, "deletedRecordCount": 1}

STREAMS = [
    Case(
        "reporting.time_registrations",
        "no filter, no records",
        lambda ditio: ditio.reporting.time_registrations().collect(),
        sent(HOURS),
        Answer({"data": []}),
        [],
    ),
    Case(
        "reporting.time_registrations",
        "the whole filter",
        lambda ditio: ditio.reporting.time_registrations(**EVERYTHING).collect(limit=2),
        sent(f"{HOURS}?{EVERYTHING_SENT}"),
        Answer({"data": [ROW, DELETED], "continuationToken": "more", **META}),
        [RECORD, TOMBSTONE],
    ),
    Case(
        "reporting.time_registrations",
        "raw records",
        lambda ditio: ditio.reporting.time_registrations(chunk_limit=1).raw().collect(),
        sent(f"{HOURS}?ChunkLimit=1"),
        Answer(b'{"data":[{"id": "r1" , "new":7.0}],"continuationToken":""}'),
        [Raw(b'{"id": "r1" , "new":7.0}')],
    ),
    Case(
        "reporting.stream",
        "no parameters",
        lambda ditio: ditio.reporting.stream("/v1/project").collect(),
        sent("GET /reporting/v1/project"),
        Answer({"data": [{"id": "p1", "name": None}], "continuationToken": None}),
        [{"id": "p1", "name": None}],
    ),
    Case(
        "reporting.stream",
        "a list of values",
        lambda ditio: ditio.reporting.stream(
            "/v1/images",
            {"Sources": ["feed", "alert", "checklist"], "FromDateTime": SUMMER, "ToDateTime": None, "ChunkLimit": 7},
        ).collect(),
        sent(
            "GET /reporting/v1/images?Sources=feed&Sources=alert&Sources=checklist"
            "&FromDateTime=2026-06-30T22%3A30%3A00Z&ChunkLimit=7"
        ),
        Answer({"data": [{"id": "i1", "source": "feed", "latitude": 59}]}),
        [{"id": "i1", "source": "feed", "latitude": 59}],
    ),
    Case(
        "reporting.stream",
        "text, a date and a bool",
        lambda ditio: ditio.reporting.stream(
            "/v1/crew-list-registrations", {"ProjectIds": "p 1,æ", "ModifiedSince": NOON.date(), "IncludeOpen": False}
        ).collect(),
        sent(
            "GET /reporting/v1/crew-list-registrations?ProjectIds=p%201%2C%C3%A6&ModifiedSince=2026-01-31"
            "&IncludeOpen=false"
        ),
        Answer({"data": [{"id": "c1", "checkOutDateTime": None, "nytt": {"a": []}}]}),
        [{"id": "c1", "checkOutDateTime": None, "nytt": {"a": []}}],
    ),
]
ANYTHING = [
    Case(
        "request",
        "GET",
        lambda ditio: ditio.request("GET", "/api/MachineType"),
        sent("GET /core/api/MachineType"),
        Answer([{"id": "m1"}]),
        (200, [{"id": "m1"}]),
    ),
    Case(
        "request",
        "GET with parameters, and the method in lower case",
        lambda ditio: ditio.request(
            "get", "/api/projects/search", surface="core", query={"searchString": ODD, "activeOnly": True}
        ),
        sent(f"GET /core/api/projects/search?searchString={ODD_SENT}&activeOnly=true"),
        Answer([]),
        (200, []),
    ),
    Case(
        "request",
        "GET with a path that needs encoding, and one part that has it",
        lambda ditio: ditio.request("GET", "/api/integration/absences/a b|æ/100%25"),
        sent("GET /core/api/integration/absences/a%20b%7C%C3%A6/100%25"),
        Answer({"externalId": "a"}),
        (200, {"externalId": "a"}),
    ),
    Case(
        "request",
        "GET from reporting",
        lambda ditio: ditio.request(
            "GET", "/v1/time-registrations", surface=Surface.REPORTING, query={"FromDateTime": SUMMER}
        ),
        sent(f"{HOURS}?FromDateTime=2026-06-30T22%3A30%3A00Z"),
        Answer({"data": []}),
        (200, {"data": []}),
    ),
    Case(
        "request",
        "POST to mass transport",
        lambda ditio: ditio.request(
            "POST", "/api/external-weight-measure/query", surface="mass_transport", json=[{"anything": None}]
        ),
        sent("POST /mass_transport/api/external-weight-measure/query", [{"anything": None}]),
        Answer([]),
        (200, []),
    ),
    Case(
        "request",
        "POST of JSON",
        lambda ditio: ditio.request(
            "POST", "/api/project-external-reference", json={"externalRefType": "ProcessCode", "externalRefValue": "Å"}
        ),
        sent("POST /core/api/project-external-reference", {"externalRefType": "ProcessCode", "externalRefValue": "Å"}),
        Answer({"id": "e1"}, 201),
        (201, {"id": "e1"}),
    ),
    Case(
        "request",
        "POST of bytes",
        lambda ditio: ditio.request(
            "POST",
            "/api/project-external-reference",
            body=b'{"externalRefType": "x", "externalRefValue": "y"}',
            content_type="application/json; charset=utf-8",
        ),
        sent("POST /core/api/project-external-reference", {"externalRefType": "x", "externalRefValue": "y"}),
        Answer({}),
        (200, {}),
    ),
    Case(
        "request",
        "PUT of an empty text",
        lambda ditio: ditio.request("PUT", "/api/v4/integration/machines/m1", json={"note": ""}),
        sent("PUT /core/api/v4/integration/machines/m1", {"note": ""}),
        Answer({"id": "m1"}),
        (200, {"id": "m1"}),
    ),
    Case(
        "request",
        "PUT without a body",
        lambda ditio: ditio.request("PUT", "/api/project-external-reference/disable/e1"),
        sent("PUT /core/api/project-external-reference/disable/e1"),
        Answer({}),
        (200, {}),
    ),
    Case(
        "request",
        "PATCH with null",
        lambda ditio: ditio.request("PATCH", "/api/v4/integration/machines/m1", json={"note": None}),
        sent("PATCH /core/api/v4/integration/machines/m1", {"note": None}),
        Answer({"id": "m1"}),
        (200, {"id": "m1"}),
    ),
    Case(
        "request",
        "DELETE",
        lambda ditio: ditio.request("DELETE", "/api/v4/integration/machines/m1"),
        sent("DELETE /core/api/v4/integration/machines/m1"),
        Answer(status=204),
        (204, None),
    ),
]
ROWS = [*STREAMS, *ANYTHING]
