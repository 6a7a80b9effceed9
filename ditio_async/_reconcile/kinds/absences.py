"""Absences, by the other system's ids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from msgspec import Struct

from ..._bulk.run import Bulk
from ..._bulk.single import one_by_one
from ..._times import day_of
from ...errors import NotFoundError
from ...resources.absences import Absence, AbsenceDay, Absences, NewAbsence, NewAbsenceDay
from ..compare import given
from ..entries import Action
from ..kind import OneByOne

_AT_ONCE = 8


class AbsenceKind(OneByOne[NewAbsence, Absence]):
    """Absences. They cannot be listed, so each is read by its id; those to be taken back must be named.

    Args:
        before: external ids that were pushed earlier.
    """

    name = "absences"
    away = Action.CANCEL
    apart = frozenset({"external_id", "approved"})  # which the server looks at only when the absence is new

    def __init__(self, absences: Absences, before: Sequence[str]) -> None:
        super().__init__(NewAbsence, ("external_id",))
        self._absences = absences
        self._before = before

    async def read(self, wanted: Sequence[NewAbsence]) -> list[Absence]:
        """Those that are wanted, and those that were pushed earlier."""
        ids = dict.fromkeys(id.strip() for id in (*(want.external_id for want in wanted), *self._before))
        found: list[Absence] = []
        reading = Bulk(one_by_one(self._find), ids, concurrency=_AT_ONCE)
        async with reading as results:
            async for result in results:
                found += [absence] if (absence := result.unwrap()) is not None else []
        return found

    async def create(self, want: NewAbsence) -> object:
        """Write one."""
        return await self._absences.upsert(**given(want))

    async def update(self, have: Absence, want: NewAbsence, changes: Mapping[str, Any]) -> object:
        """Write over one."""
        return await self._absences.upsert(**given(want))

    async def put_away(self, have: Absence) -> None:
        """Take one back."""
        await self._absences.cancel(str(have.external_id))

    def id_of(self, have: Absence) -> object:
        """Ditio's own id."""
        return have.absence_registration_id

    def key_of(self, one: Struct) -> tuple[object, ...]:
        """The id, as the server keeps it."""
        return ((cast("NewAbsence | Absence", one).external_id or "").strip(),)

    def fields(self, want: NewAbsence) -> dict[str, Any]:
        """What is compared; of a type that is given in both ways the id counts."""
        fields = super().fields(want)
        if fields.get("absence_type_id"):
            fields.pop("absence_type_code", None)
        return fields

    def same(self, name: str, have: object, want: object) -> bool:
        """Whether a field is as it is wanted; of the days only those that are given."""
        if name != "days":
            return super().same(name, have, want)
        hours = {day.date.date(): day.qty for day in cast("list[AbsenceDay]", have) if day.date is not None}
        days = cast("list[NewAbsenceDay]", want or [])
        return all((hours.get(day_of(day.date)) or 0) == day.qty for day in days)

    async def _find(self, id: str) -> Absence | None:
        try:
            return await self._absences.get(id)
        except NotFoundError:
            return None
