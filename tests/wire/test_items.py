"""Item registrations over a server that misbehaves: odd texts, rows that cannot be read, answers that are none."""

from __future__ import annotations

import datetime as dt

import pytest

from ditio_async import DecodeError, DitioSession
from ditio_async.resources.reporting import ItemRegistration

from ..support.faults import FaultServer, Step, answer, cut, reset

HEADER = "Dato;Vare;Prosjektnr.;Antall"
TEXT = "text/csv; charset=utf-8"
BAD = "a;b"


def row(name: str = "", date: str = "", qty: str = "", description: str = "") -> str:
    return f"{name};;;;;;{date};;{qty};;;;;;;{description}"


def rows(*lines: str) -> bytes:
    return "".join(f"{line}\r\n" for line in (HEADER, *lines)).encode()


def text(*lines: str) -> Step:
    return answer(body=rows(*lines), headers={"Content-Type": TEXT})


def of(body: bytes, kind: str = TEXT) -> Step:
    return answer(body=body, headers={"Content-Type": kind})


@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
@pytest.mark.parametrize("after", [b"", b"\n", b"\r\n\r\n\n"])
async def test_lines_end_as_they_like(
    server: FaultServer, ditio: DitioSession, bom: bytes, end: bytes, after: bytes
) -> None:
    lines = [HEADER, row("æ"), row("b", description=" c ")]
    server.script(of(bom + end.join(line.encode() for line in lines) + after))
    found = await ditio.reporting.item_registrations().collect()
    assert found == [ItemRegistration(item_name="æ"), ItemRegistration(item_name="b", description=" c ")]


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("", None),
        (" ", None),
        ("7", 7.0),
        ("007", 7.0),
        (" 7 ", 7.0),
        ("7,25", 7.25),
        ("7.25", 7.25),
        ("-7,25", -7.25),
        ("\u22127.25", -7.25),
        ("1 234", 1234.0),
        ("\u22121\u00a0234\u00a0567,5", -1234567.5),
        ("12\u202f345.5", 12345.5),
        ("1.234,5", 1234.5),
        ("1,234.5", 1234.5),
        ("1.234.567,5", 1234567.5),
        ("1.234", 1.234),
        ("1,234", 1.234),
        ("1.234.567", 1234567.0),
        ("123456789012", 123456789012.0),
    ],
)
async def test_numbers_are_written_in_many_ways(
    server: FaultServer, ditio: DitioSession, written: str, number: float | None
) -> None:
    server.script(text(row(qty=written)))
    (item,) = await ditio.reporting.item_registrations().collect()
    assert item.qty == number


@pytest.mark.parametrize(
    "written",
    [
        "x",
        "-",
        ",5",
        "5,",
        "1e5",
        "nan",
        "inf",
        "1_000",
        "٣",
        "1 2",
        "12.34.5",
        "1,234.567,8",
        "1 234.567 8",
        "--1",
        "1-",
    ],
)
async def test_what_is_no_number_is_not_guessed(server: FaultServer, ditio: DitioSession, written: str) -> None:
    server.script(text(row(qty=written)))
    with pytest.raises(DecodeError, match="line 2 cannot be read: qty is no number"):
        await ditio.reporting.item_registrations().collect()


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("31.01.2026 08:30:22", dt.datetime(2026, 1, 31, 8, 30, 22)),  # noqa: DTZ001  # the text says no time zone
        ("", None),
        ("01.01.0001 00:00:00", None),
    ],
)
async def test_times_are_norwegian_and_naive(
    server: FaultServer, ditio: DitioSession, written: str, moment: dt.datetime | None
) -> None:
    server.script(text(row(date=written)))
    assert [item.trans_date async for item in ditio.reporting.item_registrations()] == [moment]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (f"{row()};".encode(), "17 columns, not 16"),
        (row()[1:].encode(), "15 columns, not 16"),
        (b"", "1 columns, not 16"),
        (row(date="2026-01-31").encode(), "transDate is no dd.MM.yyyy HH:mm:ss: '2026-01-31'"),
        (row(date="31.02.2026 00:00:00").encode(), "transDate day is out of range"),
        (row(date="31.01.2026 24:00:00").encode(), "transDate hour must be in"),
        (row("Bø").encode("latin-1"), "'utf-8' codec can't decode byte 0xf8"),
    ],
)
async def test_a_row_that_cannot_be_read_is_raised_with_its_line_after_those_before_it(
    server: FaultServer, ditio: DitioSession, line: bytes, words: str
) -> None:
    server.script(of(rows(row("a"), row("b")) + line + b"\r\n" + row("c").encode()))
    found: list[str | None] = []
    records = aiter(ditio.reporting.item_registrations())
    for _ in range(2):
        with pytest.raises(DecodeError, match=f"^line 4 cannot be read: {words}") as caught:
            async for item in records:
                found.append(item.item_name)
        assert (caught.value.raw, caught.value.operation) == (line, "reporting.item_registrations")
    assert found == ["a", "b"]
    assert len(server.calls) == 1


