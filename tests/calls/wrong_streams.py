"""Wrong calls of streams, and wrong requests."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

from .wrong import HALF, NAIVE, Wrong

HOURS = "reporting.time_registrations"
WITHOUT_WINDOW = [
    "/v1/checklist-registrations",
    "/v1/incident-registrations",
    "/v1/machine-checklist-registrations",
    "/v1/machine-incident-registrations",
    "/v1/flow-locations",
    "/v1/flow-mass-types",
    "/v1/project",
    "/v1/project/work-breakdown-structure",
    "/v1/user",
    "/v1/resource",
]


def hours(*words: str, **filter: Any) -> Wrong:
    return Wrong(HOURS, words, lambda ditio, _: ditio.reporting.time_registrations(**filter))


def stream(given: tuple[Any, ...], *words: str) -> Wrong:
    return Wrong("reporting.stream", words, lambda ditio, _: ditio.reporting.stream(*given))


def request(given: tuple[Any, ...], *words: str, **options: Any) -> Wrong:
    return Wrong("request", words, lambda ditio, _: ditio.request(*given, **options))


FILTERS = [
    *[
        hours(name, "is a naive datetime", ".replace(tzinfo=...)", **{name: NAIVE})
        for name in ("from_date_time", "to_date_time", "modified_since", "modified_before")
    ],
    *[
        hours(name, f"no ISO 8601 time: {text!r}", "write it as 2026-01-31T15:00:00Z", **{name: text})
        for name, text in (
            ("to_date_time", "31.01.2026"),
            ("from_date_time", "2026-13-01"),
            ("modified_since", "yesterday"),
            ("modified_before", ""),
            ("modified_since", "2026-01-31T25:00:00Z"),
            ("modified_since", "2026-01-31T12:00:00+1"),
        )
    ],
    hours("modified_since", "takes a date", "not int 20260131", modified_since=20260131),
    hours("to_date_time", "takes a date", "not list", to_date_time=["2026-01-31"]),
    hours(
        "from_date_time (2026-02-01) is after to_date_time (2026-01-31)",
        from_date_time="2026-02-01",
        to_date_time=dt.date(2026, 1, 31),
    ),
    hours(
        "from_date_time",
        "is after to_date_time",
        from_date_time="2026-01-31T12:00:01Z",
        to_date_time=dt.datetime(2026, 1, 31, 13, tzinfo=dt.timezone(dt.timedelta(hours=1))),
    ),
    hours("modified_before needs modified_since", modified_before="2026-01-31"),
    hours(
        "modified_before must be later than modified_since", modified_since="2026-01-31", modified_before="2026-01-31"
    ),
    hours(
        "modified_before must be later than modified_since",
        modified_since="2026-01-31T12:00:00Z",
        modified_before="2026-01-31T12:30:00+01:00",
    ),
    *[hours("chunk_limit takes 1 to 10000", f"not {size}", chunk_limit=size) for size in (0, -1, 10_001)],
    hours("chunk_limit", "takes a whole number, not str '5'", chunk_limit="5"),
    hours("chunk_limit", "takes a whole number, not float 2.5", chunk_limit=2.5),
    hours("chunk_limit", "takes a whole number, not bool True", chunk_limit=True),
    hours("project_id", "takes text, not int 7", project_id=7),
    hours("company_id", "takes text, not list", company_id=["c"]),
    hours("own_company_data_only", "takes True or False, not str 'yes'", own_company_data_only="yes"),
    hours("exclude_data_from_subsidiaries", "takes True or False, not int 0", exclude_data_from_subsidiaries=0),
    hours("no argument 'from_date'", "did you mean 'from_date_time'?", from_date="2026-01-31"),
    hours("no argument 'FromDateTime'", "did you mean 'from_date_time'?", FromDateTime="2026-01-31"),
    hours("no argument 'continuation_token'", "it takes", continuation_token="t"),
    Wrong(HOURS, ("by name", "from_date_time"), lambda ditio, _: ditio.reporting.time_registrations("2026-01-31")),
]
TAKING = [
    *[
        Wrong("", (words, shown), lambda ditio, _, given=given: ditio.reporting.time_registrations().collect(**given))
        for words, shown, given in (
            ("limit takes a whole number of 1 or more, or None", "not 0", {"limit": 0}),
            ("limit takes a whole number of 1 or more, or None", "not -1", {"limit": -1}),
            ("limit takes a whole number of 1 or more, or None", "not True", {"limit": True}),
            ("limit takes a whole number of 1 or more, or None", "not '5'", {"limit": "5"}),
            ("limit takes a whole number of 1 or more, or None", "not 2.5", {"limit": 2.5}),
        )
    ],
    *[
        Wrong(
            "",
            ("resume_from takes a bookmark or a continuation token, or None to begin", f"not {token!r}"),
            lambda ditio, _, token=token: ditio.reporting.time_registrations().pages(resume_from=token),
        )
        for token in ("", 7, b"t", True, ["t"])
    ],
]
BY_PATH = [
    *[
        stream((path,), "path takes /v1/..., without a query", f"not {path!r}")
        for path in ("", "v1/x", "/v2/x", "/api/x", "/v1/x?a=b", "/v1/x#a", "/v1/a b", "/v1/a\\b", None, 7, b"/v1/x")
    ],
    stream(("/v1/x", {"continuationToken": "t"}), "pages(resume_from=...)"),
    *[stream((path, {"FromDateTime": "2026-01-31"}), "FromDateTime", "use modified_since=") for path in WITHOUT_WINDOW],
    stream(("/v1/user", {"toDateTime": "2026-01-31"}), "toDateTime", "has no date window"),
    stream(("/v1/x", {"A": NAIVE}), "A is a naive datetime", ".replace(tzinfo=...)"),
    stream(("/v1/x", {"A": {"b": 1}}), "A takes text, a number, a bool, a time or a list", "not {'b': 1}"),
    stream(("/v1/x", {"A": b"x"}), "A takes text, a number", "not b'x'"),
    stream(("/v1/x", {"A": {1}}), "A takes text, a number", "not {1}"),
    stream(("/v1/x", {"A": iter("x")}), "A takes text, a number"),
]
REQUESTS = [
    *[
        request((method, "/api/x"), "method takes one of DELETE, GET, PATCH, POST, PUT", f"not {method.upper()!r}")
        for method in ("HEAD", "options", "", "GET ", "G\nET")
    ],
    *[
        request(("GET", path), "path takes /..., with the parameters in query=", f"not {path!r}")
        for path in ("", "api/x", "/api/x?a=b", "/api/x#a", "http://127.0.0.1/api/x")
    ],
    *[request(("GET", path), "leaves the surface") for path in ("/api/../x", "/..", "/api/..")],
    request(("POST", "/api/x"), "json or body, not both", json={}, body=b"{}"),
    request(("POST", "/api/x"), "json or body, not both", json=None, body=b""),
    *[
        request(("GET", "/api/x"), "surface takes core, reporting, mass_transport, scim", surface=surface)
        for surface in ("identity", "x", "", None, 7)
    ],
    request(("GET", "/api/x"), "from is a naive datetime", query={"from": NAIVE}),
    request(("GET", "/api/x"), "ids takes text, a number", "not {'a'}", query={"ids": {"a"}}),
    Wrong("Ditio.request", ("'path'",), lambda ditio, _: ditio.request("GET"), TypeError),
    Wrong("Ditio.request", ("'params'",), lambda ditio, _: ditio.request("GET", "/api/x", params={}), TypeError),
]
NO_WINDOW = "this stream has no date window"
WITHOUT_WINDOW = (
    "checklist_registrations incident_registrations machine_checklist_registrations machine_incident_registrations "
    "projects work_breakdown_structure users resources"
).split()
READ_WHOLE = "this stream is always read whole"


def of(name: str, *words: str, **filter: Any) -> Wrong:
    return Wrong(f"reporting.{name}", words, lambda ditio, _: getattr(ditio.reporting, name)(**filter))


OTHERS = [
    *[of(name, "from_date_time", NO_WINDOW, from_date_time="2026-01-01") for name in WITHOUT_WINDOW],
    *[of(name, "modified_since", READ_WHOLE, modified_since=NAIVE) for name in ("flow_locations", "flow_mass_types")],
    *[of(name, "to_date_time", READ_WHOLE, to_date_time="2026") for name in ("flow_locations", "flow_mass_types")],
    of("machine_registrations", "go together", from_date_time="2026-01-01"),
    of("machine_registrations", "go together", to_date_time="2026-01-01"),
    of("payroll_lines_extended", "export_filter takes one of 'All'", export_filter="Approved"),
    of("payroll_lines_extended", "user_payroll_type_filter takes one of", user_payroll_type_filter="all"),
    of("images", "sources takes a list, not str 'feed'", sources="feed"),
    of("images", "sources is an empty list; leave it out", sources=[]),
    of("images", "sources takes one of 'feed', 'alert', 'checklist', not 'x' in it", sources=["feed", "x"]),
    of("crew_list_registrations", "project_ids takes text", project_ids=["a"]),
    of("crew_list_registrations", "project_ids is empty", project_ids=""),
    of("users", "did you mean 'company_id'?", companyid="c"),
]
PATHS = ("/a/%2e%2e/b", "/a/./b", "/a\\..\\b", "/a\nb", "//elsewhere.invalid/x")
STREAM_PATHS = ("/v1/../../core/x", "/v1/..", "/v1/%2e%2e/x", "/v1/a\nb", "/v1//x", "/v1/./x")
DETAILS = [
    *[stream((path,), "path", repr(path)) for path in STREAM_PATHS],
    *[stream(("/v1/x", query), "query takes a dict") for query in ("a=b", ["a"])],
    *[stream(("/v1/x", {name: "a"}), "query", f"{name!r} is no name") for name in (1, "", HALF)],
    *[stream(("/v1/x", {"A": value}), "A ") for value in ([NAIVE], [None], [{"b": 1}], math.nan, [math.inf], HALF)],
    Wrong(
        "reporting.time_registrations",
        ("resume_from takes a bookmark or a continuation token",),
        lambda ditio, _: anext(ditio.reporting.time_registrations().pages(resume_from=HALF)),
    ),
    hours("project_id is empty; leave it out", project_id=""),
    hours("is after to_date_time", from_date_time="2026-02-01", to_date_time="2026-01-01T00:00:00Z"),
    request((7, "/a"), "method takes text"),
    request(("GET", 7), "path takes text"),
    request(("GET", f"/{HALF}"), "path holds half a character"),
    *[request(("GET", path), "path") for path in PATHS],
    request(("GET", "/a"), "surface takes core", surface=["core"]),
    request(("GET", "/a"), "query takes a dict", query="a=b"),
    request(("GET", "/a"), "1 is no name", query={1: "b"}),
    *[request(("POST", "/a"), "body takes bytes", body=body) for body in ("x", {"a": 1}, 7)],
    *[request(("POST", "/a"), "content_type", body=b"x", content_type=kind) for kind in ("a\nb", 7, "")],
    request(("POST", "/a"), "replay takes True or False", json=1, replay="no"),
    *[request(("POST", "/a"), "json cannot be written", json=value) for value in (object(), HALF)],
]
ROWS = [*FILTERS, *TAKING, *BY_PATH, *REQUESTS, *DETAILS, *OTHERS]
