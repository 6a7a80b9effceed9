"""What is said about content that cannot be uploaded."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from ditio_async._sources import source_of
from ditio_async.errors import ArgumentError

from .contents import Chunks, OneWay, behind_header


@pytest.mark.parametrize(
    ("content", "size", "words"),
    [
        (io.StringIO("text"), None, "a.pdf: the file is open in text mode; open it with mode 'rb'"),
        (OneWay(b"1"), None, "a.pdf: the size of a file that cannot seek must be given: UploadFile(..., size=)"),
        (Chunks(b"1"), None, "a.pdf: the length of an async iterator must be given: UploadFile(..., size=)"),
        (Chunks(b"1"), -1, "a.pdf: size takes a whole number of 0 or more, not -1"),
        (io.BytesIO(b"1"), 2, "a.pdf: size is given as 2, and there are 1 bytes to read"),
        (behind_header(b"1234"), 8, "a.pdf: size is given as 8, and there are 4 bytes to read"),
        (None, None, "a.pdf: takes a path, bytes, a file opened with mode 'rb' or an async iterator, not NoneType"),
        ([b"1"], 1, "a.pdf: takes a path, bytes, a file opened with mode 'rb' or an async iterator, not list"),
    ],
)
def test_content_that_cannot_be_sent_is_refused_with_the_cure(content: object, size: int | None, words: str) -> None:
    with pytest.raises(ArgumentError) as caught:
        source_of(content, "a.pdf", size)
    assert str(caught.value) == words


def make_fifo(path: Path) -> None:
    os.mkfifo(path)


def make_secret(path: Path) -> None:
    path.write_bytes(b"1")
    path.chmod(0)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda path: None, "{}: there is no such file"),
        (Path.mkdir, "{0} is a directory; give its files: [*Path({1!r}).iterdir()]"),
        (make_fifo, "{} is no regular file; open it, and give the open file with its size"),
        pytest.param(
            make_secret,
            "{} may not be read by this process",
            marks=pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything"),
        ),
    ],
)
def test_a_path_that_cannot_be_sent_is_refused_with_the_cure(
    tmp_path: Path, make: Callable[[Path], None], words: str
) -> None:
    path = tmp_path / "a.pdf"
    make(path)
    with pytest.raises(ArgumentError) as caught:
        source_of(path, "a.pdf", None)
    assert str(caught.value) == words.format(path, str(path))
