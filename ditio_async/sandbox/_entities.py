"""Streams of what is kept in memory: how entities become records, in both modes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from operator import itemgetter
from typing import Literal, TypeAlias

import msgspec
from msgspec import Struct

from ._files import Link
from ._streams import Facts, Filter
from ._world import Entity, Fields, stamp

Deletions: TypeAlias = Literal["last", "tombstone", "none"]
"""What is left of a deleted record: its last version, its id and the time alone, or nothing at all."""

Keep: TypeAlias = Callable[[Entity], bool]
"""What a stream's own filters let through."""


def _created(entity: Entity) -> int:
    return entity.created


def everything(_: Entity) -> bool:
    """No filter."""
    return True


class Shape(Struct, frozen=True):
    """How a stream shows its entities.

    Attributes:
        row: the fields of one; None where the client does not see it.
        facts: what the filters that all streams share look at.
        date: what the window is on, and what full mode is ordered by.
    """

    row: Callable[[Entity], Fields | None]
    facts: Callable[[Entity], Facts]
    date: Callable[[Entity], int] = _created
    deletions: Deletions = "last"


class Entities:
    """The entities of a stream, as far as one call sees them.

    Args:
        origin: the server's address, as the client reached it; links begin with it.
    """

    def __init__(
        self, entities: Mapping[str, Entity], shape: Shape, *, keep: Keep = everything, origin: str = ""
    ) -> None:
        shows = shape.deletions != "none"
        self._shape = shape
        self._seen = [
            entity
            for entity in [*entities.values()]
            if (shows or entity.deleted is None) and shape.row(entity) is not None and keep(entity)
        ]
        self._origin = origin

    def full(self, filter: Filter) -> Iterator[tuple[int, object]]:
        """Those that are there, by their own date."""
        there = [(self._shape.date(entity), entity) for entity in self._seen if entity.deleted is None]
        there.sort(key=itemgetter(0))
        return ((moment, entity) for moment, entity in there if filter.holds(moment))

    def changed(self, since: int, before: int | None) -> Iterator[tuple[int, object]]:
        """By the time of the change."""
        return changes(self._seen, since, before)

    def facts(self, key: object) -> Facts:
        """What filters look at."""
        assert isinstance(key, Entity)
        return self._shape.facts(key)

    def encoded(self, key: object, *, incremental: bool) -> tuple[bytes, bool]:
        """As JSON."""
        assert isinstance(key, Entity)
        row = self._shape.row(key)
        assert row is not None
        if key.deleted is not None and self._shape.deletions == "tombstone":
            return tombstone(key.id, key.deleted, row), True
        ends: Fields = {"modifiedDateTime": stamp(key.modified)}
        if self._shape.deletions != "none":
            ends["isDeleted"] = key.deleted is not None
            ends["deletedDateTime"] = stamp(key.deleted) if key.deleted is not None else None
        return msgspec.json.encode({"id": key.id, **row, **ends}, enc_hook=self._link), key.deleted is not None

    def _link(self, value: object) -> str:
        if isinstance(value, Link):
            return self._origin + value.path
        raise NotImplementedError


def changes(entities: Collection[Entity], since: int, before: int | None) -> Iterator[tuple[int, Entity]]:
    """What changed at or after `since` and before `before`, deletions too, oldest change first."""
    ordered = sorted(((_change(entity), entity) for entity in entities), key=itemgetter(0))
    return ((moment, e) for moment, e in ordered if moment >= since and (before is None or moment < before))


def tombstone(id: str, deleted: int, names: Collection[str]) -> bytes:
    """What is left of a record that was deleted: everything else is null."""
    when = stamp(deleted)
    ends: Fields = {"modifiedDateTime": when, "isDeleted": True, "deletedDateTime": when}
    return msgspec.json.encode({**dict.fromkeys(names), "id": id, **ends})


def _change(entity: Entity) -> int:
    return entity.modified if entity.deleted is None else entity.deleted
