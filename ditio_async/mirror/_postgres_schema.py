"""The tables and views of a PostgreSQL schema: made, led to the newest version, and widened."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import Final

import asyncpg

from .._tables.columns import Column, Kind
from .._tables.datasets import DATASETS, Dataset
from . import _promotion, _schema, _views
from ._known import KnownColumns
from ._sql import Dialect

_TYPES: Final = {
    Kind.TEXT: "text",
    Kind.NUMBER: "double precision",
    Kind.INTEGER: "bigint",
    Kind.BOOLEAN: "boolean",
    Kind.MOMENT: "timestamptz",
    Kind.JSON: "jsonb",
}
_BATCH: Final = 1000
_MAKING: Final = 0x0D1710
"""The lock that is held while tables are made, so that two mirrors that start at once do not do it side by side."""


def dialect(schema: str) -> Dialect:
    """PostgreSQL's words, for tables in a schema."""
    return Dialect(
        types=_TYPES,
        differs="IS DISTINCT FROM",
        latest="GREATEST",
        false="false",
        true="true",
        day="({} AT TIME ZONE 'UTC')::date",
        prefix=f'"{schema}".',
    )


class Schema(KnownColumns):
    """What a schema is made of.

    Args:
        where: how errors call the database.
    """

    def __init__(self, connection: asyncpg.Connection, schema: str, where: str) -> None:
        super().__init__(dialect(schema))
        self._db = connection
        self._schema = schema
        self._where = where

    async def prepare(self, source: str) -> None:
        """Make what is not there."""
        if await self._is_as_it_should_be(source):
            return
        async with self._db.transaction():
            await self._db.execute("SELECT pg_advisory_xact_lock($1)", _MAKING)
            meta = await self._meta()
            version = int(meta.get("version", "0"))
            if not version:
                if not await self._db.fetchval("SELECT to_regnamespace($1) IS NOT NULL", f'"{self._schema}"'):
                    await self._db.execute(f'CREATE SCHEMA "{self._schema}"')
                _schema.refuse_others(self._where, await self._names())
            for statement in _schema.pending(version, self._dialect, self._where):
                await self._db.execute(statement)
            _schema.check_source(meta.get("source"), source, self._where)
            await self._read_own()
            for dataset in DATASETS.values():
                await self._make(dataset)
            await self._make_views()
            await self._note("version", str(len(_schema.MIGRATIONS)))
            await self._note("source", source)
            await self._note("fingerprint", self._fingerprint())

    async def _is_as_it_should_be(self, source: str) -> bool:
        meta = await self._meta()
        version = int(meta.get("version", "0"))
        if not version or _schema.pending(version, self._dialect, self._where):
            return False
        _schema.check_source(meta.get("source"), source, self._where)
        await self._read_own()
        return meta.get("fingerprint") == self._fingerprint()

    async def _names(self) -> list[str]:
        found = await self._db.fetch(
            "SELECT relname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace "
            "WHERE nspname = $1 AND relkind IN ('r', 'p', 'v', 'm', 'f')",
            self._schema,
        )
        return [name for (name,) in found]

    async def _meta(self) -> dict[str, str]:
        if "mirror_meta" not in await self._names():
            return {}
        found = await self._db.fetch(f"SELECT key, value FROM {self._dialect.prefix}mirror_meta")
        return {key: value for key, value in found}  # noqa: C416  # records are no pairs to type checkers

    async def _note(self, key: str, value: str) -> None:
        await self._db.execute(
            f"INSERT INTO {self._dialect.prefix}mirror_meta VALUES ($1, $2) "
            "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            key,
            value,
        )

    async def _read_own(self) -> None:
        own = await self._db.fetch(f"SELECT stream, name, key, kind FROM {self._dialect.prefix}mirror_columns")
        self._know((stream, name, key, kind) for stream, name, key, kind in own)

    def _fingerprint(self) -> str:
        return _schema.fingerprint(self._dialect, [self.statements(dataset) for dataset in DATASETS.values()])

    async def _make(self, dataset: Dataset) -> None:
        statements = self.statements(dataset)
        await self._db.execute(_schema.created(statements, commented=False))
        found = await self._db.fetch(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = $1 AND table_name = $2",
            self._schema,
            dataset.name,
        )
        if columns := _schema.missing(statements.columns, [name for (name,) in found]):
            await self._add(dataset, columns)
        for index in statements.indexes(dataset):
            await self._db.execute(index)
        for column in statements.columns:
            if column.comment:
                comment = column.comment.replace("'", "''")
                await self._db.execute(f"COMMENT ON COLUMN {statements.table}.\"{column.name}\" IS '{comment}'")

    async def _make_views(self) -> None:
        """Make the views; those that have other columns now are dropped first, unless somebody's own view uses them."""
        made = _views.views(self._dialect)
        try:
            async with self._db.transaction():
                for statement in made.values():
                    await self._db.execute(statement.replace("CREATE VIEW", "CREATE OR REPLACE VIEW", 1))
        except asyncpg.InvalidTableDefinitionError:
            for name in reversed([*made]):
                await self._db.execute(f"DROP VIEW IF EXISTS {self._dialect.prefix}{name}")
            for statement in made.values():
                await self._db.execute(statement)

    async def _add(self, dataset: Dataset, columns: Sequence[Column]) -> None:
        """Add columns, and move into them what had none so far."""
        statements = self.statements(dataset)
        for column in columns:
            await self._db.execute(f"ALTER TABLE {statements.table} ADD COLUMN {statements.typed(column)}")
        changes = ", ".join(f'"{column.name}" = ${place}' for place, column in enumerate(columns, 3))
        async for batch in self._extras(dataset):
            moved = [(id, *_promotion.moved(extra, columns, texts=False)) for id, extra in batch]
            await self._db.executemany(
                f"UPDATE {statements.table} SET extra = $2, {changes} WHERE id = $1",
                [(id, rest, *values) for id, values, rest in moved],
            )

    async def _extras(self, dataset: Dataset) -> AsyncGenerator[list[tuple[str, str]], None]:
        """Ids, and what has no column, some at a time."""
        after = ""
        while batch := await self._db.fetch(
            f"SELECT id, extra FROM {self.statements(dataset).table} WHERE extra IS NOT NULL AND id > $1 "
            f"ORDER BY id LIMIT {_BATCH}",
            after,
        ):
            yield [(id, extra) for id, extra in batch]
            after = batch[-1][0]

    async def known_columns(self, dataset: Dataset) -> list[Column]:
        """The columns of a stream's rows, as they are now."""
        await self._read_own()
        return self.columns(dataset)

    async def unknown(self, dataset: Dataset) -> Mapping[str, int]:
        """The fields that no column holds."""
        counts: Counter[str] = Counter()
        async for batch in self._extras(dataset):
            counts.update(key for _, extra in batch for key in _promotion.values_of(extra))
        return counts

    async def promote(self, dataset: Dataset, keys: Sequence[str]) -> Sequence[Column]:
        """Make columns of fields that have none."""
        async with self._db.transaction():
            columns: list[Column] = []
            for key in keys:
                taken = [*self.statements(dataset).names, *(column.name for column in columns)]
                values = [_promotion.values_of(e).get(key) async for b in self._extras(dataset) for _, e in b]
                columns.append(_promotion.column_for(dataset.name, key, values, taken))
            await self._db.executemany(
                f"INSERT INTO {self._dialect.prefix}mirror_columns (stream, name, key, kind) VALUES ($1, $2, $3, $4)",
                [(dataset.name, column.name, column.key, column.kind.value) for column in columns],
            )
            await self._add(dataset, columns)
            await self._read_own()
            await self._note("fingerprint", self._fingerprint())
        return columns

    async def views(self) -> Mapping[str, Sequence[str]]:
        """The columns of the views, by their names."""
        p = self._dialect.prefix
        shapes = {name: await self._db.prepare(f"SELECT * FROM {p}{name}") for name in _views.NAMES}
        return {name: [column.name for column in shape.get_attributes()] for name, shape in shapes.items()}
