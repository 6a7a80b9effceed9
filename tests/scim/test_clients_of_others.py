"""The sandbox's SCIM server, judged by scim2-tester and used through scim2-client."""

from __future__ import annotations

import contextlib
import http.client
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import quote

import pytest
from scim2_client.engines.wsgi import WSGISCIMClient
from scim2_models import Error, PatchOp, PatchOperation, ScimFilter, SearchRequest
from scim2_tester import Status, check_server

from ditio_async.sandbox import DitioSandbox


def passed_on(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
    """What the client hands to an application in its own process, sent to the sandbox over a socket."""
    there = http.client.HTTPConnection(environ["SERVER_NAME"], int(environ["SERVER_PORT"]), timeout=10)
    query = environ.get("QUERY_STRING")
    target = quote(environ["PATH_INFO"].encode("latin-1")) + (f"?{query}" if query else "")
    headers = {
        "Authorization": environ.get("HTTP_AUTHORIZATION", ""),
        "Accept": environ.get("HTTP_ACCEPT", ""),
        "Content-Type": environ.get("CONTENT_TYPE", ""),
    }
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    with contextlib.closing(there):
        there.request(environ["REQUEST_METHOD"], target, body, {name: text for name, text in headers.items() if text})
        answer = there.getresponse()
        start_response(f"{answer.status} {answer.reason}", answer.getheaders())
        return [answer.read()]


@pytest.fixture
def client() -> Iterator[WSGISCIMClient]:
    with DitioSandbox(records=0) as sandbox:
        headers = {"Authorization": f"Bearer {sandbox.credentials['scim_token']}"}
        yield WSGISCIMClient(passed_on, sandbox.environ["DITIO_SCIM_BASE"], headers)


def test_the_tester_finds_nothing_wrong(client: WSGISCIMClient) -> None:
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


def test_a_client_of_others_finds_its_way(client: WSGISCIMClient) -> None:
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
