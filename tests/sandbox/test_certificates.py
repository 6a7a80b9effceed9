"""Certificates: stored by employee and type, all of an array or none."""

from __future__ import annotations

from .conftest import CERTIFICATES, Api

CERTIFICATE = {
    "employeeNumber": "1001",
    "certificateType": "Varme arbeider",
    "issuedDateTime": "2026-01-01T00:00:00Z",
    "validUntilDateTime": "2031-01-01T00:00:00Z",
    "certificateNumber": "VA-17",
    "notes": None,
}


async def test_one_takes_the_place_of_the_one_of_that_employee_and_type(api: Api) -> None:
    first = await api("POST", CERTIFICATES, json=[CERTIFICATE])
    assert (first.status, first.json) == (200, [CERTIFICATE])
    newer = {**CERTIFICATE, "validUntilDateTime": "2036-01-01T00:00:00Z"}
    others = [{**CERTIFICATE, "certificateType": "Førerkort C"}, {**CERTIFICATE, "employeeNumber": "1002"}]
    assert (await api("POST", CERTIFICATES, json=[newer, *others])).json == [newer, *others]
    assert api.sandbox.certificates == [newer, *others]
    assert (await api("GET", "/_sandbox/certificates")).json == [newer, *others]


NONSENSE: list[tuple[str, object]] = [
    ("employeeNumber", None),
    ("employeeNumber", "nobody"),
    ("certificateType", ""),
    ("issuedDateTime", None),
    ("issuedDateTime", "soon"),
    ("issuedDateTime", "2031-01-01T00:00:00Z"),
    ("issuedDateTime", "2030-12-31T23:30:00-01:00"),
    ("validUntilDateTime", None),
    ("notes", 5),
]


async def test_nothing_is_stored_if_one_of_them_is_wrong(api: Api) -> None:
    for field, value in NONSENSE:
        answer = await api("POST", CERTIFICATES, json=[CERTIFICATE, {**CERTIFICATE, field: value}])
        assert (answer.status, [*answer.json["errors"]]) == (400, [f"[1].{field}"])
        assert api.sandbox.certificates == []


async def test_a_single_one_is_no_array_and_unknown_fields_are_accepted(api: Api) -> None:
    assert (await api("POST", CERTIFICATES, json=CERTIFICATE)).status == 400
    assert (await api("POST", CERTIFICATES, json=[{**CERTIFICATE, "somethingNew": 1}])).json == [CERTIFICATE]
