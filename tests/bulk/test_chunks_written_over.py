"""Arrays that may be sent again: where one is refused, its halves, until it is known for whom it was."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from ditio_async import (
    ArgumentError,
    BadRequestError,
    DecodeError,
    DitioSession,
    MachineReplacement,
    NewCertificate,
    NewMachine,
    NotFoundError,
    ServerError,
)
from ditio_async.sandbox import DitioSandbox

from .common import CERTIFICATES, MACHINES, sizes

ARRAY = MACHINES + "/update/array"


@pytest.fixture
async def ids(sandbox: DitioSandbox, ditio: DitioSession) -> list[str]:
    """Sixteen machines."""
    made = await ditio.machines.create_many([NewMachine(machine_number=f"X-{number}") for number in range(16)])
    sandbox.clear_requests()
    return [machine.id for machine in made]


def renamed(ids: Sequence[str], name: str = "Ny") -> list[MachineReplacement]:
    return [MachineReplacement(id=id, machine_number=f"X-{n}", name=name) for n, id in enumerate(ids)]


async def named(ditio: DitioSession, name: str = "Ny") -> set[str | None]:
    return {machine.machine_number for machine in await ditio.machines.list() if machine.name == name}


async def test_all_of_an_array_is_done(sandbox: DitioSandbox, ditio: DitioSession, ids: list[str]) -> None:
    async with ditio.machines.replace_in_chunks(renamed(ids), chunk=6) as results:
        async for result in results:
            assert result.unwrap().machine_number == result.item.machine_number
    assert sorted(sizes(sandbox, ARRAY)) == [4, 6, 6]
    assert len(await named(ditio)) == 16


@pytest.mark.parametrize("bad", [0, 5, 15])
async def test_one_that_is_refused_is_found_by_halving(
    sandbox: DitioSandbox, ditio: DitioSession, ids: list[str], bad: int
) -> None:
    rows = renamed([*ids[:bad], "no-such-machine", *ids[bad + 1 :]])
    async with ditio.machines.replace_in_chunks(rows) as results:
        found = [result async for result in results]
    assert {result.index: result.outcome for result in found if result.outcome != "done"} == {bad: "failed"}
    assert isinstance(found[bad].error, NotFoundError)
    assert sorted(sizes(sandbox, ARRAY), reverse=True) == [16, 8, 8, 4, 4, 2, 2, 1, 1]
    assert {result.attempts for result in found} == {9}, "they went together"
    assert len(await named(ditio)) == 15


async def test_several_that_are_refused_are_each_found(
    sandbox: DitioSandbox, ditio: DitioSession, ids: list[str]
) -> None:
    rows = renamed(ids)
    for index in (2, 3, 9):
        rows[index] = MachineReplacement(id=ids[index], machine_number=f"X-{index}", type_id="none")
    report = await ditio.machines.replace_in_chunks(rows).report()
    assert [(one.index, type(one.error)) for one in report.failed] == [(n, BadRequestError) for n in (2, 3, 9)]
    assert (report.done, report.unknown) == (13, [])


async def test_one_that_cannot_be_sent_is_left_out(sandbox: DitioSandbox, ditio: DitioSession, ids: list[str]) -> None:
    rows: list[Any] = renamed(ids)
    rows[4] = {"machine_number": "X-4"}
    report = await ditio.machines.replace_in_chunks(rows).report()
    assert [(one.index, type(one.error)) for one in report.failed] == [(4, ArgumentError)]
    assert sizes(sandbox, ARRAY) == [15]


async def test_two_with_one_key_are_written_one_after_the_other(
    sandbox: DitioSandbox, ditio: DitioSession, ids: list[str]
) -> None:
    rows = [*renamed(ids[:4]), *renamed(ids[:1], name="Nyest")]
    report = await ditio.machines.replace_in_chunks(rows).report()
    assert (report.done, sizes(sandbox, ARRAY)) == (5, [2, 3])
    assert await named(ditio, "Nyest") == {"X-0"}


async def test_a_lost_answer_is_asked_for_again(sandbox: DitioSandbox, ditio: DitioSession, ids: list[str]) -> None:
    sandbox.fault(path=ARRAY, drop="after", times=2)
    report = await ditio.machines.replace_in_chunks(renamed(ids)).report()
    assert (report.done, sizes(sandbox, ARRAY)) == (16, [16, 16, 16])


async def test_a_server_that_fails_leaves_all_of_an_array_unknown(
    sandbox: DitioSandbox, ditio: DitioSession, ids: list[str]
) -> None:
    sandbox.fault(path=ARRAY, status=500, times=3)
    report = await ditio.machines.replace_in_chunks(renamed(ids), chunk=8, concurrency=1).report()
    assert [(one.index, type(one.error), one.attempts) for one in report.unknown] == [
        (n, ServerError, 3) for n in range(8)
    ]
    assert report.done == 8


async def test_an_answer_that_cannot_be_read_is_done(
    sandbox: DitioSandbox, ditio: DitioSession, ids: list[str]
) -> None:
    sandbox.fault(path=ARRAY, truncate_json=True)
    async with ditio.machines.replace_in_chunks(renamed(ids)) as results:
        found = [result async for result in results]
    assert {(result.outcome, type(result.error)) for result in found} == {("done", DecodeError)}


async def test_certificates_are_halved_too(sandbox: DitioSandbox, ditio: DitioSession) -> None:
    people = [str(one.employee_number) for one in await ditio.employees.list()][:8]
    rows = [certificate(number) for number in people]
    rows[3] = certificate("nobody")
    rows[5] = NewCertificate(
        employee_number=people[5],
        certificate_type="T2",
        issued_date_time="2030-01-01",
        valid_until_date_time="2026-01-01",
    )
    sandbox.fault(path=CERTIFICATES, drop="after")
    report = await ditio.certificates.upsert_in_chunks(rows, chunk=8).report()
    assert [(one.index, type(one.error)) for one in sorted(report.failed, key=lambda one: one.index)] == [
        (3, BadRequestError),
        (5, ArgumentError),
    ]
    assert (report.done, report.unknown) == (6, [])
    stored = {row["employeeNumber"] for row in sandbox.certificates if row["certificateType"] == "T2"}
    assert stored == {*people} - {people[3], people[5]}


def certificate(number: str) -> NewCertificate:
    return NewCertificate(
        employee_number=number,
        certificate_type="T2",
        issued_date_time="2026-01-01",
        valid_until_date_time="2030-01-01",
    )


@pytest.mark.parametrize("arguments", [{"chunk": 0}, {"concurrency": 0}, {"chunk": True}])
async def test_numbers_that_make_no_sense_are_refused(ditio: DitioSession, arguments: dict[str, int]) -> None:
    with pytest.raises(ArgumentError, match=next(iter(arguments))):
        ditio.machines.create_in_chunks([], **arguments)
    with pytest.raises(ArgumentError, match="something to iterate"):
        ditio.certificates.upsert_in_chunks(None)  # type: ignore[arg-type]
