"""A PostgreSQL schema, as seen by one connection."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import Final

import asyncpg
import msgspec
from msgspec.structs import replace

from .._tables.columns import Column, Kind
from .._tables.datasets import DATASETS, Dataset
from .._tables.rows import Row
from . import _promotion, _schema, _views
from ._pages import Places, sort
from ._shrink import check
from ._sql import Dialect, Statements
from ._state import Counts, Mode, Position, State
from .store import Rows

_TYPES: Final = {
    Kind.TEXT: "text",
    Kind.NUMBER: "double precision",
    Kind.INTEGER: "bigint",
    Kind.BOOLEAN: "boolean",
    Kind.MOMENT: "timestamptz",
    Kind.JSON: "jsonb",
}
_BATCH: Final = 1000
_HANDFUL: Final = 50
"""Rows that are encoded before the event loop gets a turn, in about half a millisecond."""
_STATE: Final = msgspec.json.Decoder(State)
_MAKING: Final = 0x0D1710
"""The lock that is held while tables are made, so that two mirrors that start at once do not do it side by side."""
_WINDOW: Final = ("$1", "$2")
_STAGING: Final = "ditio_staging"

# A server that crashes may lose the last of these transactions, and loses rows and checkpoint together then.
SETTINGS: Final = {"timezone": "UTC", "synchronous_commit": "off", "application_name": "ditio_async"}


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


class Database:
    """A connection.

    Args:
        where: how errors call the database.
    """

    def __init__(self, connection: asyncpg.Connection, schema: str, where: str) -> None:
        self._db = connection
        self._schema = schema
        self._where = where
        self._dialect = dialect(schema)
        self._own: dict[str, list[Column]] = {}
        self._staged: str | None = None

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
            for name in reversed([*_views.views(self._dialect)]):
                await self._db.execute(f"DROP VIEW IF EXISTS {self._dialect.prefix}{name}")
            for statement in _views.views(self._dialect).values():
                await self._db.execute(statement)
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
        self._own = {}
        rows = await self._db.fetch(f"SELECT stream, name, key, kind FROM {self._dialect.prefix}mirror_columns")
        for stream, name, key, kind in rows:
            self._own.setdefault(stream, []).append(Column(name, key, Kind(kind)))

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

    def columns(self, dataset: Dataset) -> list[Column]:
        """The columns of a stream's rows: those that are documented, and those that were asked for."""
        known = {column.key for column in dataset.columns}
        return [*dataset.columns, *(own for own in self._own.get(dataset.name, []) if own.key not in known)]

    def statements(self, dataset: Dataset) -> Statements:
        """What is done to the table of a stream."""
        return Statements(self._dialect, dataset.name, self.columns(dataset))

    async def lock(self, dataset: Dataset) -> bool:
        """Take the lock of a table, which ends with the connection; False where somebody else has it."""
        return bool(
            await self._db.fetchval(
                "SELECT pg_try_advisory_lock(hashtext($1), hashtext($2))", f"ditio_async {self._schema}", dataset.name
            )
        )

    async def state(self, dataset: Dataset) -> State:
        """What is remembered of a stream, with the columns that were asked for."""
        await self._read_own()
        return (await self.states()).get(dataset.name, State())

    async def states(self) -> Mapping[str, State]:
        """The same of all."""
        found = await self._db.fetch(f"SELECT stream, state FROM {self._dialect.prefix}mirror_state")
        return {stream: _STATE.decode(state) for stream, state in found}

    async def remember(self, dataset: Dataset, state: State) -> None:
        """Write it down."""
        async with self._db.transaction():
            await self._save(dataset, state)
            if state.position is None:
                await self._forget_seen(dataset)

    async def _save(self, dataset: Dataset, state: State) -> None:
        await self._db.execute(
            f"INSERT INTO {self._dialect.prefix}mirror_state (stream, watermark, state) VALUES ($1, $2, $3) "
            "ON CONFLICT (stream) DO UPDATE SET watermark = excluded.watermark, state = excluded.state",
            dataset.name,
            state.watermark,
            msgspec.json.encode(state).decode(),
        )

    async def _forget_seen(self, dataset: Dataset) -> None:
        await self._db.execute(f"DELETE FROM {self._dialect.prefix}mirror_seen WHERE stream = $1", dataset.name)

    async def begin(self, dataset: Dataset, state: State, position: Position) -> Position:
        """Begin a run."""
        async with self._db.transaction():
            await self._forget_seen(dataset)
            if position.mode is Mode.FULL:
                statements, values = self.statements(dataset), position.ends
                there = await self._db.fetchval(f"SELECT EXISTS (SELECT FROM {statements.table})")
                before = await self._db.fetchval(statements.live(dataset, _WINDOW[: len(values)]), *values)
                position = replace(position, before=before, sweeps=there)
            await self._save(dataset, replace(state, position=position))
        return position

    async def apply(self, dataset: Dataset, state: State, rows: list[Row], position: Position) -> Position:
        """Write a page."""
        async with self._db.transaction():
            position = position.after(await self._write(dataset, rows, position))
            await self._save(dataset, replace(state, position=position))
        return position

    async def finish(
        self, dataset: Dataset, state: State, rows: list[Row], position: Position, *, allow_shrink: bool
    ) -> Position:
        """Write the last page, sweep, and move the watermark."""
        async with self._db.transaction():
            counts = await self._write(dataset, rows, position)
            if position.sweeps:
                counts += Counts(deleted=await self._sweep(dataset, position, allow_shrink=allow_shrink))
            await self._forget_seen(dataset)
            position = position.after(counts)
            await self._save(dataset, state.finished(position))
        return position

    async def _write(self, dataset: Dataset, rows: list[Row], position: Position) -> Counts:
        if not rows:
            return Counts()
        statements = self.statements(dataset)
        page = sort(rows, Places.of(statements.names))
        await self._stage(statements, [*page.live, *page.deleted])
        written = inserted = deleted = 0
        source = f"SELECT {statements.listed} FROM {_STAGING} WHERE"
        if page.live:
            written, inserted = await self._counted(statements.write(f"{source} NOT is_deleted"))
        if page.deleted:
            deleted, _ = await self._counted(statements.delete(dataset, f"{source} is_deleted"))
        if position.sweeps:
            await self._db.execute(
                f"INSERT INTO {self._dialect.prefix}mirror_seen SELECT $1, id FROM {_STAGING} ON CONFLICT DO NOTHING",
                dataset.name,
            )
        return Counts(
            inserted=inserted, updated=written - inserted, deleted=deleted, unchanged=len(rows) - written - deleted
        )

    async def _stage(self, statements: Statements, rows: list[Row]) -> None:
        """Bring rows to the server, into a table that is empty again after the transaction."""
        if self._staged != statements.listed:
            await self._db.execute(f"DROP TABLE IF EXISTS pg_temp.{_STAGING}")
            await self._db.execute(
                f"CREATE TEMP TABLE {_STAGING} ON COMMIT DELETE ROWS AS "
                f"SELECT {statements.listed} FROM {statements.table} WITH NO DATA"
            )
            self._staged = statements.listed
        await self._db.copy_records_to_table(_STAGING, records=_with_turns(rows), columns=statements.names)

    async def _counted(self, statement: str) -> tuple[int, int]:
        """How many rows a statement wrote, and how many of them are new."""
        found = await self._db.fetchrow(
            f"WITH written AS ({statement} RETURNING xmax = 0 AS fresh) "
            "SELECT count(*), count(*) FILTER (WHERE fresh) FROM written"
        )
        assert found is not None
        return found[0], found[1]

    async def _sweep(self, dataset: Dataset, position: Position, *, allow_shrink: bool) -> int:
        statements, values = self.statements(dataset), position.ends
        window = _WINDOW[: len(values)]
        gone: int = await self._db.fetchval(statements.count_gone(dataset, window), *values)
        check(dataset.name, gone, position, allow_shrink=allow_shrink)
        if gone:
            await self._db.execute(statements.sweep(dataset, window), *values)
        return gone

    async def rows(self, dataset: Dataset) -> Rows:
        """How many there are."""
        found = await self._db.fetchrow(
            "SELECT count(*) FILTER (WHERE NOT is_deleted), count(*) FILTER (WHERE is_deleted) "
            f"FROM {self.statements(dataset).table}"
        )
        assert found is not None
        return Rows(live=found[0], deleted=found[1])

    async def reset(self, dataset: Dataset) -> None:
        """Empty a table."""
        async with self._db.transaction():
            await self._db.execute(f"DELETE FROM {self._dialect.prefix}mirror_state WHERE stream = $1", dataset.name)
            await self._forget_seen(dataset)
            await self._db.execute(f"DELETE FROM {self.statements(dataset).table}")

    async def unknown(self, dataset: Dataset) -> Mapping[str, int]:
        """The fields that no column holds."""
        counts: Counter[str] = Counter()
        async for batch in self._extras(dataset):
            counts.update(key for _, extra in batch for key in _promotion.values_of(extra))
        return counts

    async def views(self) -> Mapping[str, Sequence[str]]:
        """The columns of the views, by their names."""
        p = self._dialect.prefix
        shapes = {name: await self._db.prepare(f"SELECT * FROM {p}{name}") for name in _views.NAMES}
        return {name: [column.name for column in shape.get_attributes()] for name, shape in shapes.items()}

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
            self._own.setdefault(dataset.name, []).extend(columns)
            await self._note("fingerprint", self._fingerprint())
        return columns

    async def read(self, dataset: Dataset, names: Sequence[str]) -> Sequence[Mapping[str, object]]:
        """Some columns of the rows that are not deleted."""
        rows = await self._db.fetch(self.statements(dataset).read(names))
        return [dict(zip(names, row.values(), strict=True)) for row in rows]


async def _with_turns(rows: list[Row]) -> AsyncGenerator[Row, None]:
    """Rows, with a turn for the event loop in between: each takes some microseconds to be encoded."""
    for start in range(0, len(rows), _HANDFUL):
        for row in rows[start : start + _HANDFUL]:
            yield row
        await asyncio.sleep(0)
