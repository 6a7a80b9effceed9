"""The operations of a PATCH at the sandbox's SCIM server: paths, values that filters choose, all or none."""

from __future__ import annotations

import pytest

from ditio_async.sandbox import DitioSandbox

from .conftest import Api
from .scim import MOBILE, SCHEMA, USERS, WORK, created, patch

BOTH = [WORK, MOBILE]
FIRST = {**WORK, "primary": True}


@pytest.fixture
async def scim(api: Api, sandbox: DitioSandbox) -> Api:
    """Sends requests with the token of SCIM."""
    api.token = sandbox.credentials["scim_token"]
    return api


CHANGES: list[tuple[list[object], list[object]]] = [
    ([{"op": "add", "path": "phoneNumbers", "value": [MOBILE]}], BOTH),
    ([{"op": "Add", "path": "PHONENUMBERS", "value": MOBILE}], BOTH),
    ([{"op": "add", "path": "phoneNumbers", "value": [WORK]}], [WORK]),
    ([{"op": "add", "value": {"phoneNumbers": [MOBILE], "odd": 1}}], BOTH),
    ([{"op": "replace", "path": "phoneNumbers", "value": [MOBILE]}], [MOBILE]),
    ([{"op": "replace", "path": 'phoneNumbers[type eq "work"].value', "value": "1"}], [{**WORK, "value": "1"}]),
    ([{"op": "replace", "path": 'phoneNumbers[type eq "work"]', "value": MOBILE}], [MOBILE]),
    ([{"op": "add", "path": 'phoneNumbers[type eq "work"]', "value": {"primary": True}}], [FIRST]),
    ([{"op": "add", "path": 'phoneNumbers[type eq "mobile"].value', "value": MOBILE["value"]}], BOTH),
    ([{"op": "replace", "path": "phoneNumbers.value", "value": "1"}], [{**WORK, "value": "1"}]),
    (
        [
            {"op": "add", "path": "phoneNumbers", "value": [MOBILE]},
            {"op": "remove", "path": 'phoneNumbers[type eq "work" or value eq "x"]'},
        ],
        [MOBILE],
    ),
    (
        [
            {"op": "add", "path": 'phoneNumbers[type eq "work"].primary', "value": True},
            {"op": "add", "path": "phoneNumbers", "value": [{**MOBILE, "primary": True}]},
        ],
        [{**WORK, "primary": False}, {**MOBILE, "primary": True}],
    ),
    ([{"op": "add", "path": f"{SCHEMA}:phoneNumbers", "value": [MOBILE]}], BOTH),
]


async def test_operations_on_phone_numbers(scim: Api) -> None:
    for number, (operations, phones) in enumerate(CHANGES):
        user = await created(scim, userName=f"{number}@fjell.no")
        answer = await patch(scim, user["id"], *operations)
        assert (answer.status, answer.json.get("phoneNumbers")) == (200, phones), operations
        assert (await scim("GET", f"{USERS}/{user['id']}")).json == answer.json


IMPOSSIBLE: list[tuple[object, str]] = [
    ({"op": "remove", "path": "phoneNumbers"}, "invalidValue"),
    ({"op": "remove", "path": "userName"}, "invalidValue"),
    ({"op": "remove", "path": 'phoneNumbers[type eq "work"].value'}, "invalidValue"),
    ({"op": "replace", "path": "active", "value": "False"}, "invalidValue"),
    ({"op": "add", "path": "displayName"}, "invalidValue"),
    ({"op": "replace", "value": "x"}, "invalidValue"),
    ({"op": "remove"}, "noTarget"),
    ({"op": "replace", "path": 'phoneNumbers[value eq "9"].type', "value": "work"}, "noTarget"),
    ({"op": "replace", "path": "title", "value": "x"}, "invalidPath"),
    ({"op": "replace", "path": "displayName.x", "value": "x"}, "invalidPath"),
    ({"op": "replace", "path": "phoneNumbers[", "value": "x"}, "invalidPath"),
    ({"op": "replace", "path": 'phoneNumbers[odd eq "x"]', "value": MOBILE}, "invalidFilter"),
    ({"op": "replace", "path": "id", "value": "x"}, "mutability"),
    ({"op": "replace", "path": "meta.version", "value": "x"}, "mutability"),
    ({"op": "move", "path": "displayName"}, "invalidSyntax"),
    ("remove", "invalidSyntax"),
]


async def test_of_operations_all_are_done_or_none(scim: Api) -> None:
    user = await created(scim)
    for operation, kind in IMPOSSIBLE:
        answer = await patch(scim, user["id"], {"op": "replace", "path": "displayName", "value": "New"}, operation)
        assert (answer.status, answer.json["scimType"]) == (400, kind), operation
        assert (await scim("GET", f"{USERS}/{user['id']}")).json == user, operation
