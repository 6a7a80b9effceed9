"""The tables and views of a SQLite file: made, led to the newest version, and widened."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from .._tables.columns import Column
from .._tables.datasets import DATASETS, Dataset
from . import _promotion, _schema, _views
from ._sqlite_errors import said
from ._sqlite_file import DIALECT, File

_CACHE: Final = -8_000
"""KiB of pages in memory, with the sign that says so."""
_BATCH: Final = 1000


class Schema(File):
    """What a file is made of."""

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

    def _prepare(self, source: str) -> None:
        done = self._is_as_it_should_be(source)
        self._use_wal()
        for pragma in ("synchronous = NORMAL", f"cache_size = {_CACHE}"):
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

    def unknown(self, dataset: Dataset) -> Mapping[str, int]:
        """The fields that no column holds."""
        counts: Counter[str] = Counter()
        with said(self._path):
            for batch in self._extras(dataset):
                counts.update(key for _, extra in batch for key in _promotion.values_of(extra))
        return counts

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

    def views(self) -> Mapping[str, Sequence[str]]:
        """The columns of the views, by their names."""
        with said(self._path):
            cursors = {name: self._db.execute(f"SELECT * FROM {name} LIMIT 0") for name in _views.NAMES}
            return {name: [column[0] for column in cursor.description] for name, cursor in cursors.items()}
