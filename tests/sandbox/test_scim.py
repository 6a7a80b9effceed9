"""The sandbox's SCIM server: filters, pages, operations, versions, errors (RFC 7643, RFC 7644)."""

from __future__ import annotations

import pytest

from ditio_async.sandbox import DitioSandbox

from .conftest import PROJECTS, Api
from .scim import KARI, MOBILE, PATCH, SCHEMA, SEARCH, USERS, WORK, created, patch


@pytest.fixture
async def scim(api: Api, sandbox: DitioSandbox) -> Api:
    """Sends requests with the token of SCIM."""
    api.token = sandbox.credentials["scim_token"]
    return api


async def test_each_of_both_tokens_is_good_for_its_own_part(api: Api, sandbox: DitioSandbox) -> None:
    refused = await api("GET", USERS)
    assert (refused.status, refused.json["status"], refused.headers["WWW-Authenticate"]) == (401, "401", "Bearer")
    assert (await api("GET", USERS, headers={"Authorization": ""})).status == 401
    api.token = sandbox.credentials["scim_token"]
    assert (await api("GET", USERS)).status == 200
    assert (await api("GET", PROJECTS)).status == 401


async def test_the_people_of_the_sandbox_are_users(scim: Api, sandbox: DitioSandbox) -> None:
    people = [one for one in sandbox._state.world.users.values() if sandbox._state.sees(one.fields["companyId"])]
    listed = (await scim("GET", USERS)).json
    assert listed["totalResults"] == len(listed["Resources"]) == len(people)
    assert {one["userName"] for one in listed["Resources"]} == {one.fields["email"] for one in people}


async def test_a_new_user_can_be_read_where_the_answer_says(scim: Api) -> None:
    answer = await scim("POST", USERS, json={**KARI, "odd": 1, "id": "own", "DISPLAYNAME": "Kari", "active": None})
    assert answer.status == 201
    assert answer.headers["Content-Type"] == "application/scim+json"
    user = answer.json
    assert (user["active"], user["displayName"], "odd" in user) == (True, "Kari", False)
    assert answer.headers["Location"] == user["meta"]["location"] == f"{scim.sandbox.url}{USERS}/{user['id']}"
    assert answer.headers["Etag"] == user["meta"]["version"] == 'W/"1"'
    assert (await scim("GET", f"{USERS}/{user['id']}")).json == user


async def test_put_wipes_what_is_left_out(scim: Api) -> None:
    user = await created(scim)
    whole = {"schemas": [SCHEMA], "userName": "kari@fjell.no", "phoneNumbers": [MOBILE]}
    replaced = (await scim("PUT", f"{USERS}/{user['id']}", json=whole)).json
    assert "displayName" not in replaced
    assert (replaced["id"], replaced["phoneNumbers"]) == (user["id"], [MOBILE])
    assert (await scim("DELETE", f"{USERS}/{user['id']}")).status == 204
    for method, body in (("GET", None), ("PUT", whole), ("DELETE", None)):
        assert (await scim(method, f"{USERS}/{user['id']}", json=body)).status == 404


async def test_versions_guard_against_lost_changes(scim: Api) -> None:
    user = await created(scim)
    path, old = f"{USERS}/{user['id']}", user["meta"]["version"]
    assert (await patch(scim, user["id"], {"op": "Replace", "path": "active", "value": False})).status == 200
    for method, body in (("PUT", KARI), ("PATCH", {"schemas": [PATCH]}), ("DELETE", None)):
        assert (await scim(method, path, json=body, headers={"If-Match": old})).status == 412
    assert (await scim("GET", path, headers={"If-None-Match": 'W/"2"'})).status == 304
    assert (await scim("GET", path, headers={"If-None-Match": old})).status == 200
    same = await patch(scim, user["id"], {"op": "replace", "path": "active", "value": False}, **{"If-Match": '"2"'})
    assert same.headers["Etag"] == 'W/"2"', "nothing was changed"
    assert (await scim("DELETE", path, headers={"If-Match": "*"})).status == 204


FILTERS: list[tuple[str, bool | None]] = [
    ('userName eq "kari@FJELL.no"', True),
    ('USERNAME EQ "kari@fjell.no"', True),
    ('externalId eq "x1"', True),
    ('externalId eq "X1"', False),
    ('userName ne "kari@fjell.no"', False),
    ('displayName co "i Æ"', True),
    ('displayName sw "kari" and displayName ew "æ"', True),
    ('displayName eq "Kari \\u00c6"', True),
    ("active eq true", True),
    ('active eq "true"', False),
    ("active ne false", True),
    ("displayName pr and not (title pr)", None),
    ("not (externalId pr)", False),
    ('userName eq "x" and active eq true or displayName pr', True),
    ('userName eq "x" and (active eq true or displayName pr)', False),
    ('phoneNumbers[type eq "work" and value sw "+47"]', True),
    ('phoneNumbers[type eq "work" and value sw "+48"]', False),
    ('phoneNumbers[not (type eq "work")]', False),
    ('phoneNumbers.type eq "mobile"', False),
    ('phoneNumbers eq "+4722334455"', True),
    ('meta.created gt "2020-01-01T00:00:00Z" and meta.lastModified le "2999-01-01T00:00:00+01:00"', True),
    (f'{SCHEMA}:userName sw "kari"', True),
    ("externalId eq null", False),
    ("displayName gt 5", False),
    ("", True),
    ("userName", None),
    ("userName eq", None),
    ('userName xx "a"', None),
    ('userName eq "a', None),
    ("userName eq a", None),
    ("userName co 5", None),
    ("active gt true", None),
    ('meta.created gt "soon"', None),
    ('(userName eq "a"', None),
    ('userName eq "a")', None),
    ('phoneNumbers[value eq "1"', None),
    ('phoneNumbers[type[value eq "1"]]', None),
    ('displayName[value eq "1"]', None),
    ("phoneNumbers.odd pr", None),
    ("(" * 500 + "active pr" + ")" * 500, None),
]
"""Whether they let the user through; None where they are refused."""


