"""Faults on demand: which requests they strike, and what happens to those."""

from __future__ import annotations

import random
from fnmatch import fnmatchcase
from typing import Literal

from msgspec import Struct, field

from ..errors import ArgumentError


class Fault(Struct, kw_only=True):
    """Something that goes wrong, for requests that match, so many times.

    Args:
        path: with wildcards: `*/projects/*`, `/reporting/*`, `/identity/connect/token`.
        method: GET, POST, ...; `*` is any.
        times: how often; None is without end.
        probability: of a request that matches to be struck, 0 to 1.
        skip: so many requests that match are let through first.
        status: answered in place of the real answer.
        retry_after: goes along with status: seconds, or any text.
        body: goes along with status.
        content_type: of that body.
        latency: seconds that the request waits first; alone, nothing else happens to it.
        drop: the connection is cut: "before" the request was handled, or "after" it.
        handle: with status, the request is handled all the same: the answer of a gateway whose server has acted.
        cut_body: the answer breaks off in the middle.
        truncate_json: the answer is whole for HTTP, and half of its JSON is missing.
        repeat_token: the answer's continuation token is the one that it was asked with.

    Attributes:
        hits: how many requests it has struck.
    """

    path: str = "*"
    method: str = "*"
    times: int | None = 1
    probability: float = 1.0
    skip: int = 0
    status: int | None = None
    retry_after: float | str | None = None
    body: str | None = None
    content_type: str = "application/json"
    latency: float = 0.0
    drop: Literal["before", "after"] | None = None
    handle: bool = False
    cut_body: bool = False
    truncate_json: bool = False
    repeat_token: bool = False
    hits: int = 0
    id: int = 0

    def __post_init__(self) -> None:
        if self.status is None and (self.retry_after is not None or self.body is not None or self.handle):
            raise ArgumentError("fault: retry_after, body and handle go along with status=")
        if self.status is not None and not 200 <= self.status <= 599:
            raise ArgumentError(f"fault: status takes 200 to 599, not {self.status}")
        if self.drop not in {None, "before", "after"}:
            raise ArgumentError(f"fault: drop takes 'before' or 'after', not {self.drop!r}")
        if (
            not 0 <= self.probability <= 1
            or self.latency < 0
            or self.skip < 0
            or (self.times is not None and self.times < 1)
        ):
            raise ArgumentError("fault: probability takes 0 to 1, latency and skip 0 or more, times 1 or more")
        chosen = [self.status is not None, self.drop is not None, self.cut_body, self.truncate_json, self.repeat_token]
        if sum(chosen) > 1:
            raise ArgumentError("fault: choose one of status, drop, cut_body, truncate_json, repeat_token")
        if not any(chosen) and not self.latency:
            raise ArgumentError(
                "fault: say what goes wrong: status, drop, cut_body, truncate_json, repeat_token, latency"
            )

    @property
    def only_latency(self) -> bool:
        """It delays the request, and does nothing else to it."""
        breaks = self.cut_body or self.truncate_json or self.repeat_token
        return self.status is None and self.drop is None and not breaks


class Faults(Struct):
    """The faults of a sandbox."""

    seed: int
    all: list[Fault] = field(default_factory=list[Fault])
    added: int = 0
    _random: random.Random | None = None

    def add(self, fault: Fault) -> Fault:
        """One more."""
        self.added += 1
        fault.id = self.added
        self.all.append(fault)
        return fault

    def strike(self, method: str, path: str) -> list[Fault]:
        """The faults of a request: all latencies, and the first of the others."""
        struck: list[Fault] = []
        for fault in self.all:
            if not _matches(fault, method, path) or (fault.times is not None and fault.hits >= fault.times):
                continue
            if fault.skip:
                fault.skip -= 1
                continue
            latency = fault.only_latency
            if (struck and not latency and not struck[-1].only_latency) or not self._chance(fault.probability):
                continue
            fault.hits += 1
            struck.append(fault)
        return struck

    def _chance(self, probability: float) -> bool:
        self._random = self._random or random.Random(self.seed)
        return probability >= 1 or self._random.random() < probability


def _matches(fault: Fault, method: str, path: str) -> bool:
    return fault.method.upper() in {"*", method} and fnmatchcase(path, fault.path)
