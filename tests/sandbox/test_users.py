"""Users v4: two keys, dates in two ways, deltas, and what keeps one from being deleted."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from .conftest import USERS, Api

REQUIRED = "companyId employeeNumber firstName lastName mobileWork birthDate employmentStartDate".split()


def by_identity(user: dict[str, Any]) -> str:
    return f"{USERS}/{quote(user['identityId'], safe='')}"


def by_profile(user: dict[str, Any], operation: str = "") -> str:
    return f"{USERS}/{operation}{user['companyProfileId']}"


async def row_of(api: Api, user: dict[str, Any]) -> dict[str, Any]:
    rows = await api.rows("/reporting/v1/user", ModifiedSince="2024-01-01")
    return next(row for row in rows if row["id"] == user["companyProfileId"])


async def test_a_new_user_has_two_ids_and_is_in_the_list_and_in_the_streams(api: Api) -> None:
    created = await api.user("U 1", email="aase@example.no", birthDate="17.05.1990", department="Anlegg")
    user = created.json
    assert created.status == 201
    assert user["identityId"].startswith("auth0|")
    assert user["identityId"] != user["companyProfileId"]
    assert (user["birthDate"], user["employmentStartDate"]) == ("1990-05-17", "2026-02-01")
    assert user in (await api("GET", USERS)).json
    assert (await api("GET", f"{USERS}/by-employee-number/U%201")).json == user
    row = await row_of(api, user)
    assert (row["identityUserId"], row["name"], row["email"]) == (user["identityId"], "Åse Rød", "aase@example.no")
    assert (row["startDate"], row["department"], row["isDisabled"]) == ("2026-02-01T00:00:00Z", "Anlegg", False)
    humans = [row for row in await api.rows("/reporting/v1/resource") if row["number"] == "U 1"]
    assert [(row["name"], row["typeBaseName"], row["active"]) for row in humans] == [("Åse Rød", "Human", True)]


async def test_the_people_of_the_stream_are_served(api: Api) -> None:
    listed = {user["companyProfileId"]: user for user in (await api("GET", USERS)).json}
    rows = {row["id"]: row for row in await api.rows("/reporting/v1/user")}
    assert set(listed) == set(rows)
    for id, user in listed.items():
        assert (user["identityId"], user["employeeNumber"]) == (rows[id]["identityUserId"], rows[id]["employeeNumber"])
        assert all(user[name] for name in REQUIRED)


async def test_a_create_without_a_required_field_says_which(api: Api) -> None:
    for missing in REQUIRED:
        answer = await api.user(**{missing: ""})
        assert (answer.status, answer.json["message"]) == (400, f"{missing} is required")


NONSENSE: list[tuple[str, object]] = [
    ("birthDate", "17/05/1990"),
    ("birthDate", "1990-05-17T00:00:00"),
    ("employmentStartDate", "31.02.2026"),
    ("employmentEndDate", "soon"),
    ("employmentEndDate", "2026-01-31"),
    ("mobileWork", "98765432"),
    ("mobileWork", "+47 987 65 432"),
    ("email", 5),
]


async def test_a_field_that_makes_no_sense_is_named(api: Api) -> None:
    for field, value in NONSENSE:
        answer = await api.user(**{field: value})
        assert (answer.status, [*answer.json["errors"]]) == (400, [field])


async def test_unknown_fields_are_accepted_and_a_company_of_others_is_not(api: Api) -> None:
    assert (await api.user(somethingNew=1)).status == 201
    assert (await api.user("U-2", companyId="0" * 24)).status == 403


async def test_an_employee_number_is_unique_in_its_company(api: Api) -> None:
    _, subsidiary = api.sandbox._state.companies
    assert (await api.user()).status == 201
    assert (await api.user()).status == 400
    assert (await api.user(companyId=subsidiary)).status == 201


async def test_the_list_gives_a_delta(api: Api) -> None:
    old = (await api("GET", USERS)).json
    first = (await api.user("U-1")).json
    second = (await api.user("U-2")).json
    at = (await row_of(api, second))["modifiedDateTime"]
    assert (await api("GET", USERS, params={"changedSince": at})).json == [second]
    await api("PATCH", by_profile(first), json={"email": "ny@example.no"})
    await api("PATCH", by_profile(old[0], "disable/"))
    changed = (await api("GET", USERS, params={"changedSince": at})).json
    assert {user["companyProfileId"] for user in changed} == {u["companyProfileId"] for u in (first, second, old[0])}
    assert (await api("GET", USERS, params={"changedSince": "soon"})).status == 400


async def test_put_by_identity_wipes_what_is_left_out(api: Api) -> None:
    user = (await api.user(email="a@example.no", department="Anlegg", employmentEndDate="2027-01-01")).json
    body = {name: user[name] for name in REQUIRED} | {"firstName": "Ane"}
    put = await api("PUT", by_identity(user), json=body)
    wiped = {"firstName": "Ane", "email": None, "department": None, "employmentEndDate": None}
    assert put.json == {**user, **wiped}
    assert (await row_of(api, user))["name"] == "Ane Rød"
    assert (await api("PUT", by_identity(user), json={"firstName": "Ane"})).status == 400


async def test_patch_by_profile_keeps_what_is_left_out_and_null_clears(api: Api) -> None:
    user = (await api.user(email="a@example.no", workTitle="Bas")).json
    patched = await api("PATCH", by_profile(user), json={"email": None, "lastName": "Lie"})
    assert patched.json == {**user, "email": None, "lastName": "Lie"}
    assert (await api("PATCH", by_profile(user), json={"lastName": None})).status == 400
    assert (await api("PATCH", by_profile(user), json={"employmentEndDate": "31.01.2026"})).status == 400


async def test_one_id_in_the_place_of_the_other_is_not_found(api: Api) -> None:
    user = (await api.user()).json
    identity, profile = quote(user["identityId"], safe=""), user["companyProfileId"]
    body = {name: user[name] for name in REQUIRED}
    wrong = [("PUT", profile), ("DELETE", profile), ("PATCH", identity)]
    wrong += [("PATCH", f"disable/{identity}"), ("PATCH", f"enable/{identity}")]
    assert {(await api(method, f"{USERS}/{path}", json=body)).status for method, path in wrong} == {404}


async def test_one_is_disabled_and_enabled(api: Api) -> None:
    user = (await api.user()).json
    for operation, disabled in (("disable/", True), ("enable/", False)):
        assert (await api("PATCH", by_profile(user, operation))).status == 200
        assert (await row_of(api, user))["isDisabled"] is disabled


async def test_one_with_hours_cannot_be_deleted_and_one_without_can(api: Api) -> None:
    user = (await api.user()).json
    hours = api.sandbox.time_registrations.add({"userId": user["identityId"]})
    assert (await api("DELETE", by_identity(user))).status == 409
    api.sandbox.time_registrations.delete(hours)
    assert [(await api("DELETE", by_identity(user))).status for _ in range(2)] == [204, 404]
    assert (await api("GET", f"{USERS}/by-employee-number/U-1")).status == 404
    row = await row_of(api, user)
    assert (row["isDeleted"], row["lastName"]) == (True, "Rød")
    seeded = (await api("GET", USERS)).json[0]
    assert (await api("DELETE", by_identity(seeded))).status == 409
