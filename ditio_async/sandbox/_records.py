"""Registrations that are kept in memory, and what happens to them on site while the sandbox runs."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping

from ._site import Registration, Site
from ._world import Fields, stamp


class Records:
    """The registrations of one kind: what people do to them, with the API's own names.

    Attributes:
        entities: by their ids.
    """

    def __init__(self, seeded: Iterable[Registration], date: str | None, site: Site, now: Callable[[], int]) -> None:
        self.entities = {registration.id: registration for registration in seeded}
        self._date = date
        self._site = site
        self._now = now
        self._names = tuple(next(iter(self.entities.values())).fields)
        self._added = itertools.count(1)

    def add(self, fields: Mapping[str, object]) -> str:
        """One more, which was registered now; what is left out is null.

        Returns:
            Its id.
        """
        now = self._now()
        id = f"{now // 1000:08x}{0xEEEEEEEEEE:010x}{next(self._added):06x}"
        whole: Fields = {**dict.fromkeys(self._names), "id": id}
        if self._date is not None:
            whole[self._date] = stamp(now)
        self.entities[id] = Registration({**whole, **fields}, now, now)
        return id

    def change(self, id: str, fields: Mapping[str, object]) -> None:
        """Change fields of one.

        Raises:
            KeyError: it is not there.
        """
        record = self._there(id)
        record.fields.update(fields)
        record.modified = self._now()

    def delete(self, id: str) -> None:
        """Delete one.

        Raises:
            KeyError: it is not there.
        """
        self._there(id).deleted = self._now()

    def make_pdf(self, id: str) -> None:
        """Make its document, anew if there is one: `pdfUrl` leads to it, and the record is changed.

        Raises:
            KeyError: it is not there.
            ValueError: registrations of this kind have no documents.
        """
        if "pdfUrl" not in self._names:
            raise ValueError("registrations of this kind have no pdfUrl")
        self.change(id, {"pdfUrl": self._site.files.document(self._site.id(self._now()), f"{id}.pdf", id)})

    def delete_all(self, field: str, value: str) -> None:
        """Delete all that say this in a field."""
        now = self._now()
        for record in self.entities.values():
            if record.deleted is None and record.fields.get(field) == value:
                record.deleted = now

    def _there(self, id: str) -> Registration:
        record = self.entities[id]
        if record.deleted is not None:
            raise KeyError(id)
        return record
