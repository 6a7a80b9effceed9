"""Records read as a Struct of the caller's own."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from ditio_async import ArgumentError, DecodeError, DitioSession

from ..support.faults import FaultServer, page


class Hours(msgspec.Struct, rename="camel"):
    id: str
    qty: float | None = None
    work_date: dt.datetime | None = None
    day_of_mine: int = 7


MINE = "ignore:.*dayOfMine:UserWarning"


class Strict(msgspec.Struct, rename="camel"):
    id: str
    project_id: str


ROWS = [
    {"id": "1", "qty": 7.5, "workDate": "2026-01-31T00:00:00Z", "description": 7, "approved": "odd"},
    {"id": "2", "isDeleted": True, "workDate": "0001-01-01T00:00:00"},
]


@pytest.mark.filterwarnings(MINE)
async def test_only_their_fields_are_decoded(server: FaultServer, ditio: DitioSession) -> None:
    server.script(page(ROWS[:1], "t"), page(ROWS[1:]))
    stream = ditio.reporting.time_registrations(chunk_limit=1)
    found = await stream.of(Hours).collect()
    assert found == [Hours("1", 7.5, dt.datetime(2026, 1, 31, tzinfo=dt.UTC)), Hours("2")]
    assert server.calls[1].query == {"ChunkLimit": ["1"], "ContinuationToken": ["t"]}


async def test_plain_streams_can_be_read_so_too(server: FaultServer, ditio: DitioSession) -> None:
    server.script(page(ROWS))
    assert [one.id async for one in ditio.reporting.stream("/v1/new").of(Hours)] == ["1", "2"]


async def test_a_field_that_never_comes_is_warned_of_once(server: FaultServer, ditio: DitioSession) -> None:
    server.script(page([], "t1"), page(ROWS, "t2"), page(ROWS))
    with pytest.warns(UserWarning, match=r"time_registrations: Hours\.day_of_mine waits for 'dayOfMine'") as caught:
        assert len(await ditio.reporting.time_registrations().of(Hours).collect()) == 4
    assert len(caught) == 1
    server.script(page([{**ROWS[0], "dayOfMine": 3}]))
    assert (await ditio.reporting.time_registrations().of(Hours).collect())[0].day_of_mine == 3


async def test_a_field_that_must_be_there_and_is_not_is_named(server: FaultServer, ditio: DitioSession) -> None:
    server.script(page(ROWS))
    with pytest.raises(DecodeError, match="projectId") as caught:
        await ditio.reporting.time_registrations().of(Strict).collect()
    assert caught.value.record_id == "1"


class Snake(msgspec.Struct):
    id: str
    work_date: dt.datetime | None = None


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        (Snake, r": Snake.work_date waits for 'work_date', and the API writes 'workDate'; .*rename=\"camel\""),
        (dict, " takes a class derived from msgspec.Struct, not <class 'dict'>"),
        (Hours("1"), " takes a class derived from msgspec.Struct"),
        (None, " takes a class derived from msgspec.Struct, not None"),
    ],
)
async def test_what_cannot_be_a_record_is_refused_with_the_cure(
    server: FaultServer, ditio: DitioSession, shape: object, words: str
) -> None:
    with pytest.raises(ArgumentError, match=f"^reporting.time_registrations: of{words}"):
        ditio.reporting.time_registrations().of(shape)  # type: ignore[type-var]  # what is tested
    assert server.requests == []
