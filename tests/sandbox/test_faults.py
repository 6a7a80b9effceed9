"""Faults on demand: which requests they strike, what happens to those, and how they are made over HTTP."""

from __future__ import annotations

import aiohttp
import pytest

from ditio_async.errors import ArgumentError
from ditio_async.sandbox import DitioSandbox

from .conftest import HOURS, PROJECTS, Api


async def test_a_status_takes_the_place_of_the_answer(api: Api, sandbox: DitioSandbox) -> None:
    fault = sandbox.fault(path="*/projects", status=429, retry_after=2, body='{"message": "for fort"}')
    answer = await api("GET", PROJECTS)
    assert (answer.status, answer.headers["Retry-After"], answer.json) == (429, "2", {"message": "for fort"})
    assert ((await api("GET", PROJECTS)).status, fault.hits) == (200, 1)


async def test_times_skip_method_and_path_choose_the_requests(api: Api, sandbox: DitioSandbox) -> None:
    sandbox.fault(path="/reporting/*", method="get", times=2, skip=1, status=500)
    statuses = [(await api("GET", path)).status for path in (HOURS, PROJECTS, HOURS, HOURS, HOURS)]
    assert statuses == [200, 200, 500, 500, 200]


async def test_a_probability_strikes_some(api: Api, sandbox: DitioSandbox) -> None:
    fault = sandbox.fault(path="*/none", status=500, probability=0.5, times=None)
    for _ in range(60):
        await api("GET", "/none")
    assert 15 < fault.hits < 45


async def test_a_fault_without_end_lasts_until_it_is_cleared(api: Api, sandbox: DitioSandbox) -> None:
    sandbox.fault(path="/identity/*", drop="before", times=None)
    for _ in range(3):
        with pytest.raises(aiohttp.ClientError):
            await api.fetch_token()
    sandbox.clear_faults()
    assert (await api.fetch_token()).status == 200


@pytest.mark.parametrize(
    ("fault", "there"),
    [
        ({"drop": "before"}, False),
        ({"drop": "after"}, True),
        ({"cut_body": True}, True),
        ({"truncate_json": True}, True),
        ({"status": 502, "handle": True}, True),
        ({"status": 502}, False),
    ],
)
async def test_a_fault_strikes_before_or_after_the_request_was_handled(
    api: Api, sandbox: DitioSandbox, fault: dict[str, object], there: bool
) -> None:
    sandbox.fault(method="POST", **fault)  # type: ignore[arg-type]
    body = {"companyId": sandbox.company_id, "projectNumber": "P-1"}
    try:
        answer = await api("POST", PROJECTS, json=body)
    except (aiohttp.ClientError, ValueError):
        pass
    else:
        assert answer.status == 502
    number = await api("GET", f"{PROJECTS}/by-project-number/P-1")
    assert (number.status == 200) is there


async def test_latency_waits_and_goes_along_with_other_faults(api: Api, sandbox: DitioSandbox) -> None:
    import asyncio

    sandbox.fault(path="*/projects", latency=0.05)
    sandbox.fault(path="*/projects", status=500)
    began = asyncio.get_running_loop().time()
    assert (await api("GET", PROJECTS)).status == 500
    assert asyncio.get_running_loop().time() - began >= 0.05


async def test_a_repeated_token_leads_back_to_the_same_page(api: Api, sandbox: DitioSandbox) -> None:
    first = (await api("GET", HOURS, params={"ChunkLimit": 10})).json["continuationToken"]
    sandbox.fault(path=f"{HOURS}", repeat_token=True)
    again = await api("GET", HOURS, params={"ChunkLimit": 10, "ContinuationToken": first})
    assert again.json["continuationToken"] == first


@pytest.mark.parametrize(
    "fault",
    [
        {},
        {"retry_after": 1},
        {"status": 99},
        {"status": 500, "drop": "after"},
        {"drop": "sometimes"},
        {"status": 500, "times": 0},
        {"status": 500, "probability": 2},
    ],
)
def test_a_fault_that_makes_no_sense_is_refused(fault: dict[str, object]) -> None:
    with pytest.raises(ArgumentError, match="fault"):
        DitioSandbox().fault(**fault)  # type: ignore[arg-type]


async def test_faults_tokens_and_the_log_are_reached_over_http(api: Api, sandbox: DitioSandbox) -> None:
    made = await api("POST", "/_sandbox/faults", json={"path": "*/projects", "status": 503, "times": 2})
    assert (made.status, (await api("GET", PROJECTS)).status) == (201, 503)
    assert (await api("GET", "/_sandbox/faults")).json[0]["hits"] == 1
    assert (await api("DELETE", f"/_sandbox/faults/{made.json['id']}")).status == 204
    assert (await api("GET", PROJECTS)).status == 200
    assert (await api("POST", "/_sandbox/tokens/expire")).status == 204
    assert (await api("GET", PROJECTS)).status == 401
    log = (await api("GET", "/_sandbox/requests")).json
    assert [entry["status"] for entry in log] == [503, 200, 401]
    assert (await api("DELETE", "/_sandbox/requests")).status == 204
    assert sandbox.requests == []
    assert (await api("POST", "/_sandbox/faults", json={"pth": "*"})).status == 400
    assert (await api("POST", "/_sandbox/nothing")).status == 404
    assert "POST /_sandbox/faults" in (await api("GET", "/_sandbox")).json


async def test_the_log_holds_what_was_sent_and_no_secret(api: Api, sandbox: DitioSandbox) -> None:
    await api.fetch_token()
    await api("POST", PROJECTS, json={"name": "Målebrev"}, params={"a": "b"})
    text = repr(sandbox.requests)
    assert sandbox.credentials["client_secret"] not in text
    assert api.token not in text
    last = sandbox.requests[-1]
    assert (last.method, last.path, last.query, last.status) == ("POST", PROJECTS, "a=b", 400)
    assert "Målebrev".encode() in last.body or b"M\\u00e5lebrev" in last.body


async def test_an_unknown_address_says_that_the_sandbox_does_not_know_it(api: Api) -> None:
    answer = await api("GET", "/core/api/v4/integration/weather")
    assert (answer.status, answer.json["error"]) == (404, "UnknownToSandbox")
    assert "sandbox does not know GET /core/api/v4/integration/weather" in answer.json["message"]
    assert (await api("PATCH", PROJECTS)).status == 405
