"""A lane for each of many streams, from its first page to its last."""

from __future__ import annotations

from ._progress import Board, Lane


class Lanes:
    """Lanes by their names."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._lanes: dict[str, Lane] = {}

    def at(self, name: str, done: int, *, fraction: float | None = None, ended: bool = False) -> None:
        """So many records of it are through."""
        if name not in self._lanes:
            self._lanes[name] = self._board.add(name)
        lane = self._lanes[name]
        lane.at(done, word="" if fraction is None else f"{fraction:.0%}")
        if ended:
            lane.end()
