"""The sandbox's own address, `/_sandbox`: faults, tokens and the log, for tests in any language."""

from __future__ import annotations

import datetime as dt
import time
from collections import deque
from collections.abc import Callable, Mapping
from typing import Final

import msgspec
from aiohttp import web
from msgspec import Struct

from ..errors import ArgumentError
from ._answers import Answer, bad_request, json_answer, not_found
from ._faults import Fault, Faults
from ._fields import DATE, checked, decoded, require
from ._identity import Identity
from ._state import State

PREFIX: Final = "/_sandbox"
MOST_LOGGED: Final = 10_000
_BODY: Final = 64 * 1024

HELP: Final = {
    "POST /_sandbox/faults": "make a fault: path, method, times, probability, skip, latency, and one of status (with "
    "retry_after, body, content_type, handle), drop ('before', 'after'), cut_body, truncate_json, repeat_token",
    "GET /_sandbox/faults": "the faults and how many requests each has struck",
    "DELETE /_sandbox/faults": "no faults any more",
    "DELETE /_sandbox/faults/{id}": "one less",
    "POST /_sandbox/tokens/expire": "all tokens are over",
    "POST /_sandbox/tokens/revoke": "all tokens are unknown",
    "POST /_sandbox/client/disable": "the client may not be used: no tokens, and 401 for those that it has",
    "POST /_sandbox/client/enable": "it may be used again",
    "POST /_sandbox/payroll/freeze": "payroll has settled the days before the date in `before`, which freezes absences",
    "DELETE /_sandbox/payroll/freeze": "it has settled none",
    "GET /_sandbox/certificates": "those that are stored, which Ditio documents no way to read",
    "GET /_sandbox/excavator-states": "those that were received, in order of arrival",
    "GET /_sandbox/weight-measures": "those that were received, in order of arrival",
    "GET /_sandbox/requests": "what was received, the newest 10,000",
    "DELETE /_sandbox/requests": "forget it",
}


class Received(Struct, frozen=True):
    """A request that the sandbox received.

    Attributes:
        at: seconds since 1970.
        path: percent-decoded.
        query: percent-encoded.
        headers: without Authorization.
        body: the first 64 KiB; empty for uploads and for token requests.
        status: of the answer; None where the connection was cut.
    """

    at: float
    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    status: int | None


class Log:
    """What was received, the newest last."""

    def __init__(self) -> None:
        self.entries: deque[Received] = deque(maxlen=MOST_LOGGED)

    def add(self, request: web.Request, body: bytes, status: int | None) -> None:
        """One more."""
        headers = {name: value for name, value in request.headers.items() if name.lower() != "authorization"}
        shown = b"" if request.path.startswith("/identity") else body[:_BODY]
        self.entries.append(
            Received(time.time(), request.method, request.path, request.query_string, headers, shown, status)
        )


class Control:
    """Answers what is asked of the sandbox itself; no token is needed."""

    def __init__(self, faults: Faults, identity: Identity, log: Log, state: State) -> None:
        self._faults = faults
        self._log = log
        self._state = state
        self._actions: dict[str, Callable[[], object]] = {
            "DELETE faults": faults.all.clear,
            "POST tokens/expire": identity.expire,
            "POST tokens/revoke": identity.revoke,
            "POST client/disable": lambda: identity.enable(False),
            "POST client/enable": lambda: identity.enable(True),
            "DELETE payroll/freeze": lambda: state.freeze_payroll(None),
            "DELETE requests": log.entries.clear,
        }
        self._kept: dict[str, Callable[[], object]] = {
            "GET certificates": lambda: [*state.certificates.values()],
            "GET excavator-states": lambda: state.excavator_states,
            "GET weight-measures": lambda: state.weight_measures,
        }

    def answer(self, method: str, path: str, body: bytes) -> Answer:
        """Do what a request asks."""
        what = path.removeprefix(PREFIX).strip("/")
        action = f"{method} {what}"
        if action in self._actions:
            self._actions[action]()
            return Answer(204)
        if action == "GET ":
            return json_answer(HELP)
        if action == "GET faults":
            return json_answer(self._faults.all)
        if action == "POST faults":
            return json_answer(self._faults.add(_fault(body)), 201)
        if action == "POST payroll/freeze":
            self._state.freeze_payroll(_date(body))
            return Answer(204)
        if action in self._kept:
            return json_answer(self._kept[action]())
        if action == "GET requests":
            return json_answer(
                [{**msgspec.structs.asdict(r), "body": r.body.decode("utf-8", "replace")} for r in self._log.entries]
            )
        if method == "DELETE" and what.startswith("faults/"):
            found = [fault for fault in self._faults.all if str(fault.id) == what.removeprefix("faults/")]
            if found:
                self._faults.all.remove(found[0])
                return Answer(204)
        raise not_found(f"{action}; GET {PREFIX} lists what there is")


def _date(body: bytes) -> dt.date:
    fields = checked(decoded(body, "application/json"), {"before": DATE})
    require(fields, "before")
    return dt.date.fromisoformat(str(fields["before"]))


class _FaultBody(Fault, kw_only=True, forbid_unknown_fields=True):
    pass


def _fault(body: bytes) -> Fault:
    try:
        return msgspec.json.decode(body, type=_FaultBody)
    except (msgspec.DecodeError, ArgumentError) as error:
        raise bad_request("FaultInvalid", str(error)) from None
