"""Which version of a record stays, in plain words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ditio_async.mirror._state import Counts


class Version(NamedTuple):
    """A record as it comes: live, or a deletion; minutes are after noon."""

    id: str
    modified: int | None
    deleted: int | None = None
    is_deleted: bool = False
    value: float | None = None


class Model:
    """The rules in plain words, a record at a time."""

    def __init__(self, *, bare: bool) -> None:
        self.bare = bare
        self.there: dict[str, Version] = {}

    def page(self, versions: Sequence[Version]) -> Counts:
        """Those that are there come before the deletions; of each, only the newest counts."""
        said = [*newest(versions, deleted=False), *newest(versions, deleted=True)]
        counts = [self.one(version) for version in said]
        seen = {name: counts.count(name) for name in ("inserted", "updated", "deleted")}
        return Counts(**seen, unchanged=len(versions) - sum(seen.values()))

    def one(self, new: Version) -> str:
        old = self.there.get(new.id)
        if old is None:
            self.there[new.id] = new
            return "deleted" if new.is_deleted else "inserted"
        if new.is_deleted:
            return self.deletion(old, new)
        if old.is_deleted and old.deleted is not None:
            if new.modified is None or new.modified <= old.deleted:
                return "unchanged"
        elif None not in (new.modified, old.modified) and new.modified < old.modified:  # type: ignore[operator]  # both are there
            return "unchanged"
        if new == old:
            return "unchanged"
        self.there[new.id] = new
        return "updated"

    def deletion(self, old: Version, new: Version) -> str:
        if old.is_deleted:
            if new.deleted is None or (old.deleted is not None and new.deleted <= old.deleted):
                return "unchanged"
        else:
            when = max((minute for minute in (new.deleted, new.modified) if minute is not None), default=None)
            if None not in (when, old.modified) and when < old.modified:  # type: ignore[operator]  # both are there
                return "unchanged"
        self.there[new.id] = Version(
            new.id,
            old.modified if new.modified is None else new.modified,
            old.deleted if new.deleted is None else new.deleted,
            is_deleted=True,
            value=old.value if self.bare or new.value is None else new.value,
        )
        return "deleted"


def newest(versions: Sequence[Version], *, deleted: bool) -> list[Version]:
    """One version of each; the later one where two are alike."""
    found: dict[str, Version] = {}
    for version in versions:
        if version.is_deleted == deleted:
            known = found.get(version.id)
            if known is None or (age(version) >= age(known)):
                found[version.id] = version
    return [*found.values()]


def age(version: Version) -> int:
    minute = version.deleted if version.is_deleted else version.modified
    return -1 if minute is None else minute
