"""What a user of the sandbox's SCIM server is: the attributes that Ditio uses, and what may be in them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Final, cast

import msgspec

from ._answers import Answer, Refusal
from ._scim_schemas import ERROR, USER
from ._world import Fields

MEDIA: Final = "application/scim+json"
COMMON: Final = ("schemas", "id", "externalId", "meta")
WRITTEN: Final = ("userName", "active", "displayName", "phoneNumbers", "externalId")
PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "phoneNumbers": ("value", "type", "primary", "display"),
    "meta": ("resourceType", "created", "lastModified", "location", "version"),
}
NAMES: Final = (*COMMON, *WRITTEN)
EXACT: Final = frozenset({"id", "externalId", "meta.location", "meta.version"})
"""What is compared with regard to case."""

_FLAGS: Final = frozenset({"active", "primary"})


def scim_answer(value: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    """An answer in SCIM's own media type."""
    return Answer(status, msgspec.json.encode(value), MEDIA, headers or {})


def scim_refusal(
    status: int, detail: str, kind: str | None = None, headers: Mapping[str, str] | None = None
) -> Refusal:
    """An error as SCIM writes it (RFC 7644, section 3.12)."""
    body: Fields = {"schemas": [ERROR], "status": str(status), "detail": detail}
    return Refusal(scim_answer(body | ({"scimType": kind} if kind else {}), status, headers))


def invalid(detail: str) -> Refusal:
    """The 400 for a value that does not fit."""
    return scim_refusal(400, detail, "invalidValue")


def named(name: str, known: tuple[str, ...]) -> str | None:
    """The name of an attribute as its schema writes it; upper and lower case do not matter."""
    return next((one for one in known if one.lower() == name.lower()), None)


def unqualified(path: str) -> str:
    """A path without the URN of the user's schema."""
    return path[len(USER) + 1 :] if path.lower().startswith(f"{USER.lower()}:") else path


def read(body: bytes, content_type: str, schema: str) -> Fields:
    """The object of a body.

    Raises:
        Refusal: it is none, or of another schema.
    """
    if content_type not in {MEDIA, "application/json"}:
        raise scim_refusal(415, f"the body must be {MEDIA}, not {content_type!r}")
    try:
        sent = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise scim_refusal(400, f"the body is not JSON: {error}", "invalidSyntax") from None
    if not isinstance(sent, dict):
        raise scim_refusal(400, "the body must be a JSON object", "invalidSyntax")
    fields = cast("Fields", sent)
    urns = next((value for name, value in fields.items() if name.lower() == "schemas"), None)
    if not isinstance(urns, list) or schema not in urns:
        raise scim_refusal(400, f"schemas must hold {schema}", "invalidSyntax")
    return fields


def written(sent: Mapping[str, object]) -> Fields:
    """The attributes that may be written, as their schema writes them; null and [] leave one out.

    Raises:
        Refusal: a value is of the wrong type.
    """
    found: Fields = {}
    for given, value in sent.items():
        name = named(unqualified(given), WRITTEN)
        if name is not None and value is not None and value != []:
            found[name] = typed(name, value)
    return found


def typed(name: str, value: object) -> object:
    """A value that fits its attribute.

    Raises:
        Refusal: it does not.
    """
    if name == "phoneNumbers":
        if not isinstance(value, list):
            raise invalid("phoneNumbers takes a list")
        return [phone(one) for one in cast("list[object]", value)]
    kind: type = bool if name in _FLAGS else str
    if not isinstance(value, kind):
        raise invalid(f"{name} takes {'true or false' if kind is bool else 'a text'}")
    return value


def phone(value: object) -> Fields:
    """A phone number, with the parts that are known."""
    if not isinstance(value, dict):
        raise invalid("phoneNumbers takes a list of objects")
    found: Fields = {}
    for given, part in cast("Fields", value).items():
        name = named(given, PARTS["phoneNumbers"])
        if name is not None and part is not None:
            found[name] = typed(name, part)
    return found


def check(user: Mapping[str, object], taken: Callable[[str], bool]) -> None:
    """What holds of the attributes of a user together.

    Args:
        user: the attributes.
        taken: whether another user has this name.

    Raises:
        Refusal: it does not hold.
    """
    name = str(user.get("userName") or "")
    if not name.strip():
        raise invalid("userName is required")
    phones = cast("list[Fields]", user.get("phoneNumbers") or [])
    if not all(str(one.get("value") or "").strip() for one in phones):
        raise invalid("a phone number has no value")
    if not {str(one.get("type")).lower() for one in phones} & {"work", "mobile"}:
        raise invalid('phoneNumbers[type eq "work"] or phoneNumbers[type eq "mobile"] is required')
    if sum(one.get("primary") is True for one in phones) > 1:
        raise invalid("one phone number alone can be primary")
    if taken(name):
        raise scim_refusal(409, f"there is a user {name} already", "uniqueness")


def shown(user: Mapping[str, object], only: str | None, without: str | None) -> Fields:
    """A user with the attributes that were asked for; schemas and id always."""
    if not only and not without:
        return dict(user)
    paths = [unqualified(path.strip()).lower() for path in (only or without or "").split(",")]
    found: Fields = {}
    for name, value in user.items():
        parts = {path.partition(".")[2] for path in paths if path.partition(".")[0] == name.lower()}
        if name in {"schemas", "id"} or (("" in parts) if only else not parts):
            found[name] = value
        elif "" not in parts and (part := _part(value, parts, kept=bool(only))):
            found[name] = part
    return found


def _part(value: object, names: Collection[str], *, kept: bool) -> object:
    """What is left of a value when parts of it are kept, or are left out."""
    if isinstance(value, list):
        return [part for one in cast("list[object]", value) if (part := _part(one, names, kept=kept))]
    if not isinstance(value, dict):
        return None
    return {key: part for key, part in cast("Fields", value).items() if (key.lower() in names) == kept}
