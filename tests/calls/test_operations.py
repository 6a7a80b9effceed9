"""Every call: exactly what it sends, and exactly what it makes of the answer."""

from __future__ import annotations

import inspect
import operator
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from ditio_async import Ditio, DitioSession, Response
from ditio_async._endpoints import Endpoint, Resource

from ..support.strict import StrictServer
from . import (
    rows_documents,
    rows_files,
    rows_items,
    rows_payroll,
    rows_projects,
    rows_reporting,
    rows_streams,
    rows_work_orders,
)
from .contract import Operation, Record
from .documented import OPERATIONS, OTHERS
from .table import Case

ROWS = [
    *rows_projects.ROWS,
    *rows_work_orders.ROWS,
    *rows_documents.ROWS,
    *rows_files.ROWS,
    *rows_payroll.ROWS,
    *rows_reporting.ROWS,
    *rows_streams.ROWS,
    *rows_items.ROWS,
]


COMPOSED = {"files.download_images"}
"""Of several operations, which have their own rows."""


@pytest.mark.parametrize("case", ROWS, ids=str)
async def test_a_call_is_on_the_wire_as_it_is_documented(server: StrictServer, ditio: DitioSession, case: Case) -> None:
    server.answer(case.answer)
    given = await case.run(ditio)
    if isinstance(given, Response):
        given = given.status, given.json() if given.body else None
    assert given == case.gives
    ((operation, sent),) = server.taken
    assert case.call in {operation.call, *operation.also, "request"}
    assert sent == case.sent


def declared(resource: Resource) -> Iterator[str]:
    """What can be called on a resource and on those inside it, in the words of Python."""
    for name in dir(type(resource)):
        member: Any = getattr(type(resource), name)
        if not name.startswith("_") and (isinstance(member, Endpoint) or inspect.isfunction(member)):
            yield f"{resource.name}.{name}"
    for inner in vars(resource).values():
        if isinstance(inner, Resource):
            yield from declared(inner)


BY_OTHERS = {"scim"}
"""What is held against servers of others, in tests/scim."""


def test_every_call_of_the_library_is_in_the_table_at_least_twice() -> None:
    context: Any = None
    mounted = {name: value for name, value in vars(Ditio(context)).items() if name not in BY_OTHERS}
    resources = [value for value in mounted.values() if isinstance(value, Resource)]
    calls = {call for resource in resources for call in declared(resource)} - COMPOSED | {"request"}
    rows = Counter(case.call for case in ROWS)
    assert {call for call in calls if rows[call] < 2} == set()
    assert rows.keys() <= calls


def test_every_documented_operation_is_in_the_table() -> None:
    rows = {case.call for case in ROWS}
    documented = {call for operation in (*OPERATIONS, *OTHERS) for call in (operation.call, *operation.also)}
    assert documented == rows


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.call)
def test_every_documented_parameter_and_field_is_sent_by_some_row(operation: Operation) -> None:
    calls = [case for case in ROWS if case.call == operation.call]
    query = {pair.partition("=")[0] for case in calls for pair in case.sent.line.partition("?")[2].split("&")}
    assert query - {""} == operation.query.keys() - {"ContinuationToken"}
    if isinstance(operation.body, Record):
        sent = {name for case in calls for name in case.sent.json}
        assert sent == operation.body.fields.keys()


@pytest.mark.parametrize(
    "operation",
    [one for one in OPERATIONS if not re.search(r"documents|files\.", one.call)],
    ids=lambda operation: operation.call,
)
def test_a_call_takes_the_documented_keys_parameters_and_fields(ditio: DitioSession, operation: Operation) -> None:
    keys = re.findall(r"{(\w+)}", operation.path)
    fields = operation.body.fields if isinstance(operation.body, Record) else {}
    documented = {*keys, *fields, *operation.query} - {"ContinuationToken"}
    taken = inspect.signature(operator.attrgetter(operation.call)(ditio)).parameters
    saved = {"to"} if operation.answer == "bytes" else set()
    assert {*taken} == saved | {re.sub("(?<!^)([A-Z])", r"_\1", name).lower() for name in documented}
