"""dlt: its client for REST APIs, and a merge into the same databases; as dictionaries, and as Arrow tables."""
# pyright: basic, reportMissingImports=false

from __future__ import annotations

import os
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import dlt
import pyarrow
from dlt.sources.helpers.rest_client.client import RESTClient
from dlt.sources.helpers.rest_client.paginators import JSONResponseCursorPaginator

from .limits import is_postgres
from .measuring import Stopwatch
from .samples import Sample
from .server import CHANGES, FULL, PATH, SINCE

os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"
os.environ["RUNTIME__LOG_LEVEL"] = "ERROR"


def _dicts(base: str, phase: str, counts: list[int]) -> Iterator[list[dict[str, Any]]]:
    paginator = JSONResponseCursorPaginator(cursor_path="continuationToken", cursor_param="ContinuationToken")
    asked = {"ChunkLimit": "5000", **({"ModifiedSince": SINCE} if phase == CHANGES else {})}
    for page in RESTClient(base).paginate(PATH, params=asked, paginator=paginator, data_selector="data"):
        counts.append(len(page))
        yield page


def _tables(base: str, phase: str, counts: list[int]) -> Iterator[pyarrow.Table]:
    for page in _dicts(base, phase, counts):
        yield pyarrow.Table.from_pylist(page)


async def _measured(read: Callable[..., Iterator[Any]], base: str, address: str) -> AsyncIterator[Sample]:
    place = (
        dlt.destinations.postgres(f"postgresql://tests:none@{urlsplit(address).netloc}{urlsplit(address).path}")
        if is_postgres(address)
        else dlt.destinations.sqlalchemy(f"sqlite:///{address}")
    )
    with tempfile.TemporaryDirectory() as folder:
        pipeline = dlt.pipeline("benchmark", pipelines_dir=folder, destination=place, dataset_name="ditio_dlt")
        for phase in (FULL, CHANGES):
            counts: list[int] = []
            async with Stopwatch(phase, loop=False) as watch:
                resource = dlt.resource(
                    read(base, phase, counts),
                    name="time_registrations",
                    write_disposition="merge",
                    primary_key="id",
                )
                pipeline.run(resource).raise_on_failed_jobs()
            yield watch.sample(sum(counts))


dicts = partial(_measured, _dicts)
arrow = partial(_measured, _tables)
