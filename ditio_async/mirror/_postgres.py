"""What a mirror does to a PostgreSQL schema, over one connection."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from itertools import chain
from typing import Final

import asyncpg
import msgspec
from msgspec.structs import replace

from .._tables.datasets import Dataset
from .._tables.rows import Row
from ._pages import Places, Sorted, drained, sort
from ._postgres_schema import Schema
from ._shrink import check
from ._sql import Statements
from ._state import Counts, Mode, Position, State
from .store import Rows

_HANDFUL: Final = 50
"""Rows that are encoded before the event loop gets a turn, in about half a millisecond."""
_STATE: Final = msgspec.json.Decoder(State)
_WINDOW: Final = ("$1", "$2")
_STAGING: Final = "ditio_staging"


class Database(Schema):
    """The rows of a schema, and what is remembered of each stream; see `Schema`."""

    def __init__(self, connection: asyncpg.Connection, schema: str, where: str) -> None:
        super().__init__(connection, schema, where)
        self._staged: str | None = None

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
                if not there:
                    await self._drop_indexes(dataset)
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
            if position.mode is Mode.FULL:
                await self._make_indexes(dataset)
            await self._forget_seen(dataset)
            position = position.after(counts)
            await self._save(dataset, state.finished(position))
        return position

    async def _drop_indexes(self, dataset: Dataset) -> None:
        """Drop the indexes of an empty table, unless somebody looks at it just now, or it is not our own."""
        try:
            async with self._db.transaction():
                await self._db.execute("SET LOCAL lock_timeout = '1s'")
                for statement in self.statements(dataset).no_indexes(dataset):
                    await self._db.execute(statement)
        except (asyncpg.LockNotAvailableError, asyncpg.InsufficientPrivilegeError):
            pass

    async def _make_indexes(self, dataset: Dataset) -> None:
        """Make those that are missing; only who owns a table may even ask for one that is there."""
        names = "SELECT indexname FROM pg_indexes WHERE schemaname = $1 AND tablename = $2"
        there = {name for (name,) in await self._db.fetch(names, self._schema, dataset.name)}
        for statement in self.statements(dataset).indexes(dataset):
            if not any(f'"{name}"' in statement for name in there):
                await self._db.execute(statement)

    async def _write(self, dataset: Dataset, rows: list[Row], position: Position) -> Counts:
        if not rows:
            return Counts()
        statements = self.statements(dataset)
        page = sort(rows, Places.of(statements.names))
        has_live, has_deleted = bool(page.live), bool(page.deleted)
        await self._stage(statements, page)
        written = inserted = deleted = 0
        source = f"SELECT {statements.listed} FROM {_STAGING} WHERE"
        if has_live:
            written, inserted = await self._counted(statements.write(f"{source} NOT is_deleted"))
        if has_deleted:
            deleted, _ = await self._counted(statements.delete(dataset, f"{source} is_deleted"))
        if position.sweeps:
            await self._db.execute(
                f"INSERT INTO {self._dialect.prefix}mirror_seen SELECT $1, id FROM {_STAGING} ON CONFLICT DO NOTHING",
                dataset.name,
            )
        return Counts(
            inserted=inserted, updated=written - inserted, deleted=deleted, unchanged=page.total - written - deleted
        )

    async def _stage(self, statements: Statements, page: Sorted) -> None:
        """Bring rows to the server, into a table that is empty again after the transaction."""
        if self._staged != statements.listed:
            await self._db.execute(f"DROP TABLE IF EXISTS pg_temp.{_STAGING}")
            await self._db.execute(
                f"CREATE TEMP TABLE {_STAGING} ON COMMIT DELETE ROWS AS "
                f"SELECT {statements.listed} FROM {statements.table} WITH NO DATA"
            )
            self._staged = statements.listed
        await self._db.copy_records_to_table(_STAGING, records=self._with_turns(page), columns=statements.names)

    async def _with_turns(self, page: Sorted) -> AsyncGenerator[Row, None]:
        """Rows, with a turn for the event loop in between: each takes some microseconds to be encoded."""
        for place, row in enumerate(chain(drained(page.live), drained(page.deleted)), 1):
            yield row
            if not place % _HANDFUL:
                await asyncio.sleep(0)
                if self._db.is_closed():
                    return  # asyncpg notices in the end, and asyncio would warn of each write before

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

    async def read(self, dataset: Dataset, names: Sequence[str]) -> Sequence[Mapping[str, object]]:
        """Some columns of the rows that are not deleted."""
        rows = await self._db.fetch(self.statements(dataset).read(names))
        return [dict(zip(names, row.values(), strict=True)) for row in rows]
