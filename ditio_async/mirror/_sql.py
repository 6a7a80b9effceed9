"""The statements that keep a table in step, in the words of each database.

A row is applied if it is not older than the one that is there. A deletion marks its row, keeps the last version that
was seen, and cannot be undone by a version from before it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct

from .._tables.columns import Column, Kind
from .._tables.datasets import Dataset

EXTRA: Final = Column("extra", "", Kind.JSON, "what the server sent besides, by the API's names")
"""The last column of every table."""
_DELETION: Final = ("modified_date_time", "is_deleted", "deleted_date_time")


class Dialect(Struct, frozen=True, kw_only=True):
    """What databases say differently.

    Attributes:
        types: of columns.
        differs: the comparison that takes two nulls for the same.
        latest: the function that gives the larger of two values.
        false, true: as they are written.
        day: the day of a moment, in which `{}` stands for the column.
        clustered: what makes the primary key the table itself.
        prefix: of the names of tables, with the dot.
    """

    types: Mapping[Kind, str]
    differs: str
    latest: str
    false: str
    true: str
    day: str
    clustered: str = ""
    prefix: str = ""


class Statements:
    """What is done to the table of a stream.

    Attributes:
        table: its name, as statements have it.
        names: of the columns, in the order of rows.
    """

    def __init__(self, dialect: Dialect, name: str, columns: Sequence[Column]) -> None:
        self._dialect = dialect
        self.name = name
        self.table = f'{dialect.prefix}"{name}"'
        self.columns = [*columns, EXTRA]
        self.names = [column.name for column in self.columns]
        self.listed = ", ".join(f'"{name}"' for name in self.names)

    def write(self, source: str) -> str:
        """Insert or update rows that are not deletions.

        Args:
            source: `VALUES (...)` or `SELECT ...`, in the order of the columns.
        """
        d = self._dialect
        changes = ", ".join(f'"{name}" = excluded."{name}"' for name in self.names if name != "id")
        differs = " OR ".join(
            f'stored."{name}" {d.differs} excluded."{name}"' for name in self.names if name not in {"id", "is_deleted"}
        )
        return f"""
            INSERT INTO {self.table} AS stored ({self.listed}) {source}
            ON CONFLICT (id) DO UPDATE SET {changes}
            WHERE CASE
                WHEN stored.is_deleted AND stored.deleted_date_time IS NOT NULL
                THEN excluded.modified_date_time > stored.deleted_date_time
                ELSE COALESCE(excluded.modified_date_time >= stored.modified_date_time, {d.true})
            END AND (stored.is_deleted OR {differs})"""

    def delete(self, dataset: Dataset, source: str) -> str:
        """Mark rows as deleted; one that was never there is remembered, so that an older version cannot come after it.

        Args:
            dataset: what the table is of.
            source: as for `write`.
        """
        d = self._dialect
        told = _DELETION if dataset.bare_deletions else [name for name in self.names if name != "id"]
        keeps = ", ".join(f'"{name}" = COALESCE(excluded."{name}", stored."{name}")' for name in told)
        when = "excluded.deleted_date_time, excluded.modified_date_time"
        return f"""
            INSERT INTO {self.table} AS stored ({self.listed}) {source}
            ON CONFLICT (id) DO UPDATE SET {keeps}
            WHERE CASE
                WHEN stored.is_deleted
                THEN excluded.deleted_date_time IS NOT NULL
                    AND COALESCE(excluded.deleted_date_time > stored.deleted_date_time, {d.true})
                ELSE COALESCE(COALESCE({d.latest}({when}), {when}) >= stored.modified_date_time, {d.true})
            END"""

    def gone(self, dataset: Dataset, window: Sequence[str]) -> str:
        """Rows that a full run did not bring.

        Args:
            dataset: what the table is of.
            window: the parameters that hold the oldest and the newest date that were asked for, as far as any were.
        """
        return f"""{self._there(dataset, window)} AND NOT EXISTS (
            SELECT 1 FROM {self._dialect.prefix}mirror_seen AS seen
            WHERE seen.stream = '{self.name}' AND seen.id = stored.id)"""

    def live(self, dataset: Dataset, window: Sequence[str]) -> str:
        """How many rows are not deleted; the arguments are those of `gone`."""
        return f"SELECT count(*) FROM {self.table} AS stored WHERE {self._there(dataset, window)}"

    def sweep(self, dataset: Dataset, window: Sequence[str]) -> str:
        """Mark the rows that a full run did not bring."""
        return f"UPDATE {self.table} AS stored SET is_deleted = {self._dialect.true} WHERE {self.gone(dataset, window)}"

    def count_gone(self, dataset: Dataset, window: Sequence[str]) -> str:
        """How many they are."""
        return f"SELECT count(*) FROM {self.table} AS stored WHERE {self.gone(dataset, window)}"

    def _there(self, dataset: Dataset, window: Sequence[str]) -> str:
        ends = zip((">=", "<="), window, strict=False)
        inside = [f' AND stored."{dataset.date}" {sign} {end}' for sign, end in ends]
        return f"NOT stored.is_deleted{''.join(inside)}"

    def read(self, names: Sequence[str]) -> str:
        """Some columns of the rows that are not deleted."""
        listed = ", ".join(f'"{name}"' for name in names)
        return f"SELECT {listed} FROM {self.table} WHERE NOT is_deleted"

    def indexes(self, dataset: Dataset) -> list[str]:
        """Make those for joins, for windows, and for what changed."""
        make = "CREATE INDEX IF NOT EXISTS"
        return [f'{make} "{self.name}_{column}" ON {self.table} ("{column}")' for column in _indexed(dataset)]

    def no_indexes(self, dataset: Dataset) -> list[str]:
        """Drop them: an empty table is filled in half the time without, and they are made at once in the end."""
        prefix = self._dialect.prefix
        return [f'DROP INDEX IF EXISTS {prefix}"{self.name}_{column}"' for column in _indexed(dataset)]

    def typed(self, column: Column) -> str:
        """The declaration of a column."""
        rule = {"id": " PRIMARY KEY", "is_deleted": f" NOT NULL DEFAULT {self._dialect.false}"}.get(column.name, "")
        return f'"{column.name}" {self._dialect.types[column.kind]}{rule}'


def _indexed(dataset: Dataset) -> list[str]:
    """The columns that have an index."""
    return [*dict.fromkeys([*dataset.joins, *([dataset.date] if dataset.date else []), "modified_date_time"])]
