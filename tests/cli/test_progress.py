"""Progress: lines now and then where there is no terminal."""

from __future__ import annotations

import pytest

from ditio_async.cli._progress import Board


class Time:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_lane_says_something_every_two_seconds_and_at_the_end(capsys: pytest.CaptureFixture[str]) -> None:
    time = Time()
    with Board("records", quiet=False, now=time) as board:
        one, other = board.add("projects"), board.add("users", 2000)
        for second in range(5):
            time.now = float(second)
            one.at(second * 1000)
        other.at(1500, 2000, "slow")
    assert capsys.readouterr().err.splitlines() == [
        "projects: 2,000 records",
        "projects: 4,000 records",
        "users: 1,500 of 2,000 records, slow",
    ]


def test_what_was_said_is_not_said_again_at_the_end(capsys: pytest.CaptureFixture[str]) -> None:
    time = Time()
    with Board("files", quiet=False, now=time) as board:
        board.add("nothing")
        lane = board.add("pdfs")
        time.now = 2.0
        lane.at(7)
    assert capsys.readouterr().err == "pdfs: 7 files\n"


def test_quiet_is_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    with Board("files", quiet=True) as board:
        board.add("pdfs").at(7)
    assert capsys.readouterr().err == ""
