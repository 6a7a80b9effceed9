"""Machines that are created in arrays: the server may have made some of them when it refuses the rest."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable

import pytest

from ditio_async import (
    ArgumentError,
    BadRequestError,
    DecodeError,
    DitioSession,
    NewMachine,
    OutcomeUnknownError,
    ServerError,
)
from ditio_async.sandbox import DitioSandbox

from ..support.faults import FaultServer, Seen, Step, json_answer
from .common import MACHINES, sizes

ARRAY = MACHINES + "/create/array"


def machines(*numbers: str, **fields: object) -> list[NewMachine]:
    return [NewMachine(machine_number=number, **fields) for number in numbers]  # type: ignore[arg-type]


def twenty(bad: str = "") -> list[NewMachine]:
    rows = [NewMachine(machine_number=f"X-{number}", name="Graver") for number in range(20)]
    if bad == "here":
        rows[7] = NewMachine(machine_number="X-7", hour_meter="many")  # type: ignore[arg-type]  # which is what is tried
    elif bad == "there":
        rows[7] = NewMachine(machine_number="X-7", type_id="none")
    return rows


async def there(ditio: DitioSession) -> Counter[str | None]:
    shown = await ditio.machines.list(include_equipment_details=True)
    return Counter(machine.machine_number for machine in shown if (machine.machine_number or "").startswith("X-"))


def all_but(*left_out: int) -> dict[str, int]:
    return {f"X-{number}": 1 for number in range(20) if number not in left_out}


async def test_they_go_in_arrays(sandbox: DitioSandbox, ditio: DitioSession) -> None:
    async with ditio.machines.create_in_chunks(twenty(), chunk=8) as results:
        found = [result async for result in results]
    assert sorted(sizes(sandbox, ARRAY)) == [4, 8, 8]
    assert {result.outcome for result in found} == {"done"}
    assert all(result.unwrap().machine_number == result.item.machine_number for result in found)
    assert {result.attempts for result in found} <= {1, 2}, "its array, and for the first ones what was there before"
    assert await there(ditio) == all_but()


async def test_one_that_cannot_be_sent_keeps_nothing_else_from_being_sent(
    sandbox: DitioSandbox, ditio: DitioSession
) -> None:
    report = await ditio.machines.create_in_chunks(twenty("here")).report()
    (failed,) = report.failed
    assert (failed.index, report.done, report.unknown) == (7, 19, [])
    with pytest.raises(ArgumentError, match=r"X-7.*hour_meter"):
        failed.unwrap()
    assert sizes(sandbox, ARRAY) == [19]
    assert await there(ditio) == all_but(7)


async def test_one_that_the_server_refuses_is_named_and_all_others_are_made(
    sandbox: DitioSandbox, ditio: DitioSession
) -> None:
    report = await ditio.machines.create_in_chunks(twenty("there")).report()
    (failed,) = report.failed
    assert (failed.index, report.done, report.unknown) == (7, 19, [])
    assert isinstance(failed.error, BadRequestError)
    assert failed.error.code == "MachineService.machineTypeInvalid"
    assert sizes(sandbox, ARRAY) == [20, 12]
    assert await there(ditio) == all_but(7)


async def test_several_that_are_refused_are_each_named(sandbox: DitioSandbox, ditio: DitioSession) -> None:
    rows = twenty()
    for index in (0, 1, 9, 19):
        rows[index] = NewMachine(machine_number=f"X-{index}", type_id="none")
    report = await ditio.machines.create_in_chunks(rows).report()
    assert sorted(result.index for result in report.failed) == [0, 1, 9, 19]
    assert (report.done, report.unknown) == (16, [])
    assert await there(ditio) == all_but(0, 1, 9, 19)
    assert len(sizes(sandbox, ARRAY)) < 20


async def test_numbers_that_are_there_are_not_sent(sandbox: DitioSandbox, ditio: DitioSession) -> None:
    await ditio.machines.create(machine_number="X-3", name="Den gamle")
    report = await ditio.machines.create_in_chunks(twenty()).report()
    (failed,) = report.failed
    assert (failed.index, failed.outcome) == (3, "failed")
    with pytest.raises(ArgumentError, match="X-3"):
        failed.unwrap()
    assert sizes(sandbox, ARRAY) == [19]
    assert (await ditio.machines.get_by_number("X-3")).name == "Den gamle"


async def test_a_number_of_another_company_is_free(sandbox: DitioSandbox, ditio: DitioSession) -> None:
    other = next(one.company_id for one in await ditio.projects.list() if one.company_id != sandbox.company_id)
    assert other is not None
    await ditio.machines.create(machine_number="X-1", company_id=other)
    sandbox.fault(path=ARRAY, drop="after")
    report = await ditio.machines.create_in_chunks(machines("X-1", "X-2")).report()
    assert (report.done, report.failed, report.unknown) == (2, [], [])
    assert await there(ditio) == {"X-1": 2, "X-2": 1}


async def test_of_two_with_one_number_the_first_is_made(sandbox: DitioSandbox, ditio: DitioSession) -> None:
    rows = [*machines("X-1", name="Den første"), *machines("X-2"), *machines("X-1", name="Den andre")]
    report = await ditio.machines.create_in_chunks(rows, chunk=1, concurrency=1).report()
    (failed,) = report.failed
    assert (failed.index, report.done) == (2, 2)
    with pytest.raises(ArgumentError, match=r"X-1.*given before"):
        failed.unwrap()
    assert (await ditio.machines.get_by_number("X-1")).name == "Den første"


@pytest.mark.parametrize("equipment", [None, True])
async def test_a_lost_answer_is_made_up_for_by_reading(
    sandbox: DitioSandbox, ditio: DitioSession, equipment: bool | None
) -> None:
    fault = sandbox.fault(path=ARRAY, drop="after", times=None)
    rows = machines(*all_but(), **({} if equipment is None else {"is_equipment": equipment}))
    async with ditio.machines.create_in_chunks(rows, chunk=8) as results:
        found = [result async for result in results]
    assert {result.outcome for result in found} == {"done"}
    assert all(result.unwrap().machine_number == result.item.machine_number for result in found)
    assert fault.hits == 3, "each array once"
    assert await there(ditio) == all_but()


async def test_equipment_is_found_again_after_a_refusal(sandbox: DitioSandbox, ditio: DitioSession) -> None:
    await ditio.machines.create(machine_number="X-0", is_equipment=True)
    rows = [*machines("X-0", "X-1", is_equipment=True), *machines("X-2", type_id="none"), *machines("X-3")]
    report = await ditio.machines.create_in_chunks(rows).report()
    assert [(one.index, type(one.error)) for one in report.failed] == [(0, ArgumentError), (2, BadRequestError)]
    assert (report.done, report.unknown) == (2, [])


async def test_a_request_that_was_cut_is_unknown(sandbox: DitioSandbox, ditio: DitioSession) -> None:
    """It is not there, and that may be because the server is still at it."""
    sandbox.fault(path=ARRAY, drop="before", skip=1)
    report = await ditio.machines.create_in_chunks(twenty(), chunk=10, concurrency=1).report()
    assert [result.index for result in report.unknown] == [*range(10, 20)]
    assert {type(result.error) for result in report.unknown} == {OutcomeUnknownError}
    assert (report.done, report.failed, sizes(sandbox, ARRAY)) == (10, [], [10])


async def test_when_it_cannot_be_read_what_is_there_nothing_is_known(
    sandbox: DitioSandbox, ditio: DitioSession
) -> None:
    sandbox.fault(path=MACHINES, method="GET", skip=1, status=500, times=None)
    report = await ditio.machines.create_in_chunks(twenty("there")).report()
    assert len(report.unknown) == 20
    assert {type(result.error) for result in report.unknown} == {BadRequestError}, "what happened first"
    assert sizes(sandbox, ARRAY) == [20], "and nothing is sent again"


async def test_when_it_cannot_be_read_what_was_there_before_nothing_is_sent(
    sandbox: DitioSandbox, ditio: DitioSession
) -> None:
    sandbox.fault(path=MACHINES, method="GET", status=500, times=None)
    async with ditio.machines.create_in_chunks(twenty("here"), chunk=20) as results:
        found = [await anext(results) for _ in range(20)]
        with pytest.raises(ServerError):
            await anext(results)
    assert {result.outcome for result in found} == {"failed"}
    assert sizes(sandbox, ARRAY) == []


async def test_an_answer_that_cannot_be_read_is_done(sandbox: DitioSandbox, ditio: DitioSession) -> None:
    sandbox.fault(path=ARRAY, truncate_json=True)
    async with ditio.machines.create_in_chunks(twenty()) as results:
        found = [result async for result in results]
    assert {(result.outcome, type(result.error)) for result in found} == {("done", DecodeError)}
    assert await there(ditio) == all_but()


async def test_an_array_that_is_refused_as_a_whole_is_no_fault_of_its_first_item(
    server: FaultServer, prompt: DitioSession
) -> None:
    """As frameworks do with a body that they cannot read: nothing of it was looked at."""
    Shelf(server, whole=lambda numbers: "X-5" in numbers, status=400)
    report = await prompt.machines.create_in_chunks(machines(*all_but())).report()
    assert [(one.item.machine_number, type(one.error)) for one in report.failed] == [("X-5", BadRequestError)]
    assert (report.done, report.unknown) == (19, [])


async def test_an_array_that_is_too_large_goes_in_halves(server: FaultServer, prompt: DitioSession) -> None:
    shelf = Shelf(server, whole=lambda numbers: len(numbers) > 5, status=413)
    report = await prompt.machines.create_in_chunks(machines(*all_but())).report()
    assert (report.done, report.failed, report.unknown) == (20, [], [])
    assert sorted(shelf.sizes) == [5, 5, 5, 5, 10, 10, 20]


async def test_a_client_that_may_not_write_hears_it_for_every_item(server: FaultServer, prompt: DitioSession) -> None:
    Shelf(server, whole=lambda _: True, status=403)
    report = await prompt.machines.create_in_chunks(machines("X-1", "X-2", "X-3")).report()
    assert [one.outcome for one in report.failed] == ["failed"] * 3


async def test_a_list_in_another_order_gives_each_its_own(server: FaultServer, prompt: DitioSession) -> None:
    Shelf(server, backwards=True)
    async with prompt.machines.create_in_chunks(machines("X-1", "X-2", "X-3")) as results:
        async for result in results:
            assert result.unwrap().machine_number == result.item.machine_number


class Shelf:
    """Keeps machines, and refuses arrays as a whole."""

    def __init__(
        self,
        server: FaultServer,
        whole: Callable[[list[str]], bool] = lambda _: False,
        status: int = 400,
        backwards: bool = False,
    ) -> None:
        self.kept: list[str] = []
        self.sizes: list[int] = []
        self._whole, self._status, self._backwards = whole, status, backwards
        server.script(lambda seen: Step(lambda *streams: self._answer(seen).act(*streams)))

    def _answer(self, seen: Seen) -> Step:
        if seen.method == "GET":
            return json_answer([self._shown(number) for number in self.kept])
        numbers = [item["machineNumber"] for item in json.loads(seen.body)]
        self.sizes.append(len(numbers))
        if self._whole(numbers):
            return json_answer({"message": "nei"}, self._status)
        self.kept += numbers
        return json_answer([self._shown(number) for number in (numbers[::-1] if self._backwards else numbers)], 201)

    def _shown(self, number: str) -> dict[str, str]:
        return {"id": number, "machineNumber": number, "companyId": "company-1"}
