"""What a test in Python does with a sandbox: faults, tokens, what was received, and what people on site do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Literal

from ._control import Log, Received
from ._faults import Fault, Faults
from ._identity import Identity
from ._records import Records
from ._sources import TimeRegistrations
from ._state import State


class Handling:
    """The part of `DitioSandbox` that is not about serving."""

    def __init__(self, identity: Identity, state: State, faults: Faults, log: Log) -> None:
        self._identity = identity
        self._state = state
        self._faults = faults
        self._log = log

    @property
    def requests(self) -> Sequence[Received]:
        """What was received, the newest last; the newest 10,000 are kept."""
        return [*self._log.entries]

    def clear_requests(self) -> None:
        """Forget what was received."""
        self._log.entries.clear()

    @property
    def tokens_issued(self) -> int:
        """How many tokens were handed out."""
        return self._identity.issued

    @property
    def time_registrations(self) -> TimeRegistrations:
        """The hours: `add(fields)`, `change(id, fields)`, `delete(id)`, with the API's own names, as crews do."""
        return self._state.hours

    def registrations(self, path: str) -> Records:
        """What a stream of other registrations hands out: `/v1/checklist-registrations`, for one.

        It takes `add(fields)`, `change(id, fields)`, `delete(id)` and, where there is a pdfUrl, `make_pdf(id)`.

        Raises:
            KeyError: there is no such stream; time registrations have an attribute of their own.
        """
        return self._state.registrations.of(path)

    @property
    def certificates(self) -> list[dict[str, object]]:
        """The certificates that are stored, with the API's own names; Ditio documents no way to read them."""
        return [{**fields} for fields in self._state.certificates.values()]

    @property
    def excavator_states(self) -> list[dict[str, object]]:
        """The states of excavators that were received, in order of arrival: what came twice is there twice."""
        return [{**fields} for fields in self._state.excavator_states]

    @property
    def weight_measures(self) -> list[dict[str, object]]:
        """The weight measures that were received, in order of arrival, as they are now."""
        return [{**fields} for fields in self._state.weight_measures]

    def freeze_payroll(self, before: dt.date | None) -> None:
        """Payroll has settled the days before this one, which freezes absences; None settles none.

        A single day is settled by `registrations("/v1/absence-registrations").change(id, {"payrollApproved": True})`.
        """
        self._state.freeze_payroll(before)

    def fault(
        self,
        *,
        path: str = "*",
        method: str = "*",
        times: int | None = 1,
        probability: float = 1.0,
        skip: int = 0,
        status: int | None = None,
        retry_after: float | str | None = None,
        body: str | None = None,
        content_type: str = "application/json",
        latency: float = 0.0,
        drop: Literal["before", "after"] | None = None,
        handle: bool = False,
        cut_body: bool = False,
        truncate_json: bool = False,
        repeat_token: bool = False,
    ) -> Fault:
        """Let something go wrong. See `Fault` for what the arguments mean.

        Returns:
            The fault; its `hits` counts the requests that it has struck.
        """
        fault = Fault(
            path=path,
            method=method,
            times=times,
            probability=probability,
            skip=skip,
            status=status,
            retry_after=retry_after,
            body=body,
            content_type=content_type,
            latency=latency,
            drop=drop,
            handle=handle,
            cut_body=cut_body,
            truncate_json=truncate_json,
            repeat_token=repeat_token,
        )
        return self._faults.add(fault)

    def clear_faults(self) -> None:
        """Nothing goes wrong any more."""
        self._faults.all.clear()

    def expire_tokens(self) -> None:
        """Every token that was handed out is over: the API answers 401."""
        self._identity.expire()

    def revoke_tokens(self) -> None:
        """Every token that was handed out is unknown: the API answers 401."""
        self._identity.revoke()

    def enable_client(self, enabled: bool = True) -> None:
        """Whether the client may be used; a disabled one gets no token, and 401 with those that it has."""
        self._identity.enable(enabled)
