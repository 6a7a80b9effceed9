"""A text whose lines are records: read a handful at a time, so that the event loop gets its turns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Final, Generic, TypeVar

from .._problem import excerpt, line
from .._wire import Response
from ..errors import DecodeError
from .decoding import OnBadRecord
from .page import Frame

R = TypeVar("R")

BATCH: Final = 32
"""Lines that are read between two turns of the event loop; they take about half a millisecond."""

_BOM: Final = b"\xef\xbb\xbf"


class Lines(Generic[R]):
    """The lines of an answer as a page of records; see `Body`. The first one names the columns, and is skipped.

    Args:
        separator: of columns.
        read: makes a record of a line, or raises a ValueError that says what is wrong.
        on_bad: is given the error of a line that cannot be read, which is then left out; None to raise it.

    Raises:
        DecodeError: the answer is no such text.
    """

    def __init__(
        self, response: Response, separator: str, read: Callable[[str], R], on_bad: OnBadRecord | None
    ) -> None:
        _check(response, separator.encode())
        self.envelope = Frame()
        self.date = response.date
        self.size = len(response.body)
        self.taken = 0
        self._response = response
        self._read = read
        self._on_bad = on_bad
        self._lines = islice(_numbered(response.body), 1, None)
        self._failure: DecodeError | None = None

    async def batch(self) -> list[R] | None:
        """The next records; None after the last ones. Those before a bad line come before its error."""
        begun, records = False, list[R]()
        if self._failure is not None:
            raise self._failure
        for number, text in islice(self._lines, BATCH):
            begun = True
            try:
                records.append(self._read(text.decode()))
            except ValueError as error:
                bad = self._bad(number, text, error)
                if self._on_bad is None:
                    self._failure = bad  # raised after those before it were handed out
                    break
                self._on_bad(bad)
        if self._failure is not None and not records:
            raise self._failure
        self.taken += len(records)
        return records if begun else None

    def _bad(self, number: int, text: bytes, error: ValueError) -> DecodeError:
        raw = self._response.request.hidden_in(text)
        shown = line(raw.decode("utf-8", "replace"))
        facts = self._response.facts(raw)
        bad = DecodeError(f"line {number} cannot be read: {error}: {shown!r}", raw=raw, **facts)
        bad.__cause__ = error
        return bad


def _numbered(body: bytes) -> Iterator[tuple[int, bytes]]:
    """The lines with their numbers, from 1; none for what is empty at the end."""
    end = len(body)
    while end and body[end - 1] in b"\r\n":
        end -= 1
    start, number = 0, 1
    while start < end:
        found = body.find(b"\n", start, end)
        stop = end if found < 0 else found
        yield number, body[start:stop].removesuffix(b"\r")
        start, number = stop + 1, number + 1


def _check(response: Response, separator: bytes) -> None:
    """Whether it begins like a text with columns. What servers call such a text differs; an error page is none."""
    kind = response.content_type
    first = bytes(response.body[: response.body.find(b"\n") + 1 or None]).removeprefix(_BOM).strip()
    columns = separator in first and first[:1] not in {b"<", b"{", b"["}
    if columns and "json" not in kind and "html" not in kind:
        return
    empty = not response.body.strip()
    words = f"the answer is {kind or 'of no content type'}, and does not begin with a row of columns"
    shown = excerpt(kind, response.quotable)
    raise DecodeError(
        "the answer is empty" if empty else f"{words}: {shown!r}",
        raw=response.quotable,
        truncated=empty,
        **response.facts(),
    )
