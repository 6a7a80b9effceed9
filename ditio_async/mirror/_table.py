"""The table of a stream, and what is remembered of it while it is locked."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Protocol, TypeVar

from msgspec.structs import replace

from .._tables.columns import Column
from .._tables.datasets import Dataset
from .._tables.rows import Row
from ._state import Position, State

T = TypeVar("T")


class Database(Protocol):
    """What is done to a database: at once in a thread of its own, or awaited."""

    def columns(self, dataset: Dataset) -> Sequence[Column]: ...
    def begin(self, dataset: Dataset, state: State, position: Position) -> Position | Awaitable[Position]: ...
    def apply(
        self, dataset: Dataset, state: State, rows: list[Row], position: Position
    ) -> Position | Awaitable[Position]: ...
    def finish(
        self, dataset: Dataset, state: State, rows: list[Row], position: Position, *, allow_shrink: bool
    ) -> Position | Awaitable[Position]: ...
    def remember(self, dataset: Dataset, state: State) -> Awaitable[None] | None: ...
    def reset(self, dataset: Dataset) -> Awaitable[None] | None: ...
    def promote(self, dataset: Dataset, keys: Sequence[str]) -> Sequence[Column] | Awaitable[Sequence[Column]]: ...


class LockedTable(ABC):
    """See `Table`."""

    def __init__(self, database: Database, dataset: Dataset, state: State) -> None:
        self._database = database
        self._dataset = dataset
        self.state = state

    @abstractmethod
    async def _do(self, work: Callable[[], T | Awaitable[T]]) -> T:
        """Do something to the database, wholly."""

    @property
    def columns(self) -> Sequence[Column]:
        return self._database.columns(self._dataset)

    async def begin(self, position: Position) -> Position:
        position = await self._do(partial(self._database.begin, self._dataset, self.state, position))
        self.state = replace(self.state, position=position)
        return position

    async def apply(self, rows: list[Row], position: Position) -> Position:
        position = await self._do(partial(self._database.apply, self._dataset, self.state, rows, position))
        self.state = replace(self.state, position=position)
        return position

    async def finish(self, rows: list[Row], position: Position, *, allow_shrink: bool) -> Position:
        work = partial(self._database.finish, self._dataset, self.state, rows, position, allow_shrink=allow_shrink)
        position = await self._do(work)
        self.state = self.state.finished(position)
        return position

    async def remember(self, state: State) -> None:
        await self._do(partial(self._database.remember, self._dataset, state))
        self.state = state

    async def reset(self) -> None:
        await self._do(partial(self._database.reset, self._dataset))
        self.state = State()

    async def promote(self, keys: Sequence[str]) -> Sequence[Column]:
        return await self._do(partial(self._database.promote, self._dataset, keys))
