"""The sandbox's SCIM server, judged by scim2-tester and used through scim2-client."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from httpx2 import Client
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_models import Error, PatchOp, PatchOperation, ScimFilter, SearchRequest
from scim2_tester import Status, check_server

from ditio_async.sandbox import DitioSandbox


@pytest.fixture
def client() -> Iterator[SyncSCIMClient]:
    with DitioSandbox(records=0) as sandbox:
        headers = {"Authorization": f"Bearer {sandbox.credentials['scim_token']}"}
        with Client(base_url=sandbox.environ["DITIO_SCIM_BASE"], headers=headers) as http:
            yield SyncSCIMClient(http)


def test_the_tester_finds_nothing_wrong(client: SyncSCIMClient) -> None:
    results = check_server(client)
    assert [f"{one.title}: {one.reason}" for one in results if one.status != Status.SUCCESS] == []
    checked = {one.title for one in results if one.resource_type == "User"}
    assert len(results) >= 40
    assert checked >= {
        "object_creation",
        "object_query",
        "object_replacement",
        "object_deletion",
        "check_add_attribute",
        "check_remove_attribute",
        "check_replace_attribute",
    }


def test_a_client_of_others_finds_its_way(client: SyncSCIMClient) -> None:
    client.discover()
    model: Any = client.get_resource_model("User")
    before = client.query(model).total_results
    user = client.create(model(user_name="kari@fjell.no", phone_numbers=[{"value": "1", "type": "work"}]))
    assert user.meta.version
    found = client.query(model, query_parameters=SearchRequest(filter=ScimFilter('phoneNumbers[value eq "1"]')))
    assert [one.id for one in found.resources] == [user.id]
    change: Any = PatchOp[model](operations=[PatchOperation(op="replace", path="active", value=False)])
    assert client.modify(model, user.id, change).active is False
    taken = client.create(model(user_name="KARI@fjell.no", phone_numbers=user.phone_numbers), raise_scim_errors=False)
    assert isinstance(taken, Error)
    assert (taken.status, taken.scim_type) == (409, "uniqueness")
    client.delete(model, user.id)
    assert client.query(model).total_results == before
