"""Pages cut into slices say the same as pages decoded at once, whatever they look like, and bad ones are refused."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import cast

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ditio_async import DecodeError
from ditio_async._paging import slices
from ditio_async._paging.decoding import PageReader

from .pages import answer, expected, outcome, records_of

DICTS = dict[str, object]
SIZES = (1, 7, 64, 300)
READERS = {size: PageReader(DICTS, size=size) for size in SIZES}
RAW = {size: PageReader(msgspec.Raw, size=size) for size in SIZES}

TEXTS = st.one_of(
    st.sampled_from(
        ["},{", "}]", '},{"id":"', '"}]}', "\\", '\\"},{\\"', "]},", '{"data":[', "}],", "æøå−", "\u2028", ""]
    ),
    st.text(max_size=8),
)
VALUES = st.recursive(
    st.one_of(TEXTS, st.none(), st.booleans(), st.integers(-(2**53), 2**53)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXTS, inner, max_size=3)),
    max_leaves=6,
)
RECORDS = st.dictionaries(st.sampled_from(["id", "text", "lines", "data", "continuationToken"]), VALUES, max_size=4)
OTHERS = st.dictionaries(st.sampled_from(["links", "recordCounts", "x", '"data":[', "y}]"]), VALUES, max_size=2)
LAYOUTS = st.sampled_from([(",", ":"), (", ", ": "), (" ,\n", "\t:"), (",\r\n  ", " : ")])


@st.composite
def documents(draw: st.DrawFn) -> bytes:
    """A page with fields before and after its records, in one of several layouts."""
    page: dict[str, object] = {**draw(st.one_of(st.just(cast("DICTS", {})), OTHERS))}
    page["data"] = draw(st.lists(RECORDS, max_size=12))
    page |= draw(st.sampled_from([{}, {"continuationToken": "eyJ}],{"}, {"continuationToken": None}]))
    page |= {name: value for name, value in draw(OTHERS).items() if name not in page}
    text = json.dumps(page, separators=draw(LAYOUTS), ensure_ascii=draw(st.booleans()))
    return draw(st.sampled_from([b"", b" ", b"\n\t"])) + text.encode("utf-8", "surrogatepass")


@settings(max_examples=600, deadline=None)
@given(documents(), st.sampled_from(SIZES))
async def test_a_hostile_page_says_what_it_says_decoded_at_once(body: bytes, size: int) -> None:
    wanted = expected(body)
    if wanted is None or b"\\ud" in body or "surrogates" in repr(body):
        return
    assert await outcome(READERS[size], body) == wanted
    raws = await outcome(RAW[size], body)
    assert raws is not None
    assert ([json.loads(bytes(raw)) for raw in raws[0]], raws[1]) == wanted


def hostile_record(chance: random.Random, number: int) -> dict[str, object]:
    text = chance.choice(["},{", '},{"id":"', "}]", '"}],"continuationToken":null}', "\\", "vei", "}]}", '\\"'])
    lines = [{"id": n, "name": text} for n in range(chance.randrange(4))]
    return {"id": f"{number:024x}", "text": text * chance.randrange(3), "lines": lines, "qty": chance.random()}


def broken_pages(count: int) -> Iterator[tuple[bytes, bool]]:
    """Pages that were cut (True) or damaged (False)."""
    chance = random.Random(20261121)
    for number in range(count):
        rows = [hostile_record(chance, row) for row in range(chance.randrange(1, 25))]
        page: dict[str, object] = {
            "data": rows,
            "links": {"next": None},
            "continuationToken": chance.choice([None, "eyJ"]),
            "n": [{}],
        }
        layout = chance.choice([(",", ":"), (", ", ": ")])
        body = json.dumps(page, separators=layout, ensure_ascii=False).encode()
        at = chance.randrange(1, len(body))
        if number % 2:
            yield body[:at], True
        else:
            damage = chance.choice([b"", b",", b"{", b"}", b'"', b"\\", b"]", b"[", b"},{", b"\xff", b"\x00"])
            yield body[:at] + damage + body[at + chance.randrange(3) :], False


async def test_none_of_20_000_broken_pages_is_taken_for_what_it_is_not() -> None:
    refused = 0
    for number, (body, cut) in enumerate(broken_pages(20_000)):
        found = await outcome(READERS[SIZES[number % len(SIZES)]], body)
        refused += found is None
        if cut:
            assert found is None, body
        elif found is not None:
            assert found == expected(body), body
    assert refused > 15_000


class Row(msgspec.Struct):
    id: str
    qty: float | None = None


def page_of(*rows: bytes, after: bytes = b',"continuationToken":"t"}') -> bytes:
    return b'{"data":[' + b",".join(rows) + b"]" + after


@pytest.mark.parametrize("size", SIZES)
async def test_a_cut_page_is_refused_before_its_first_record(size: int) -> None:
    body = page_of(*(b'{"id":"%d","text":"a},{b"}' % n for n in range(50)))
    reader = PageReader(Row, size=size)
    for end in range(len(body)):
        with pytest.raises(DecodeError) as caught:
            reader.read(answer(body[:end]))
        assert caught.value.truncated, body[:end]


async def test_what_is_damaged_in_the_middle_is_never_handed_out() -> None:
    rows = [b'{"id":"%d"}' % n for n in range(100)]
    rows[60] = b'{"id":"60",}'
    page = PageReader(Row, size=100).read(answer(page_of(*rows)))
    seen: list[str] = []
    with pytest.raises(DecodeError):
        while batch := await page.batch():
            seen += [row.id for row in batch]
    assert seen == [str(n) for n in range(len(seen))]
    assert len(seen) < 60


async def test_one_huge_record_is_read() -> None:
    inner = b"[" + b",".join(b'{"id":%d}' % n for n in range(30_000)) + b"]"
    body = page_of(b'{"id":"1"}', b'{"id":"2","lines":' + inner + b"}", b'{"id":"3"}')
    assert len(body) > 4 * slices.SIZE
    records, token = await records_of(PageReader(Row), body)
    assert ([row.id for row in records], token) == (["1", "2", "3"], "t")


async def test_two_lists_of_records_are_refused_rather_than_mixed() -> None:
    rows = b",".join(b'{"id":"%d"}' % n for n in range(40))
    body = b'{"data":[' + rows + b'],"data":[' + rows + b'],"continuationToken":null}'
    assert await outcome(PageReader(DICTS, size=100), body) is None


async def test_slices_hold_whole_records_of_about_the_size_that_was_asked_for() -> None:
    body = page_of(*(b'{"id":"%024d","text":"%s"}' % (n, b"x" * 200) for n in range(2_500)))
    page = PageReader(Row).read(answer(body))
    sizes: list[int] = []
    while batch := await page.batch():
        sizes.append(len(batch))
    assert sum(sizes) == page.taken == 2_500
    record = len(body) / 2_500
    assert len(sizes) > 5
    assert all(slices.SIZE - 2 * record <= count * record <= slices.SIZE + record for count in sizes[:-1])


async def test_a_record_that_does_not_fit_is_named_with_its_place_in_the_page() -> None:
    rows = [b'{"id":"%d","qty":1.5}' % n for n in range(200)]
    rows[150] = b'{"id":"150","qty":"x"}'
    with pytest.raises(DecodeError, match="record 150") as caught:
        await records_of(PageReader(Row, size=500), page_of(*rows))
    assert (caught.value.path, caught.value.record_id) == ("$.data[150].qty", "150")
    assert caught.value.raw == rows[150]


@pytest.mark.parametrize("size", [500, 1_000_000])
async def test_records_that_do_not_fit_are_handed_to_who_wants_them(size: int) -> None:
    rows = [b'{"id":"%d"}' % n for n in range(200)]
    for bad, written in {3: b'{"id":3}', 150: b'{"qty":1}', 199: b'{"id":"199","qty":"\xff"}'}.items():
        rows[bad] = written
    errors: list[DecodeError] = []
    records, _ = await records_of(PageReader(Row, errors.append, size=size), page_of(*rows))
    assert [row.id for row in records] == [str(n) for n in range(200) if n not in {3, 150, 199}]
    assert [error.raw for error in errors] == [rows[3], rows[150], rows[199]]
    assert [error.path for error in errors[:2]] == ["$.data[3].id", "$.data[150]"]