async def test_bad_rows_go_to_the_handler_and_the_others_come(server: FaultServer, ditio: DitioSession) -> None:
    bad: list[DecodeError] = []
    lines = [BAD if number % 50 == 0 else row(str(number)) for number in range(200)]
    server.script(text(*lines))
    stream = ditio.reporting.item_registrations()
    found = await stream.on_bad_row(bad.append).collect()
    assert [item.item_name for item in found] == [str(number) for number in range(200) if number % 50]
    assert [str(error).partition(" cannot")[0] for error in bad] == ["line 2", "line 52", "line 102", "line 152"]
    assert {error.raw for error in bad} == {BAD.encode()}
    with pytest.raises(DecodeError, match="line 2"):
        await stream.collect()


async def test_rows_alone_that_are_all_bad_are_none(server: FaultServer, ditio: DitioSession) -> None:
    bad: list[DecodeError] = []
    server.script(text(*[BAD] * 100))
    assert await ditio.reporting.item_registrations().on_bad_row(bad.append).collect() == []
    assert len(bad) == 100


async def test_a_handler_that_raises_ends_the_reading_for_good(server: FaultServer, ditio: DitioSession) -> None:
    def handler(error: DecodeError) -> None:
        raise LookupError(str(error))

    server.script(text(row("a"), BAD, row("b"), BAD))
    records = aiter(ditio.reporting.item_registrations().on_bad_row(handler))
    with pytest.raises(LookupError, match="line 3"):
        await anext(records)
    with pytest.raises(RuntimeError, match="in the middle of a page"):
        await anext(records)


async def test_rows_are_read_when_they_are_taken(server: FaultServer, ditio: DitioSession) -> None:
    bad: list[DecodeError] = []
    server.script(text(*[row(str(number)) for number in range(500)], BAD))
    items = ditio.reporting.item_registrations()
    assert server.requests == []
    assert len(await items.collect(limit=3)) == 3
    records = aiter(items.on_bad_row(bad.append))
    assert (await anext(records)).item_name == "0"
    assert bad == []
    assert len([item async for item in records]) == 499
    assert len(bad) == 1
    assert len(server.calls) == 2, "one for each time that it was iterated"


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b'{"code": "Odd; very"}'),
        ("application/json; charset=utf-8", rows()),
        ("text/html", b"<html>&aelig;</html>"),
        ("text/html; charset=utf-8", rows()),
        ("text/plain", b"<html>&aelig;</html>"),
        ("text/csv", b'\xef\xbb\xbf\r\n{"code": "Odd; very"}'),
        ("text/csv", b'[{"code": "Odd; very"}]'),
        ("text/plain", b"Service unavailable\r\n" + row().encode()),
    ],
)
async def test_an_answer_that_is_no_such_text_is_told_as_such(
    server: FaultServer, ditio: DitioSession, kind: str, body: bytes
) -> None:
    server.script(of(body, kind))
    words = f"^the answer is {kind.partition(';')[0]}, and does not begin with a row of columns"
    with pytest.raises(DecodeError, match=words) as caught:
        await ditio.reporting.item_registrations().on_bad_row(lambda _: None).collect()
    assert caught.value.raw == body
    assert len(server.calls) == 1


@pytest.mark.parametrize("kind", ["", "application/octet-stream", "application/csv"])
async def test_what_a_server_calls_the_text_does_not_matter(
    server: FaultServer, ditio: DitioSession, kind: str
) -> None:
    server.script(of(rows(row("a")), kind))
    assert len(await ditio.reporting.item_registrations().collect()) == 1


@pytest.mark.parametrize("body", [b"", b"\r\n"])
async def test_an_empty_answer_is_asked_for_once_more(server: FaultServer, ditio: DitioSession, body: bytes) -> None:
    server.script(of(body), text(row("a")))
    assert len(await ditio.reporting.item_registrations().collect()) == 1
    server.script(of(body))
    with pytest.raises(DecodeError, match="the answer is empty"):
        await ditio.reporting.item_registrations().collect()
    assert len(server.calls) == 4


async def test_a_text_that_breaks_off_is_fetched_anew(server: FaultServer, ditio: DitioSession) -> None:
    body = rows(row("a"), row("b"))
    server.script(cut(body, at=len(body) - 5), reset(), text(row("a"), row("b")))
    assert [item.item_name async for item in ditio.reporting.item_registrations()] == ["a", "b"]
    assert len(server.calls) == 3


async def test_a_token_that_was_sent_back_is_not_in_the_error(server: FaultServer, ditio: DitioSession) -> None:
    server.script(lambda seen: text(f"x;{seen.headers['authorization']}"))
    with pytest.raises(DecodeError) as caught:
        await ditio.reporting.item_registrations().collect()
    assert caught.value.raw == b"x;Bearer ***"
    assert "t1" not in repr(caught.value)
