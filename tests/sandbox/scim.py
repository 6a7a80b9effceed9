"""Requests to the sandbox's SCIM server."""

from __future__ import annotations

from typing import Any

from .conftest import Answer, Api

USERS = "/scim/Users"
SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:User"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
SEARCH = "urn:ietf:params:scim:api:messages:2.0:SearchRequest"
WORK = {"value": "+4722334455", "type": "work"}
MOBILE = {"value": "+4790000000", "type": "mobile"}
KARI: dict[str, Any] = {
    "schemas": [SCHEMA],
    "userName": "Kari@fjell.no",
    "displayName": "Kari Æ",
    "phoneNumbers": [WORK],
}


async def created(scim: Api, **more: object) -> Any:
    answer = await scim("POST", USERS, json={**KARI, **more})
    assert answer.status == 201, answer.json
    return answer.json


async def patch(scim: Api, id: str, *operations: object, **headers: str) -> Answer:
    body = {"schemas": [PATCH], "Operations": operations}
    return await scim("PATCH", f"{USERS}/{id}", json=body, headers=headers)
