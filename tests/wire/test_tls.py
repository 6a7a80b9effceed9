"""Certificates."""

from __future__ import annotations

import ssl

import pytest
import trustme
from aiohttp import TCPConnector
from msgspec.structs import replace

from ditio_async import DitioSession, RetryPolicy, TLSError

from ..support.faults import FaultServer, json_answer, session
from .calls import CASES
from .common import PROJECT


@pytest.fixture
def ca() -> trustme.CA:
    return trustme.CA()


def served_by(ca: trustme.CA, name: str = "127.0.0.1") -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert(name).configure_cert(context)
    return context


@pytest.mark.parametrize("name", ["GET", "POST"])
@pytest.mark.parametrize("wrong", ["authority", "name"])
async def test_a_certificate_that_does_not_fit_ends_the_call_at_once(
    server: FaultServer, ca: trustme.CA, name: str, wrong: str
) -> None:
    tls = served_by(ca, "elsewhere.invalid" if wrong == "name" else "127.0.0.1")
    client = ssl.create_default_context()
    if wrong == "name":
        ca.configure_trust(client)
    async with FaultServer(tls) as secure, TCPConnector(ssl=client) as connector:
        where = replace(server.environment, core=secure.environment.core)
        options = {"retry": RetryPolicy(attempts=5), "connector": connector, "company_id": "c"}
        async with DitioSession("c", "s", environment=where, **options) as ditio:
            with pytest.raises(TLSError, match="TLS"):
                await CASES[name].call(ditio)
        assert (secure.connections, secure.requests) == (1, [])


async def test_a_session_works_over_tls(ca: trustme.CA) -> None:
    client = ssl.create_default_context()
    ca.configure_trust(client)
    async with FaultServer(served_by(ca)) as secure, TCPConnector(ssl=client) as connector:
        secure.script(json_answer([PROJECT]))
        async with session(secure, connector=connector) as ditio:
            assert len(await ditio.projects.list()) == 1
    assert secure.base.startswith("https://")
