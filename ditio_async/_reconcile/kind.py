"""What there is to know of a resource to bring it into line."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Generic, TypeVar

from msgspec import Struct

from .._bulk.run import Bulk
from .._bulk.single import one_by_one
from .._differences import Difference
from .compare import Same, comparisons, given
from .entries import Action, Entry

D = TypeVar("D", bound=Struct)
H = TypeVar("H", bound=Struct)


class Kind(ABC, Generic[D, H]):
    """How things of a resource are read, compared and written.

    Attributes:
        name: of the resource.
        shape: what a caller desires.
        keys: the fields by which what is there and what is desired are matched.
        away: what is done about those that are not desired, where that is asked for.
        apart: fields that are given and not compared.
        blanks: fields whose empty text means the same as null.
    """

    name: ClassVar[str]
    away: ClassVar[Action | None] = None
    apart: ClassVar[frozenset[str]] = frozenset({"id", "company_id"})
    blanks: ClassVar[frozenset[str]] = frozenset()
    shape: type[D]

    def __init__(self, shape: type[D], keys: tuple[str, ...]) -> None:
        self.shape = shape
        self.keys = keys
        self._same: Mapping[str, Same] = comparisons(shape)

    @abstractmethod
    async def read(self, wanted: Sequence[D]) -> Sequence[H]:
        """What is there, as far as it may concern what is wanted."""

    @abstractmethod
    def writing(self, entries: Sequence[Entry[D, H]], concurrency: int) -> Bulk[Entry[D, H], object]:
        """Write a group of entries."""

    def putting_away(self) -> dict[str, Difference]:
        """What changes of one that is put away."""
        return {}

    def here(self, have: H) -> bool:
        """It has not been put away yet."""
        return True

    def id_of(self, have: H) -> object:
        """What names it in Ditio."""
        return getattr(have, "id", None)

    def company_of(self, one: Struct) -> object:
        """The company that it belongs to, where that is said."""
        return getattr(one, "company_id", None) or None

    def key_of(self, one: Struct) -> tuple[object, ...]:
        """The values of the key."""
        return tuple(getattr(one, name) for name in self.keys)

    def fields(self, want: D) -> dict[str, Any]:
        """What is compared of what a caller gave."""
        return {name: value for name, value in given(want).items() if name not in self.apart}

    def value(self, have: H, name: str) -> object:
        """The same field of what is there."""
        return getattr(have, name, None)

    def same(self, name: str, have: object, want: object) -> bool:
        """Whether a field is as it is wanted."""
        if name in self.blanks:
            have, want = have or None, want or None
        return self._same[name](have, want)

    async def differences(self, have: H, want: D) -> dict[str, Difference]:
        """The fields that are not as they are wanted."""
        return {
            name: Difference(before, after)
            for name, after in self.fields(want).items()
            if not self.same(name, before := self.value(have, name), after)
        }

    def waves(self, entries: Sequence[Entry[D, H]]) -> Iterable[Sequence[Entry[D, H]]]:
        """The entries in groups, each of which needs those before it."""
        return [entries] if entries else []


class OneByOne(Kind[D, H], Generic[D, H]):
    """Things that are written with a call each."""

    @abstractmethod
    async def create(self, want: D) -> object:
        """Make one."""

    @abstractmethod
    async def update(self, have: H, want: D, changes: Mapping[str, Any]) -> object:
        """Change one; `changes` has the fields that differ, with the values that are wanted."""

    @abstractmethod
    async def put_away(self, have: H) -> object:
        """Deactivate one, end it, or take it back."""

    def writing(self, entries: Sequence[Entry[D, H]], concurrency: int) -> Bulk[Entry[D, H], object]:
        """Write a group of entries."""
        return Bulk(one_by_one(self.write), entries, concurrency=concurrency)

    async def write(self, entry: Entry[D, H]) -> object:
        """Do what an entry says."""
        if entry.have is None and entry.want is not None:
            return await self.create(entry.want)
        assert entry.have is not None
        if entry.want is None:
            return await self.put_away(entry.have)
        changes = {name: difference.after for name, difference in entry.fields.items()}
        return await self.update(entry.have, entry.want, changes)


class InUse(OneByOne[D, H], Generic[D, H]):
    """Things that are in use or not, and changed field by field."""

    away = Action.DEACTIVATE

    @abstractmethod
    async def change(self, have: H, changes: Mapping[str, Any]) -> object:
        """Change fields of one."""

    async def update(self, have: H, want: D, changes: Mapping[str, Any]) -> object:
        """Change one."""
        return await self.change(have, changes)

    async def put_away(self, have: H) -> object:
        """Take one out of use."""
        return await self.change(have, {name: gone.after for name, gone in self.putting_away().items()})

    def putting_away(self) -> dict[str, Difference]:
        """It is not in use any more."""
        return {"active": Difference(True, False)}

    def here(self, have: H) -> bool:
        """It is in use."""
        return bool(getattr(have, "active", None))
