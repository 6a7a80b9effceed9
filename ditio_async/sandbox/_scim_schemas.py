"""What the sandbox's SCIM server says of itself (RFC 7643, sections 5 to 7)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ._world import Fields

_CORE: Final = "urn:ietf:params:scim:schemas:core:2.0"
_MESSAGES: Final = "urn:ietf:params:scim:api:messages:2.0"
USER: Final = f"{_CORE}:User"
LIST: Final = f"{_MESSAGES}:ListResponse"
ERROR: Final = f"{_MESSAGES}:Error"
PATCH: Final = f"{_MESSAGES}:PatchOp"
MOST_RESULTS: Final = 200


def _attribute(name: str, type: str = "string", **more: object) -> Fields:
    """An attribute; as much of it as is not said is as usual."""
    usual: Fields = {"multiValued": False, "required": False, "mutability": "readWrite", "returned": "default"}
    if type in {"string", "reference"}:
        usual |= {"caseExact": False, "uniqueness": "none"}
    return {"name": name, "type": type, "description": name, **usual, **more}


def _complex(name: str, *inner: Fields, **more: object) -> Fields:
    return _attribute(name, "complex", subAttributes=list(inner), **more)


def _told(name: str, type: str = "string", **more: object) -> Fields:
    """An attribute that only the server writes."""
    return _attribute(name, type, mutability="readOnly", **more)


def _supported(name: str, *inner: Fields) -> Fields:
    return _complex(name, _told("supported", "boolean", required=True), *inner, mutability="readOnly")


_PHONE: Final = (
    _attribute("value", description="The number", required=True),
    _attribute("type", description="What it is for", required=True, canonicalValues=["work", "mobile"]),
    _attribute("primary", "boolean", description="The preferred one"),
    _attribute("display", description="How people read it"),
)
_USER: Final = (
    _attribute("userName", description="An e-mail address", required=True, uniqueness="server"),
    _attribute("active", "boolean", description="False shuts the user out"),
    _attribute("displayName", description="What people read"),
    _complex("phoneNumbers", *_PHONE, multiValued=True, required=True, description="One of work and mobile is needed"),
)
_CONFIG: Final = (
    _told("documentationUri", "reference", referenceTypes=["external"]),
    _supported("patch"),
    _supported("bulk", *(_told(name, "integer") for name in ("maxOperations", "maxPayloadSize"))),
    _supported("filter", _told("maxResults", "integer")),
    _supported("changePassword"),
    _supported("sort"),
    _supported("etag"),
    _complex(
        "authenticationSchemes",
        *(_told(name, required=True) for name in ("type", "name", "description")),
        multiValued=True,
        required=True,
        mutability="readOnly",
    ),
)
_TYPE: Final = (
    _told("id"),
    *(_told(name, required=True) for name in ("name", "endpoint", "schema")),
    _told("description"),
)
_SCHEMA: Final = (
    _told("id", required=True),
    _told("name"),
    _told("description"),
    _complex(
        "attributes",
        _told("name", required=True),
        _told("type", required=True),
        multiValued=True,
        required=True,
        mutability="readOnly",
    ),
)
_ALL: Final = {"User": _USER, "ServiceProviderConfig": _CONFIG, "ResourceType": _TYPE, "Schema": _SCHEMA}


def schemas(base: str) -> Mapping[str, Fields]:
    """Every schema by its id."""
    return {
        f"{_CORE}:{name}": {
            "schemas": [f"{_CORE}:Schema"],
            "id": f"{_CORE}:{name}",
            "name": name,
            "description": name,
            "attributes": list(attributes),
            "meta": {"resourceType": "Schema", "location": f"{base}/Schemas/{_CORE}:{name}"},
        }
        for name, attributes in _ALL.items()
    }


def resource_types(base: str) -> Mapping[str, Fields]:
    """Every type of resource by its id: there are users, and no groups."""
    return {
        "User": {
            "schemas": [f"{_CORE}:ResourceType"],
            "id": "User",
            "name": "User",
            "endpoint": "/Users",
            "description": "User",
            "schema": USER,
            "meta": {"resourceType": "ResourceType", "location": f"{base}/ResourceTypes/User"},
        }
    }


def configuration(base: str) -> Fields:
    """What the server can do."""
    token = {"type": "oauthbearertoken", "name": "Bearer token", "description": "One token, handed out for good"}
    return {
        "schemas": [f"{_CORE}:ServiceProviderConfig"],
        "patch": {"supported": True},
        "bulk": {"supported": False, "maxOperations": 0, "maxPayloadSize": 0},
        "filter": {"supported": True, "maxResults": MOST_RESULTS},
        "changePassword": {"supported": False},
        "sort": {"supported": False},
        "etag": {"supported": True},
        "authenticationSchemes": [token],
        "meta": {"resourceType": "ServiceProviderConfig", "location": f"{base}/ServiceProviderConfig"},
    }
