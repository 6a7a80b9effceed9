"""Mass transport, as far as it is documented."""

from __future__ import annotations

from typing import Final

from .shapes import Operation, Record, Rows, fields

STATES: Final = "/api/external-excavator-state"
WEIGHTS: Final = "/api/external-weight-measure"

_STATE = fields(text="companyId projectId machineId state", time="startTime endTime")
STATE: Final = Record(_STATE, frozenset(_STATE))
_OWNER = fields(text="companyId projectId")


def _state(call: str, method: str, path: str, **known: object) -> Operation:
    name = f"mass_transport.excavator_states.{call}"
    return Operation(
        call=name, surface="mass_transport", method=method, path=STATES + path, **{"answer": "any", **known}
    )


def _weight(call: str, method: str, path: str, **known: object) -> Operation:
    """A call whose body and answer nobody has described."""
    named = {"body": "any", "argument": "body", "answer": "any", **known}
    name = f"mass_transport.weight_measures.{call}"
    return Operation(call=name, surface="mass_transport", method=method, path=WEIGHTS + path, **named)


OPERATIONS: Final = [
    _state("register", "POST", "", body=STATE, statuses=(201,)),
    _state("import_many", "POST", "/import", body=Rows(STATE), argument="states", statuses=(201,)),
    _state("latest_timestamp", "GET", "/latest-timestamp/{companyId}/{projectId}"),
    _state("aggregate", "POST", "/aggregated-data-per-state", body="any", argument="body"),
    _weight("register", "POST", "", body=Record(_OWNER, frozenset(_OWNER), open=True), argument="fields"),
    _weight("query", "POST", "/query"),
    _weight("export", "POST", "/export", answer="csv"),
    _weight("mark_verified", "PUT", "/mark-verified"),
    _weight("mark_approved", "PUT", "/mark-approved"),
    _weight("mark_invoiced", "PUT", "/mark-invoiced"),
]
