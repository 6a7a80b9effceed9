"""Reading JSON bodies: which fields an entity has, and of what type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, cast

import msgspec

from ._answers import Refusal, bad_request, refusal
from ._world import Fields, millis_of

_TEXT, _NUMBER, _WHOLE, _FLAG, _TIME = "a text", "a number", "a whole number", "true or false", "a time"

PROJECT: Final[Mapping[str, str]] = {
    "companyId": _TEXT,
    "projectNumber": _TEXT,
    "name": _TEXT,
    "externalProjectNumber": _TEXT,
    "externalDimension1": _TEXT,
    "externalDimension2": _TEXT,
    "description": _TEXT,
    "active": _FLAG,
    "requireTaskNumber": _FLAG,
    "blockedForRegistration": _FLAG,
    "startDate": _TIME,
    "finishedDatePlanned": _TIME,
    "finishedDate": _TIME,
    "estimatedHourQty": _NUMBER,
    "mainForemanId": _TEXT,
    "projectLeaderId": _TEXT,
    "mainContactEmail": _TEXT,
    "projectCustomerName": _TEXT,
    "customerNumber": _TEXT,
    "projectAddress": _TEXT,
    "projectLocationLatitude": _NUMBER,
    "projectLocationLongitude": _NUMBER,
    "workBreakLunchStartTime": _TEXT,
    "workBreakLunchLength": _WHOLE,
    "workBreakDinnerStartTime": _TEXT,
    "workBreakDinnerLength": _WHOLE,
}
WORK_ORDER: Final[Mapping[str, str]] = {
    "id": _TEXT,
    "companyId": _TEXT,
    "projectId": _TEXT,
    "externalId": _TEXT,
    "name": _TEXT,
    "active": _FLAG,
    "parentActivityId": _TEXT,
    "externalProjectNumber": _TEXT,
    "externalProjectName": _TEXT,
    "externalDim01": _TEXT,
    "workDescriptionShort": _TEXT,
    "workDescription": _TEXT,
    "startDate": _TIME,
    "finishedDatePlanned": _TIME,
    "finishedDate": _TIME,
    "estimatedHourQty": _NUMBER,
    "fixedResourcePrice": _NUMBER,
    "unitId": _TEXT,
    "costPrice": _NUMBER,
    "price": _NUMBER,
    "measureUnitQty": _FLAG,
    "safeJobAnalysisApprovalRequired": _FLAG,
}
DESCRIPTION: Final[Mapping[str, str]] = {"description": _TEXT}


def read(body: bytes, content_type: str, known: Mapping[str, str]) -> Fields:
    """The known fields of a body, as far as they were sent; what is not known is ignored, as are upper and lower case.

    Raises:
        Refusal: it is no JSON object, or a field has the wrong type.
    """
    if content_type != "application/json" and not content_type.endswith("+json"):
        raise refusal(415, "UnsupportedMediaType", f"the body must be application/json, not {content_type!r}")
    try:
        sent = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _invalid({"$": f"the body is not JSON: {error}"}) from None
    if not isinstance(sent, dict):
        raise _invalid({"$": "the body must be a JSON object"})
    names = {name.lower(): name for name in known}
    fields = {
        names[key.lower()]: value for key, value in cast("dict[str, object]", sent).items() if key.lower() in names
    }
    wrong = {name: f"must be {known[name]}" for name, value in fields.items() if not _fits(known[name], value)}
    if wrong:
        raise _invalid(wrong)
    return {name: _clean(known[name], value) for name, value in fields.items()}


def require(fields: Fields, *names: str) -> None:
    """Refuse a body that lacks a field, or leaves it empty."""
    for name in names:
        if not str(fields.get(name) or "").strip():
            raise bad_request("ArgumentIsNull", f"{name} is required")


def whole(known: Mapping[str, str], fields: Mapping[str, object]) -> Fields:
    """All fields of an entity, those that were not given as null, and flags as false."""
    return {name: fields.get(name, False if kind is _FLAG else None) for name, kind in known.items()}


def _invalid(fields: Mapping[str, str]) -> Refusal:
    return bad_request("Validation", "One or more validation errors occurred.", fields)


def _fits(kind: str, value: object) -> bool:
    if value is None:
        return True
    if kind is _FLAG or isinstance(value, bool):
        return kind is _FLAG and isinstance(value, bool)
    if kind is _TEXT:
        return isinstance(value, str)
    if kind is _TIME:
        return isinstance(value, str) and (not value or _is_time(value))
    return isinstance(value, int) or (isinstance(value, float) and (kind is _NUMBER or value.is_integer()))


def _is_time(text: str) -> bool:
    try:
        millis_of(text)
    except (ValueError, OverflowError):
        return False
    return True


def _clean(kind: str, value: object) -> object:
    if kind is _TIME and isinstance(value, str):
        return None if not value else f"{value}T00:00:00" if len(value) == 10 else value
    return value
