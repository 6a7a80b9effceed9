"""The way through the pages of a stream: which request is next, and whether the server leads in circles."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Final, NamedTuple
from urllib.parse import quote

from msgspec.structs import replace

from .._wire import Request, Response
from ..errors import ArgumentError, PaginationLoopError
from .page import Clip

MOST_EMPTY: Final = 100
"""Empty pages in a row, each with a new token, after which the server is taken to lead in circles."""

PAGE_MARK: Final = "ditio-page"
SPLIT_MARK: Final = "ditio-split"


class Window(NamedTuple):
    """A part of a stream that is paged by itself.

    Attributes:
        request: for its first page.
        clip: what leaves out the records of the next window, which an inclusive bound may let in.
    """

    request: Request
    clip: Clip | None = None


def digest(windows: Sequence[Window]) -> str:
    """What a bookmark belongs to: path, filter and mode, and the windows."""
    return f"{zlib.crc32(repr([(w.request.path, w.request.query) for w in windows]).encode()):08x}"


def marked(kind: str, belongs: str, place: str) -> str:
    """A bookmark."""
    return f"{kind}:{belongs}:{place}"


def place_of(kind: str, windows: Sequence[Window], mark: str, call: str) -> str | None:
    """The place that a bookmark is at; None where it is none, but a server's own token.

    Raises:
        ArgumentError: it belongs to something else.
    """
    found, _, rest = mark.partition(":")
    if found not in {PAGE_MARK, SPLIT_MARK}:
        return None
    belongs, _, place = rest.partition(":")
    if found != kind:
        other = "a split" if found == SPLIT_MARK else "pages"
        raise ArgumentError(f"{call}: resume_from is a bookmark of {other}; give it to the same kind of reading")
    if belongs != digest(windows):
        raise ArgumentError(
            f"{call}: resume_from is a bookmark of another stream, filter or mode; repeat the call that it came from"
        )
    return place


class Trail:
    """Where a reader of one or more windows, one after the other, is.

    Attributes:
        index: of the window.
        token: where the next page begins; None at the beginning of the window.
        over: there is no next page.
    """

    def __init__(self, windows: Sequence[Window], resume_from: str | None = None) -> None:
        self._windows = windows
        self._belongs = ""
        self.index = 0
        self.token: str | None = None
        self.over = not windows
        if resume_from is not None:
            self._go_to(resume_from)
        self._seen: set[int] = set() if self.token is None else {hash(self.token)}
        self._empty = 0

    def _go_to(self, mark: str) -> None:
        call = self._windows[0].request.operation
        place = place_of(PAGE_MARK, self._windows, mark, call)
        if place is None:
            if len(self._windows) > 1:
                raise ArgumentError(
                    f"{call}: the stream is read in {len(self._windows)} windows, and resume_from does not say in "
                    "which of them; give the bookmark of a page"
                )
            self.token = mark
            return
        number, _, token = place.partition(":")
        if not number.isdecimal() or int(number) >= len(self._windows):
            raise ArgumentError(f"{call}: resume_from is no bookmark: {mark!r:.80}")
        self.index, self.token = int(number), token or None

    @property
    def window(self) -> Window:
        """The present window."""
        return self._windows[self.index]

    @property
    def bookmark(self) -> str | None:
        """Where the next page begins, and what that belongs to; None where there is no next one."""
        if self.over:
            return None
        self._belongs = self._belongs or digest(self._windows)
        return marked(PAGE_MARK, self._belongs, f"{self.index}:{self.token or ''}")

    @property
    def continuation_token(self) -> str | None:
        """The server's token; where there are several windows the bookmark, because the token does not say in which."""
        return self.token if len(self._windows) == 1 else self.bookmark

    @property
    def fraction(self) -> float | None:
        """Of the windows, how many are through."""
        count = len(self._windows)
        return None if count == 1 else (count if self.over else self.index) / count

    def request(self) -> Request:
        """For the next page."""
        request = self.window.request
        if self.token is None:
            return request
        cursor = f"ContinuationToken={quote(self.token, safe='')}"
        return replace(request, query=f"{request.query}&{cursor}" if request.query else cursor)

    def check(self, token: str | None, response: Response, *, empty: bool) -> None:
        """Look at the token of the page that came.

        Raises:
            PaginationLoopError: it came before, or there were too many empty pages in a row.
        """
        if token is None:
            return
        self._empty = self._empty + 1 if empty else 0
        if hash(token) in self._seen:
            raise PaginationLoopError("a continuation token came back that was used before", **response.facts())
        if self._empty >= MOST_EMPTY:
            raise PaginationLoopError(f"{self._empty} empty pages in a row, with no end", **response.facts())
        self._seen.add(hash(token))

    def advance(self, token: str | None) -> None:
        """Go past the page that came."""
        self.token = token
        if token is None:
            self._seen.clear()
            self._empty = 0
            if self.index + 1 == len(self._windows):
                self.over = True
            else:
                self.index += 1
