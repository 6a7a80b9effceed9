"""A SQLite file, as seen from the one thread that uses it."""

from __future__ import annotations

import sqlite3
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, cast

import msgspec

from .._tables.columns import Column, Kind
from .._tables.datasets import DATASETS, Dataset
from .._tables.moments import text_of
from .._tables.rows import Row
from . import _promotion, _schema, _views
from ._pages import Places, sort
from ._shrink import check
from ._sql import Dialect, Statements
from ._sqlite_errors import said
from ._state import Counts, Mode, Position, State
from .store import Rows

DIALECT: Final = Dialect(
    types={
        Kind.TEXT: "TEXT",
        Kind.NUMBER: "REAL",
        Kind.INTEGER: "INTEGER",
        Kind.BOOLEAN: "BOOLEAN",
        Kind.MOMENT: "TEXT",
        Kind.JSON: "TEXT",
    },
    differs="IS NOT",
    latest="max",
    false="0",
    true="1",
    day="date({})",
    clustered=" WITHOUT ROWID",
)
_CACHE: Final = -16_000
"""KiB of pages in memory, with the sign that says so."""
_BATCH: Final = 1000
_STATE: Final = msgspec.json.Decoder(State)


class Database:
    """An open file."""

    def __init__(self, path: Path, timeout: float) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None
        self._timeout = timeout
        self._own: dict[str, list[Column]] = {}

    @property
    def _db(self) -> sqlite3.Connection:
        assert self._connection is not None, "the store is not open"
        return self._connection

    def open(self, source: str) -> None:
        """Open, and make what is not there."""
        with said(self._path):
            self._connection = sqlite3.connect(
                self._path, timeout=self._timeout, isolation_level=None, check_same_thread=False
            )
            try:
                self._prepare(source)
            except BaseException:
                self.close()
                raise

    def close(self) -> None:
        """Close."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _prepare(self, source: str) -> None:
        done = self._is_as_it_should_be(source)
        self._use_wal()
        for pragma in ("synchronous = NORMAL", f"cache_size = {_CACHE}", "temp_store = MEMORY"):
            self._db.execute(f"PRAGMA {pragma}")
        if done:
            return
        with self._transaction():
            if self._is_as_it_should_be(source):  # somebody else was faster
                return
            for statement in _schema.pending(self._version(), DIALECT, f"{self._path}"):
                self._db.execute(statement)
            self._read_own()
            for dataset in DATASETS.values():
                self._make(dataset)
            for name, text in _views.views(DIALECT).items():
                self._db.execute(f"DROP VIEW IF EXISTS {name}")
                self._db.execute(text)
            self._note("version", str(len(_schema.MIGRATIONS)))
            self._note("source", source)
            self._note("fingerprint", self._fingerprint())

    def _use_wal(self) -> None:
        """Of two programs that do this to a new file at once, one is told that it is locked, and has not waited."""
        until = time.monotonic() + self._timeout
        while True:
            try:
                self._db.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() >= until:
                    raise
                time.sleep(0.01)
            else:
                return

    def _version(self) -> int:
        return int(self._meta(self._names()).get("version", "0"))

    def _is_as_it_should_be(self, source: str) -> bool:
        """Whether there is nothing to make; nothing is touched where the file is somebody else's."""
        names = self._names()  # once: somebody else may just be making them
        meta = self._meta(names)
        version = int(meta.get("version", "0"))
        if not version:
            _schema.refuse_others(f"{self._path}", names)
        steps = _schema.pending(version, DIALECT, f"{self._path}")
        _schema.check_source(meta.get("source"), source, f"{self._path}")
        if not version or steps:
            return False
        self._read_own()
        return meta.get("fingerprint") == self._fingerprint()

    def _note(self, key: str, value: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO mirror_meta VALUES (?, ?)", (key, value))

    def _read_own(self) -> None:
        """The columns that were asked for."""
        own: dict[str, list[Column]] = {}
        for stream, name, key, kind in self._db.execute("SELECT stream, name, key, kind FROM mirror_columns"):
            own.setdefault(stream, []).append(Column(name, key, Kind(kind)))
        self._own = own  # at once: the other thread looks at it

    def _fingerprint(self) -> str:
        return _schema.fingerprint(DIALECT, [self.statements(dataset) for dataset in DATASETS.values()])

    def _names(self) -> list[str]:
        return [name for (name,) in self._db.execute("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')")]

    def _meta(self, names: Sequence[str]) -> dict[str, str]:
        if "mirror_meta" not in names:
            return {}
        return dict(self._db.execute("SELECT key, value FROM mirror_meta").fetchall())

    def _make(self, dataset: Dataset) -> None:
        statements = self.statements(dataset)
        self._db.execute(_schema.created(statements, commented=True))
        there = [name for _, name, *_ in self._db.execute(f'PRAGMA table_info("{dataset.name}")')]
        if columns := _schema.missing(statements.columns, there):
            self._add(dataset, columns)
        for index in statements.indexes(dataset):
            self._db.execute(index)

    def _add(self, dataset: Dataset, columns: Sequence[Column]) -> None:
        """Add columns, and move into them what had none so far."""
        statements = self.statements(dataset)
        for column in columns:
            self._db.execute(f'ALTER TABLE "{dataset.name}" ADD COLUMN {statements.typed(column)}')
        changes = ", ".join([*(f'"{column.name}" = ?' for column in columns), "extra = ?"])
        for batch in self._extras(dataset):
            moved = [(*_promotion.moved(extra, columns, texts=True), rowid) for rowid, extra in batch]
            self._db.executemany(
                f'UPDATE "{dataset.name}" SET {changes} WHERE rowid = ?',
                [[*values, rest, rowid] for values, rest, rowid in moved],
            )

    def _extras(self, dataset: Dataset) -> Iterator[list[tuple[int, str]]]:
        """What has no column, with the numbers of the rows, some at a time."""
        after = 0
        while batch := self._db.execute(
            f'SELECT rowid, extra FROM "{dataset.name}" WHERE extra IS NOT NULL AND rowid > ? ORDER BY rowid LIMIT ?',
            (after, _BATCH),
        ).fetchall():
            yield batch
            after = batch[-1][0]

    def columns(self, dataset: Dataset) -> list[Column]:
        """The columns of a stream's rows: those that are documented, and those that were asked for."""
        known = {column.key for column in dataset.columns}
        return [*dataset.columns, *(own for own in self._own.get(dataset.name, []) if own.key not in known)]

    def statements(self, dataset: Dataset) -> Statements:
        """What is done to the table of a stream."""
        return Statements(DIALECT, dataset.name, self.columns(dataset))

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with said(self._path):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    def _one(self, statement: str, *values: object) -> int:
        with said(self._path):
            return cast("int", self._db.execute(statement, values).fetchone()[0] or 0)

    # What tables do.

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
                position = msgspec.structs.replace(
                    position,
                    before=self._live(dataset, position),
                    sweeps=self._one(f'SELECT max(rowid) FROM "{dataset.name}"') > 0,
                )
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
        before = self._last(dataset)
        written = self._db.executemany(statements.write(source), page.live).rowcount if page.live else 0
        inserted = self._last(dataset) - before
        deleted = self._db.executemany(statements.delete(dataset, source), page.deleted).rowcount if page.deleted else 0
        if position.sweeps:
            ids = [(dataset.name, row[0]) for row in rows]
            self._db.executemany("INSERT OR IGNORE INTO mirror_seen VALUES (?, ?)", ids)
        return Counts(
            inserted=inserted,
            updated=written - inserted,
            deleted=deleted,
            unchanged=len(rows) - written - deleted,
        )

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

    def unknown(self, dataset: Dataset) -> Mapping[str, int]:
        """The fields that no column holds."""
        counts: Counter[str] = Counter()
        with said(self._path):
            for batch in self._extras(dataset):
                counts.update(key for _, extra in batch for key in _promotion.values_of(extra))
        return counts

    def views(self) -> Mapping[str, Sequence[str]]:
        """The columns of the views, by their names."""
        with said(self._path):
            cursors = {name: self._db.execute(f"SELECT * FROM {name} LIMIT 0") for name in _views.NAMES}
            return {name: [column[0] for column in cursor.description] for name, cursor in cursors.items()}

    def promote(self, dataset: Dataset, keys: Sequence[str]) -> Sequence[Column]:
        """Make columns of fields that have none."""
        with self._transaction():
            columns: list[Column] = []
            for key in keys:
                taken = [*self.statements(dataset).names, *(column.name for column in columns)]
                columns.append(_promotion.column_for(dataset.name, key, self._values(dataset, key), taken))
            self._db.executemany(
                "INSERT INTO mirror_columns VALUES (?, ?, ?, ?)",
                [(dataset.name, c.name, c.key, c.kind) for c in columns],
            )
            self._add(dataset, columns)
            self._read_own()
            self._note("fingerprint", self._fingerprint())
        return columns

    def _values(self, dataset: Dataset, key: str) -> Iterator[object]:
        return (_promotion.values_of(extra).get(key) for batch in self._extras(dataset) for _, extra in batch)

    def read(self, dataset: Dataset, names: Sequence[str]) -> Sequence[Mapping[str, object]]:
        """Some columns of the rows that are not deleted."""
        with said(self._path):
            rows = self._db.execute(self.statements(dataset).read(names)).fetchall()
        return [dict(zip(names, row, strict=True)) for row in rows]
