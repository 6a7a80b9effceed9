"""What a mirror does to a SQLite file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from .._tables.datasets import Dataset
from .._tables.moments import text_of
from .._tables.rows import Row
from ._pages import Places, drained, sort
from ._shrink import check
from ._sqlite_errors import said
from ._sqlite_schema import Schema
from ._state import Counts, Mode, Position, State
from .store import Rows

_STATE: Final = msgspec.json.Decoder(State)


class Database(Schema):
    """A file, its rows, and what is remembered of each stream."""

    def state(self, dataset: Dataset) -> State:
        """What is remembered of a stream, with the columns that were asked for, by another process perhaps."""
        with said(self._path):
            self._read_own()
        return self.states().get(dataset.name, State())

    def states(self) -> Mapping[str, State]:
        """The same of all."""
        with said(self._path):
            found = self._db.execute("SELECT stream, state FROM mirror_state").fetchall()
        return {stream: _STATE.decode(state) for stream, state in found}

    def remember(self, dataset: Dataset, state: State) -> None:
        """Write it down."""
        with self._transaction():
            self._save(dataset, state)
            if state.position is None:
                self._db.execute("DELETE FROM mirror_seen WHERE stream = ?", (dataset.name,))

    def _save(self, dataset: Dataset, state: State) -> None:
        watermark = None if state.watermark is None else text_of(state.watermark)
        values = (dataset.name, watermark, msgspec.json.encode(state).decode())
        self._db.execute("INSERT OR REPLACE INTO mirror_state (stream, watermark, state) VALUES (?, ?, ?)", values)

    def begin(self, dataset: Dataset, state: State, position: Position) -> Position:
        """Begin a run."""
        with self._transaction():
            self._db.execute("DELETE FROM mirror_seen WHERE stream = ?", (dataset.name,))
            if position.mode is Mode.FULL:
                there = self._last(dataset) > 0
                position = msgspec.structs.replace(position, before=self._live(dataset, position), sweeps=there)
                if not there:
                    self._each(self.statements(dataset).no_indexes(dataset))
            self._save(dataset, msgspec.structs.replace(state, position=position))
        return position

    def apply(self, dataset: Dataset, state: State, rows: list[Row], position: Position) -> Position:
        """Write a page."""
        with self._transaction():
            position = position.after(self._write(dataset, rows, position))
            self._save(dataset, msgspec.structs.replace(state, position=position))
        return position

    def finish(
        self, dataset: Dataset, state: State, rows: list[Row], position: Position, *, allow_shrink: bool
    ) -> Position:
        """Write the last page, sweep, and move the watermark."""
        with self._transaction():
            counts = self._write(dataset, rows, position)
            if position.sweeps:
                counts += Counts(deleted=self._sweep(dataset, position, allow_shrink=allow_shrink))
            if position.mode is Mode.FULL:
                self._each(self.statements(dataset).indexes(dataset))
            self._db.execute("DELETE FROM mirror_seen WHERE stream = ?", (dataset.name,))
            position = position.after(counts)
            self._save(dataset, state.finished(position))
        return position

    def _write(self, dataset: Dataset, rows: list[Row], position: Position) -> Counts:
        if not rows:
            return Counts()
        statements = self.statements(dataset)
        page = sort(rows, Places.of(statements.names))
        source = f"VALUES ({', '.join('?' * len(statements.names))})"
        if position.sweeps:
            ids = [(dataset.name, row[0]) for row in (*page.live, *page.deleted)]
            self._db.executemany("INSERT OR IGNORE INTO mirror_seen VALUES (?, ?)", ids)
        before = self._last(dataset)
        written = self._many(statements.write(source), page.live)
        inserted = self._last(dataset) - before
        deleted = self._many(statements.delete(dataset, source), page.deleted)
        return Counts(
            inserted=inserted,
            updated=written - inserted,
            deleted=deleted,
            unchanged=page.total - written - deleted,
        )

    def _each(self, statements: Sequence[str]) -> None:
        for statement in statements:
            self._db.execute(statement)

    def _many(self, statement: str, rows: list[Row]) -> int:
        """How many rows a statement wrote, of those that it was given."""
        return self._db.executemany(statement, drained(rows)).rowcount if rows else 0

    def _last(self, dataset: Dataset) -> int:
        """The number of the newest row: rows are never removed, so what is inserted is counted by it."""
        return self._one(f'SELECT max(rowid) FROM "{dataset.name}"')

    def _sweep(self, dataset: Dataset, position: Position, *, allow_shrink: bool) -> int:
        statements, values = self.statements(dataset), [*map(text_of, position.ends)]
        window = "?" * len(values)
        gone = self._one(statements.count_gone(dataset, window), *values)
        check(dataset.name, gone, position, allow_shrink=allow_shrink)
        if gone:
            self._db.execute(statements.sweep(dataset, window), values)
        return gone

    def _live(self, dataset: Dataset, position: Position) -> int:
        values = [*map(text_of, position.ends)]
        return self._one(self.statements(dataset).live(dataset, "?" * len(values)), *values)

    def rows(self, dataset: Dataset) -> Rows:
        """How many there are."""
        total = self._one(f'SELECT count(*) FROM "{dataset.name}"')
        deleted = self._one(f'SELECT count(*) FROM "{dataset.name}" WHERE is_deleted')
        return Rows(live=total - deleted, deleted=deleted)

    def reset(self, dataset: Dataset) -> None:
        """Empty a table."""
        with self._transaction():
            for statement in ("mirror_state", "mirror_seen"):
                self._db.execute(f"DELETE FROM {statement} WHERE stream = ?", (dataset.name,))
            self._db.execute(f'DELETE FROM "{dataset.name}"')

    def read(self, dataset: Dataset, names: Sequence[str]) -> Sequence[Mapping[str, object]]:
        """Some columns of the rows that are not deleted."""
        with said(self._path):
            rows = self._db.execute(self.statements(dataset).read(names)).fetchall()
        return [dict(zip(names, row, strict=True)) for row in rows]
