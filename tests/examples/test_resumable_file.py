"""A file that grows page by page is right after a crash at any moment."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from .programs import imported

JANUARY = "2026-01-01 to 2026-01-31"


@pytest.fixture
def example(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    return imported("resumable_file", monkeypatch)


class PowerFailureError(Exception):
    """The end of the program, as far as the program can tell."""


def crash_at(count: int, work: Callable[..., object]) -> Callable[..., object]:
    """The function, which fails when it is called for this time."""
    calls = iter(range(1, 100))

    def fails(*args: object) -> object:
        if next(calls) == count:
            raise PowerFailureError
        return work(*args)

    return fails


CRASHES = [
    pytest.param(os, "fsync", 1, id="with the page on its way to the disk"),
    pytest.param(os, "fsync", 2, id="with the checkpoint on its way to the disk"),
    pytest.param(Path, "replace", 1, id="before the checkpoint is in its place"),
]


@pytest.mark.parametrize("pages", [0, 1])
@pytest.mark.parametrize(("owner", "name", "count"), CRASHES)
def test_a_page_that_a_crash_left_half_done_is_overwritten(
    example: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    owner: object,
    name: str,
    count: int,
    pages: int,
) -> None:
    path = tmp_path / "hours.jsonl"
    file = example.ResumableFile(path, JANUARY)
    for _ in range(pages):
        file.append(b"first\n", 1, "bookmark 1")
    before = file.place
    with monkeypatch.context() as patched:
        patched.setattr(owner, name, crash_at(count, getattr(owner, name)))
        with pytest.raises(PowerFailureError):
            file.append(b"a page that is lost\n", 1, "bookmark 2")
    assert file.place == before
    assert path.read_bytes() == b"first\n" * pages + b"a page that is lost\n"

    again = example.ResumableFile(path, JANUARY)
    assert again.place == before
    again.append(b"the same\n", 1, None)
    assert path.read_bytes() == b"first\n" * pages + b"the same\n"
    assert example.ResumableFile(path, JANUARY).place == again.place
    assert (again.place.pages, again.place.records, again.place.done) == (pages + 1, pages + 1, True)


def test_a_page_is_on_the_disk_before_its_checkpoint_is(
    example: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "hours.jsonl"
    synced: list[tuple[int, list[str]]] = []

    def sync(file: int) -> None:
        synced.append((os.fstat(file).st_size, sorted(path.name for path in tmp_path.iterdir())))

    monkeypatch.setattr(os, "fsync", sync)
    example.ResumableFile(path, JANUARY).append(b"first\n", 1, None)
    checkpoint = path.with_name("hours.jsonl.checkpoint")
    assert synced == [
        (len(b"first\n"), ["hours.jsonl"]),
        (checkpoint.stat().st_size, ["hours.jsonl", "hours.jsonl.checkpoint.new"]),
    ]


def shorten(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def garble(path: Path) -> None:
    path.with_name(f"{path.name}.checkpoint").write_text('{"contents":')


REFUSED = [
    pytest.param(shorten, JANUARY, "has lost some of its 6 bytes", id="the file was shortened"),
    pytest.param(Path.unlink, JANUARY, "has lost some of its 6 bytes", id="the file is gone"),
    pytest.param(garble, JANUARY, "the checkpoint cannot be read", id="the checkpoint is garbled"),
    pytest.param(Path.touch, "2026", f"is for {JANUARY}, not for 2026", id="something else is exported"),
]


@pytest.mark.parametrize(("change", "contents", "message"), REFUSED)
def test_what_does_not_belong_together_is_refused_with_the_cure(
    example: ModuleType, tmp_path: Path, change: Callable[[Path], None], contents: str, message: str
) -> None:
    path = tmp_path / "hours.jsonl"
    example.ResumableFile(path, JANUARY).append(b"first\n", 1, "bookmark")
    change(path)
    with pytest.raises(example.CannotGoOnError, match=f"{message}.*; to begin anew, delete .*hours.jsonl.checkpoint"):
        example.ResumableFile(path, contents)


def test_a_file_whose_export_is_over_is_written_anew(example: ModuleType, tmp_path: Path) -> None:
    for data in (b"a long first one\n", b"another\n"):
        file = example.ResumableFile(tmp_path / "hours.csv", JANUARY)
        assert not file.place.done
        file.append(data, 1, None)
        file.forget()
        assert [path.name for path in tmp_path.iterdir()] == ["hours.csv"]
        assert (tmp_path / "hours.csv").read_bytes() == data
