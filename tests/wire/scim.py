"""A session that does SCIM with a server that misbehaves, and users as such a server sends them."""

from __future__ import annotations

import json
from typing import Any

from ditio_async import DitioSession, Environment

from ..support.faults import FaultServer, Seen, Step, json_answer

TOKEN = "t0ken+of/scim=="
SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:User"
LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"


def environment(server: FaultServer) -> Environment:
    """All surfaces of the server, SCIM too."""
    known = server.environment
    return Environment(
        name="faults", identity=known.identity, core=known.core, reporting=known.reporting, scim=f"{server.base}/scim"
    )


def scim_session(server: FaultServer, **kwargs: Any) -> DitioSession:
    """A session with the server, not yet open."""
    return DitioSession("client", "secret", environment=environment(server), **{"scim_token": TOKEN, **kwargs})


def user(id: str = "u1", **more: object) -> dict[str, object]:
    return {"schemas": [SCHEMA], "id": id, "userName": f"{id}@fjell.no", **more}


def listed(*ids: str, total: int | None, start: int = 1) -> Step:
    page: dict[str, object] = {"schemas": [LIST], "startIndex": start, "itemsPerPage": len(ids)}
    if ids:
        page["Resources"] = [user(id) for id in ids]
    return json_answer(page if total is None else {**page, "totalResults": total})


def sent(seen: Seen) -> Any:
    return json.loads(seen.body)
