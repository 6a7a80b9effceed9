"""The body of an upload: it has exactly the size that is announced, and each request stays below Ditio's limit."""

from __future__ import annotations

import io
import itertools
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct

from ditio_async._multipart import Multipart, Outgoing, Part
from ditio_async._readings import CHUNK, Reading
from ditio_async._sources import source_of
from ditio_async._uploads import LIMIT, Upload, pack
from ditio_async.errors import ArgumentError, FileChangedError

from .contents import Chunks, OneWay

TYPE = "application/pdf"
NAMES = st.text(
    st.sampled_from('"\\%;=æøåÆ– \'😀') | st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=30
)  # fmt: skip
CONTENTS = st.binary(max_size=60) | st.sampled_from([b"\r\n--", b"x" * CHUNK, b"x" * (CHUNK + 1)])


class Sized(Struct, frozen=True):
    """Content of which nothing but the size is asked."""

    size: int
    spent: bool = False

    def open(self) -> Reading:
        raise AssertionError("packing reads nothing")


def parts_of(*sizes: int, name: str = "a.pdf") -> list[Part]:
    return [Part(name, TYPE, Sized(size)) for size in sizes]


def form_of(*contents: object, size: int | None = None) -> Multipart:
    return Multipart([Part("a.pdf", TYPE, source_of(content, "a.pdf", size)) for content in contents])


async def sent(body: Outgoing) -> bytes:
    return b"".join([chunk async for chunk in body])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(NAMES, CONTENTS), max_size=4))
async def test_as_many_bytes_are_sent_as_were_announced_each_time(files: list[tuple[str, bytes]]) -> None:
    form = Multipart([Part(name, TYPE, source_of(content, name, None)) for name, content in files])
    first, second = await sent(form.open()), await sent(form.open())
    assert first == second, "each attempt sends the same"
    assert len(first) == form.size
    at = 0
    for _, content in files:
        at = first.index(content, at) + len(content)


async def test_a_form_is_written_as_browsers_write_it() -> None:
    form = Multipart([Part('a "b" \\ æ%.pdf', TYPE, source_of(b"1\r\n", "", None))], boundary="B")
    assert form.content_type == "multipart/form-data; boundary=B"
    assert (
        await sent(form.open())
        == (
            '--B\r\nContent-Disposition: form-data; name="file"; filename="a \\"b\\" \\\\ æ%.pdf"\r\n'
            "Content-Type: application/pdf\r\n\r\n1\r\n\r\n--B--\r\n"
        ).encode()
    )


def test_no_two_forms_have_the_same_boundary() -> None:
    assert len({Multipart(()).boundary for _ in range(100)}) == 100


async def test_a_form_can_be_sent_once_where_one_of_its_files_can() -> None:
    form = form_of(b"1", OneWay(b"2"), b"3", size=1)
    assert not form.spent
    body = form.open()
    await anext(body)
    assert not form.spent, "the file that can be read once was not begun"
    await sent(body)
    assert form.spent


async def test_progress_counts_what_goes_out_and_takes_back_what_was_in_vain() -> None:
    counted: list[int] = []
    form = Multipart([Part("a.pdf", TYPE, source_of(b"x" * (2 * CHUNK), "", None))], counted.append)
    failed = form.open()
    await anext(failed)
    await anext(failed)
    failed.close(complete=False)
    assert (len(counted), sum(counted), counted[-1] < 0) == (3, 0, True)
    failed.close(complete=False)
    assert len(counted) == 3, "it is taken back once"
    whole = form.open()
    await sent(whole)
    whole.close(complete=True)
    assert sum(counted) == form.size


async def test_nothing_goes_out_of_a_body_that_was_closed() -> None:
    body = form_of(b"1", b"2").open()
    await anext(body)
    body.close(complete=False)
    assert await sent(body) == b""


async def test_what_went_wrong_on_our_side_is_kept() -> None:
    body = form_of(Chunks(b"12"), size=3).open()
    with pytest.raises(FileChangedError) as caught:
        await sent(body)
    assert body.error is caught.value


async def test_a_callback_that_fails_is_not_taken_for_the_network() -> None:
    def progress(size: int) -> None:
        raise KeyError(size)

    body = Multipart(form_of(b"1").parts, progress).open()
    with pytest.raises(KeyError):
        await sent(body)
    assert isinstance(body.error, KeyError)


ALONE = LIMIT - 1 - Multipart(parts_of(0)).size
"""The largest file that fits into a request."""


@pytest.mark.parametrize("name", ["a.pdf", 'æ"\\.pdf', "x" * 200])
def test_the_largest_file_that_fits_is_taken_and_one_byte_more_is_not(name: str) -> None:
    largest = LIMIT - 1 - Multipart(parts_of(0, name=name)).size
    (batch,) = pack("files.upload", parts_of(largest, name=name))
    assert Multipart(batch).size == LIMIT - 1 == 29_999_999
    with pytest.raises(ArgumentError, match=rf"^files\.upload: .* {largest + 1:,} bytes, in a request 30,000,000;"):
        pack("files.upload", parts_of(1, largest + 1, name=name))


@pytest.mark.parametrize("more", [0, 1])
def test_files_share_a_request_as_long_as_they_fit(more: int) -> None:
    both = LIMIT - 1 - Multipart(parts_of(0, 0)).size
    batches = pack("files.upload", parts_of(10_000_000, both - 10_000_000 + more))
    assert len(batches) == 1 + more


SIZES = st.integers(0, 3000) | st.integers(0, ALONE) | st.integers(ALONE - 300, ALONE) | st.just(LIMIT // 2 - 150)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(NAMES, SIZES), min_size=1, max_size=12))
def test_requests_stay_below_the_limit_in_order_and_as_few_as_that_allows(files: list[tuple[str, int]]) -> None:
    parts = [Part(name[:2], "", Sized(size)) for name, size in files]
    batches = pack("files.upload", parts)
    assert [part for batch in batches for part in batch] == parts
    assert all(batches)
    assert all(Multipart(batch).size < LIMIT for batch in batches)
    for batch, following in itertools.pairwise(batches):
        assert Multipart([*batch, following[0]]).size >= LIMIT, "it would have fitted into the request before"


async def test_the_progress_of_several_requests_counts_through_to_the_total() -> None:
    batches: Sequence[Sequence[Part]] = [form_of(b"1" * 1000).parts, form_of(io.BytesIO(b"2"), b"3").parts]
    upload = Upload(batches)
    told: list[tuple[int, int]] = []
    bodies = [await sent(form.open()) for form in upload.requests(lambda done, total: told.append((done, total)))]
    assert upload.total == sum(map(len, bodies)) == told[-1][0]
    assert {total for _, total in told} == {upload.total}
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert [form.size for form in upload.requests(None)] == list(map(len, bodies))
