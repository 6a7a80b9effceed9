"""The payroll export over a server that misbehaves: ranges, failures between them, the file."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from ditio_async import BadRequestError, DecodeError, DitioSession, PermissionDeniedError

from ..support.faults import FaultServer, Seen, Step, answer, cut, json_answer, reset

START = dt.date(2025, 12, 1)
DAY = dt.timedelta(days=1)


def asked(seen: Seen) -> tuple[str, str]:
    (start,), (end,) = seen.query["fromWorkDate"], seen.query["toWorkDate"]
    return start, end


def days(seen: Seen) -> Step:
    """A day for each that is asked for."""
    start, end = map(dt.date.fromisoformat, asked(seen))
    every = [start + number * DAY for number in range((end - start).days + 1)]
    return json_answer([{"transDateTime": day.isoformat()} for day in every])


@pytest.mark.parametrize(
    ("apart", "ranges"),
    [(0, [0]), (45, [45]), (46, [45, 0]), (91, [45, 45]), (92, [45, 45, 0]), (365, [45] * 7 + [43])],
)
async def test_a_long_time_is_asked_for_in_ranges_that_adjoin(
    server: FaultServer, ditio: DitioSession, apart: int, ranges: list[int]
) -> None:
    server.script(days)
    found = await ditio.payroll.lines(from_work_date=START, to_work_date=(START + apart * DAY).isoformat())
    assert [day["transDateTime"] for day in found] == [(START + n * DAY).isoformat() for n in range(apart + 1)]
    spans = [tuple(map(dt.date.fromisoformat, asked(seen))) for seen in server.calls]
    assert [(end - start).days for start, end in spans] == ranges
    assert server.connections == 1, "one after the other"


@pytest.mark.parametrize(("start", "end"), [("0001-01-01", "0001-02-20"), ("9999-11-01", "9999-12-31")])
async def test_the_ends_of_the_calendar_are_days_like_others(
    server: FaultServer, ditio: DitioSession, start: str, end: str
) -> None:
    server.script(json_answer([]))
    await ditio.payroll.summaries(from_work_date=start, to_work_date=end)
    first, last = map(asked, server.calls)
    assert (first[0], last[1]) == (start, end)


async def test_every_range_is_asked_for_with_the_same_filter(server: FaultServer, ditio: DitioSession) -> None:
    server.script(json_answer([]))
    await ditio.payroll.summaries(
        from_work_date=START, to_work_date=START + 100 * DAY, data_filter=10, user_ids=["a", "b"]
    )
    filters = [{**seen.query, "fromWorkDate": [], "toWorkDate": []} for seen in server.calls]
    assert filters == [{"dataFilter": ["10"], "userIds": ["a", "b"], "fromWorkDate": [], "toWorkDate": []}] * 3


async def test_a_range_that_is_refused_ends_the_call(server: FaultServer, ditio: DitioSession) -> None:
    server.script(json_answer([{"qty": 1}]), answer(403), json_answer([{"qty": 2}]))
    with pytest.raises(PermissionDeniedError) as caught:
        await ditio.payroll.summaries(from_work_date=START, to_work_date=START + 100 * DAY)
    assert caught.value.operation == "payroll.summaries"
    assert len(server.calls) == 2


async def test_a_range_is_tried_again_and_no_other_with_it(server: FaultServer, ditio: DitioSession) -> None:
    body = b'[{"qty": 2}]'
    server.script(json_answer([{"qty": 1}]), answer(503), reset(), answer(body=body[:5]), cut(body, at=5), days)
    found = await ditio.payroll.summaries(from_work_date=START, to_work_date=START + 46 * DAY)
    assert [day.qty for day in found] == [1, None]
    assert [asked(seen)[1] for seen in server.calls] == ["2026-01-15"] + ["2026-01-16"] * 5


async def test_an_answer_that_is_no_list_is_told_as_such(server: FaultServer, ditio: DitioSession) -> None:
    server.script(json_answer({"message": "odd"}))
    with pytest.raises(DecodeError, match="array"):
        await ditio.payroll.summaries()


async def test_what_the_server_refuses_it_says_itself(server: FaultServer, ditio: DitioSession) -> None:
    server.script(json_answer({"code": "Validation", "message": "modifiedSinceDate may be at most a year back"}, 400))
    with pytest.raises(BadRequestError, match="at most a year back"):
        await ditio.payroll.summaries(modified_since_date="2001-01-01")
    assert [seen.query for seen in server.calls] == [{"modifiedSinceDate": ["2001-01-01"]}]


async def test_a_file_is_saved_whole_or_not_at_all(server: FaultServer, ditio: DitioSession, tmp_path: Path) -> None:
    target = tmp_path / "lønn.csv"
    target.write_text("old")
    server.script(cut(b"a;b;c", at=3), answer(403))
    with pytest.raises(PermissionDeniedError):
        await ditio.payroll.file(target)
    assert [*tmp_path.iterdir()] == [target]
    assert target.read_text() == "old"
    server.script(cut(b"a;b;c", at=3), answer(body=b"a;b;c"))
    assert await ditio.payroll.file(target) == target
    assert target.read_text() == "a;b;c"
