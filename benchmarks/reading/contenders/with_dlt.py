"""dlt's client for REST APIs: dictionaries."""
# pyright: basic, reportMissingImports=false

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack

from dlt.sources.helpers.rest_client.client import RESTClient
from dlt.sources.helpers.rest_client.paginators import JSONResponseCursorPaginator

from ..data import PATH, Plan
from ..sources import Blocking, Source


async def pages(base: str, stack: AsyncExitStack) -> Source:
    """`RESTClient.paginate`."""
    client = RESTClient(base)

    def read(plan: Plan) -> Iterator[Sequence[object]]:
        paginator = JSONResponseCursorPaginator(cursor_path="continuationToken", cursor_param="ContinuationToken")
        yield from client.paginate(PATH, params=dict(plan.parameters), paginator=paginator, data_selector="data")

    return Blocking(read)
