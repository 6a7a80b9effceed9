"""Every call: exactly what it sends, and exactly what it makes of the answer."""

from __future__ import annotations

import inspect
import operator
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, get_args

import pytest

from ditio_async import Ditio, DitioSession, Response
from ditio_async._endpoints import Endpoint, Resource

from ..support.strict import StrictServer
from . import (
    rows_absences,
    rows_certificates,
    rows_documents,
    rows_employees,
    rows_employments,
    rows_files,
    rows_items,
    rows_lookups,
    rows_machine_arrays,
    rows_machines,
    rows_payroll,
    rows_projects,
    rows_reference,
    rows_reporting,
    rows_states,
    rows_streams,
    rows_user_acts,
    rows_users,
    rows_weights,
    rows_work_orders,
)
from .documented import OPERATIONS
from .shapes import Operation, Record, Rows
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
    *rows_machines.ROWS,
    *rows_machine_arrays.ROWS,
    *rows_users.ROWS,
    *rows_user_acts.ROWS,
    *rows_employees.ROWS,
    *rows_employments.ROWS,
    *rows_certificates.ROWS,
    *rows_absences.ROWS,
    *rows_reference.ROWS,
    *rows_lookups.ROWS,
    *rows_states.ROWS,
    *rows_weights.ROWS,
]


COMPOSED = re.compile(
    r"files\.download_images|mass_transport\.(weight_measures\.advance|excavator_states\.push)|.*(_in_chunks|\.draft)"
)
"""Calls of several operations, which have their own rows."""


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
    calls = {call for resource in resources for call in declared(resource)} | {"request"}
    rows = Counter(case.call for case in ROWS)
    assert {call for call in calls if rows[call] < 2 and not COMPOSED.fullmatch(call)} == set()
    assert rows.keys() <= calls


def test_every_documented_operation_is_in_the_table() -> None:
    rows = {case.call for case in ROWS}
    documented = {call for operation in OPERATIONS for call in (operation.call, *operation.also)}
    assert documented | {"request"} == rows


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.call)
def test_every_documented_parameter_and_field_is_sent_by_some_row(operation: Operation) -> None:
    calls = [case for case in ROWS if case.call == operation.call]
    query = {pair.partition("=")[0] for case in calls for pair in case.sent.line.partition("?")[2].split("&")}
    assert query - {""} == operation.query.keys() - {"ContinuationToken"}
    body = operation.body.of if isinstance(operation.body, Rows) else operation.body
    if isinstance(body, Record):
        bodies = [row for case in calls for row in (case.sent.json if operation.body is not body else [case.sent.json])]
        assert_fields_are_sent(body, bodies)


def assert_fields_are_sent(record: Record, sent: list[Any]) -> None:
    """All of a record's fields, and of the records inside it; and each with something in it."""
    names = {name for body in sent for name, value in body.items() if value is not None}
    assert names == {*record.fields, *record.inner} or (record.open and names >= record.fields.keys())
    for name, inner in record.inner.items():
        found = [body[name] for body in sent if body.get(name) is not None]
        if isinstance(inner, Rows):
            assert_fields_are_sent(inner.of, [row for rows in found for row in rows])
        else:
            assert_fields_are_sent(inner, found)


DESCRIBED = {one.call: one for one in OPERATIONS if not re.search(r"documents|files\.", one.call)}


@pytest.mark.parametrize("call", DESCRIBED)
def test_a_call_takes_the_documented_keys_parameters_and_fields(ditio: DitioSession, call: str) -> None:
    operations = [one for one in OPERATIONS if one.call == call]
    taken = inspect.signature(operator.attrgetter(call)(ditio)).parameters
    assert {*taken} == {name for operation in operations for name in documented_arguments(operation)}
    for operation in operations:
        if isinstance(operation.body, Rows):
            (row,) = get_args(taken[operation.argument].annotation)
            assert {*inspect.signature(row).parameters} == {*map(snake, operation.body.of.fields)}


def documented_arguments(operation: Operation) -> set[str]:
    keys = [operation.python.get(key, key) for key in re.findall(r"{(\w+)}", operation.path)]
    body = operation.body if isinstance(operation.body, Record) else Record({})
    named = {*keys, *body.fields, *body.inner, *operation.query} - {"ContinuationToken"}
    saved = {"to"} if operation.answer in ("bytes", "csv") else set()
    return saved | {operation.argument} - {""} | {snake(name) for name in named}


def snake(name: str) -> str:
    return re.sub("(?<!^)([A-Z])", r"_\1", name).lower()
