"""requests, in the loop that a documentation shows."""
# pyright: basic, reportMissingImports=false, reportMissingModuleSource=false

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack

import requests

from ..data import PATH, Plan
from ..sources import Blocking, Source


def _pages(http: requests.Session, base: str, plan: Plan) -> Iterator[list[object]]:
    parameters = dict(plan.parameters)
    token = "first"
    while token:
        answer = http.get(base + PATH, params=parameters)
        answer.raise_for_status()
        page = answer.json()
        yield page["data"]
        token = parameters["ContinuationToken"] = page["continuationToken"]


async def counting(base: str, stack: AsyncExitStack) -> Source:
    """Each page is dropped when the next one is there."""
    http = stack.enter_context(requests.Session())
    return Blocking(lambda plan: _pages(http, base, plan))


async def keeping(base: str, stack: AsyncExitStack) -> Source:
    """All records are collected in a list first."""
    http = stack.enter_context(requests.Session())

    def read(plan: Plan) -> Iterator[Sequence[object]]:
        records: list[object] = []
        for page in _pages(http, base, plan):
            records += page
        yield records

    return Blocking(read)