async def test_filters(scim: Api) -> None:
    user = await created(scim, externalId="x1")
    for filter, fits in FILTERS:
        answer = await scim("GET", USERS, params={"filter": filter})
        if fits is None:
            assert (answer.status, answer.json["scimType"]) == (400, "invalidFilter"), filter
        else:
            assert (user["id"] in {one["id"] for one in answer.json["Resources"]}) is fits, filter
        asked = await scim("POST", f"{USERS}/.search", json={"schemas": [SEARCH], "filter": filter})
        assert asked.status == answer.status, filter


async def test_pages(scim: Api) -> None:
    everyone = (await scim("GET", USERS)).json["Resources"]
    total = len(everyone)
    for start, count, first, given in (
        (1, 2, 0, 2),
        (3, 2, 2, 2),
        (total, 5, total - 1, 1),
        (total + 1, 5, 0, 0),
        (-4, 1, 0, 1),
        (1, 0, 0, 0),
        (1, -1, 0, 0),
        (1, 9999, 0, total),
    ):
        page = (await scim("GET", USERS, params={"startIndex": start, "count": count})).json
        assert (page["totalResults"], page["itemsPerPage"], len(page["Resources"])) == (total, given, given)
        assert page["Resources"] == everyone[first : first + given]
    wrong = await scim("GET", USERS, params={"count": "many"})
    assert (wrong.status, wrong.json["scimType"]) == (400, "invalidValue")


CHOICES: list[tuple[dict[str, str], set[str]]] = [
    ({"attributes": "displayName"}, {"schemas", "id", "displayName"}),
    ({"attributes": f"USERNAME,{SCHEMA}:active"}, {"schemas", "id", "userName", "active"}),
    ({"excludedAttributes": "phoneNumbers, meta,id"}, {"schemas", "id", "userName", "active", "displayName"}),
    ({"attributes": "phoneNumbers.value"}, {"schemas", "id", "phoneNumbers"}),
]


async def test_attributes_can_be_chosen(scim: Api) -> None:
    user = await created(scim)
    for parameters, names in CHOICES:
        one = (await scim("GET", f"{USERS}/{user['id']}", params=parameters)).json
        assert set(one) == names
        assert one.get("phoneNumbers", [{"value": WORK["value"]}]) == [{"value": WORK["value"]}]
        many = await scim("GET", USERS, params={**parameters, "filter": f'id eq "{user["id"]}"'})
        assert many.json["Resources"] == [one]


NONSENSE: list[tuple[dict[str, object], int, str]] = [
    ({"userName": "KARI@FJELL.no"}, 409, "uniqueness"),
    ({"userName": ""}, 400, "invalidValue"),
    ({"userName": 5}, 400, "invalidValue"),
    ({"phoneNumbers": []}, 400, "invalidValue"),
    ({"phoneNumbers": [{"value": "1", "type": "fax"}]}, 400, "invalidValue"),
    ({"phoneNumbers": [{"type": "work"}]}, 400, "invalidValue"),
    ({"phoneNumbers": ["1"]}, 400, "invalidValue"),
    ({"phoneNumbers": "1"}, 400, "invalidValue"),
    ({"phoneNumbers": [{**WORK, "primary": True}, {**MOBILE, "primary": True}]}, 400, "invalidValue"),
    ({"active": 1}, 400, "invalidValue"),
    ({"schemas": ["urn:x"]}, 400, "invalidSyntax"),
]


async def test_a_user_that_makes_no_sense_is_refused(scim: Api) -> None:
    await created(scim)
    for changes, status, kind in NONSENSE:
        answer = await scim("POST", USERS, json={**KARI, "userName": "ola@fjell.no", **changes})
        assert (answer.status, answer.json["scimType"], answer.json["status"]) == (status, kind, str(status)), changes


async def test_bodies_that_are_no_json_are_refused(scim: Api) -> None:
    headers = {"Content-Type": "application/scim+json"}
    assert (await scim("POST", USERS, data=b"{", headers=headers)).json["scimType"] == "invalidSyntax"
    assert (await scim("POST", USERS, data=b"[]", headers=headers)).json["scimType"] == "invalidSyntax"
    assert (await scim("POST", USERS, data=b"{}", headers={"Content-Type": "text/plain"})).status == 415


NOWHERE: list[tuple[str, str, int]] = [
    ("GET", "/scim/Groups", 404),
    ("GET", "/scim/Schemas/urn:x", 404),
    ("POST", "/scim/Schemas", 405),
    ("DELETE", USERS, 405),
    ("GET", f"{USERS}/0", 404),
]


async def test_what_is_not_there_is_told_as_scim_tells_it(scim: Api) -> None:
    for method, path, status in NOWHERE:
        answer = await scim(method, path)
        assert (answer.status, answer.json["schemas"]) == (status, ["urn:ietf:params:scim:api:messages:2.0:Error"])


async def test_faults_strike_here_too(scim: Api, sandbox: DitioSandbox) -> None:
    sandbox.fault(path="/scim/*", status=503, retry_after=1)
    assert [(await scim("GET", USERS)).status for _ in range(2)] == [503, 200]
