"""Reading JSON bodies: which fields an entity has, and of what type."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Mapping
from typing import Final, cast

import msgspec

from ._answers import Refusal, bad_request, invalid, refusal
from ._world import Fields, millis_of

TEXT, NUMBER, WHOLE, FLAG, TIME = "a text", "a number", "a whole number", "true or false", "a time"
DATE, EITHER_DATE = "a plain date, yyyy-MM-dd", "a date, yyyy-MM-dd or dd.MM.yyyy"
PHONE, LIST, OBJECT = "a phone number such as +4798765432", "a list", "an object"

PROJECT: Final[Mapping[str, str]] = {
    "companyId": TEXT,
    "projectNumber": TEXT,
    "name": TEXT,
    "externalProjectNumber": TEXT,
    "externalDimension1": TEXT,
    "externalDimension2": TEXT,
    "description": TEXT,
    "active": FLAG,
    "requireTaskNumber": FLAG,
    "blockedForRegistration": FLAG,
    "startDate": TIME,
    "finishedDatePlanned": TIME,
    "finishedDate": TIME,
    "estimatedHourQty": NUMBER,
    "mainForemanId": TEXT,
    "projectLeaderId": TEXT,
    "mainContactEmail": TEXT,
    "projectCustomerName": TEXT,
    "customerNumber": TEXT,
    "projectAddress": TEXT,
    "projectLocationLatitude": NUMBER,
    "projectLocationLongitude": NUMBER,
    "workBreakLunchStartTime": TEXT,
    "workBreakLunchLength": WHOLE,
    "workBreakDinnerStartTime": TEXT,
    "workBreakDinnerLength": WHOLE,
}
WORK_ORDER: Final[Mapping[str, str]] = {
    "id": TEXT,
    "companyId": TEXT,
    "projectId": TEXT,
    "externalId": TEXT,
    "name": TEXT,
    "active": FLAG,
    "parentActivityId": TEXT,
    "externalProjectNumber": TEXT,
    "externalProjectName": TEXT,
    "externalDim01": TEXT,
    "workDescriptionShort": TEXT,
    "workDescription": TEXT,
    "startDate": TIME,
    "finishedDatePlanned": TIME,
    "finishedDate": TIME,
    "estimatedHourQty": NUMBER,
    "fixedResourcePrice": NUMBER,
    "unitId": TEXT,
    "costPrice": NUMBER,
    "price": NUMBER,
    "measureUnitQty": FLAG,
    "safeJobAnalysisApprovalRequired": FLAG,
}
DESCRIPTION: Final[Mapping[str, str]] = {"description": TEXT}


def decoded(body: bytes, content_type: str) -> object:
    """A JSON body.

    Raises:
        Refusal: it is none.
    """
    if content_type != "application/json" and not content_type.endswith("+json"):
        raise refusal(415, "UnsupportedMediaType", f"the body must be application/json, not {content_type!r}")
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise invalid({"$": f"the body is not JSON: {error}"}) from None


def items(body: bytes, content_type: str) -> list[object]:
    """The items of a JSON body that is an array.

    Raises:
        Refusal: it is none.
    """
    sent = decoded(body, content_type)
    if not isinstance(sent, list):
        raise invalid({"$": "the body must be a JSON array"})
    return cast("list[object]", sent)


def checked(sent: object, known: Mapping[str, str], inside: str = "") -> Fields:
    """The known fields of an object, as far as they were sent; what is not known is ignored, and so is case.

    Args:
        sent: what should be an object.
        known: its fields and their types.
        inside: what comes before the names of fields that are wrong.

    Raises:
        Refusal: it is no object, or a field has the wrong type.
    """
    if not isinstance(sent, dict):
        raise invalid({inside.rstrip(".") or "$": "must be a JSON object"})
    names = {name.lower(): name for name in known}
    fields = {
        names[key.lower()]: value for key, value in cast("dict[str, object]", sent).items() if key.lower() in names
    }
    wrong = {
        f"{inside}{name}": f"must be {known[name]}" for name, value in fields.items() if not _fits(known[name], value)
    }
    if wrong:
        raise invalid(wrong)
    return {name: _clean(known[name], value) for name, value in fields.items()}


def require(fields: Fields, *names: str, inside: str = "") -> None:
    """Refuse a body that lacks a field, or leaves it empty."""
    for name in names:
        if not str(fields.get(name) or "").strip():
            raise missing(f"{inside}{name}")


def missing(name: str) -> Refusal:
    """The 400 for a field that is required."""
    message = f"{name} is required"
    simple = bad_request("ArgumentIsNull", message)
    return Refusal(simple.answer, simple.code, message, {name: message})


def require_one_of(fields: Fields, name: str, known: Collection[object]) -> None:
    """Refuse a value that is none of those that are known; none at all is fine."""
    if fields.get(name) is not None and fields[name] not in known:
        raise invalid({name: f"must be one of {', '.join(map(str, known))}"})


def whole(known: Mapping[str, str], fields: Mapping[str, object]) -> Fields:
    """All fields of an entity, those that were not given as null, and flags as false."""
    return {name: fields.get(name, False if kind is FLAG else None) for name, kind in known.items()}


def _fits(kind: str, value: object) -> bool:
    if value is None:
        return True
    if kind is FLAG or isinstance(value, bool):
        return kind is FLAG and isinstance(value, bool)
    if kind in _TEXTS:
        return isinstance(value, str) and (not value or _TEXTS[kind](value))
    if kind in {LIST, OBJECT}:
        return isinstance(value, list if kind is LIST else dict)
    return isinstance(value, int) or (isinstance(value, float) and (kind is NUMBER or value.is_integer()))


def _is_time(text: str) -> bool:
    try:
        millis_of(text)
    except (ValueError, OverflowError):
        return False
    return True


def _is_date(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == len("2026-01-31") and "W" not in text


def _is_either_date(text: str) -> bool:
    return _is_date(_turned(text))


def _turned(text: str) -> str:
    """A Norwegian date as ISO 8601 writes it; any other text as it is."""
    return re.sub(r"^([0-9]{2})\.([0-9]{2})\.([0-9]{4})$", r"\3-\2-\1", text)


def _is_phone(text: str) -> bool:
    return re.fullmatch(r"\+[0-9]{8,15}", text) is not None


_TEXTS: Final[Mapping[str, Callable[[str], bool]]] = {
    TEXT: lambda _: True,
    TIME: _is_time,
    DATE: _is_date,
    EITHER_DATE: _is_either_date,
    PHONE: _is_phone,
}


def _clean(kind: str, value: object) -> object:
    """Empty is as good as absent where a text is more than any text."""
    if kind is TEXT or not isinstance(value, str):
        return value
    if kind is TIME and len(value) == 10:
        return f"{value}T00:00:00"
    return _turned(value) or None
