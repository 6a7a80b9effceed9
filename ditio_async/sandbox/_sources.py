"""The stream of time registrations: those from the seed, and what was done since."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable, Iterator, Mapping
from operator import itemgetter

import msgspec

from ._entities import changes, tombstone
from ._hours import EMPTY, Hours
from ._streams import Facts, Filter
from ._world import Entity, Fields, millis_of, stamp


class TimeRegistrations:
    """The hours that the sandbox started with, and those that were added, changed or deleted since."""

    def __init__(self, hours: Hours, now: Callable[[], int]) -> None:
        self._hours = hours
        self._now = now
        self._loose: dict[str, Entity] = {}
        self._touched: set[int] = set()
        self._added = itertools.count(1)

    def full(self, filter: Filter) -> Iterator[tuple[int, object]]:
        """By work date."""
        stable = (c for c in self._hours.full(filter.after, filter.start, filter.end) if c[1] not in self._touched)
        loose = sorted(
            ((_work_date(entity), entity) for entity in self._loose.values() if entity.deleted is None),
            key=itemgetter(0),
        )
        return heapq.merge(stable, ((m, e) for m, e in loose if filter.holds(m)), key=itemgetter(0))

    def changed(self, since: int, before: int | None) -> Iterator[tuple[int, object]]:
        """By the time of the change."""
        stable = (c for c in self._hours.changed(since, before) if c[1] not in self._touched)
        return heapq.merge(stable, changes([*self._loose.values()], since, before), key=itemgetter(0))

    def facts(self, key: object) -> Facts:
        """What filters look at."""
        if isinstance(key, int):
            return self._hours.facts(key)
        assert isinstance(key, Entity)
        return Facts(_text(key.fields.get("projectId")), _text(key.fields.get("projectCompanyId")), None)

    def encoded(self, key: object, *, incremental: bool) -> tuple[bytes, bool]:
        """As JSON."""
        if isinstance(key, int):
            return self._hours.encoded(key, incremental=incremental)
        assert isinstance(key, Entity)
        if key.deleted is not None:
            return tombstone(key.id, key.deleted, EMPTY), True
        return msgspec.json.encode(key.fields), False

    def add(self, fields: Mapping[str, object]) -> str:
        """One more, changed now."""
        now = self._now()
        id = f"{now // 1000:08x}{0xFFFFFFFFFF:010x}{next(self._added):06x}"
        whole = {"id": id, **EMPTY, "workDate": stamp(now // 86_400_000 * 86_400_000), **fields}
        self._loose[id] = self._stamped(Entity(whole, now, now))
        return id

    def change(self, id: str, fields: Mapping[str, object]) -> None:
        """Change fields of one."""
        entity = self._taken(id)
        entity.fields.update(fields)
        entity.modified = self._now()
        self._stamped(entity)

    def delete(self, id: str) -> None:
        """Delete one."""
        self._taken(id).deleted = self._now()

    def delete_project(self, project: str) -> None:
        """Delete all hours of a project."""
        now = self._now()
        for entity in self._loose.values():
            if entity.deleted is None and entity.fields.get("projectId") == project:
                entity.deleted = now
        for _, number in self._hours.full(None, None, None):
            if number not in self._touched and self._hours.facts(number).project == project:
                id = self._hours.id(number)
                self._touched.add(number)
                self._loose[id] = Entity({"id": id, "projectId": project}, 0, 0, now)

    def used(self, work_order: str) -> bool:
        """Whether hours stand on a work order."""
        loose = any(e.fields.get("taskId") == work_order and e.deleted is None for e in self._loose.values())
        return loose or work_order in self._hours.tasks()

    def worked(self, user: str) -> bool:
        """Whether somebody has hours, or may have; by identityUserId."""
        loose = any(e.fields.get("userId") == user and e.deleted is None for e in self._loose.values())
        return loose or user in self._hours.workers()

    def _taken(self, id: str) -> Entity:
        """One that is there, as something that can be changed."""
        entity = self._loose.get(id)
        if entity is None:
            number = self._hours.number(id)
            if number is None:
                raise KeyError(id)
            record, deleted = self._hours.encoded(number, incremental=True)
            fields: Fields = msgspec.json.decode(record, type=dict[str, object])
            entity = Entity(fields, 0, 0, 0 if deleted else None)
        if entity.deleted is not None:
            raise KeyError(id)
        if id not in self._loose:
            self._touched.add(int(id[18:], 16))
            self._loose[id] = entity
        return entity

    def _stamped(self, entity: Entity) -> Entity:
        entity.fields["modifiedDateTime"] = stamp(entity.modified)
        entity.fields["isDeleted"] = False
        return entity


def _work_date(entity: Entity) -> int:
    return millis_of(str(entity.fields["workDate"]))


def _text(value: object) -> str | None:
    return str(value) if value else None
